"""A small office that did one of everything that is on the record."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from tests.organisations.journey import decide, make, member, submit
from tests.people.journey import Browser, account_of, person, staff
from tests.posting.made import Employer
from volens.services.market import actions as market
from volens.services.people import permissions
from volens.services.people.actions import grants
from volens.services.people.models import Account, Grant, Person, StaffMember
from volens.services.trust import actions as trust
from volens.services.trust import reading
from volens.services.trust.reading import Purpose, Reader
from volens.services.trust.record import auditing, changes, integrating
from volens.services.vacancies import actions, indexing
from volens.services.vacancies.models import Source


@dataclass
class Office:
    """Whoever is needed again."""

    browser: Browser
    account: Account
    reviewer: Browser


def look_at(account: Account, purpose: Purpose = Purpose.HELP) -> None:
    """A counsellor reads something of a person's."""
    with reading.read(purpose, Person.objects.get(pk=account.pk), Reader(account.pk, "Li Na", "City", "counsellor")):
        pass


def busy_office() -> Office:
    """A verification, a review, a right given and ended, a source approved, a reading, vacancies and figures shown."""
    reviewer, _member = staff(StaffMember.Role.REVIEWER)
    owner = member()
    case = submit(owner, make(owner))
    assert decide(reviewer, case.number).status_code == 302
    employer = Employer()
    employer.publish()
    operator, other = staff(StaffMember.Role.OPERATOR)[1], staff(StaffMember.Role.COUNSELLOR)[1]
    right = min(each for each in permissions.GRANTABLE if not permissions.may(other, each))
    given = grants.give(operator, other, right, "A colleague is ill.", 3)
    assert grants.end(operator, given.pk)
    actions.approve_source("Chen", Source.objects.create(name="feed", kind=Source.Kind.FILE), "Known for years")
    browser, contact = person()
    look_at(account_of(contact))
    indexing.drain()
    market.load_populations("Ada", ["region,inhabitants\n", "CN-JX,45188635\n"])
    market.publish_vacancies(timezone.localdate())
    changes._noted.clear()
    changes.note_changes()
    trust.absorb()
    integrating.integrate()
    return Office(browser, account_of(contact), reviewer)


def findings() -> dict[str, str]:
    """What an audit finds, by where; time limits aside."""
    return {
        each.where: each.what for check in auditing.audit() if "time limit" not in check.name for each in check.findings
    }


__all__ = ["Grant", "Office", "busy_office", "findings", "look_at"]
