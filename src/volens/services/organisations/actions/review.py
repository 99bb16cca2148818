"""Deciding about organisations: always a named person, with all grounds, the article and the way to appeal (S9)."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass, field
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from volens.services.organisations import grounds as rules
from volens.services.organisations import letters, listeners, policies, queries, recorded
from volens.services.organisations.actions.organisation import apply, locked
from volens.services.organisations.actions.verification import resting
from volens.services.organisations.errors import AlreadyDecidedError, NotAllowedError, NotPossibleError
from volens.services.organisations.models import Organisation, Verification
from volens.services.people.models import StaffMember
from volens.services.trust import actions as trust
from volens.services.vacancies import presentation

Outcome = Verification.Outcome
MONTHS = (6, 12, 24)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a reviewer decides. `grounds` are codes of `grounds.py`; `note` and `article` are the reviewer's own words.

    `reasons` is filled by `checked`: the grounds and the note as decided.
    """

    outcome: Outcome
    months: int | None = None
    grounds: tuple[str, ...] = ()
    note: str = ""
    article: str = ""
    reasons: str = ""

    def checked(self) -> Decision:
        """The decision with what its grounds say. Raises NotPossibleError when a decision needs more."""
        if self.outcome == Outcome.VERIFIED:
            if self.months not in MONTHS:
                raise NotPossibleError(_("Choose for how many months."))
            return self
        if self.outcome not in {Outcome.MORE, Outcome.REFUSED, Outcome.ENDED}:
            raise NotPossibleError(_("Choose a decision."))
        if any(code not in rules.GROUNDS for code in self.grounds):
            raise NotPossibleError(_("Choose the grounds from the list."))
        reasons = "\n\n".join(filter(None, (rules.words(list(self.grounds)), self.note.strip())))
        article = presentation.listed(rules.articles(list(self.grounds)), self.article.strip())
        if not reasons:
            raise NotPossibleError(_("Say why: tick every ground that fails, or write what is missing."))
        if self.outcome != Outcome.MORE and not self.grounds:
            raise NotPossibleError(_("Tick every ground that fails: each names its rule and what would help."))
        return Decision(self.outcome, None, self.grounds, self.note.strip(), article, reasons)


@dataclass(frozen=True, slots=True)
class By:
    """Who decides: a member of staff, or an operator named on the command line."""

    name: str
    staff: StaffMember | None = field(default=None)

    @classmethod
    def of(cls, staff: StaffMember) -> By:
        """A member of staff as the decision names them."""
        return cls(f"{staff.name_shown}, {staff.office}", staff)


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day `months` later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def decide(staff: StaffMember, number: int, decision: Decision) -> Verification:
    """A reviewer decides one case. Of two who decide at once, one wins and the other gets AlreadyDecidedError.

    An appeal is decided by another reviewer than the one it is against. Raises NotAllowedError, NotPossibleError.
    """
    case = queries.case(number)
    if case is None or not policies.may_decide(staff, case):
        raise NotAllowedError
    if decision.outcome == Outcome.ENDED:
        raise NotAllowedError
    return settle(case, decision.checked(), By.of(staff))


def settle(case: Verification, decision: Decision, by: By) -> Verification:
    """Let a checked decision stand: the case, the organisation, the record, the letters. All or nothing."""
    try:
        with transaction.atomic():
            organisation = locked(case.organisation_id)
            now = timezone.now()
            won = Verification.objects.filter(pk=case.pk, outcome=Outcome.OPEN).update(
                outcome=decision.outcome,
                decided_at=now,
                decided_by=by.staff,
                decided_name=by.name,
                grounds=list(decision.grounds),
                reasons=decision.reasons,
                note=decision.note,
                article=decision.article,
                months=decision.months,
            )
            if not won:
                raise AlreadyDecidedError(_("A colleague decided this a moment ago. Your decision was not recorded."))
            _let_stand(organisation, case, decision, timezone.localdate(now))
            _record(organisation, case, decision)
    except IntegrityError as error:
        raise NotPossibleError(
            _("Another organisation with this registration number is verified already. Decide about the double first.")
        ) from error
    case.refresh_from_db()
    return case


def _let_stand(organisation: Organisation, case: Verification, decision: Decision, today: dt.date) -> None:
    before = queries.is_verified(organisation)
    if decision.outcome == Outcome.VERIFIED:
        apply(organisation, case.facts)
        until = months_after(today, decision.months or 0)
        if organisation.kind == Organisation.Kind.AGENCY and organisation.licence_until:
            until = min(until, organisation.licence_until)
        if until <= today:
            raise NotPossibleError(_("The licence has run out: this cannot be verified. Ask for the new licence."))
        if not before:
            organisation.verified_since = today
        organisation.state, organisation.verified_until, organisation.reminded = (
            Organisation.State.VERIFIED,
            until,
            None,
        )
    elif decision.outcome == Outcome.ENDED:
        organisation.state, organisation.proposed = Organisation.State.REFUSED, {}
    else:
        organisation.state = resting(organisation, refused=decision.outcome == Outcome.REFUSED)
    organisation.save()
    after = queries.is_verified(organisation)
    if after != before:
        listeners.changed(organisation, verified=after)


def _record(organisation: Organisation, case: Verification, decision: Decision) -> None:
    says = gettext_noop("%(outcome)s (case %(number)d). The reasons, and how to appeal, are on the page: %(address)s")
    if decision.outcome == Outcome.VERIFIED:  # nobody appeals against that
        says = gettext_noop(
            "%(outcome)s (case %(number)d). What only verified organisations may do is open to you now: %(address)s"
        )
    letters.to_accounts(
        [each.account for each in queries.owners(organisation.pk)],
        lambda: (
            _("Verification of %(name)s: decided") % {"name": organisation.name},
            _(says) % {"outcome": Outcome(decision.outcome).label, "number": case.number, "address": letters.own()},
        ),
    )
    told = recorded.decision(Verification.objects.get(pk=case.pk))
    receipt = trust.record_decision("organisations", f"verification:{case.number}", decision.outcome, told)
    Verification.objects.filter(pk=case.pk).update(record=receipt)


def end(staff: StaffMember, organisation: UUID, decision: Decision) -> Verification:
    """A reviewer ends a standing verification, with grounds; the organisation can appeal to another reviewer."""
    if not policies.may_review(staff):
        raise NotAllowedError
    return begin_and_settle(organisation, decision, By.of(staff))


def begin_and_settle(organisation: UUID, decision: Decision, by: By) -> Verification:
    """A decision without a submission: an end by a reviewer, or an operator's recorded command on a fresh machine."""
    checked = decision.checked()
    with transaction.atomic():
        found = locked(organisation)
        if checked.outcome == Outcome.ENDED and found.state != Organisation.State.VERIFIED:
            raise NotPossibleError(_("This organisation is not verified; there is nothing to end."))
        case = Verification.objects.filter(organisation=found, outcome=Outcome.OPEN).first()
        if case is not None and checked.outcome == Outcome.ENDED:
            raise NotPossibleError(_("A submission of it is open. Decide that one."))
        if case is None:
            now = timezone.now()
            case = Verification.objects.create(
                organisation=found, facts=queries.facts(found), submitted_at=now, due_on=timezone.localdate(now)
            )
        return settle(case, checked, by)
