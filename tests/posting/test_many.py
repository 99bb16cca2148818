"""Many postings at once: a table, and an organisation's own program."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import html
import io
import json
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.translation import override

from tests.posting.made import DECENT, Employer, visitor
from volens.services.vacancies.models import Posting, PostingToken, Vacancy
from volens.services.vacancies.posting import answering, content, table

pytestmark = pytest.mark.django_db
ROW = {name: value for said in DECENT.values() for name, value in said.items()}


def as_csv(rows: list[dict], columns: list[str] | None = None, encoding: str = "utf-8-sig") -> bytes:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, columns or list(ROW))
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue().encode(encoding)


def upload(employer: Employer, data: bytes, name: str = "jobs.csv", **more):
    return employer.post("upload/", {"file": SimpleUploadedFile(name, data), **more})


def problems(answer) -> list[str]:
    import re

    page = html.unescape(answer.content.decode())
    body = page[page.index("<tbody>") :] if "<tbody>" in page else ""
    return [re.sub(r"<[^>]+>", " ", row) for row in re.findall(r"<tr>.*?</tr>", body)][:20]


def test_a_table_becomes_drafts_equal_to_those_of_the_wizard():
    employer = Employer()
    answer = upload(employer, as_csv([ROW, ROW | {"title": "Baker"}]))
    assert answer.status_code == 302, problems(answer)
    assert sorted(each.content["title"] for each in Posting.objects.all()) == ["Baker", "Cook in a canteen"]
    written = Posting.objects.get(pk=employer.write()).content
    uploaded = next(each.content for each in Posting.objects.all() if each.content["title"] == "Cook in a canteen")
    assert content.settled(uploaded) == content.settled(written)


def test_one_wrong_cell_stores_nothing_and_names_row_column_and_remedy():
    employer = Employer()
    rows = [ROW, ROW | {"pay_min": "much", "documents_kept_by": ""}, ROW | {"place": "Newark", "weekly_hours": 300}]
    answer = upload(employer, as_csv(rows))
    assert answer.status_code == 422
    told = problems(answer)
    assert any("3" in each and "pay_min" in each and "in digits" in each for each in told), told
    assert any("3" in each and "documents_kept_by" in each and "Choose" in each for each in told)
    assert any("4" in each and "place" in each and "Newark, Delaware" in each for each in told)
    assert any("4" in each and "weekly_hours" in each and "168" in each for each in told)
    assert not Posting.objects.exists()


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (b"", "jobs.csv", "empty"),
        (b"MZ\x90", "jobs.exe", "CSV or XLSX"),
        (b"PK\x03\x04broken", "jobs.xlsx", "unpacked"),
        (b"a,b\n1,2\n", "jobs.csv", ""),
        (b"title\n" + b"\xff\xfe\x00", "jobs.csv", ""),
        (as_csv([], ["title"]), "jobs.csv", "no row below"),
        (as_csv([ROW | {"colour": "red"}], [*ROW, "colour"]), "jobs.csv", "no such column"),
        (as_csv([ROW] * 501), "jobs.csv", "more than 500 rows"),
    ],
    ids=["empty", "program", "broken", "no title", "encoding", "no rows", "column", "too many"],
)
def test_what_is_no_table_is_refused_in_words(data, name, message):
    employer = Employer()
    answer = upload(employer, data, name)
    assert answer.status_code == 422
    assert message in html.unescape(answer.content.decode())
    assert not Posting.objects.exists()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_templates_can_be_sent_back_as_they_are(language):
    employer = Employer(language=language)
    for form in ("csv", "xlsx"):
        made = employer.get(f"upload/template.{form}")
        assert made.status_code == 200
        answer = upload(employer, made.content, f"template.{form}")
        assert answer.status_code == 302, problems(answer)
    assert Posting.objects.count() == 2
    assert employer.get("upload/template.doc").status_code == 404


def test_the_workbook_explains_every_column_with_its_allowed_values():
    book = openpyxl.load_workbook(io.BytesIO(table.template_workbook("en")))
    rows = {row[0]: row for row in book.worksheets[1].iter_rows(values_only=True)}
    assert set(answering.NAMES) < set(rows)
    assert "employer = The employer" in rows["documents_kept_by"][3]


def test_words_of_either_language_are_understood_in_cells_and_headings():
    row = {"Name of the job": "Cook", **{name: value for name, value in ROW.items() if name != "title"}}
    row |= {"documents_kept_by": "the worker", "night_work": "否", "may_resign": "TRUE", "contract": "Permanent"}
    employer = Employer()
    answer = upload(employer, as_csv([row], list(row)))
    assert answer.status_code == 302, problems(answer)
    said = Posting.objects.get().content
    assert (said["documents_kept_by"], said["night_work"], said["may_resign"]) == ("worker", False, True)


def test_send_all_sends_each_in_or_none():
    employer = Employer()
    employer.publish()
    answer = upload(
        employer, as_csv([ROW | {"title": "Baker"}, ROW | {"title": "Waiter", "lodging": "required"}]), send="1"
    )
    assert answer.headers["Location"].endswith("uploaded-sent")
    states = {each.content["title"]: each.state for each in Posting.objects.all()}
    assert states["Baker"] == "published"
    assert states["Waiter"] == "waiting"


# The API ----------------------------------------------------------------------------------------------------------


def key(employer: Employer, scope: str = "post") -> str:
    page = employer.post("programs/", {"name": "HR", "scope": scope, "days": "90"}).content.decode()
    start = page.index("volens_post_")
    return page[start : page.index("<", start)]


def call(secret: str, method: str, path: str, body: dict | None = None):
    return visitor().generic(
        method,
        f"/api/v1/postings{path}",
        json.dumps(body) if body is not None else "",
        content_type="application/json",
        HTTP_AUTHORIZATION=f"Bearer {secret}",
        HTTP_ACCEPT_LANGUAGE="en",
    )


WHOLE = ROW | {
    **{name: ROW[name] == "yes" for name in ROW if ROW[name] in {"yes", "no"}},
    **{name: float(ROW[name]) for name in ("pay_min", "pay_max", "weekly_hours", "rest_days")},
    **{name: int(ROW[name]) for name in ("first_pay_days", "minimum_age", "resignation_cost")},
}


def test_a_program_writes_sends_in_confirms_and_ends():
    employer = Employer()
    employer.publish()
    secret = key(employer)
    made = call(secret, "POST", "", WHOLE)
    assert made.status_code == 201, made.content
    number = made.json()["id"]
    assert made.json()["state"] == "draft"
    sent = call(secret, "POST", f"/{number}/send")
    assert sent.json()["state"] == "published"
    assert visitor().get(sent.json()["url"].split("8000")[-1]).status_code == 200
    assert call(secret, "POST", f"/{number}/confirm").status_code == 200
    assert call(secret, "POST", f"/{number}/send").status_code == 409
    changed = call(secret, "PUT", f"/{number}?send=true", WHOLE | {"documents_kept_by": "employer"})
    assert changed.json()["state"] == "waiting"
    assert {each["rule"] for each in changed.json()["findings"]} == {"documents.kept", "changed.after_approval"}
    assert changed.json()["findings"][0]["remedy"]
    assert call(secret, "POST", f"/{number}/end", {"reason": "filled"}).json()["ended"] == "filled"
    assert call(secret, "POST", f"/{number}/end", {"reason": "bored"}).status_code == 409
    assert len(call(secret, "GET", "").json()) == 2


def test_the_api_reports_every_problem_and_stores_nothing():
    secret = key(Employer())
    answer = call(
        secret, "POST", "", WHOLE | {"pay_period": "fortnight", "documents_kept_by": "police", "place": "Newark"}
    )
    assert answer.status_code == 422
    assert {each["field"] for each in answer.json()["problems"]} == {"pay_period", "documents_kept_by", "place"}
    assert (
        call(secret, "POST", "", {name: WHOLE[name] for name in WHOLE if name != "may_leave_site"}).status_code == 422
    )
    assert call(secret, "POST", "", WHOLE | {"surprise": 1}).status_code == 422
    assert not Posting.objects.exists()


def test_a_key_is_kept_as_its_hash_ends_is_revoked_and_has_a_scope():
    employer = Employer()
    secret = key(employer)
    token = PostingToken.objects.get()
    assert bytes(token.hashed) == hashlib.sha256(secret.encode()).digest()
    assert secret not in employer.text("programs/")
    assert call(secret, "GET", "").status_code == 200
    assert PostingToken.objects.get().used_on is None  # reading writes nothing
    PostingToken.objects.update(until=timezone.now() - dt.timedelta(seconds=1))
    assert call(secret, "GET", "").status_code == 401
    PostingToken.objects.update(until=timezone.now() + dt.timedelta(days=1))
    assert employer.post(f"programs/{token.pk}/revoke/").status_code == 302
    assert call(secret, "GET", "").status_code == 401
    assert employer.post(f"programs/{token.pk}/revoke/").status_code == 404
    for wrong in ("", "volens_post_x", secret[:-1]):
        assert call(wrong, "GET", "").status_code == 401
    reader, drafter = key(employer, "read"), key(employer, "draft")
    assert call(reader, "POST", "", WHOLE).status_code == 403
    assert call(drafter, "POST", "?send=true", WHOLE).status_code == 403
    assert call(drafter, "POST", "", WHOLE).status_code == 201


def test_a_key_reaches_its_own_organisation_only():
    one, other = Employer(), Employer()
    posting = one.publish()
    stranger = key(other)
    assert call(stranger, "GET", "").json() == []
    for method, path, body in (
        ("GET", f"/{posting.pk}", None),
        ("PUT", f"/{posting.pk}", WHOLE),
        ("POST", f"/{posting.pk}/send", None),
        ("POST", f"/{posting.pk}/confirm", None),
        ("POST", f"/{posting.pk}/end", {"reason": "filled"}),
    ):
        assert call(stranger, method, path, body).status_code == 404, (method, path)
    assert Vacancy.objects.get(pk=posting.vacancy_id).state == Vacancy.State.PUBLISHED
    assert other.post(f"programs/{PostingToken.objects.first().pk}/revoke/").status_code in {302, 404}
    key(one)
    mine = PostingToken.objects.get(organisation=one.organisation)
    assert other.post(f"programs/{mine.pk}/revoke/").status_code == 404


def test_the_document_of_the_api_describes_posting_and_its_key():
    document = visitor().get("/api/v1/openapi.json").json()
    assert "/api/v1/postings" in document["paths"]
    assert document["paths"]["/api/v1/postings"]["post"]["security"] == [{"Key": []}]
    assert document["components"]["securitySchemes"]["Key"]["scheme"] == "bearer"
    fields = document["components"]["schemas"]["PostingIn"]["properties"]
    assert set(fields) == set(answering.NAMES)


def test_a_wrong_column_is_told_once_at_the_heading_with_the_name_that_was_meant():
    employer = Employer(language="zh-hans")
    rows = [{("pay_minn" if name == "pay_min" else name): value for name, value in ROW.items()} for _ in range(2)]
    page = html.unescape(upload(employer, as_csv(rows, list(rows[0]))).content.decode())
    told = [each for each in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL) if "<code>pay_minn</code>" in each]
    assert len(told) == 1
    assert ">1</td>" in told[0]
    with override("zh-hans"):
        label = answering.label("pay_min")
    assert f"pay_min” ({label})" in told[0] or f"pay_min”（{label}）" in told[0]


def test_a_wrong_choice_names_the_question_in_the_readers_language_and_the_allowed_values():
    employer = Employer()
    page = html.unescape(upload(employer, as_csv([ROW | {"documents_kept_by": "boss"}])).content.decode())
    (told,) = (each for each in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL) if "“boss”" in each)
    assert "Who keeps identity documents" in told
    assert "Allowed: worker (The worker), employer (The employer), recruiter (The recruiter)" in told
