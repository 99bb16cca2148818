"""Writing a posting step by step: what is asked, what is kept, what is shown at once."""

from __future__ import annotations

import html
import re

import pytest

from tests.organisations.made import make_organisation
from tests.posting.made import DECENT, Desk, Employer, errors, visitor
from volens.engines.vetting import Declarations
from volens.services.vacancies import queries
from volens.services.vacancies.models import Posting, Vacancy
from volens.services.vacancies.posting import asking, content, pasting, placing

pytestmark = pytest.mark.django_db


def read(posting: str) -> dict:
    return Posting.objects.get(pk=posting).content


def test_every_step_is_kept_as_it_goes_and_the_next_one_follows():
    employer = Employer()
    posting = employer.begin()
    answer = employer.post(f"{posting}/what/", DECENT["what"])
    assert answer.headers["Location"].endswith(f"{posting}/kind/")
    assert read(posting)["title"] == "Cook in a canteen"
    assert Posting.objects.get().state == Posting.State.DRAFT
    assert not Vacancy.objects.exists()
    answer = employer.post(f"{posting}/kind/", {"isco": "5120", "go": "back"})
    assert answer.headers["Location"].endswith(f"{posting}/what/")
    assert read(posting)["isco"] == "5120"


def test_the_whole_way_through_the_pages_ends_in_front_of_a_reviewer():
    employer = Employer()
    posting = employer.begin()
    employer.fill(posting)
    answer = employer.post(f"{posting}/preview/")
    assert answer.headers["Location"].endswith(f"{posting}/?done=sent")
    assert "Because it is your first vacancy here." in employer.text(f"{posting}/")
    assert Posting.objects.get().state == Posting.State.WAITING


def test_a_step_left_half_answered_keeps_the_half_and_says_what_is_missing():
    employer = Employer()
    posting = employer.begin()
    answer = employer.post(f"{posting}/hours/", {"hours": "full_time", "weekly_hours": "38"})
    assert answer.status_code == 422
    assert "Choose one of the answers." in answer.content.decode()
    assert read(posting)["weekly_hours"] == 38
    later = employer.post(f"{posting}/hours/", {"hours": "full_time", "weekly_hours": "36", "go": "later"})
    assert later.status_code == 302
    assert read(posting)["weekly_hours"] == 36
    wrong = employer.post(f"{posting}/hours/", {"weekly_hours": "many", "go": "later"})
    assert wrong.status_code == 422
    assert "Write a number, in digits." in wrong.content.decode()
    assert "many" in wrong.content.decode()
    assert read(posting)["weekly_hours"] == 36


@pytest.mark.parametrize("step", list(DECENT))
def test_no_step_can_be_left_out_of_what_is_sent_in(step):
    employer = Employer()
    posting = employer.write()
    Posting.objects.update(
        content={name: said for name, said in read(posting).items() if name not in content.STEPS[step]}
    )
    answer = employer.post(f"{posting}/send/")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Some answers are missing" in page
    assert f"{posting}/{step}/" in page
    assert not Vacancy.objects.exists()


#: Each declaration, the step that asks it, and an answer that must not pass unseen.
ASKED = [
    ("worker_pays", "declarations", "yes", "fee.declared"),
    ("documents_kept_by", "declarations", "employer", "documents.kept"),
    ("may_leave_site", "declarations", "no", "movement.site"),
    ("may_resign", "declarations", "no", "resignation.barred"),
    ("recruiter_paid_per_head", "declarations", "yes", "recruiter.per_head"),
    ("licence_required", "declarations", "yes", None),
    ("pay_method", "pay", "vouchers", "pay.method"),
    ("first_pay_days", "pay", "60", "pay.late"),
    ("paid_to", "pay", "recruiter", "pay.third_party"),
    ("weekly_hours", "hours", "80", "hours.extreme"),
    ("rest_days", "hours", "0", "rest.short"),
    ("overtime_paid", "hours", "no", "overtime.unpaid"),
    ("written_contract", "conditions", "no", "contract.none"),
    ("lodging", "conditions", "required", "lodging.required"),
    ("group_transport", "conditions", "yes", "transport.group"),
    ("minimum_age", "conditions", "14", "age.under_minimum"),
]
MORE = {
    "worker_pays": {"worker_pays_amount": "300", "worker_pays_for": "uniform"},
    "licence_required": {"licence": "X-1"},
}


@pytest.mark.parametrize(("name", "step", "answer", "rule"), ASKED)
def test_each_declaration_must_be_given_and_its_bad_answer_is_named_in_the_preview(name, step, answer, rule):
    employer = Employer()
    posting = employer.begin()
    without = {field: value for field, value in DECENT[step].items() if field != name}
    assert employer.post(f"{posting}/{step}/", without).status_code == 422
    posting = employer.write(**{name: answer}, **MORE.get(name, {}))
    page = html.unescape(employer.text(f"{posting}/preview/"))
    assert (rule is None) == ("What the rules say" not in page)
    if rule is not None:
        assert f"Rule {rule}." in page
        assert "How to put it right:" in page
        assert f"/{step}/" in page


def test_every_declaration_is_asked_somewhere_with_a_reason_in_plain_words():
    asked = {name for names in content.STEPS.values() for name in names}
    assert set(Declarations.__dataclass_fields__) <= asked
    explained = {code for code in Declarations.__dataclass_fields__ if code in asking.WHY}
    on_the_page = {"pay_min_minor", "pay_max_minor", "currency", "pay_period"}  # explained by their own hints
    assert set(Declarations.__dataclass_fields__) - explained <= on_the_page


def test_the_worker_reads_every_answer_in_words():
    employer = Employer()
    posting = employer.publish(lodging="optional")
    page = html.unescape(visitor().get(f"/en/vacancies/{posting.vacancy_id}/").content.decode())
    for words in ("Does the worker pay anything?", "Who keeps identity documents", "12 Garden Road", "Bank transfer"):
        assert words in page
    assert "Not declared by the employer" not in page
    assert page.index("Lodging offered, optional") > 0


def test_the_preview_shows_exactly_what_the_worker_will_see():
    employer = Employer()
    employer.publish()
    posting = employer.write(title="Baker")
    shown = body_of(employer.text(f"{posting}/preview/"))
    published = employer.send(posting)
    page = body_of(visitor().get(f"/en/vacancies/{published.vacancy_id}/").content.decode())
    for part in ("facts", "vacancy-text"):
        assert between(shown, part) == between(page, part)
    assert re.findall(r"<tr><th scope=.row.>.*?</tr>", shown) == re.findall(r"<tr><th scope=.row.>.*?</tr>", page)


def body_of(page: str) -> str:
    return page[page.index("<article>") : page.index("</article>")]


def between(page: str, name: str) -> str:
    found = re.search(rf'class="{name}"[^>]*>(.*?)</(?:dl|div)>', page, re.DOTALL)
    assert found, name
    return re.sub(r"\s+", " ", found[1])


def test_what_hangs_on_another_answer_is_asked_for_and_dropped_again():
    employer = Employer()
    posting = employer.begin()
    said = DECENT["declarations"] | {"worker_pays": "yes"}
    answer = employer.post(f"{posting}/declarations/", said)
    assert answer.status_code == 422
    assert {"Write how much.", "Write what for."} <= set(errors(answer))
    said |= {"worker_pays_amount": "100", "worker_pays_for": "uniform"}
    assert employer.post(f"{posting}/declarations/", said).status_code == 302
    assert read(posting)["worker_pays_minor"] == 10_000
    contradiction = employer.post(f"{posting}/declarations/", said | {"worker_pays": "no"})
    assert "Correct one of the two" in contradiction.content.decode()
    assert employer.post(f"{posting}/declarations/", DECENT["declarations"]).status_code == 302
    assert "worker_pays_minor" not in content.declarations(read(posting))


@pytest.mark.parametrize(
    ("step", "change", "message"),
    [
        ("pay", {"pay_min": "-5"}, "Write 0 or more."),
        ("pay", {"pay_min": "0"}, "Work is paid"),
        ("pay", {"pay_min": "7000"}, "less than the lower end"),
        ("pay", {"pay_min": "55.123"}, "at most 2 decimals"),
        ("pay", {"pay_period": "fortnight"}, "is not one of the answers"),
        ("hours", {"weekly_hours": "200"}, "Write 168 or less."),
        ("conditions", {"last_day": "2001-01-01"}, "has passed"),
        ("conditions", {"last_day": "9999-01-01"}, "within one year"),
        ("conditions", {"last_day": "soon"}, "YYYY-MM-DD"),
        ("conditions", {"apply": "elsewhere"}, "where people apply"),
        ("conditions", {"apply": "elsewhere", "apply_url": "javascript:alert(1)"}, "web address"),
        ("where", {"place": "Zzyzxqqq"}, "do not know this place"),
        ("kind", {"isco": "9999"}, "no occupation"),
        ("kind", {"isco": ""}, "Choose the kind of work"),
        ("what", {"title": ""}, "what the job is called"),
        ("what", {"text": "short"}, "at least 40"),
    ],
)
def test_a_wrong_answer_is_explained_beside_its_field_and_not_kept(step, change, message):
    employer = Employer()
    posting = employer.write()
    before = read(posting)
    answer = employer.post(f"{posting}/{step}/", DECENT[step] | change)
    assert answer.status_code == 422
    assert any(message in html.unescape(each) for each in errors(answer)), errors(answer)
    kept = {name: value for name, value in read(posting).items() if name != "apply"}  # "elsewhere" itself is an answer
    assert kept == {name: value for name, value in before.items() if name != "apply"}
    assert employer.get(f"{posting}/preview/").status_code == 200


def test_amounts_are_asked_again_when_the_currency_changes():
    employer = Employer()
    posting = employer.write(resignation_cost="100")
    assert employer.post(f"{posting}/pay/", DECENT["pay"] | {"currency": "JPY"}).status_code == 302
    assert "declarations" in content.missing(read(posting))


def test_a_place_of_many_names_is_asked_back_and_the_choice_is_kept():
    employer = Employer()
    posting = employer.begin()
    said = DECENT["where"] | {"place": "Newark"}
    answer = employer.post(f"{posting}/where/", said)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Which one is it?" in page
    delaware = re.search(r'value="(\d+)"><span>Newark, Delaware', page)
    assert employer.post(f"{posting}/where/", said | {"place_choice": delaware[1]}).status_code == 302
    assert read(posting)["place"] == "Newark, Delaware, US"
    assert content.vacancy_of(read(posting), employer="X", key="k").region == "US-DE"
    assert employer.post(f"{posting}/where/", said | {"place_choice": "1800163"}).status_code == 422  # Nanchang is none


def test_a_job_may_be_open_at_several_places():
    employer = Employer()
    posting = employer.begin()
    said = DECENT["where"] | {"further_places": "Jiujiang, Jiangxi ｜ Leeds, England | Nanchang | Leeds, England"}
    assert employer.post(f"{posting}/where/", said).status_code == 302
    assert read(posting)["further_places"] == "Jiujiang, Jiangxi, CN | Leeds, England, GB"
    made = content.vacancy_of(read(posting), employer="X", key="k")
    assert [each["name"] for each in made.further_places] == ["Jiujiang", "Leeds"]
    assert all(each["latitude"] and each["place_id"] for each in made.further_places)
    assert "Jiujiang, Jiangxi, CN | Leeds, England, GB" in employer.get(f"{posting}/where/").content.decode()


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("Leeds, England | Zzyzxqqq", "“Zzyzxqqq”: We do not know this place"),
        ("Newark", "“Newark”: Several places have this name"),
        (" | ".join(["Leeds, England"] * 31), "At most 30 other places"),
    ],
)
def test_a_further_place_that_is_not_known_is_named(written, told):
    employer = Employer()
    posting = employer.begin()
    answer = employer.post(f"{posting}/where/", DECENT["where"] | {"further_places": written})
    assert answer.status_code == 422
    assert told in html.unescape(answer.content.decode())


def test_a_further_place_looked_at_anew_when_it_changes():
    before = {"place": "Nanchang", "further_places": "Leeds, England, GB"}
    assert content.changed_fields(before, before | {"further_places": "York, England, GB"}) == ("further_places",)
    assert content.digest(before) != content.digest({"place": "Nanchang"})


def test_a_place_written_in_full_needs_no_question():
    assert placing.find("Newark, NJ", "en").place.region == "US-NJ"
    assert placing.find("南昌", "zh-hans").place.name == "Nanchang"
    assert placing.find("南昌市青山湖区", "zh-hans").place is not None
    assert placing.find("", "en") == placing.Placed()


def test_the_occupation_is_suggested_and_the_employer_decides():
    employer = Employer()
    posting = employer.begin()
    employer.post(f"{posting}/what/", DECENT["what"])
    page = employer.text(f"{posting}/kind/")
    assert page.index('value="5120"') < page.index('value="none"')
    assert 'value="8332"' in employer.text(f"{posting}/kind/?q=lorry")
    assert employer.post(f"{posting}/kind/", {"isco": "none"}).status_code == 302
    assert read(posting)["isco"] == ""
    assert "kind" not in content.missing(read(posting))


def test_hourly_pay_is_shown_for_the_month_beside_it():
    employer = Employer()
    posting = employer.write(pay_min="40", pay_max="", pay_period="hour", weekly_hours="40")
    page = html.unescape(employer.text(f"{posting}/pay/"))
    assert "about ¥6,933 a month" in page
    assert "Hourly pay × 40 hours a week" in page
    unfinished = read(posting) | {"hours": "part_time", "weekly_hours": None}
    made = content.vacancy_of(unfinished, employer="", key="part")
    assert (made.pay_min, made.pay_month_min, made.pay_month_max) == (4000, None, None)


@pytest.mark.parametrize(
    ("pasted", "clean"),
    [
        ("Tasks:\r\n·\tcook\r\n\uf0b7\tclean\r\n§\tserve", "Tasks:\n• cook\n• clean\n• serve"),
        ("o\tfirst\no\tsecond\nover the top", "• first\n• second\nover the top"),
        ("1.\tone\n2.\ttwo", "1. one\n2. two"),
        ("<p class=MsoNormal>Cook<o:p></o:p></p><p>Bake &amp; serve</p>", "Cook\n\nBake & serve"),
        ("<script>alert(1)</script><b>Cook</b><br>well", "Cook\nwell"),
        ("<!--[if gte mso 9]><xml>x</xml><![endif]-->Cook", "Cook"),
        ("You\u00a0earn\u200b 10\u00ad0", "You earn 100"),
        ("a\n\n\n\n\nb", "a\n\nb"),
        ("工作内容：\n●\t收货\n■ 打包", "工作内容：\n• 收货\n• 打包"),
    ],
)
def test_text_pasted_from_word_becomes_plain_text(pasted, clean):
    assert pasting.clean(pasted) == clean


def test_pasting_twice_changes_nothing_more():
    text = pasting.clean("Tasks:\n·\tcook\n\nWe offer\n1.\tpay")
    assert pasting.clean(text) == text


def test_control_characters_are_refused_with_words():
    employer = Employer()
    posting = employer.begin()
    answer = employer.post(f"{posting}/what/", DECENT["what"] | {"text": "Cook\x01 " * 20})
    assert answer.status_code == 422
    assert "control characters" in answer.content.decode()


def test_a_wording_gives_a_start_in_the_language_of_the_page():
    english, chinese = Employer(), Employer(language="zh-hans")
    english.post("new/", {"wording": "warehouse"})
    chinese.post("new/", {"wording": "warehouse"})
    titles = {posting.content["title"] for posting in Posting.objects.all()}
    assert titles == {"Warehouse worker", "仓库理货员"}
    for code, each in asking.wordings().items():
        assert set(each) == {"en", "zh"}, code
        assert all(words["title"] and words["text"] and words["name"] for words in each.values())


def test_a_copy_takes_everything_but_the_last_day_and_changes_nothing_old():
    employer = Employer()
    posting = employer.publish()
    answer = employer.post(f"{posting.pk}/do/copy/")
    assert answer.headers["Location"].endswith("/what/?done=copied")
    copy = Posting.objects.exclude(pk=posting.pk).get()
    assert copy.state == Posting.State.DRAFT
    assert copy.vacancy_id is None
    assert content.settled(copy.content) == content.settled(posting.content)


def test_a_draft_can_be_deleted_and_nothing_else():
    employer = Employer()
    draft, published = employer.begin(), employer.publish()
    assert employer.post(f"{draft}/do/discard/").status_code == 302
    assert employer.post(f"{published.pk}/do/discard/").status_code == 409
    assert Posting.objects.get() == published


def test_the_legal_employer_is_the_organisation_unless_said_otherwise():
    employer = Employer(make_organisation(name="Blue Mill"))
    assert 'value="Blue Mill"' in employer.text(f"{employer.begin()}/declarations/")


def test_chinese_pages_ask_the_same():
    employer = Employer(language="zh-hans")
    page = employer.text(f"{employer.begin()}/declarations/")
    assert "身份证件由谁保管" in page


def test_the_summary_names_the_question_of_every_error_and_what_may_be_answered():
    employer = Employer()
    posting = employer.begin()
    said = DECENT["declarations"] | {"documents_kept_by": "", "may_resign": ""}
    answer = employer.post(f"{posting}/declarations/", said)
    assert answer.status_code == 422
    page = html.unescape(answer.content.decode())
    summary = page[page.index('id="error-summary"') : page.index("<form", page.index('id="error-summary"'))]
    assert '<a href="#id_documents_kept_by"><span class="strong">Who keeps identity documents</span> · ' in summary
    assert "Possible answers: The worker / The employer / The recruiter / Somebody else" in summary
    assert "May the worker resign?" in summary
    assert "Possible answers: Yes / No" in summary


def test_the_banner_about_samples_is_for_workers_not_for_employers_and_staff(monkeypatch):
    monkeypatch.setattr(queries, "has_samples", lambda: True)
    employer = Employer()
    banner = 'class="banner'
    assert banner in visitor().get("/en/vacancies/").content.decode()
    assert banner not in employer.text()
    assert banner not in employer.text(f"{employer.begin()}/what/")
    assert banner not in Desk().text()
