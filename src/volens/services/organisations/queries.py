"""What the room of organisations can tell. Each function says what it costs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from volens.services.organisations.models import (
    Evidence,
    Invitation,
    JoinRequest,
    Membership,
    Organisation,
    Verification,
)
from volens.services.people.models import Account
from volens.services.vacancies import queries as vacancies
from volens.services.vacancies.models import Vacancy
from volens.services.vacancies.rows import Row, read_rows


@dataclass(frozen=True, slots=True)
class PublicPage:
    """What everyone may see of an organisation. `vacancies` are its open ones, newest first."""

    organisation: Organisation
    verified: bool
    vacancies: tuple[Row, ...]
    total: int


def memberships(account: Account) -> list[Membership]:
    """The standing memberships of an account with their organisations, oldest first. One query."""
    return list(Membership.objects.filter(account=account, until__isnull=True).select_related("organisation"))


def membership(account: Account, organisation_id: UUID) -> Membership | None:
    """The standing membership of an account in one organisation, with both loaded, or None. One query."""
    return (
        Membership.objects.filter(account=account, organisation_id=organisation_id, until__isnull=True)
        .select_related("organisation", "account")
        .first()
    )


def is_verified(organisation: Organisation, now: dt.datetime | None = None) -> bool:
    """Whether the organisation is verified at this moment; an ended day counts although no clock ran yet. No query."""
    return (
        organisation.state == Organisation.State.VERIFIED
        and organisation.verified_until is not None
        and timezone.localdate(now) <= organisation.verified_until
    )


def verified_organisations(now: dt.datetime | None = None) -> QuerySet[Organisation]:
    """Organisations verified at this moment, by name. Cost: none until it is evaluated."""
    return Organisation.objects.filter(state=Organisation.State.VERIFIED, verified_until__gte=timezone.localdate(now))


def organisation(identifier: UUID) -> Organisation | None:
    """One organisation. One query."""
    return Organisation.objects.filter(pk=identifier).first()


def open_vacancies(found: Organisation) -> QuerySet[Vacancy]:
    """The open vacancies of an organisation, newest first. Cost: none until it is evaluated."""
    return vacancies.visible().filter(organisation_id=found.pk).order_by("-posted_at", "-id")


def public_page(found: Organisation, *, limit: int = 50) -> PublicPage | None:
    """What everyone may see of an organisation that is or was verified; None for any other. Two queries at most."""
    if found.verified_since is None:
        return None
    verified = is_verified(found)
    if not verified or not has_postings():
        return PublicPage(found, verified, (), 0)
    numbers = list(open_vacancies(found).values_list("pk", flat=True))
    rows = {row.id: row for row in read_rows(numbers[:limit], now=timezone.now())}
    return PublicPage(found, verified, tuple(rows[each] for each in numbers[:limit] if each in rows), len(numbers))


def has_postings() -> bool:
    """Whether vacancies know the organisation that posted them."""
    return any(field.name == "organisation" for field in Vacancy._meta.get_fields())


def owners(organisation_id: UUID) -> list[Membership]:
    """The owners of an organisation, with their accounts. One query."""
    rows = Membership.objects.filter(organisation_id=organisation_id, until__isnull=True, role=Membership.Role.OWNER)
    return list(rows.select_related("account"))


def members(organisation_id: UUID) -> list[Membership]:
    """The members of an organisation, for each other: oldest first, with their accounts. One query."""
    rows = Membership.objects.filter(organisation_id=organisation_id, until__isnull=True)
    return list(rows.select_related("account"))


def invitations(organisation_id: UUID) -> list[Invitation]:
    """Invitations that still wait. One query."""
    return list(Invitation.objects.filter(organisation_id=organisation_id, until__gt=timezone.now()))


def join_requests(organisation_id: UUID) -> list[JoinRequest]:
    """Requests to join that still wait, with their accounts. One query."""
    rows = JoinRequest.objects.filter(organisation_id=organisation_id, until__gt=timezone.now())
    return list(rows.select_related("account"))


def requests_of(account: Account) -> list[JoinRequest]:
    """What an account asked to join and nobody answered yet. One query."""
    return list(JoinRequest.objects.filter(account=account, until__gt=timezone.now()).select_related("organisation"))


def invitations_for(indexes: list[bytes]) -> list[Invitation]:
    """Invitations waiting for the owner of these contacts, by their blind indexes. One query."""
    rows = Invitation.objects.filter(index__in=indexes, until__gt=timezone.now())
    return list(rows.select_related("organisation", "by"))


def same_entry(number_key: str, *, besides: UUID | None = None) -> list[Organisation]:
    """Organisations with the same number in the same register, verified ones first. One query."""
    rows = Organisation.objects.filter(number_key=number_key)
    if besides is not None:
        rows = rows.exclude(pk=besides)
    return sorted(rows, key=lambda each: (not is_verified(each), each.created_at))


def verifications(organisation_id: UUID) -> list[Verification]:
    """Every submission of an organisation, newest first, with what an appeal is against. Two queries."""
    rows = Verification.objects.filter(organisation_id=organisation_id).select_related("appeal_of")
    return list(rows.prefetch_related("evidence").order_by("-number"))


def last_decision(organisation_id: UUID) -> Verification | None:
    """The latest decision of the office about an organisation. One query."""
    decided = Verification.objects.filter(organisation_id=organisation_id).exclude(
        outcome__in=[Verification.Outcome.OPEN, Verification.Outcome.WITHDRAWN]
    )
    return decided.order_by("-decided_at").first()


def documents_seen_on(organisation_id: UUID) -> dt.date | None:
    """The day on which a reviewer last verified an organisation by its documents. None where none did: an operator's
    command verifies without any. One query.
    """
    seen = Verification.objects.filter(
        organisation_id=organisation_id, outcome=Verification.Outcome.VERIFIED, decided_by__isnull=False
    )
    at = seen.order_by("-decided_at").values_list("decided_at", flat=True).first()
    return timezone.localdate(at) if at else None


def evidence_waiting(organisation_id: UUID) -> list[Evidence]:
    """Documents uploaded and not sent yet, without their content. One query."""
    return list(Evidence.objects.filter(organisation_id=organisation_id, verification__isnull=True).defer("content"))


def queue() -> list[Verification]:
    """What waits for a reviewer, the most urgent first. One query."""
    rows = Verification.objects.filter(outcome=Verification.Outcome.OPEN)
    return list(rows.select_related("organisation", "appeal_of"))


def case(number: int) -> Verification | None:
    """One submission with its organisation and documents' names. Two queries."""
    rows = Verification.objects.select_related("organisation", "appeal_of", "decided_by")
    return rows.filter(number=number).first()


def facts(found: Organisation) -> dict[str, Any]:
    """The facts a verification is about, with those a verified organisation wants to change. No query."""
    told: dict[str, Any] = {
        "kind": found.kind,
        "name": found.name,
        "register": found.register,
        "registration_number": found.registration_number,
        "licence_number": found.licence_number,
        "licence_until": found.licence_until.isoformat() if found.licence_until else None,
    }
    told.update(found.proposed)
    return told


def times_to_decide(start: dt.date, end: dt.date) -> list[tuple[str, dt.datetime, dt.datetime]]:
    """Submissions decided from a day on and before another: number, sent, decided. For protected figures."""
    undecided = [Verification.Outcome.OPEN, Verification.Outcome.ENDED, Verification.Outcome.WITHDRAWN]
    decided = Verification.objects.filter(decided_at__date__gte=start, decided_at__date__lt=end)
    found = decided.exclude(outcome__in=undecided).order_by("number")
    return [(str(each), sent, at) for each, sent, at in found.values_list("number", "submitted_at", "decided_at") if at]
