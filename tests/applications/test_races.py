"""Two at once: one draft, one application, one refusal. Real threads, real transactions, on both databases."""

from __future__ import annotations

import pytest

from tests.applications.made import make_applicant, make_employer, make_vacancy, received_of
from tests.people.races import at_once, meeting
from volens.services.applications import own, wording
from volens.services.applications.actions import employer as employer_actions
from volens.services.applications.actions import person as actions
from volens.services.applications.machine import NotNowError
from volens.services.applications.models import Application, Letter, Received
from volens.services.organisations.models import Membership
from volens.services.people.models import Person
from volens.services.trust.models import Choice

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_clicks_on_send_make_one_application_and_one_choice(monkeypatch):
    employer, aygul = make_employer(), make_applicant()
    application = aygul.draft(make_vacancy(employer.organisation))
    person = Person.objects.get(pk=aygul.account.pk)
    row = Application.objects.select_related("vacancy__organisation").get(pk=application)
    shown = wording.shared(person, row.vacancy, own.content(row)).digest

    def send():
        return actions.apply(person, application, shown_digest=shown).pk

    with meeting(monkeypatch, "volens.services.applications.numbers.new"):
        outcomes = at_once(send, send)
    assert outcomes == [application, application]
    assert Received.objects.count() == 1
    assert Choice.objects.filter(kind="application").count() == 1


def test_two_clicks_on_begin_make_one_draft(monkeypatch):
    employer, aygul = make_employer(), make_applicant()
    vacancy = make_vacancy(employer.organisation)
    person = Person.objects.get(pk=aygul.account.pk)
    with meeting(monkeypatch, "volens.services.applications.own.keep"):
        outcomes = at_once(*[lambda: actions.begin(person, vacancy.pk).pk] * 2)
    assert outcomes[0] == outcomes[1]
    assert Application.objects.count() == 1


def test_of_two_colleagues_who_say_no_at_once_one_is_told_that_it_has_changed(monkeypatch):
    employer, aygul = make_employer(), make_applicant()
    row = received_of(aygul.apply(make_vacancy(employer.organisation)))
    member = Membership.objects.select_related("organisation", "account").get(account=employer.account)
    with meeting(monkeypatch, "volens.services.applications.machine.take"):
        outcomes = at_once(*[lambda: employer_actions.refuse(member, row.pk, "No.")] * 2)
    assert sum(isinstance(each, NotNowError) for each in outcomes) == 1, outcomes
    assert Letter.objects.filter(kind="refusal").count() == 1


@pytest.mark.parametrize(
    "together", ["volens.services.trust.journal.append_all", "volens.services.trust.actions.absorb"]
)
def test_taking_back_and_looking_at_once_never_shows_what_then_never_was(monkeypatch, together):
    """Either it was seen, and the row stays as no longer available; or nobody saw it, and there is no row."""
    employer, aygul = make_employer(), make_applicant()
    application = aygul.apply(make_vacancy(employer.organisation))
    row = received_of(application)
    person = Person.objects.get(pk=aygul.account.pk)
    with meeting(monkeypatch, together):
        unseen, page = at_once(lambda: actions.withdraw(person, application), employer.list_page)
    assert isinstance(page, str), page
    assert Received.objects.filter(pk=row.pk).exists() == (row.number in page) == (unseen is False)
