"""What becomes of a posting: judged, published, held, changed, confirmed, lapsed, ended, undone."""

from __future__ import annotations

import datetime as dt
import html

import pytest
from django.utils import timezone

from tests.organisations.made import make_organisation
from tests.posting.made import DECENT, Desk, Employer, approve, decide, fresh, open_case, reviewer, visitor
from volens.services.organisations.models import Organisation, Verification
from volens.services.people.models import Message
from volens.services.vacancies import actions as vacancy_actions
from volens.services.vacancies import indexing, listeners, queries
from volens.services.vacancies.models import Posting, PostingRevision, ReviewCase, Vacancy
from volens.services.vacancies.parameters import SearchParameters
from volens.services.vacancies.posting import actions, clocks
from volens.services.vacancies.review import told

pytestmark = pytest.mark.django_db
State = Posting.State


@pytest.fixture
def heard(monkeypatch):
    """What listeners are told."""
    monkeypatch.setattr(listeners, "_changed", {})
    monkeypatch.setattr(listeners, "_ended", {})
    told: list[tuple] = []
    listeners.register(
        "test",
        on_changed=lambda vacancy, changes: told.append(("changed", vacancy.pk, list(changes))),
        on_ended=lambda vacancy: told.append(("ended", vacancy.pk)),
    )
    return told


def shown(posting: Posting) -> int:
    return visitor().get(f"/en/vacancies/{posting.vacancy_id}/").status_code


def test_the_first_vacancy_of_an_employer_waits_for_two_people_the_next_clean_one_for_nobody():
    employer = Employer()
    first = employer.send(employer.write())
    case = open_case(first)
    assert (case.kind, case.reviewers_needed) == (ReviewCase.Kind.FIRST, 2)
    assert shown(first) == 404
    approve(first)
    assert shown(first) == 200
    second = employer.send(employer.write(title="Baker"))
    assert second.state == State.PUBLISHED
    assert not ReviewCase.objects.filter(vacancy=second.vacancy).exists()
    assert shown(second) == 200


def test_a_finding_holds_and_the_employer_sees_the_words_rule_article_and_remedy():
    employer = Employer()
    employer.publish()
    posting = employer.send(employer.write(documents_kept_by="employer"))
    assert posting.state == State.WAITING
    assert posting.vacancy.state == Vacancy.State.BLOCKED
    page = html.unescape(employer.text(f"{posting.pk}/"))
    (finding,) = told.of(posting.vacancy.findings, "en")
    for words in (finding.message, finding.remedy, finding.reference, "Rule documents.kept.", "How to put it right:"):
        assert words in page
    assert "article" in finding.reference
    assert shown(posting) == 404


def test_nothing_of_an_unverified_employer_is_published_whatever_reviewers_think():
    employer = Employer(make_organisation(verified=False))
    posting = employer.send(employer.write())
    with pytest.raises(Exception, match="not verified"):
        approve(posting)
    assert fresh(posting).vacancy.state == Vacancy.State.HELD
    with pytest.raises(queries.NotOpen):
        queries.for_application(posting.vacancy_id)


def test_one_can_apply_only_to_what_is_open_published_and_of_a_verified_employer():
    employer = Employer()
    posting = employer.publish()
    assert queries.for_application(posting.vacancy_id).organisation == employer.organisation
    Organisation.objects.update(verified_until=timezone.localdate() - dt.timedelta(days=1))
    with pytest.raises(queries.NotOpen, match="not verified"):
        queries.for_application(posting.vacancy_id)
    Organisation.objects.update(verified_until=timezone.localdate())
    actions.end(employer.actor, posting.pk, "filled")
    with pytest.raises(queries.NotOpen, match="no longer open"):
        queries.for_application(posting.vacancy_id)
    with pytest.raises(queries.NotOpen, match="not there"):
        queries.for_application(10**9)
    waiting = employer.send(employer.write(lodging="required"))
    with pytest.raises(queries.NotOpen, match="not there"):
        queries.for_application(waiting.vacancy_id)


@pytest.mark.parametrize(
    ("step", "change", "label", "after"),
    [
        ("pay", {"pay_min": "4500", "pay_max": "5000"}, "Pay, from", "¥4,500"),
        ("where", {"place": "Shenzhen"}, "Place", "Shenzhen, Guangdong, CN"),
        ("hours", {"weekly_hours": "44"}, "Hours a week", "44"),
        ("declarations", {"legal_employer": "Other Ltd"}, "Legal employer", "Other Ltd"),
        ("declarations", {"recruiter_paid_per_head": "yes"}, "Is a recruiter paid for each worker?", "Yes"),
    ],
)
def test_a_material_change_takes_the_vacancy_back_until_a_person_agreed_and_then_tells_the_difference(
    heard, step, change, label, after
):
    employer = Employer()
    posting = employer.publish()
    before = posting.vacancy.title, posting.vacancy.pay_min
    assert employer.post(f"{posting.pk}/{step}/", DECENT[step] | change).status_code == 302
    assert shown(posting) == 200  # only written, not sent in
    posting = employer.send(posting)
    assert posting.state == State.WAITING
    assert open_case(posting).kind == ReviewCase.Kind.CHANGED
    answer = visitor().get(f"/en/vacancies/{posting.vacancy_id}/")
    assert answer.status_code == 404
    assert "being checked again" in answer.content.decode()
    assert not heard
    assert (posting.vacancy.title, posting.vacancy.pay_min) == before
    approve(posting)
    ((kind, number, changes),) = heard
    assert (kind, number) == ("changed", posting.vacancy_id)
    assert after in {each.after for each in changes if each.label == label}
    assert {each.field for each in changes} >= {name for name in change if name in {"weekly_hours", "legal_employer"}}
    assert shown(posting) == 200


def test_words_alone_are_judged_and_published_without_a_person(heard):
    employer = Employer()
    posting = employer.publish()
    text = "You cook lunch for two hundred people. New: you also bake the bread for breakfast."
    employer.post(f"{posting.pk}/what/", DECENT["what"] | {"text": text})
    posting = employer.send(posting)
    assert posting.state == State.PUBLISHED
    assert posting.vacancy.text == text
    assert not heard


def test_a_change_that_waits_can_be_given_up():
    employer = Employer()
    posting = employer.publish()
    employer.post(f"{posting.pk}/pay/", DECENT["pay"] | {"pay_min": "5000"})
    employer.send(posting)
    assert employer.post(f"{posting.pk}/do/keep/").status_code == 302
    posting = fresh(posting)
    assert (posting.state, posting.content["pay_min_minor"]) == (State.PUBLISHED, 550_000)
    assert shown(posting) == 200
    assert not ReviewCase.objects.filter(decided_at__isnull=True).exists()


def test_what_was_turned_down_comes_before_a_person_again_even_when_the_rules_are_content():
    employer = Employer()
    employer.publish()
    posting = employer.send(employer.write(rest_days="0"))
    decide(posting, "send_back", grounds=("finding-0",))
    assert fresh(posting).state == State.SENT_BACK
    employer.post(f"{posting.pk}/hours/", DECENT["hours"])
    posting = employer.send(posting)
    assert posting.state == State.WAITING
    approve(posting)
    assert shown(posting) == 200


def test_sending_the_same_twice_changes_nothing():
    employer = Employer()
    posting = employer.send(employer.write())
    with pytest.raises(actions.AlreadySentError):
        employer.send(posting)
    assert employer.post(f"{posting.pk}/send/").status_code == 302
    assert PostingRevision.objects.count() == 1
    assert ReviewCase.objects.count() == 1


def test_a_posted_vacancy_is_found_and_described_like_any_other(clean_index_cache):
    employer = Employer()
    posting = employer.publish(title="Cook for the night canteen")
    indexing.rebuild()
    found = queries.search(SearchParameters(text="night canteen"), facets=())
    assert [row.id for row in found.rows] == [posting.vacancy_id]
    page = visitor().get(f"/en/vacancies/{posting.vacancy_id}/").content.decode()
    assert '"@type":"JobPosting"' in page
    assert '"occupationalCategory":"5120"' in page
    actions.end(employer.actor, posting.pk, "withdrawn")
    indexing.drain()
    assert not queries.search(SearchParameters(text="night canteen"), facets=()).rows


def test_filled_ends_it_tells_the_listeners_and_can_be_undone_for_a_while(heard):
    employer = Employer()
    posting = employer.publish()
    assert employer.post(f"{posting.pk}/do/filled/").headers["Location"].endswith("done=filled")
    assert heard == [("ended", posting.vacancy_id)]
    assert shown(posting) == 410
    assert employer.post(f"{posting.pk}/do/undo/").status_code == 302
    assert shown(posting) == 200
    employer.post(f"{posting.pk}/do/filled/")
    Posting.objects.update(ended_at=timezone.now() - actions.UNDO_WITHIN)
    assert employer.post(f"{posting.pk}/do/undo/").status_code == 409
    assert shown(posting) == 410


def test_undoing_an_end_does_not_lead_around_a_reviewer():
    employer = Employer()
    employer.publish()
    refused = employer.send(employer.write(documents_kept_by="employer"))
    decide(refused, "refuse", grounds=("finding-0",), words="Leave the documents with the worker.")
    for posting in (refused, employer.send(employer.write(documents_kept_by="recruiter"))):
        actions.end(employer.actor, posting.pk, "withdrawn")
        actions.undo_end(employer.actor, posting.pk)
        assert fresh(posting).state == State.SENT_BACK
        assert shown(posting) == 404


def test_a_vacancy_nobody_says_yes_to_is_asked_about_and_then_lapses(heard):
    employer = Employer()
    posting = employer.publish()
    now = timezone.now()
    assert clocks.remind(now + dt.timedelta(days=24)) == 0
    Message.objects.all().delete()
    assert clocks.remind(now + dt.timedelta(days=26)) == 1
    assert Message.objects.count() == 1
    assert clocks.remind(now + dt.timedelta(days=27)) == 0
    Vacancy.objects.filter(pk=posting.vacancy_id).update(confirmed_at=now - dt.timedelta(days=26))
    assert "Still open" in employer.text()
    assert employer.post(f"{posting.pk}/do/confirm/").status_code == 302
    assert clocks.lapse(now + dt.timedelta(days=29)) == 0
    assert clocks.lapse(timezone.now() + actions.CONFIRM_EVERY) == 1
    assert fresh(posting).ended == Posting.End.LAPSED
    assert heard == [("ended", posting.vacancy_id)]
    assert shown(posting) == 410


def test_the_last_day_ends_the_posting_too(heard):
    employer = Employer()
    last = timezone.localdate() + dt.timedelta(days=3)
    posting = employer.publish(last_day=last.isoformat())
    assert posting.vacancy.valid_through is not None
    vacancy_actions.expire_due(posting.vacancy.valid_through + dt.timedelta(seconds=1))
    assert fresh(posting).ended == Posting.End.OVER
    assert heard == [("ended", posting.vacancy_id)]


def test_the_daily_command_does_all_of_it():
    from django.core.management import call_command

    employer = Employer()
    posting = employer.publish()
    old = timezone.now() - dt.timedelta(days=31)
    Vacancy.objects.filter(pk=posting.vacancy_id).update(confirmed_at=old)
    draft = employer.begin()
    Posting.objects.filter(pk=draft).update(updated_at=timezone.now() - dt.timedelta(days=366))
    call_command("daily", verbosity=0)
    assert fresh(posting).ended == Posting.End.LAPSED
    assert not Posting.objects.filter(pk=draft).exists()


def test_nobody_outside_the_organisation_finds_a_posting_by_any_address():
    one, other = Employer(), Employer()
    posting = one.send(one.write())
    paths = ["", "what/", "preview/", "send/", "appeal/", "do/filled/", "do/copy/", "do/confirm/"]
    for path in paths:
        for method in (other.client.get, other.client.post):
            for organisation in (one.organisation.pk, other.organisation.pk):
                answer = method(f"/en/organisations/{organisation}/vacancies/{posting.pk}/{path}")
                assert answer.status_code in {303, 404, 405}, (path, method, answer.status_code)
    assert fresh(posting).state == State.WAITING
    assert visitor().get(one.at(f"{posting.pk}/")).status_code == 302


def test_a_viewer_reads_and_does_nothing():
    owner = Employer()
    posting = owner.publish()
    viewer = Employer(owner.organisation, role="viewer")
    assert viewer.get(f"{posting.pk}/").status_code == 200
    assert "Post a vacancy" not in viewer.text()
    for path in (
        "new/",
        f"{posting.pk}/send/",
        f"{posting.pk}/do/filled/",
        f"{posting.pk}/what/",
        "upload/",
        "programs/",
    ):
        assert viewer.post(path).status_code == 403, path
    recruiter = Employer(owner.organisation, role="recruiter")
    assert recruiter.post("new/").status_code == 302
    assert recruiter.get("programs/").status_code == 403


def test_the_source_of_employers_cannot_be_approved_as_a_whole():
    employer = Employer()
    posting = employer.send(employer.write())
    with pytest.raises(vacancy_actions.SourceError, match="one by one"):
        vacancy_actions.approve_source("Operator", posting.vacancy.source, "all of them")
    assert fresh(posting).vacancy.state == Vacancy.State.HELD


def test_sending_in_again_what_was_not_changed_says_so_and_names_both_ways_out():
    employer = Employer()
    employer.publish()
    posting = employer.send(employer.write(documents_kept_by="employer"))
    assert employer.post(f"{posting.pk}/send/").headers["Location"].endswith("done=unchanged")
    decide(posting, "send_back", grounds=("finding-0",))
    for path in (f"{posting.pk}/send/", f"{posting.pk}/preview/"):
        answer = employer.post(path)
        assert answer.status_code == 409
        page = html.unescape(answer.content.decode())
        assert "You changed nothing since the decision" in page
        assert "appeal: another reviewer decides then" in page
    assert fresh(posting).state == State.SENT_BACK
    assert not ReviewCase.objects.filter(vacancy=posting.vacancy, decided_at__isnull=True).exists()
    page = html.unescape(employer.text(f"{posting.pk}/preview/"))
    assert "Read the reasons" in page
    assert ">Send in<" not in page


def test_an_unverified_employer_reads_on_every_page_that_nothing_is_published_yet():
    employer = Employer(make_organisation(verified=False))
    written = employer.write()
    told = "Nothing is published before your organisation is verified"
    preview = html.unescape(employer.text(f"{written}/preview/"))
    assert told in preview
    assert "Who the employer is has not been checked yet." in preview
    assert "saw documents" not in preview
    posting = employer.send(written)
    page = html.unescape(employer.text(f"{posting.pk}/"))
    assert told in page
    assert f"/en/organisations/{employer.organisation.pk}/verification/" in page
    desk = html.unescape(Desk().text(f"{open_case(posting).pk}/"))
    assert 'value="publish" disabled' in desk
    assert '<a href="#hindrance" data-key="p">The employer is not verified.' in desk
    sound = Employer()
    assert told not in html.unescape(sound.text(f"{sound.write()}/preview/"))


def test_the_page_says_that_a_reviewer_saw_documents_only_where_one_did():
    employer = Employer()
    posting = employer.publish()
    page = html.unescape(visitor().get(f"/en/vacancies/{posting.vacancy_id}/").content.decode())
    unchecked = '<span class="visually-hidden">Not checked: </span>This service took the employer up as verified on '
    assert unchecked in page
    assert "without a reviewer seeing documents" in page
    now = timezone.now()
    Verification.objects.create(
        organisation=employer.organisation, submitted_at=now, due_on=now.date(), decided_at=now, outcome="verified",
        decided_by=reviewer(), decided_name="Li Na, City office",
    )  # fmt: skip
    page = html.unescape(visitor().get(f"/en/vacancies/{posting.vacancy_id}/").content.decode())
    assert "A reviewer of this service saw documents of the employer on " in page
    assert "without a reviewer" not in page
