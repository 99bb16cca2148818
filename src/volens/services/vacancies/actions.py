"""Everything that changes the state of the room outside an import: one function for each use case, the actor first."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from volens.engines.log import LeafType
from volens.services.trust import actions as trust
from volens.services.vacancies import outbox, policies
from volens.services.vacancies.importing import deliveries, store
from volens.services.vacancies.importing.seen import IdSet
from volens.services.vacancies.models import ImportRun, Report, Source, SourceApproval, Vacancy
from volens.services.vacancies.review import recorded, reporting


class SourceError(ValueError):
    """What was asked of a source cannot be done; the message says why."""


def approve_source(actor: str, source: Source, reason: str, *, licensed: bool = False) -> SourceApproval:
    """Let a source publish vacancies whose employers left questions open (S10). Held ones are judged again.

    `licensed`: it is a licensed agency or a public service, which may use one contact or text for many employers. The
    actor and the reason are recorded for good. Raises SourceError if it is approved already.
    """
    _require(actor, reason)
    if source.kind == Source.Kind.EMPLOYER:
        raise SourceError(_("What employers post here is reviewed one by one. There is nothing to approve as a whole."))
    with transaction.atomic():
        if policies.publishes_undeclared(source):
            raise SourceError(_("“%(source)s” is approved already.") % {"source": source.name})
        approval = SourceApproval.objects.create(
            source=source,
            approved_by=actor.strip(),
            reason=reason.strip(),
            approved_at=timezone.now(),
            licensed=licensed,
        )
        Vacancy.objects.filter(source=source, state=Vacancy.State.HELD).update(state=Vacancy.State.RECEIVED)
        _record(approval, "source-approved")
    return approval


def revoke_approval(actor: str, source: Source) -> int:
    """Take an approval back: what employers did not declare is no longer shown. Returns how many are held now."""
    _require(actor, "-")
    with transaction.atomic():
        approval = source.approvals.filter(revoked_at__isnull=True).first()
        revoked = source.approvals.filter(revoked_at__isnull=True).update(
            revoked_at=timezone.now(), revoked_by=actor.strip()
        )
        if not revoked or approval is None:
            raise SourceError(_("“%(source)s” has no standing approval.") % {"source": source.name})
        published = Vacancy.objects.filter(source=source, state=Vacancy.State.PUBLISHED).exclude(undeclared=[])
        ids = list(published.order_by().values_list("pk", flat=True))
        for start in range(0, len(ids), 1000):
            Vacancy.objects.filter(pk__in=ids[start : start + 1000]).update(state=Vacancy.State.RECEIVED)
        outbox.changed(ids)
        approval.refresh_from_db()
        _record(approval, "source-approval-revoked")
    return len(ids)


def release_delivery(actor: str, source: Source) -> int:
    """Obey a held delivery after all: what was missing from it ends. Returns how many vacancies ended."""
    _require(actor, "-")
    held_at = source.held_at
    run = source.runs.filter(state=ImportRun.State.HELD, started_at=held_at).first() if held_at else None
    if run is None:
        raise SourceError(_("No delivery of “%(source)s” is held.") % {"source": source.name})
    try:
        seen = IdSet.load(deliveries.held_path(source))
    except OSError as error:
        raise SourceError(
            _("What the held delivery contained is lost (%(reason)s). Import it again.") % {"reason": error}
        ) from error
    ended = deliveries.expire_missing(source, seen, run)
    run.state, run.expired = ImportRun.State.DONE, ended
    run.message = _("Released by %(actor)s. It had been held: %(reason)s") % {"actor": actor, "reason": run.message}
    run.save()
    deliveries.release_hold(source)
    return ended


def expire_due(now: dt.datetime | None = None) -> int:
    """End vacancies whose last day has passed. Returns how many. Pages and searches never wait for this."""
    now = now or timezone.now()
    due = Vacancy.objects.filter(valid_through__lte=now).exclude(state=Vacancy.State.EXPIRED).order_by("pk")
    ended = 0
    while ids := list(due.values_list("pk", flat=True)[:1000]):
        ended += store.end(ids, now)
    if ended:
        from volens.services.vacancies.posting import clocks

        clocks.ended_by_date(now)
    return ended


def _record(approval: SourceApproval, purpose: str) -> None:
    trust.enter(
        LeafType.POLICY_CHANGE,
        "vacancies",
        f"approval:{approval.pk}",
        purpose,
        recorded.approval(approval, purpose),
    )


def _require(actor: str, reason: str) -> None:
    if not policies.may_decide_on_sources(actor):
        raise PermissionDenied(_("Say who decides: a decision on a source is recorded with a name."))
    if not reason.strip():
        raise SourceError(_("Say why: the reason is recorded with the decision."))


def report(actor: None, vacancy: Vacancy, category: str, *, network: str = "") -> Report | None:  # noqa: ARG001 - nobody is asked
    """Store that somebody finds something wrong with a posting: category and day, nothing about who (S14).

    The last of the independent reports needed takes the vacancy down until a person has looked (review/reporting.py).
    None when the same network said so today already. Raises ValidationError for a category that is not in the list.
    """
    return reporting.receive(vacancy, category, network)
