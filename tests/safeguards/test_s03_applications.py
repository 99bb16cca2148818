"""S3 in the room of applications: an employer's list holds no person; nobody reaches another's application."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.urls import get_resolver

from tests.applications.made import make_applicant, make_employer, make_vacancy, received_of
from tests.people.made import make_staff
from tests.people.test_own_pages import PDF
from tests.safeguards.world import patterns
from volens.services.applications.models import Received
from volens.services.people.models import Document, StaffMember

pytestmark = pytest.mark.django_db
OWN = ("", "edit/", "check/", "withdraw/", "write/", "notes/", "delete/")
RECEIVED = ("", "write/", "times/", "offer/", "no/")


def test_an_employers_list_holds_numbers_days_and_states_and_never_a_word_of_a_person():
    employer = make_employer()
    vacancy = make_vacancy(employer.organisation)
    people = [make_applicant(name, skills=f"{name}-skills") for name in ("Aygul", "Bolat", "Chen")]
    for each in people:
        each.apply(vacancy, "chosen_name", "skills", note="I am glad to come.")
    page = employer.list_page()
    for row in Received.objects.all():
        assert row.number in page
    for words in (
        "Aygul",
        "Bolat",
        "Chen",
        "skills",
        "glad",
        "example.org",
        *(str(each.account.pk) for each in people),
    ):
        assert words not in page
    ids = {str(pk) for pk in apps.get_model("applications", "Application").objects.values_list("pk", flat=True)}
    assert not any(pk in page for pk in ids), "the person's own identifier is not the employer's"


def test_each_application_is_a_page_of_its_own_with_one_person():
    employer = make_employer()
    vacancy = make_vacancy(employer.organisation)
    aygul, bolat = make_applicant("Aygul"), make_applicant("Bolat")
    rows = {name: received_of(each.apply(vacancy)).pk for name, each in (("Aygul", aygul), ("Bolat", bolat))}
    assert "Bolat" not in employer.open(rows["Aygul"])
    assert "Aygul" not in employer.open(rows["Bolat"])


@pytest.mark.parametrize("parameter", ["q", "name", "search", "text", "order", "state", "vacancy", "page"])
def test_the_list_cannot_be_searched_by_anything_about_a_person(parameter):
    employer = make_employer()
    vacancy = make_vacancy(employer.organisation)
    make_applicant("Aygul", skills="welding").apply(vacancy, "chosen_name", "skills")
    make_applicant("Bolat").apply(vacancy)
    plain = rows_of(employer.list_page())
    for said in ("Aygul", "welding"):
        answer = employer.get(data={parameter: said})
        assert rows_of(answer.content.decode()) == plain


def test_a_long_list_has_pages_and_can_be_narrowed_to_a_vacancy_only():
    employer = make_employer()
    many, one = make_vacancy(employer.organisation), make_vacancy(employer.organisation, title="Driver")
    from django.utils import timezone

    for number in range(30):
        Received.objects.create(number=f"DDD-{number:04d}", vacancy=many, received_on=timezone.localdate())
    Received.objects.create(number="EEE-0001", vacancy=one, received_on=timezone.localdate())
    first, second = rows_of(employer.list_page()), rows_of(employer.get(data={"page": "2"}).content.decode())
    assert len(first) == 25
    assert len(second) == 6
    assert not set(first) & set(second)
    assert rows_of(employer.get(data={"vacancy": str(one.pk)}).content.decode()) == ["EEE-0001"]
    narrowed = employer.get(data={"vacancy": str(many.pk)}).content.decode()
    assert f"page=2&amp;vacancy={many.pk}" in narrowed
    other = make_vacancy(make_employer().organisation)
    assert rows_of(employer.get(data={"vacancy": str(other.pk)}).content.decode()) == []


def rows_of(page: str) -> list[str]:
    return re.findall(r'class="number-link"[^>]*>([^<]+)<', page)


def test_there_is_no_export_and_no_address_that_gives_more_than_one():
    mine = [each.removeprefix("api/v1/") for each in patterns() if "applications" in each and "organisations" in each]
    assert mine
    assert not [each for each in mine if re.search(r"csv|xlsx|json|export|download|print|api", each)]
    assert not [name for name in get_resolver().reverse_dict if isinstance(name, str) and "export_application" in name]


def test_nobody_reaches_another_persons_application():
    employer, aygul, bolat = make_employer(), make_applicant("Aygul"), make_applicant("Bolat")
    application = aygul.apply(make_vacancy(employer.organisation), note="For them only.")
    employer.propose(received_of(application).pk)
    times = aygul.newest(application, "times").pk
    paths = [*OWN, f"times/{times}/", f"times/{times}/interview.ics", f"offer/{times}/"]
    visitors = [employer.client, *(make_staff(role)[1] for role in StaffMember.Role)]
    for path in paths:
        address = f"/en/applications/{application}/{path}"
        for method in ("get", "post"):
            answer = getattr(bolat.client, method)(address, {"text": "x", "time": "0", "hide": "1", "none": "1"})
            # Opened, what only takes a form leads to the application's page, whether there is one or not.
            assert answer.status_code in {404, 405} or (method, answer.status_code) == ("get", 303), (path, method)
            for client in visitors:
                answer = getattr(client, method)(address, {"text": "x", "time": "0"})
                assert answer.status_code in {302, 303, 404, 405}, (path, method)
                assert "For them only" not in answer.content.decode()
    row = received_of(application)
    assert row.state == "interview"
    assert not aygul.text("applications/").count("Nothing is hidden")


def test_nobody_outside_the_organisation_reaches_what_was_sent_to_it():
    employer, other = make_employer(), make_employer()
    aygul = make_applicant("Aygul")
    from django.core.files.uploadedfile import SimpleUploadedFile

    aygul.post("my/documents/", {"file": SimpleUploadedFile("cv.pdf", PDF), "name": "CV", "days": "365"})
    document = Document.objects.get().pk
    application = aygul.apply(make_vacancy(employer.organisation), documents=(str(document),))
    row = received_of(application).pk
    viewer = make_employer(employer.organisation, "viewer", "Only Looks")
    staff = [make_staff(role)[1] for role in StaffMember.Role]
    for path in (*RECEIVED, f"documents/{document}/"):
        for base, allowed in ((employer.base, {403, 404, 405}), (other.base, {404, 405})):
            for client in (other.client, viewer.client, aygul.client, *staff):
                for method in ("get", "post"):
                    answer = getattr(client, method)(f"{base}{row}/{path}", {"text": "Hello"})
                    assert answer.status_code in allowed | {302, 303, 403}, (path, method, answer.status_code)
                    assert "Aygul" not in answer.content.decode()
    assert received_of(application).state == "sent"
    assert employer.get(f"{row}/documents/{document}/").content == PDF
    assert not other.list_page().count("number-link")


def test_a_document_that_was_not_ticked_does_not_open():
    from django.core.files.uploadedfile import SimpleUploadedFile

    employer, aygul = make_employer(), make_applicant("Aygul")
    for name in ("one", "two"):
        aygul.post("my/documents/", {"file": SimpleUploadedFile(f"{name}.pdf", PDF), "name": name, "days": "365"})
    one, two = Document.objects.order_by("pk")
    row = received_of(aygul.apply(make_vacancy(employer.organisation), documents=(str(one.pk),))).pk
    assert employer.get(f"{row}/documents/{one.pk}/").status_code == 200
    assert employer.get(f"{row}/documents/{two.pk}/").status_code == 404
    aygul.post(f"my/documents/{one.pk}/delete/")
    assert employer.get(f"{row}/documents/{one.pk}/").status_code == 404, "deleted by its owner, gone for everyone"


def test_without_a_standing_verification_nothing_opens():
    employer, aygul = make_employer(), make_applicant("Aygul")
    row = received_of(aygul.apply(make_vacancy(employer.organisation)))
    employer.organisation.state = "lapsed"
    employer.organisation.save()
    page = employer.list_page()
    assert row.number not in page
    assert "while the organisation is verified" in page
    assert employer.get(f"{row.pk}/").status_code == 404
    assert employer.write(row.pk).status_code in {403, 404}
