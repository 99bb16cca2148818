"""Verification from the first document to the appeal, through the pages."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from django.utils import timezone

from tests.organisations.journey import DECLARED, add_document, browser_of, decide, make, member, refuse, submit
from tests.organisations.made import make_member, make_organisation
from tests.people.made import make_staff
from volens.services.organisations import queries
from volens.services.organisations.models import Evidence, Organisation, Verification
from volens.services.trust import working_days

pytestmark = pytest.mark.django_db


def state(organisation: Organisation) -> str:
    organisation.refresh_from_db()
    return organisation.state


def test_an_employer_is_verified_and_sees_every_step(reviewer):
    owner = member(contact="owner-journey@example.org")
    organisation = make(owner)
    page = owner.text(f"organisations/{organisation.pk}/")
    assert "Next: have the organisation verified" in page
    page = owner.text(f"organisations/{organisation.pk}/verification/")
    assert "Add an extract of the register" in page
    case = submit(owner, organisation)
    due = working_days.after(timezone.localdate(), 5)
    assert case.due_on == due
    page = owner.text(f"organisations/{organisation.pk}/")
    assert f"A decision is due by {due.day} {due:%B %Y}" in page
    assert state(organisation) == "submitted"
    queue = reviewer.text("staff/organisations/")
    assert f"Case {case.number}" in queue
    assert "Harbour Bakery" not in queue, "the queue shows numbers, kinds, days"
    assert "Wang Wei" not in queue
    page = reviewer.text(f"staff/organisations/{case.number}/")
    assert organisation.registration_number in page
    assert "licence.pdf" in page
    assert decide(reviewer, case.number).headers["Location"].endswith("?done=decided")
    assert state(organisation) == "verified"
    assert queries.is_verified(organisation)
    assert organisation.verified_since == timezone.localdate()
    assert "Verified until" in owner.text(f"organisations/{organisation.pk}/")
    letters = owner.text("mailbox/")
    assert "Verification of Harbour Bakery: received" in letters
    assert f"A decision is due by {due.day} {due:%B %Y} at the latest." in letters
    assert "Verification of Harbour Bakery: decided" in letters
    assert "What only verified organisations may do is open to you now" in letters
    assert "appeal" not in letters


def test_a_refusal_names_every_ground_the_rule_what_would_help_and_who_decided(reviewer):
    owner = member()
    organisation = make(owner)
    case = submit(owner, organisation)
    refuse(
        reviewer,
        case.number,
        "not_in_register",
        "no_authority",
        note="The number belongs to a shop.",
        article="Art. 18",
    )
    assert state(organisation) == "refused"
    page = owner.text(f"organisations/{organisation.pk}/verification/")
    for words in (
        "The number is not in the register",
        "It is not shown that the sender may act",
        "A letter of the organisation naming the sender",
        "Rule 1",
        "Rule 3",
        "The number belongs to a shop.",
        "Art. 18",
        "Li Na, City office",
        "Appeal to another reviewer",
    ):
        assert words in page, words
    case.refresh_from_db()
    assert "verification rule 1, verification rule 3, Art. 18" in case.article
    assert "The number belongs to a shop." in case.reasons


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"outcome": "refused", "grounds": []}, "Say why"),
        ({"outcome": "refused", "grounds": [], "note": "no"}, "Tick every ground that fails"),
        ({"outcome": "more", "grounds": []}, "Say why"),
        ({"outcome": ""}, "Choose a decision"),
        ({"outcome": "verified", "months": ""}, "Choose for how many months"),
        ({"outcome": "verified", "months": "600"}, "Select a valid choice"),
        ({"outcome": "refused", "grounds": ["because"]}, "Select a valid choice"),
        ({"outcome": "ended", "grounds": ["not_active"]}, "Select a valid choice"),
        ({"outcome": "withdrawn"}, "Select a valid choice"),
    ],
)
def test_a_decision_without_what_it_needs_is_no_decision(reviewer, given, said):
    owner = member()
    case = submit(owner, make(owner))
    answer = decide(reviewer, case.number, **given)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    case.refresh_from_db()
    assert case.open


def test_the_database_itself_refuses_a_refusal_without_a_person(db):
    from django.db import IntegrityError, transaction

    organisation = make_organisation(verified=False)
    now = timezone.now()
    given = {"organisation": organisation, "submitted_at": now, "due_on": now.date(), "decided_at": now}
    for outcome in ("refused", "ended"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Verification.objects.create(outcome=outcome, reasons="x", article="y", **given)
        with pytest.raises(IntegrityError), transaction.atomic():
            Verification.objects.create(outcome=outcome, decided_name="x", article="y", **given)


def test_an_appeal_is_decided_by_somebody_else(reviewer, second):
    owner = member()
    organisation = make(owner)
    case = submit(owner, organisation)
    refuse(reviewer, case.number)
    address = f"organisations/{organisation.pk}/verification/{case.number}/appeal/"
    answer = owner.post(address, {"words": "See the extract."})
    assert answer.headers["Location"].endswith("done=appealed")
    appeal = Verification.objects.get(appeal_of=case)
    assert state(organisation) == "submitted"
    assert "a colleague decides" in reviewer.text("staff/organisations/")
    assert reviewer.get(f"staff/organisations/{appeal.number}/").status_code == 404
    assert decide(reviewer, appeal.number).status_code == 404
    assert appeal.outcome == ""
    page = second.text(f"staff/organisations/{appeal.number}/")
    assert "See the extract." in page
    assert "The number is not in the register" in page, "the decision it is against is in view"
    assert decide(second, appeal.number).status_code == 302
    assert state(organisation) == "verified"
    again = owner.get(f"organisations/{organisation.pk}/verification/{case.number}/appeal/")
    assert again.status_code == 404, "one appeal against one decision"


def test_whoever_decides_appeals_sees_appeals_and_no_first_submissions(reviewer):
    officer = browser_of(make_staff("programme_officer", "Zhao Min")[1])
    owner, other = member(), member("Other")
    organisation = make(owner)
    first = submit(other, make(other, name="Another"))
    case = submit(owner, organisation)
    refuse(reviewer, case.number)
    owner.post(f"organisations/{organisation.pk}/verification/{case.number}/appeal/", {"words": "No."})
    appeal = Verification.objects.get(appeal_of=case)
    queue = officer.text("staff/organisations/")
    assert f"Case {appeal.number}" in queue
    assert f"Case {first.number}" not in queue
    assert officer.get(f"staff/organisations/{first.number}/").status_code == 404
    assert decide(officer, first.number).status_code == 404
    assert refuse(officer, appeal.number).status_code == 302
    assert state(organisation) == "refused"
    page = owner.text(f"organisations/{organisation.pk}/verification/")
    assert "Appeal to another reviewer" not in page, "an appeal is decided once"


def test_more_is_asked_for_and_sent_again(reviewer):
    owner = member()
    organisation = make(owner)
    case = submit(owner, organisation)
    decide(reviewer, case.number, "more", note="The second page is missing.", grounds=["documents_unreadable"])
    assert state(organisation) == "unverified"
    page = owner.text(f"organisations/{organisation.pk}/")
    assert "The reviewer needs more from you" in page
    assert "The second page is missing." in page
    again = submit(owner, organisation)
    assert "licence.pdf" in reviewer.text(f"staff/organisations/{again.number}/")
    earlier = Evidence.objects.get(verification=case)
    answer = reviewer.get(f"staff/organisations/{again.number}/documents/{earlier.pk}/")
    assert answer.status_code == 200, "what was sent before stays in view"


def test_a_submission_is_taken_back_changed_and_sent_again():
    owner = member()
    organisation = make(owner)
    submit(owner, organisation)
    values = {"name": "Bakery at the Harbour", "kind": "employer", "register": "cn-uscc", "place": "Shenzhen"}
    values["registration_number"] = organisation.registration_number
    answer = owner.post(f"organisations/{organisation.pk}/details/", values)
    assert answer.status_code == 422
    assert "Take the submission back first" in answer.content.decode()
    answer = owner.post(f"organisations/{organisation.pk}/verification/withdraw/")
    assert answer.headers["Location"].endswith("withdrawn")
    assert state(organisation) == "unverified"
    assert owner.post(f"organisations/{organisation.pk}/details/", values).status_code == 302
    again = owner.post(f"organisations/{organisation.pk}/verification/send/", DECLARED)
    assert again.status_code == 302, "the documents were kept"
    assert Verification.objects.get(outcome="").facts["name"] == "Bakery at the Harbour"


def test_one_submission_at_a_time():
    owner = member()
    organisation = make(owner)
    submit(owner, organisation)
    add_document(owner, organisation)
    answer = owner.post(f"organisations/{organisation.pk}/verification/send/", DECLARED)
    assert answer.status_code == 422
    assert Verification.objects.filter(organisation=organisation).count() == 1


@pytest.mark.parametrize("missing", sorted(DECLARED))
def test_nothing_is_sent_without_every_declaration(missing):
    owner = member()
    organisation = make(owner)
    add_document(owner, organisation)
    given = {name: value for name, value in DECLARED.items() if name != missing}
    answer = owner.post(f"organisations/{organisation.pk}/verification/send/", given)
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert not Verification.objects.exists()


def test_nothing_is_sent_without_a_document():
    owner = member()
    organisation = make(owner)
    answer = owner.post(f"organisations/{organisation.pk}/verification/send/", DECLARED)
    assert answer.status_code == 422
    assert "Add an extract of the register" in answer.content.decode()


def test_an_agency_needs_its_licence_and_is_verified_no_longer_than_it(reviewer):
    owner = member()
    organisation = make(owner, kind="agency")
    add_document(owner, organisation)
    assert owner.post(f"organisations/{organisation.pk}/verification/send/", DECLARED).status_code == 422
    values = {
        "name": "Bridge Agency",
        "kind": "agency",
        "register": "cn-uscc",
        "registration_number": organisation.registration_number,
        "place": "Shenzhen",
        "licence_number": "HR-77",
    }
    past = (timezone.localdate() - dt.timedelta(days=1)).isoformat()
    owner.post(f"organisations/{organisation.pk}/details/", values | {"licence_until": past})
    add_document(owner, organisation, shows="licence")
    answer = owner.post(f"organisations/{organisation.pk}/verification/send/", DECLARED)
    assert "The licence has run out" in answer.content.decode()
    until = timezone.localdate() + dt.timedelta(days=40)
    owner.post(f"organisations/{organisation.pk}/details/", values | {"licence_until": until.isoformat()})
    assert owner.post(f"organisations/{organisation.pk}/verification/send/", DECLARED).status_code == 302
    decide(reviewer, Verification.objects.get(outcome="").number, months="12")
    organisation.refresh_from_db()
    assert organisation.verified_until == until


def test_new_facts_of_a_verified_organisation_wait_until_they_are_checked(reviewer):
    organisation = make_organisation(name="Old Name")
    owner = browser_of(make_member(organisation)[1])
    values = {
        "name": "New Name",
        "kind": "employer",
        "register": "cn-uscc",
        "registration_number": organisation.registration_number,
        "place": "Guangzhou",
        "about": "We bake.",
    }
    owner.post(f"organisations/{organisation.pk}/details/", values)
    organisation.refresh_from_db()
    assert (organisation.name, organisation.state, organisation.about) == ("Old Name", "verified", "We bake.")
    assert "New Name" in owner.text(f"organisations/{organisation.pk}/details/")
    case = submit(owner, organisation)
    assert state(organisation) == "verified", "what is verified stands while the new facts are checked"
    page = reviewer.text(f"staff/organisations/{case.number}/")
    assert "<del>Old Name</del> <ins>New Name</ins>" in page
    since = organisation.verified_since
    decide(reviewer, case.number, months="24")
    organisation.refresh_from_db()
    assert (organisation.name, organisation.state, organisation.proposed) == ("New Name", "verified", {})
    assert organisation.verified_since == since, "without a gap"


def test_a_refused_renewal_leaves_what_was_verified_until_its_day(reviewer):
    organisation = make_organisation()
    owner = browser_of(make_member(organisation)[1])
    case = submit(owner, organisation)
    refuse(reviewer, case.number)
    assert state(organisation) == "verified"


def test_a_verification_that_should_not_stand_is_ended_with_grounds_and_can_be_appealed(reviewer, second):
    organisation = make_organisation()
    owner = browser_of(make_member(organisation)[1])
    assert organisation.name in reviewer.text("staff/organisations/verified/")
    answer = reviewer.post(f"staff/organisations/verified/{organisation.pk}/end/", {})
    assert answer.status_code == 422
    assert state(organisation) == "verified"
    answer = reviewer.post(f"staff/organisations/verified/{organisation.pk}/end/", {"grounds": ["workers_pay"]})
    assert answer.status_code == 302
    assert state(organisation) == "refused"
    page = owner.text(f"organisations/{organisation.pk}/verification/")
    assert "Workers pay the organisation" in page
    ended = Verification.objects.get(outcome="ended")
    owner.post(f"organisations/{organisation.pk}/verification/{ended.number}/appeal/", {"words": "All was paid back."})
    appeal = Verification.objects.get(appeal_of=ended)
    assert decide(reviewer, appeal.number).status_code == 404
    assert decide(second, appeal.number).status_code == 302
    assert state(organisation) == "verified"


def test_two_entries_of_one_number_are_shown_to_the_reviewer_and_only_one_is_verified(reviewer):
    one, two = member("One"), member("Two")
    first = make(one)
    values = {"name": "Copy", "kind": "employer", "register": "cn-uscc", "place": "X"}
    values["registration_number"] = first.registration_number.lower()
    answer = two.post("organisations/new/", values)
    assert answer.status_code == 409
    assert "An organisation with this number is here already" in answer.content.decode()
    assert "Harbour Bakery" not in answer.content.decode(), "the number is known, more is not told"
    copy = make(two, name="Copy", registration_number=f" {first.registration_number} ", separate="1")
    decide(reviewer, submit(one, first).number)
    case = submit(two, copy)
    page = reviewer.text(f"staff/organisations/{case.number}/")
    assert "The same number is here more than once" in page
    assert "Harbour Bakery" in page
    answer = decide(reviewer, case.number)
    assert answer.status_code == 422
    assert "is verified already" in answer.content.decode()
    case.refresh_from_db()
    assert case.open
    assert state(copy) == "submitted"
    assert refuse(reviewer, case.number, "entered_twice").status_code == 302


def test_every_decision_is_in_the_record_before_it_stands(reviewer, data_dir: Path, monkeypatch):
    from volens.services.trust import journal

    owner = member()
    case = submit(owner, make(owner))

    def full(*_args):
        raise OSError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(journal, "append", full)
        with pytest.raises(OSError, match="full"):
            decide(reviewer, case.number)
    case.refresh_from_db()
    assert case.open, "nothing is decided that is not recorded"
    decide(reviewer, case.number)
    case.refresh_from_db()
    [line] = [
        json.loads(each)
        for path in (data_dir / "journal").glob("decisions-*.jsonl")
        for each in path.read_text().splitlines()
    ]
    assert line["id"] == str(case.record)
    assert (line["about"], line["outcome"]) == (f"verification:{case.number}", "verified")
    text = json.dumps(line)
    assert not any(word in text for word in ("Li Na", "Harbour", "Wang"))


def test_rooms_learn_when_a_verification_begins_and_ends_and_of_nothing_else(reviewer, second, monkeypatch):
    from volens.services.organisations import listeners
    from volens.services.organisations.actions import clock

    heard: list[tuple[str, bool]] = []
    monkeypatch.setattr(listeners, "_listeners", {})
    listeners.register("test", lambda organisation, verified: heard.append((organisation.state, verified)))
    owner = member()
    organisation = make(owner)
    refuse(reviewer, submit(owner, organisation).number)
    assert heard == []
    decide(reviewer, submit(owner, organisation).number)
    assert heard == [("verified", True)]
    decide(reviewer, submit(owner, organisation).number)
    assert heard == [("verified", True)], "a renewal changes nothing"
    reviewer.post(f"staff/organisations/verified/{organisation.pk}/end/", {"grounds": ["workers_pay"]})
    decide(reviewer, submit(owner, organisation).number, months="6")
    clock.lapse(timezone.now() + dt.timedelta(days=200))
    assert heard == [("verified", True), ("refused", False), ("verified", True), ("lapsed", False)]
