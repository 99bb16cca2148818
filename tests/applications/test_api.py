"""Applications as JSON: one's own for their person, one at a time for the organisation they were sent to."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from tests.applications.made import (
    WRITTEN,
    Applicant,
    Employer,
    make_applicant,
    make_employer,
    make_vacancy,
    received_of,
)
from tests.people.made import make_staff
from volens.services.applications import queries
from volens.services.applications.models import Application, Received
from volens.services.people.models import Person, StaffMember
from volens.services.trust import queries as trust
from volens.services.vacancies.posting import acting, tokens

pytestmark = pytest.mark.django_db
MINE = "/api/v1/my/applications"


def ask(client: Client, method: str, address: str, data: Any = None, **headers: str) -> Any:
    body = {"data": json.dumps(data), "content_type": "application/json"} if data is not None else {}
    return getattr(client, method)(address, **body, headers=headers or None)


def theirs(employer: Employer, rest: str = "") -> str:
    return f"/api/v1/organisations/{employer.organisation.pk}/applications{rest}"


def feed(applicant: Applicant) -> list[Any]:
    return trust.readings_of(Person.objects.get(pk=applicant.account.pk))


# The person ---------------------------------------------------------------------------------------------------------


def test_a_person_reads_their_own_applications_with_everything_about_them():
    employer, aygul = make_employer(name="Zhao Min"), make_applicant("Aygul")
    application = aygul.apply(make_vacancy(employer.organisation), note="I am glad to come.")
    employer.open(received_of(application).pk)
    employer.write(received_of(application).pk, "Please call us.")
    (line,) = ask(aygul.client, "get", MINE).json()
    assert (line["id"], line["title"], line["state"], line["stands"]) == (str(application), "Baker", "talking", True)
    assert line["number"] == received_of(application).number
    told = ask(aygul.client, "get", f"{MINE}/{application}").json()
    assert "I am glad to come." in told["shared"]["text"]
    assert [(each["by"], each["text"]) for each in told["letters"]] == [("Zhao Min", "Please call us.")]
    assert {each["name"] for each in told["looks"]} == {"Zhao Min"}
    assert aygul.client.get(told["url"].removeprefix("http://localhost:8000")).status_code == 200


def test_a_person_takes_back_writes_notes_hides_and_deletes():
    employer, aygul = make_employer(), make_applicant("Aygul")
    application = aygul.apply(make_vacancy(employer.organisation))
    one = f"{MINE}/{application}"
    assert ask(aygul.client, "delete", one).status_code == 409
    assert ask(aygul.client, "put", f"{one}/own", {"notes": "near the harbour", "hidden": True}).json()["hidden"]
    assert ask(aygul.client, "put", f"{one}/own", {"hidden": False}).json()["notes"] == "near the harbour"
    employer.list_page()
    assert ask(aygul.client, "post", f"{one}/messages", {"text": "I can begin on Monday."}).status_code == 201
    assert "I can begin on Monday." in employer.open(received_of(application).pk)
    answer = ask(aygul.client, "post", f"{one}/withdraw").json()
    assert (answer["unseen"], answer["application"]["state"]) == (False, "withdrawn")
    assert Received.objects.get().state == "gone"
    assert ask(aygul.client, "post", f"{one}/withdraw").status_code == 409
    assert ask(aygul.client, "delete", one).status_code == 204
    assert not Application.objects.exists()


@pytest.mark.parametrize(("method", "path"), [("post", "/withdraw"), ("delete", "")])
def test_whoever_comes_second_is_told_that_it_is_gone(method: str, path: str, monkeypatch: pytest.MonkeyPatch):
    employer, aygul = make_employer(), make_applicant("Aygul")
    application = aygul.apply(make_vacancy(employer.organisation))
    found = queries.one_of_mine

    def deleted_meanwhile(person: Person, identifier: UUID):
        mine = found(person, identifier)
        Application.objects.filter(pk=identifier).delete()
        return mine

    monkeypatch.setattr(queries, "one_of_mine", deleted_meanwhile)
    assert ask(aygul.client, method, f"{MINE}/{application}{path}").status_code == 404


def test_what_nobody_saw_never_was_when_it_is_taken_back_here():
    employer, aygul = make_employer(), make_applicant("Aygul")
    application = aygul.apply(make_vacancy(employer.organisation))
    assert ask(aygul.client, "post", f"{MINE}/{application}/withdraw").json()["unseen"] is True
    assert not Received.objects.exists()


def test_an_empty_message_is_refused_with_its_field_and_a_remedy():
    employer, aygul = make_employer(), make_applicant("Aygul")
    application = aygul.apply(make_vacancy(employer.organisation))
    answer = ask(aygul.client, "post", f"{MINE}/{application}/messages", {"text": "  "})
    assert answer.status_code == 422
    assert answer.json()["problems"] == [{"field": "text", "message": "Write a message."}]
    chinese = ask(
        aygul.client, "post", f"{MINE}/{application}/messages", {"text": ""}, **{"Accept-Language": "zh-Hans"}
    )
    assert chinese.json()["problems"][0]["message"] != "Write a message."


def test_there_is_no_address_that_sends_an_application():
    """It is sent from the page on which its exact words stand."""
    document = Client().get("/api/v1/openapi.json").json()["paths"]
    mine = {address: set(each) for address, each in document.items() if "/my/" in address}
    assert mine == {
        "/api/v1/my/applications": {"get"},
        "/api/v1/my/applications/{application}": {"get", "delete"},
        "/api/v1/my/applications/{application}/withdraw": {"post"},
        "/api/v1/my/applications/{application}/messages": {"post"},
        "/api/v1/my/applications/{application}/own": {"put"},
    }


# The employer -------------------------------------------------------------------------------------------------------


def test_the_employers_list_holds_numbers_days_and_states_and_each_line_is_in_a_feed():
    employer, aygul = make_employer(), make_applicant("Aygul", skills="welding")
    application = aygul.apply(make_vacancy(employer.organisation), "chosen_name", "skills", note="Glad to come.")
    answer = ask(employer.client, "get", theirs(employer))
    (line,) = answer.json()["applications"]
    assert (line["number"], line["state"], line["title"]) == (received_of(application).number, "sent", "Baker")
    assert not [word for word in ("Aygul", "welding", "Glad", str(application)) if word in answer.content.decode()]
    assert [each.purpose.value for each in feed(aygul)] == ["application_list"]
    other = make_vacancy(employer.organisation)
    assert ask(employer.client, "get", f"{theirs(employer)}?vacancy={other.pk}").json()["applications"] == []


def test_one_application_opens_alone_with_what_was_ticked_after_it_was_written_down():
    employer, aygul, bolat = make_employer(), make_applicant("Aygul", skills="welding"), make_applicant("Bolat")
    vacancy = make_vacancy(employer.organisation)
    row = received_of(aygul.apply(vacancy, note="Glad to come."))
    bolat.apply(vacancy)
    answer = ask(employer.client, "get", theirs(employer, f"/{row.pk}"))
    told = answer.json()
    assert {"label": "Chosen name", "value": "Aygul"} in told["items"] or "Aygul" in answer.content.decode()
    assert told["note"] == "Glad to come."
    assert "welding" not in answer.content.decode()
    assert "Bolat" not in answer.content.decode()
    assert told["possible"] == ["answer", "times", "offer", "refuse"]
    assert [each.purpose.value for each in feed(aygul)] == ["application"]
    assert feed(bolat) == []


def test_a_member_answers_proposes_offers_and_refuses_by_the_rules_of_the_pages():
    employer, people = make_employer(name="Zhao Min"), [make_applicant(name) for name in ("Aygul", "Bolat")]
    vacancy = make_vacancy(employer.organisation)
    first, second = (received_of(each.apply(vacancy)) for each in people)
    today = timezone.localdate()
    assert ask(employer.client, "post", theirs(employer, f"/{first.pk}/answer"), {"text": "Hello."}).status_code == 204
    late = {"times": [f"{today}T09:00"], "place": "12 Quay Street", "until": f"{today + dt.timedelta(days=2)}"}
    refused = ask(employer.client, "post", theirs(employer, f"/{first.pk}/times"), late)
    assert refused.status_code == 422
    assert [each["field"] for each in refused.json()["problems"]] == ["times"]
    good = late | {"times": [f"{today + dt.timedelta(days=5)}T09:00:00Z"]}
    assert ask(employer.client, "post", theirs(employer, f"/{first.pk}/times"), good).status_code == 204
    assert Received.objects.get(pk=first.pk).state == "interview"
    assert ask(employer.client, "post", theirs(employer, f"/{first.pk}/times"), good).status_code == 409
    written = WRITTEN | {"until": f"{today + dt.timedelta(days=7)}"}
    assert ask(employer.client, "post", theirs(employer, f"/{first.pk}/offer"), written).status_code == 204
    short = written | {"until": f"{today + dt.timedelta(days=1)}"}
    assert ask(employer.client, "post", theirs(employer, f"/{second.pk}/offer"), short).status_code == 422
    assert ask(employer.client, "post", theirs(employer, f"/{second.pk}/refuse"), {"text": "No."}).status_code == 204
    assert Received.objects.get(pk=second.pk).state == "refused"
    times, offer = ask(employer.client, "get", theirs(employer, f"/{first.pk}")).json()["letters"][1:]
    assert times["times"] == [f"{today + dt.timedelta(days=5)}T09:00:00Z"]
    assert offer["terms"]["pay"] == WRITTEN["pay"]


@pytest.mark.parametrize(
    "given",
    [
        {"times": ["9999-12-31T23:59:59Z"]},
        {"times": ["9999-12-31T23:59:59"]},
        {"times": ["0001-01-01T00:00:00+14:00"]},
        {"times": ["9999-12-31T23:59:59-12:00"], "until": "9999-12-30"},
        {"until": "9999-12-31"},
        {"times": [f"{timezone.localdate() + dt.timedelta(days=400)}T09:00:00Z"]},
    ],
)
def test_a_time_nobody_can_plan_is_told_beside_its_field(given: dict[str, Any]):
    employer, aygul = make_employer(), make_applicant("Aygul")
    row = received_of(aygul.apply(make_vacancy(employer.organisation)))
    soon = timezone.localdate() + dt.timedelta(days=2)
    told = {"times": [f"{soon + dt.timedelta(days=3)}T09:00"], "place": "12 Quay Street", "until": f"{soon}"} | given
    answer = ask(employer.client, "post", theirs(employer, f"/{row.pk}/times"), told)
    assert answer.status_code == 422
    assert set(given) <= {each["field"] for each in answer.json()["problems"]}
    assert Received.objects.get(pk=row.pk).state != "interview"


# Everyone else ------------------------------------------------------------------------------------------------------


def test_nobody_reaches_anothers_application_by_the_api():
    employer, other, aygul, bolat = make_employer(), make_employer(), make_applicant("Aygul"), make_applicant("Bolat")
    application = aygul.apply(make_vacancy(employer.organisation), note="For them only.")
    row = received_of(application)
    viewer = make_employer(employer.organisation, "viewer", "Only Looks")
    clients = {
        "nobody": Client(),
        "another person": bolat.client,
        "another organisation": other.client,
        "a viewer": viewer.client,
        **{role.value: make_staff(role)[1] for role in StaffMember.Role},
    }
    own = [
        ("get", MINE),
        *(("get", f"{MINE}/{pk}") for pk in (application, uuid4())),
        ("delete", f"{MINE}/{application}"),
    ]
    own += [("post", f"{MINE}/{application}/{each}") for each in ("withdraw", "messages")]
    own += [("put", f"{MINE}/{application}/own")]
    members = [("get", theirs(employer)), ("get", theirs(employer, f"/{row.pk}"))]
    members += [("post", theirs(employer, f"/{row.pk}/{each}")) for each in ("answer", "times", "offer", "refuse")]
    for name, client in {**clients, "the employer": employer.client, "the person": aygul.client}.items():
        for method, address in own + members:
            if (name, (method, address) in own) in {("the employer", False), ("the person", True)}:
                continue
            data = None if method in {"get", "delete"} else {"text": "x"}
            answer = ask(client, method, address, data)
            allowed = {401, 403, 404} | ({200} if address == MINE and name == "another person" else {422})
            assert answer.status_code in allowed, (name, method, address, answer.content)
            assert "For them only" not in answer.content.decode()
            assert row.number not in answer.content.decode()
    assert Received.objects.get().state == "sent"
    assert Application.objects.get().received_id == row.pk
    assert feed(aygul) == []


def test_another_organisation_is_answered_like_one_that_does_not_exist():
    employer, other, aygul = make_employer(), make_employer(), make_applicant("Aygul")
    row = received_of(aygul.apply(make_vacancy(employer.organisation)))
    known = ask(other.client, "get", theirs(employer, f"/{row.pk}"))
    unknown = ask(other.client, "get", f"/api/v1/organisations/{uuid4()}/applications/{uuid4()}")
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    inside = ask(employer.client, "get", theirs(other, f"/{row.pk}"))
    assert inside.status_code == 404


def test_a_key_of_the_organisations_program_opens_no_application():
    employer, aygul = make_employer(), make_applicant("Aygul")
    row = received_of(aygul.apply(make_vacancy(employer.organisation)))
    member = employer.organisation.memberships.get()
    _token, secret = tokens.make(acting.member(member), "our program", "post", 30)
    for address in (theirs(employer), theirs(employer, f"/{row.pk}"), MINE):
        answer = ask(Client(), "get", address, Authorization=f"Bearer {secret}")
        assert answer.status_code == 401, address
    assert feed(aygul) == []


def test_a_forged_request_changes_nothing_and_no_other_site_reads_an_answer():
    employer, aygul = make_employer(), make_applicant("Aygul")
    application = aygul.apply(make_vacancy(employer.organisation))
    forged = Client(enforce_csrf_checks=True)
    forged.cookies = aygul.client.cookies
    assert ask(forged, "post", f"{MINE}/{application}/withdraw").status_code == 403
    assert Application.objects.get().received_id is not None
    answer = ask(aygul.client, "get", MINE)
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert Client().get("/api/v1/figures").headers["Access-Control-Allow-Origin"] == "*"


def test_without_a_standing_verification_nothing_opens():
    employer, aygul = make_employer(), make_applicant("Aygul")
    row = received_of(aygul.apply(make_vacancy(employer.organisation)))
    employer.organisation.state = "lapsed"
    employer.organisation.save()
    for address in (theirs(employer), theirs(employer, f"/{row.pk}")):
        answer = ask(employer.client, "get", address)
        assert answer.status_code == 403
        assert "verified" in answer.json()["detail"]
