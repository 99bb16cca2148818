"""S4 in the room of applications: what an applicant does for themselves shows to nobody.

Two worlds in one test, with the same employer, the same applicants and the same clock. In world A an applicant also
does private things: looks, notes, hides, says no, accepts and undoes it in time, applies elsewhere and takes it back
before anyone looked. In world B they never do. Every page, message and row in the clear must be equal at every step.
"""

from __future__ import annotations

import datetime as dt
import re
import time as clock
from dataclasses import dataclass, field
from unittest import mock
from uuid import UUID

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.applications.made import Applicant, Employer, make_applicant, make_employer, make_vacancy, received_of
from tests.examples import few
from tests.organisations.made import make_organisation
from tests.safeguards.worlds import VARYING, Clock
from volens.services.applications import kept
from volens.services.applications.actions import telling, time
from volens.services.applications.models import Application, Letter, Received
from volens.services.people.actions import account as accounts
from volens.services.people.models import Account, Device, Message
from volens.services.trust import actions as trust
from volens.services.vacancies.models import Vacancy

PUBLIC = ("list", "open", "write", "propose", "offer", "day", "three days", "fortnight", "daily", "message")
PRIVATE = ("look", "note", "hide", "none of these", "no to the offer", "accept", "undo", "elsewhere and back")
UUIDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@dataclass
class World:
    letter: str
    employer: Employer
    viewer: Employer
    applicant: Applicant
    vacancies: list[Vacancy]
    application: UUID = field(init=False)
    ghosts: int = 0

    def apply(self, vacancy: Vacancy, number: str) -> UUID:
        with mock.patch("volens.services.applications.numbers.new", return_value=f"{self.letter}{number}"):
            return self.applicant.apply(vacancy)

    @property
    def received(self) -> UUID | None:
        return Application.objects.filter(pk=self.application).values_list("received_id", flat=True).first()

    @property
    def row(self) -> UUID:
        return Received.objects.get(number=f"{self.letter}00-0001").pk

    def public(self, step: str) -> None:
        """Something the employer does, or the applicant says aloud, or time does. The same in both worlds."""
        base = f"applications/{self.application}/"
        if step == "list":
            self.employer.get()
        elif step == "open":
            self.employer.get(f"{self.row}/")
        elif step == "write":
            self.employer.write(self.row)
        elif step == "propose":
            self.employer.propose(self.row)
        elif step == "offer":
            self.employer.offer(self.row)
        elif step == "message":
            self.applicant.post(f"{base}write/", {"text": "Hello."})
        elif step == "daily":
            trust.absorb()
            time.run(timezone.now())
            telling.announce(timezone.now())
            kept._past_reading(timezone.now())

    def private(self, step: str) -> None:
        """Something the applicant does for themselves."""
        base = f"applications/{self.application}/"
        times = Letter.objects.filter(application=self.application, kind="times").order_by("at").last()
        offer = Letter.objects.filter(application=self.application, kind="offer").order_by("at").last()
        if step == "look":
            self.applicant.get(base)
            self.applicant.get("applications/")
        elif step == "note":
            self.applicant.post(f"{base}notes/", {"notes": "I do not like them."})
        elif step == "hide":
            self.applicant.post(f"{base}notes/", {"hide": "1"})
        elif step == "none of these" and times:
            self.applicant.post(f"{base}times/{times.pk}/", {"none": "1"})
        elif step == "no to the offer" and offer:
            self.applicant.post(f"{base}offer/{offer.pk}/", {"no": "1"})
        elif step == "accept" and offer:
            self.applicant.post(f"{base}offer/{offer.pk}/", {"agree": "1"})
        elif step == "undo" and offer:
            self.applicant.post(f"{base}offer/{offer.pk}/", {"undo": "1"})
        elif step == "elsewhere and back":
            self.ghosts += 1
            ghost = self.apply(self.vacancies[1], f"99-{self.ghosts:04d}")
            self.applicant.get(f"applications/{ghost}/")
            self.applicant.withdraw(ghost)

    def seen(self, *, whole: bool = True) -> list[str]:
        """What the employer can see, and what stands in the clear: pages, messages, rows. `whole`: every page."""
        # What is looked at to compare is not looked at in the world: nothing of it stays in the journal.
        base = f"/en/organisations/{self.employer.organisation.pk}/applications/"
        with mock.patch("volens.services.trust.journal.append_all"):
            if whole:
                pages = [self._page(self.viewer, path) for path in self._paths()]
                pages += [self._page(self.viewer, path) for path in self._addresses()]
            else:
                pages = [self._page(self.employer, base), self._page(self.employer, f"{base}{self.row}/")]
        ids = {member.account.pk for member in (self.employer, self.viewer)}
        mails = Message.objects.filter(
            index__in=[bytes(c.index) for a in Account.objects.filter(pk__in=ids) for c in a.contacts.all()]
        ).count()
        rows = [
            self._plain(
                f"{r.number} {r.vacancy.title} {r.state} {r.received_on} {r.answered_on} {r.closed_on} "
                f"{r.employers_turn} {r.shown} {r.told} {r.told_on} {r.reminded}"
            )
            for r in Received.objects.filter(vacancy__in=self.vacancies).order_by("number").select_related("vacancy")
        ]
        letters = Letter.objects.filter(application__vacancy__in=self.vacancies, from_person=False).order_by("at")
        told = [f"{each.kind} {each.at} {each.until} {each.over_at}" for each in letters]
        return [*pages, str(mails), *rows, *told]

    def _paths(self) -> list[str]:
        rows = Received.objects.filter(vacancy__in=self.vacancies).order_by("number").values_list("pk", flat=True)
        base = f"/en/organisations/{self.employer.organisation.pk}/"
        inner = [f"{base}applications/{row}/{form}" for row in rows for form in ("", "times/", "offer/", "no/")]
        return [base, f"{base}applications/", f"{base}about/", *inner]

    def _addresses(self) -> list[str]:
        """The same as JSON."""
        rows = Received.objects.filter(vacancy__in=self.vacancies).order_by("number").values_list("pk", flat=True)
        base = f"/api/v1/organisations/{self.employer.organisation.pk}/applications"
        return [base, *(f"{base}/{row}" for row in rows)]

    def _page(self, member: Employer, path: str) -> str:
        answer = member.client.get(path)
        return f"{answer.status_code} {self._plain(answer.content.decode())}"

    def _plain(self, text: str) -> str:
        """Without what differs between any two worlds: identifiers, tokens, the letter of the world."""
        text = VARYING.sub("", text)
        text = re.sub(
            r"/vacancies/\d+|\?vacancy=\d+|\"vacancy\": \d+|91350100M\w{9}|9135 ?0100 ?M\w{3} ?[\w ]{6,7}", "ONE", text
        )
        return UUIDS.sub("ID", text).replace(f"{self.letter}00-", "N00-")


def world(letter: str) -> World:
    organisation = make_organisation(name="Harbour Bakery", days=700)
    owner, viewer = make_employer(organisation), make_employer(organisation, "recruiter", "Zhao Min")
    made = World(letter, owner, viewer, make_applicant("Aygul"), [])
    made.vacancies = [make_vacancy(organisation, title=title) for title in ("Baker", "Driver", "Cleaner")]
    other = make_applicant("Bolat")
    with mock.patch("volens.services.applications.numbers.new", return_value=f"{letter}00-0002"):
        other.apply(made.vacancies[2])
    made.application = made.apply(made.vacancies[0], "00-0001")
    Device.objects.update(until=timezone.now() + dt.timedelta(days=900))
    return made


STEPS = st.lists(st.sampled_from([*PUBLIC, *PRIVATE, *PRIVATE]), min_size=3, max_size=9)
MOVES = {"day": 1, "three days": 3, "fortnight": 14}


class WhatOneDoesForOneselfShowsToNobody(TestCase):
    @settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))
    @given(STEPS)
    @example(["elsewhere and back", "daily", "list"])
    @example(["propose", "none of these", "open", "three days", "daily"])
    @example(["offer", "accept", "open", "three days", "no to the offer", "fortnight", "daily", "daily"])
    @example(["offer", "fortnight", "daily", "elsewhere and back", "hide", "note", "list"])
    def test_two_worlds_look_the_same_to_employers(self, steps):
        walk(steps)

    @pytest.mark.deep
    @settings(max_examples=few(60), deadline=None, suppress_health_check=list(HealthCheck))
    @given(STEPS)
    def test_two_worlds_look_the_same_on_many_ways(self, steps):
        walk(steps)


def walk(steps: list[str]) -> None:
    clock = Clock()
    with mock.patch.object(timezone, "now", clock):
        a, b = world("A"), world("B")
        for step in steps:
            if step in MOVES:  # thought again in time: an acceptance that stands until then is meant to be known
                a.private("undo")
            clock.at += dt.timedelta(seconds=1, days=MOVES.get(step, 0))
            if step in PRIVATE:
                a.private(step)
            else:
                for each in (a, b):
                    each.public(step)
            assert a.seen(whole=False) == b.seen(whole=False), step
        assert a.seen() == b.seen()


WAYS = ("withdraw", "leave", "lapse")


def gone(each: World, way: str, clock: Clock, *, offered: dt.datetime) -> None:
    """An application that was read stops being available, for one of three reasons, at the same moment."""
    clock.at = offered + dt.timedelta(days=10)
    if way == "withdraw":
        each.applicant.withdraw(each.application)
    elif way == "leave":
        accounts.close(each.applicant.account)
    each.public("daily")


@pytest.mark.django_db
@pytest.mark.parametrize(("one", "other"), [(one, other) for one in WAYS for other in WAYS if one < other])
def test_withdrawn_left_and_lapsed_look_the_same(one, other):
    clock = Clock()
    with mock.patch.object(timezone, "now", clock):
        start, seen = clock.at, []
        for letter, way in (("A", one), ("B", other)):
            clock.at = start
            each = world(letter)
            clock.at += dt.timedelta(minutes=1)
            assert each.employer.offer(each.row).status_code == 302
            offered = clock.at
            gone(each, way, clock, offered=offered)
            assert Received.objects.get(pk=each.row).state == "gone"
            # The letters are the person's: with an account they go, and no page leads to them either way.
            seen.append([part for part in each.seen() if not part.startswith("offer ")])
        assert seen[0] == seen[1]


@pytest.mark.django_db
def test_a_row_that_was_listed_stays_as_no_longer_available_and_one_that_was_not_never_was():
    clock = Clock()
    with mock.patch.object(timezone, "now", clock):
        a, b = world("A"), world("B")
        a.employer.get()  # the list alone: number, day and state were seen
        a.applicant.withdraw(a.application)
        b.applicant.withdraw(b.application)
    assert Received.objects.get(number="A00-0001").state == "gone"
    assert not Received.objects.filter(number="B00-0001").exists()
    assert Application.objects.get(pk=b.application).received is None
    assert "for the employer it never was" in b.applicant.text(f"applications/{b.application}/edit/").replace(
        "For the", "for the"
    )


@pytest.mark.django_db
def test_the_address_after_it_does_not_say_what_a_person_did_for_themselves():
    """Every proxy on the way writes addresses into its log."""
    employer, aygul = make_employer(), make_applicant()
    application = aygul.apply(make_vacancy(employer.organisation))
    row, base = received_of(application).pk, f"applications/{application}/"
    employer.propose(row)
    times = f"{base}times/{aygul.newest(application, 'times').pk}/"
    employer.offer(row)
    offer = f"{base}offer/{aygul.newest(application, 'offer').pk}/"
    steps = [
        (f"{base}notes/", {"hide": "1"}, "Hidden from your list."),
        (f"{base}notes/", {"show": "1"}, "Saved. Nobody else can see it."),
        (f"{base}notes/", {"notes": "Far away."}, "Saved. Nobody else can see it."),
        (times, {"none": "1"}, "Noted for yourself."),
        (times, {"again": "1"}, "Open again."),
        (offer, {"no": "1"}, "Noted for yourself."),
        (offer, {"again": "1"}, "Open again."),
        (offer, {"agree": "1"}, "You accepted."),
        (offer, {"undo": "1"}, "Undone."),
        (f"{base}write/", {"text": "When can I come?"}, "Sent."),
        (f"{base}withdraw/", {}, "Withdrawn."),
    ]
    employer.open(row)
    seen = set()
    for address, data, words in steps:
        answer = aygul.post(address, data)
        seen.add((answer.status_code, answer.headers["Location"], answer.content))
        assert aygul.told(answer).startswith(words), address
        assert aygul.told(answer) == "", "it is said once"
    assert seen == {(302, f"/en/{base}", b"")}


@pytest.mark.django_db
def test_what_was_just_done_is_told_to_its_person_on_its_page_and_for_a_minute_only():
    from volens.services.applications.pages import just_done

    employer, aygul, bolat = make_employer(), make_applicant("Aygul"), make_applicant("Bolat")
    application = aygul.apply(make_vacancy(employer.organisation))
    path = f"applications/{application}/"
    cookie = aygul.post(f"{path}notes/", {"hide": "1"}).cookies[just_done.COOKIE]
    assert (cookie["max-age"], cookie["path"], cookie["httponly"]) == (60, "/en/applications/", True)
    assert cookie["samesite"] == "Lax"
    bolat.client.cookies[just_done.COOKIE] = cookie.value
    assert "Hidden" not in bolat.text("applications/")
    assert "Hidden from your list" not in aygul.text("applications/"), "another page neither says it nor takes it away"
    forged = cookie.value[:-1] + ("A" if cookie.value[-1] != "A" else "B")
    for value, later in ((forged, 0), (cookie.value, 61)):
        aygul.client.cookies[just_done.COOKIE] = value
        with mock.patch("django.core.signing.time.time", return_value=clock.time() + later):
            assert "Hidden from your list" not in aygul.text(path)
    aygul.client.cookies[just_done.COOKIE] = cookie.value
    assert "Hidden from your list" in aygul.text(path)


@pytest.mark.django_db
def test_in_the_tables_a_draft_and_one_taken_back_are_the_same():
    from volens.services.trust.models import Choice

    employer, vacancy_of = make_employer(), make_vacancy
    drafting, sending = make_applicant(), make_applicant()
    vacancy = vacancy_of(employer.organisation)
    draft, sent = drafting.draft(vacancy), sending.apply(vacancy)
    assert "Taken back before anyone had seen it" in sending.told(sending.withdraw(sent))

    def clear(application: UUID) -> list[object]:
        row = Application.objects.get(pk=application)
        kinds = sorted(Choice.objects.filter(person=row.person_id).values_list("kind", "undone"))
        return [row.vacancy_id, row.received_id, row.choice, row.accepted_from, row.letters.count(), kinds]

    assert clear(draft) == clear(sent)
    assert not Received.objects.exists()


@pytest.mark.django_db
def test_pages_of_the_employer_never_count_what_nobody_looked_at():
    """A number that goes down would tell that somebody took something back."""
    employer, aygul = make_employer(), make_applicant()
    vacancy = make_vacancy(employer.organisation)
    dashboard = f"/en/organisations/{employer.organisation.pk}/"
    before = VARYING.sub("", employer.client.get(dashboard).content.decode())
    aygul.apply(vacancy)
    after = VARYING.sub("", employer.client.get(dashboard).content.decode())
    assert before == after


@pytest.mark.django_db
def test_the_number_of_pages_never_goes_down_when_something_is_taken_back(monkeypatch):
    from volens.services.applications import received

    monkeypatch.setattr(received, "PAGE", 1)
    employer, aygul, bolat = make_employer(), make_applicant("Aygul"), make_applicant("Bolat")
    vacancy = make_vacancy(employer.organisation)
    sent = {each.apply(vacancy): each for each in (aygul, bolat)}
    before = employer.list_page()
    assert "Page 1 of 2" in before
    for application, applicant in sent.items():
        if Application.objects.get(pk=application).received.number not in before:  # the one on the other page
            applicant.withdraw(application)
    assert "Page 1 of 2" in employer.list_page()
    assert "No longer available" in employer.list_page() + employer.get(data={"page": "2"}).content.decode()
