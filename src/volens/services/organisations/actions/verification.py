"""An organisation asks to be verified, takes it back, or appeals. Deciding is in `review`."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from volens.services.organisations import letters, policies, queries
from volens.services.organisations.actions.organisation import acting, locked
from volens.services.organisations.errors import NotAllowedError, NotPossibleError
from volens.services.organisations.models import Evidence, Membership, Organisation, Verification
from volens.services.trust import working_days
from volens.services.vacancies import presentation

#: A decision within five working days is a commitment of the office, to everyone.
DECIDED_IN_WORKING_DAYS = 5
APPEAL_DAYS = 60


def due(today: dt.date | None = None) -> dt.date:
    """Until when a submission of today must be decided."""
    return working_days.after(today or timezone.localdate(), DECIDED_IN_WORKING_DAYS)


def missing(found: Organisation, waiting: list[Evidence], *, today: dt.date | None = None) -> list[str]:
    """What keeps a submission from being sent, in words with the remedy; nothing when it can go."""
    facts, lacks = queries.facts(found), []
    shows = {each.shows for each in waiting}
    if Evidence.Kind.REGISTER not in shows:
        lacks.append(_("Add an extract of the register or the business licence."))
    if facts["kind"] == Organisation.Kind.AGENCY:
        until = facts["licence_until"]
        if not facts["licence_number"] or not until:
            lacks.append(_("An agency needs the number of its licence and its last day. Add them to the facts."))
        elif dt.date.fromisoformat(until) <= (today or timezone.localdate()):
            lacks.append(_("The licence has run out. Add the new one to the facts and as a document."))
        if Evidence.Kind.LICENCE not in shows:
            lacks.append(_("Add the licence as a document."))
    return lacks


def _open(
    organisation: Organisation, here: Membership, words: str, *, appeal_of: Verification | None = None
) -> Verification:
    if Verification.objects.filter(organisation=organisation, outcome="").exists():
        raise NotPossibleError(_("A submission is with a reviewer already. You see it under “Verification”."))
    made = Verification.objects.create(
        organisation=organisation,
        facts=queries.facts(organisation) if appeal_of is None else appeal_of.facts,
        words=words,
        submitted_by=here,
        submitted_at=timezone.now(),
        due_on=due(),
        appeal_of=appeal_of,
    )
    Evidence.objects.filter(organisation=organisation, verification__isnull=True).update(verification=made)
    if not queries.is_verified(organisation):
        organisation.state = Organisation.State.SUBMITTED
        organisation.save(update_fields=["state"])
    letters.to_accounts(
        [each.account for each in queries.owners(organisation.pk)],
        lambda: (
            _("Verification of %(name)s: received") % {"name": organisation.name},
            _("We have the documents of %(name)s (case %(number)d). A decision is due by %(day)s at the latest.")
            % {
                "name": organisation.name,
                "number": made.number,
                "day": presentation.day(made.due_on, presentation.language()),
            },
        ),
    )
    return made


def submit(membership: Membership, words: str = "") -> Verification:
    """An owner sends the facts and documents to a reviewer. Raises NotPossibleError with what is missing."""
    with transaction.atomic():
        organisation = locked(membership.organisation_id)
        here = acting(membership)
        if not policies.may_manage(here):
            raise NotAllowedError
        lacks = missing(organisation, queries.evidence_waiting(organisation.pk))
        if lacks:
            raise NotPossibleError(presentation.sentences(lacks))
        return _open(organisation, here, words)


def may_be_appealed(verification: Verification, *, now: dt.datetime | None = None) -> bool:
    """Whether an appeal is possible: against a refusal or an end, once, within 60 days. One query."""
    if verification.outcome not in {Verification.Outcome.REFUSED, Verification.Outcome.ENDED}:
        return False
    if verification.appeal_of_id is not None or verification.decided_at is None:
        return False
    if (now or timezone.now()) - verification.decided_at > dt.timedelta(days=APPEAL_DAYS):
        return False
    return not Verification.objects.filter(appeal_of=verification).exists()


def appeal(membership: Membership, number: int, words: str) -> Verification:
    """An owner appeals against a refusal or an end; another reviewer decides (S9). Documents added since go along."""
    with transaction.atomic():
        organisation = locked(membership.organisation_id)
        here = acting(membership)
        if not policies.may_manage(here):
            raise NotAllowedError
        against = Verification.objects.filter(number=number, organisation=organisation).first()
        if against is None:
            raise NotAllowedError
        if not may_be_appealed(against):
            raise NotPossibleError(_("There is no appeal against this any more. You can send a new submission."))
        return _open(organisation, here, words, appeal_of=against)


def resting(organisation: Organisation, *, refused: bool = False) -> Organisation.State:
    """The state of an organisation while nothing of it is with a reviewer."""
    if organisation.state == Organisation.State.VERIFIED:
        return Organisation.State.VERIFIED
    if refused:
        return Organisation.State.REFUSED
    if organisation.verified_since is not None:
        return Organisation.State.LAPSED
    return Organisation.State.UNVERIFIED


def withdraw(membership: Membership) -> None:
    """An owner takes the open submission back; its documents can be changed and sent again."""
    with transaction.atomic():
        organisation = locked(membership.organisation_id)
        if not policies.may_manage(acting(membership)):
            raise NotAllowedError
        found = Verification.objects.filter(organisation=organisation, outcome="").first()
        if found is None:
            raise NotPossibleError(_("There is nothing to take back: it was decided a moment ago."))
        Verification.objects.filter(pk=found.pk, outcome="").update(
            outcome=Verification.Outcome.WITHDRAWN, decided_at=timezone.now()
        )
        Evidence.objects.filter(verification=found).update(verification=None, added_at=timezone.now())
        last = queries.last_decision(organisation.pk)
        refused = last is not None and last.outcome in {Verification.Outcome.REFUSED, Verification.Outcome.ENDED}
        organisation.state = resting(organisation, refused=refused)
        organisation.save(update_fields=["state"])
