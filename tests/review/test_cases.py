"""Reviewers: the queue, the decision, two people where it matters, reasons, appeals, second looks."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from django.utils import timezone

from tests.people.made import make_person, make_staff
from tests.people.races import at_once, meeting
from tests.posting.made import DECENT, STOPPED, Desk, Employer, approve, decide, fresh, open_case, reviewer, visitor
from volens.services.people.models import StaffMember
from volens.services.trust import journal
from volens.services.vacancies.models import Posting, Review, ReviewCase, ReviewDraw, Vacancy
from volens.services.vacancies.posting import actions as posting_actions
from volens.services.vacancies.review import actions, blocks, drawing, grounds, intake, queries, recorded

pytestmark = pytest.mark.django_db
Outcome = ReviewCase.Outcome


@pytest.fixture
def held():
    """An employer that is known here, and a vacancy of it that a rule blocks."""
    employer = Employer()
    employer.publish()
    return employer, employer.send(employer.write(documents_kept_by="employer", title="Packer"))


def test_the_queue_shows_what_waits_with_its_clock_and_nothing_that_is_decided(held):
    _employer, posting = held
    desk = Desk()
    page = html.unescape(desk.text())
    assert "1 waits." in page
    assert "Packer" in page
    assert "47 hours left" in page
    ReviewCase.objects.update(due_at=timezone.now() - dt.timedelta(hours=3))
    assert "3 hours late" in desk.text()
    decide(posting, "send_back", grounds=("finding-0",))
    assert "Nothing waits." in desk.text()


def test_what_is_nearly_late_comes_first_then_the_heaviest_then_the_oldest():
    employer = Employer()
    employer.publish()
    light = employer.send(employer.write(recruiter_paid_per_head="yes"))
    heavy = employer.send(employer.write(documents_kept_by="employer"))
    heavier = employer.send(employer.write(may_leave_site="no"))
    urgent = employer.send(employer.write(group_transport="yes"))
    ReviewCase.objects.filter(vacancy_id=urgent.vacancy_id).update(due_at=timezone.now() + dt.timedelta(hours=2))
    order = [line.case.vacancy_id for line in queries.queue(reviewer().pk).lines]
    assert order == [urgent.vacancy_id, heavy.vacancy_id, heavier.vacancy_id, light.vacancy_id]


def test_publishing_what_a_rule_only_held_takes_one_step_more_and_stays_on_the_case_until_one_goes_on():
    employer = Employer()
    employer.publish()
    posting = employer.send(employer.write(lodging="required"))
    other = employer.send(employer.write(rest_days="0"))
    desk, case = Desk(), open_case(posting)
    ticked = tuple(re.findall(r'name="grounds" value="([^"]*)" checked', desk.text(f"{case.pk}/")))
    assert ticked == ("finding-0",), "by the service"
    asked = desk.decide(case, "publish", grounds=ticked)
    assert asked.status_code == 422
    page = html.unescape(asked.content.decode())
    assert 'id="grounds-error">You ticked reasons against publishing. Untick them, or refuse.<' in page
    assert not Review.objects.filter(case=case).exists()
    assert re.findall(r'value="(\w+)" data-key="p"', page) == ["untick"], "one step says that none of them holds"
    answer = desk.decide(case, "untick", grounds=ticked)
    assert answer.headers["Location"].endswith(f"/{case.pk}/?done=publish")
    page = desk.client.get(answer.headers["Location"]).content.decode()
    assert 'data-key="p"' not in page  # a key pressed twice decides nothing
    assert f'/{open_case(other).pk}/" data-key="j"' in page
    assert visitor().get(f"/en/vacancies/{posting.vacancy_id}/").status_code == 200


def test_against_a_rule_that_blocks_it_takes_two_people_a_page_of_its_own_and_written_words():
    employer = Employer()
    employer.publish()
    posting = employer.send(employer.write(text=STOPPED))
    case, first, second = open_case(posting), Desk("Li Na"), Desk("Zhang San")
    stopped = blocks.of(case)
    assert stopped
    assert not any(each.declared for each in stopped)
    against = tuple(each.code for each in stopped)
    assert first.decide(case, "publish", grounds=(*against, "pay_unclear")).status_code == 422, "ticked by hand"
    asked = first.decide(case, "publish", grounds=against)
    assert asked.status_code == 200
    page = html.unescape(asked.content.decode())
    assert "Why does this not hold here?" in page
    assert "data-key" not in page
    assert not Review.objects.filter(case=case).exists()
    whys = {f"why-{each.key}": "The deposit is for the room key, not for the job." for each in stopped}
    short = first.decide(case, "publish", against="1", **(whys | {f"why-{stopped[0].key}": "no"}))
    assert short.status_code == 422
    assert "Write at least a short sentence." in short.content.decode()
    assert not Review.objects.filter(case=case).exists()
    noted = first.decide(case, "publish", against="1", **whys)
    assert noted.headers["Location"].endswith("done=noted")
    assert fresh(posting).vacancy.state == Vacancy.State.BLOCKED
    assert first.decide(case, "publish", against="1", **whys).status_code == 409
    others = dict.fromkeys(whys, "I asked the employer: it is given back.")
    assert second.decide(case, "publish", against="1", **others).headers["Location"].endswith("done=publish")
    page = html.unescape(visitor().get(f"/en/vacancies/{posting.vacancy_id}/").content.decode())
    told = "A rule had stopped this vacancy; two people at this service read it and decided to show it, because: "
    assert f"{told}“The deposit is for the room key, not for the job.”" in page
    assert "“I asked the employer: it is given back.”" in page.split(told)[1]
    assert "room key" in str(recorded.decision(ReviewCase.objects.get(pk=case.pk)))


@pytest.mark.parametrize("light", ["hold", "warn"])
def test_what_was_lighter_when_sent_in_and_stops_it_under_todays_rules_is_not_published(light):
    employer = Employer()
    employer.publish()
    posting = employer.send(employer.write(text=STOPPED))
    case, desk = open_case(posting), Desk()
    assert blocks.of(case)
    stored = case.revision.findings
    posting.revisions.update(findings=[each | {"severity": light} for each in stored])
    ReviewCase.objects.update(severity=intake.HOLD)
    answer = desk.decide(open_case(posting), "publish")
    assert answer.status_code == 422
    assert "The rules were changed since this was sent in, and stop it now." in answer.content.decode()
    assert not Review.objects.filter(case=case).exists()
    assert visitor().get(f"/en/vacancies/{posting.vacancy_id}/").status_code == 404
    assert desk.decide(open_case(posting), "send_back", grounds=("fee_hidden",)).status_code == 302


def test_nobody_publishes_against_what_the_employer_itself_declared(held):
    _employer, posting = held
    case, desk = open_case(posting), Desk()
    page = html.unescape(desk.text(f"{case.pk}/"))
    assert "While it says so, nobody can publish this" in page
    assert 'value="publish" disabled' in page
    assert '<a href="#hindrance" data-key="p">' in page  # the key leads to the reason
    whys = {each.key: "They want it themselves, they told me." for each in blocks.of(case)}
    answer = desk.decide(case, "publish", against="1", **{f"why-{code}": why for code, why in whys.items()})
    assert answer.status_code == 422
    for member in (reviewer(), reviewer("Zhang San")):
        with pytest.raises(actions.DecisionError, match="nobody can publish this"):
            actions.decide(member, case.pk, actions.Decision("publish", whys=whys))
    assert fresh(posting).vacancy.state == Vacancy.State.BLOCKED
    decide(posting, "send_back", grounds=("finding-0",))
    assert fresh(posting).state == Posting.State.SENT_BACK


def test_sending_back_needs_a_reason_and_the_employer_reads_rule_article_remedy_and_who(held):
    employer, posting = held
    desk = Desk("Li Na")
    case = open_case(posting)
    assert desk.decide(case, "send_back").status_code == 422
    assert "Tick at least one reason" in desk.decide(case, "send_back").content.decode()
    answer = desk.decide(case, "send_back", grounds=("finding-0", "place_unclear"), words="Which gate?")
    assert answer.status_code == 302
    for language, remedy in (("en", "Give street and number"), ("zh-hans", "请写明街道门牌")):
        reading = Employer(employer.organisation, language=language)
        page = html.unescape(reading.text(f"{posting.pk}/"))
        for words in (remedy, "Which gate?", "Li Na", "article 17" if language == "en" else "place_unclear"):
            assert words in page
    assert fresh(posting).state == Posting.State.SENT_BACK


def test_a_refusal_needs_the_counterfactual_and_can_be_appealed_to_another_reviewer(held):
    employer, posting = held
    first, second = Desk("Li Na"), Desk("Zhang San")
    case = open_case(posting)
    assert (
        "what would make this vacancy publishable"
        in first.decide(case, "refuse", grounds=("finding-0",)).content.decode()
    )
    short = first.decide(case, "refuse", grounds=("finding-0",), words="Too bad.").content.decode()
    assert 'id="words-error">This is too short. Write at least 10 characters.<' in short
    first.decide(case, "refuse", grounds=("finding-0",), words="Leave the documents with the worker.")
    page = html.unescape(employer.text(f"{posting.pk}/"))
    for words in (
        "Refused, for these reasons",
        "What would make it publishable",
        "Leave the documents",
        "Ask another reviewer",
    ):
        assert words in page
    refused = employer.post(f"{posting.pk}/appeal/", {"words": "no"})
    assert (refused.status_code, refused.content.decode().count('id="words-error"')) == (422, 1), "next to its field"
    assert employer.post(f"{posting.pk}/appeal/", {"words": "We only copy them and give them back."}).status_code == 302
    appeal = open_case(posting)
    assert appeal.kind == ReviewCase.Kind.APPEAL
    page = html.unescape(employer.text(f"{posting.pk}/"))
    for words in ("What you appealed against", "Leave the documents", "We only copy them", f"{case.public_id}"):
        assert words in page
    blocked = first.decide(appeal, "refuse", grounds=("finding-0",), words="Still the same as before.")
    assert blocked.status_code == 409
    assert "Another reviewer decides" in html.unescape(blocked.content.decode())
    page = html.unescape(second.text(f"{appeal.pk}/"))
    assert "We only copy them" in page
    assert "Leave the documents with the worker." in page
    assert second.decide(appeal, "publish").status_code == 422  # what is declared stays declared
    assert second.decide(appeal, "refuse", grounds=("finding-0",), words="Give them back first.").status_code == 302
    assert employer.post(f"{posting.pk}/appeal/", {"words": "Once more, please, decide."}).status_code == 422


def test_an_appeal_that_was_decided_is_final_but_an_amended_posting_is_looked_at_anew(held):
    employer, posting = held
    decide(posting, "refuse", grounds=("finding-0",), words="Leave them with the worker.")
    posting_actions.appeal(employer.actor, posting.pk, "Please look at this again.")
    decide(fresh(posting), "refuse", grounds=("finding-0",), words="Leave them with the worker.")
    assert actions.appealable(fresh(posting)) is None
    employer.post(f"{posting.pk}/declarations/", DECENT["declarations"])
    preview = html.unescape(employer.text(f"{posting.pk}/preview/"))
    assert "A person turned it down before, so a reviewer looks at what you changed" in preview
    assert "You can correct it first" not in preview, "nothing is left to correct"
    posting = employer.send(posting)
    assert open_case(posting).kind == ReviewCase.Kind.AGAIN
    assert "Sent in again after a decision" in Desk().text()
    assert "Because a person turned it down before" in employer.text(f"{posting.pk}/")


def test_every_decision_is_in_the_record_before_it_holds(monkeypatch):
    employer = Employer()
    employer.publish()
    posting = employer.send(employer.write(lodging="required"))
    case = open_case(posting)

    def full(*_args):
        raise OSError("No space left on device")

    monkeypatch.setattr(journal, "append", full)
    with pytest.raises(OSError, match="space"):
        actions.decide(reviewer(), case.pk, actions.Decision("publish"))
    assert fresh(posting).vacancy.state == Vacancy.State.HELD
    assert not Review.objects.filter(case=case).exists()
    monkeypatch.undo()
    actions.decide(reviewer(), case.pk, actions.Decision("publish"))
    lines = [entry for file in journal.folder().glob("decisions-*") for entry, _at in journal.lines(file.name)]
    assert lines[-1]["about"] == str(case.public_id)
    assert lines[-1]["outcome"] == "publish"


def test_nobody_but_reviewers_opens_the_pages(held):
    _employer, posting = held
    case = open_case(posting)
    addresses = ["", f"{case.pk}/"]
    clients = {"visitor": visitor(), "person": make_person()[1], "member": held[0].client}
    clients |= {role: make_staff(role)[1] for role in StaffMember.Role.values if role != "reviewer"}
    for who, client in clients.items():
        for address in addresses:
            path = f"/en/staff/vacancies/{address}"
            for answer in (client.get(path), client.post(path, {"outcome": "publish"})):
                if who == "visitor" and answer.status_code != 405:  # as staff who were signed out: told nothing
                    assert answer.headers.get("Location", "").startswith("/en/sign-in/?next="), path
                else:
                    assert answer.status_code in {404, 405}, (who, path)
    assert open_case(posting).decided_at is None
    desk = Desk()
    assert desk.get("999999/").status_code == 404
    assert desk.get("99999999999999999999/").status_code == 404


def test_a_member_of_staff_without_a_second_proof_is_led_to_it(held):
    from tests.people.made import signed_in

    client = signed_in(reviewer().account)
    answer = client.get("/en/staff/vacancies/")
    assert answer.status_code == 302
    assert "security" in answer.headers["Location"]


def test_ready_made_reasons_are_complete():
    assert len(grounds.ready()) >= 10
    assert all(code.replace("_", "").isalpha() for code in grounds.ready())


# Second looks -----------------------------------------------------------------------------------------------------


def test_a_draw_is_the_same_for_everyone_who_has_the_seed_and_leaves_the_vacancy_open():
    employer = Employer()
    first = employer.publish()
    others = [employer.send(employer.write(title=f"Cook {number}")) for number in range(3)]
    ReviewCase.objects.update(opened_at=timezone.now() - drawing.REST - dt.timedelta(days=1))
    made = drawing.draw(seed="abc")
    everything = [first.vacancy_id, *(each.vacancy_id for each in others)]
    assert made.drawn == drawing.order("abc", everything)[:1]
    assert made.population == 4
    assert drawing.order("abc", reversed(everything)) == drawing.order("abc", everything)
    case = ReviewCase.objects.get(kind=ReviewCase.Kind.DRAWN)
    assert visitor().get(f"/en/vacancies/{case.vacancy_id}/").status_code == 200
    assert drawing.draw() is None  # once a day
    assert ReviewDraw.objects.count() == 1
    page = html.unescape(Desk().text(f"{case.pk}/"))
    assert "Keep it published" in page
    actions.decide(reviewer(), case.pk, actions.Decision("publish"))
    assert visitor().get(f"/en/vacancies/{case.vacancy_id}/").status_code == 200


def test_a_second_look_can_take_a_vacancy_down():
    employer = Employer()
    posting = employer.publish()
    intake.open_case(posting.vacancy, intake.Reason(ReviewCase.Kind.DRAWN, 0), revision=posting.revisions.get())
    decide(posting, "send_back", grounds=("no_such_job",))
    assert visitor().get(f"/en/vacancies/{posting.vacancy_id}/").status_code == 404
    assert fresh(posting).state == Posting.State.SENT_BACK


def test_what_was_checked_is_said_and_no_more_than_that():
    employer = Employer()
    first = employer.write()
    preview = html.unescape(employer.text(f"{first}/preview/"))
    assert "A person at this service read it" in preview, "as it will be"
    assert "No person at this service has read" not in preview
    seen = employer.send(first)
    approve(seen)
    assert "No person at this service has read" in html.unescape(employer.text(f"{employer.write()}/preview/"))
    unseen = employer.send(employer.write(title="Baker"))
    for posting, read in ((seen, True), (unseen, False)):
        page = html.unescape(visitor().get(f"/en/vacancies/{posting.vacancy_id}/").content.decode())
        assert ("A person at this service read it" in page) == read
        assert ("No person at this service has read this vacancy." in page) != read
        assert "Nobody visited the workplace" in page


# Races ------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_reviewers_at_once_publish_once_and_one_reviewer_at_once_counts_once(monkeypatch):
    employer = Employer()
    posting = employer.send(employer.write())
    case, me, you = open_case(posting), reviewer(), reviewer("Zhang San")
    yes = actions.Decision("publish")
    with meeting(monkeypatch, "volens.services.vacancies.review.actions._checked"):
        mine = at_once(lambda: actions.decide(me, case.pk, yes), lambda: actions.decide(me, case.pk, yes))
    assert sum(isinstance(each, ReviewCase) for each in mine) == 1
    assert Review.objects.count() == 1
    assert open_case(posting).decided_at is None
    third = reviewer("Wang Wu")
    with meeting(monkeypatch, "volens.services.vacancies.review.actions._checked"):
        both = at_once(lambda: actions.decide(you, case.pk, yes), lambda: actions.decide(third, case.pk, yes))
    assert sum(isinstance(each, ReviewCase) for each in both) == 1
    assert sum(isinstance(each, actions.DecidedError) for each in both) == 1
    assert fresh(posting).vacancy.state == Vacancy.State.PUBLISHED
    assert posting.revisions.filter(state="published").count() == 1


@pytest.mark.django_db(transaction=True)
def test_sending_in_twice_at_once_makes_one_vacancy_and_one_case(monkeypatch):
    employer = Employer()
    posting, actor = employer.write(), employer.actor
    with meeting(monkeypatch, "volens.services.vacancies.posting.publishing.draft_of"):
        done = at_once(*[lambda: posting_actions.submit(actor, posting) for _ in range(3)])
    assert sum(isinstance(each, Posting) for each in done) == 1, done
    assert Vacancy.objects.count() == ReviewCase.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_deciding_and_changing_at_once_never_publishes_what_was_not_looked_at():
    employer = Employer()
    employer.publish()
    posting = employer.send(employer.write(rest_days="0"))
    case, actor = open_case(posting), employer.actor
    worse = posting_actions.save(actor, posting.pk, {"documents_kept_by": "employer"})
    me = reviewer()
    at_once(
        lambda: actions.decide(me, case.pk, actions.Decision("publish")),
        lambda: posting_actions.submit(actor, worse.pk),
    )
    now = fresh(posting)
    assert now.state == Posting.State.WAITING
    assert now.vacancy.state != Vacancy.State.PUBLISHED
    assert open_case(now).revision.content["documents_kept_by"] == "employer"
