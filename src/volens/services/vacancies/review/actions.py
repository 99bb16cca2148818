"""What reviewers decide. One named person at least stands under every decision; two where the rules say so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext

from volens.services.people.models import StaffMember
from volens.services.trust import actions as trust
from volens.services.vacancies import circumstances, vetting
from volens.services.vacancies.models import Posting, PostingRevision, Report, Review, ReviewCase, Vacancy
from volens.services.vacancies.posting import notices, publishing
from volens.services.vacancies.review import blocks as blocking
from volens.services.vacancies.review import grounds as reasons
from volens.services.vacancies.review import intake, policies, recorded, reporting
from volens.services.vacancies.review.intake import APPEAL_WITHIN, Reason

Outcome = ReviewCase.Outcome
#: What a refusal has to say in its author's own words: what would make the vacancy publishable.
SHORTEST_WORDS = 10


class DecisionError(ValueError):
    """The decision cannot be taken like this; the message says why and what to do. `field` is where to put it right."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class DecidedError(DecisionError):
    """Somebody was faster, or this reviewer has decided on the case already."""


class NewerError(DecidedError):
    """What the reviewer read is not what the case is about any more: a delivery replaced it."""


class OutdatedError(NewerError):
    """The rules were changed since they read this import, and stop it now: they have to read it again first."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a reviewer chose: the outcome, codes of the grounds (`grounds.offered`), and own words to the employer.

    `whys`: for publishing against rules that block, by key of the finding (`blocks.Block.key`), why it does not hold.
    `read`: what was read, as `reading` named it; None compares nothing, for callers that read and decide at once.
    """

    outcome: str
    grounds: tuple[str, ...] = ()
    words: str = ""
    whys: Mapping[str, str] = field(default_factory=dict, hash=False)
    read: str | None = None


def decide(member: StaffMember, number: int, decision: Decision) -> ReviewCase:
    """Take a decision on a case. It takes effect when as many different reviewers chose it as the case needs.

    Sending back takes effect at once: it publishes nothing, refuses nothing, and tells the employer what to change.
    Raises PermissionDenied, DecidedError when somebody was faster, NewerError when what was read was replaced,
    OutdatedError when the rules have to read it again (they will), DecisionError when something is missing.
    """
    try:
        return _decided(member, number, decision)
    except OutdatedError:
        unread = (Vacancy.State.HELD, Vacancy.State.BLOCKED)
        waits = Vacancy.objects.filter(cases__number=number, cases__decided_at__isnull=True, state__in=unread)
        waits.update(state=Vacancy.State.RECEIVED)
        raise


def _decided(member: StaffMember, number: int, decision: Decision) -> ReviewCase:
    with transaction.atomic():
        known = ReviewCase.objects.filter(number=number).values_list("vacancy_id", flat=True).first()
        if known is None or not policies.may_review(member):
            raise PermissionDenied
        vacancy = publishing.lock(known)
        case = ReviewCase.objects.select_for_update().get(number=number)
        if case.decided_at is not None:
            raise DecidedError(gettext("This case has been decided already."))
        if not policies.may_decide(member, case):
            raise DecidedError(why_not(member, case))
        # Under the lock: a delivery that comes in now waits until this is decided.
        if decision.read is not None and decision.read != reading(case, vacancy):
            raise NewerError(_what_is_newer(decision.read, reading(case, vacancy)))
        chosen = _checked(case, vacancy, decision)
        _written(member, case, decision, chosen)
        if _agreed(case, decision.outcome):
            _take_effect(case, vacancy, decision.outcome)
    return case


def reading(case: ReviewCase, vacancy: Vacancy) -> str:
    """What a reviewer has before them, in a word that comes back with the decision. Of an import its content: a
    delivery changes the vacancy itself. How many reports lie on it, where any do, and whether it is still shown. "" for
    any other that was posted here: its version never changes, a new one has a case of its own.
    """
    delivered = "" if case.revision_id is not None else bytes(vacancy.content_hash).hex()
    lies = Report.objects.filter(vacancy_id=case.vacancy_id, settled_by__isnull=True).count()
    if not lies and case.kind not in ReviewCase.OF_REPORTS:
        return delivered
    return f"{delivered}/{case.kind}/{lies}"


def _what_is_newer(read: str, now: str) -> str:
    if read.partition("/")[0] != now.partition("/")[0]:
        return gettext("A newer delivery came in; read it first.")
    return gettext("Another report came in after you opened this. Read it first.")


def _agreed(case: ReviewCase, outcome: str) -> bool:
    """Whether as many different reviewers chose this as it takes."""
    if outcome == Outcome.SEND_BACK:
        return True
    same = list(case.reviews.filter(outcome=outcome))
    if outcome == Outcome.PUBLISH:
        stopped = blocking.of(case)
        same = [each for each in same if blocking.answers(each, stopped)]
    return len(same) >= needed(case, outcome)


def needed(case: ReviewCase, outcome: str) -> int:
    """How many different reviewers an outcome takes: publishing against a rule that blocks, or against a report that
    people are sent there, never fewer than two.
    """
    if outcome == Outcome.SEND_BACK:
        return 1
    if outcome == Outcome.PUBLISH and blocking.of(case):
        return max(case.reviewers_needed, blocking.REVIEWERS)
    if outcome == Outcome.PUBLISH:
        return max(case.reviewers_needed, reporting.reviewers(case.vacancy))
    return case.reviewers_needed


def why_not(member: StaffMember, case: ReviewCase) -> str:
    """Why this reviewer cannot decide on an open case; "" when they can."""
    if policies.has_decided(member, case):
        return gettext("You have decided on this already. It needs another reviewer.")
    if policies.is_appealed_against(member, case):
        return gettext("You took part in the decision this appeal is against. Another reviewer decides.")
    return ""


def too_few(case: ReviewCase, *, publishable: bool) -> tuple[int, int] | None:
    """How many reviewers it takes yet to publish this (or, where nobody can, to refuse it), and how many there are who
    may decide on it, where these are too few; else None.
    """
    outcome = Outcome.PUBLISH if publishable else Outcome.REFUSE
    left = max(1, needed(case, outcome) - case.reviews.filter(outcome=outcome).count())
    there = policies.could_decide(case)
    return (left, there) if there < left else None


def outcomes(case: ReviewCase) -> tuple[str, ...]:
    """What can be decided on a case: an imported vacancy has nobody here to send it back to."""
    if case.revision_id is None:
        return (Outcome.PUBLISH.value, Outcome.REFUSE.value)
    return (Outcome.PUBLISH.value, Outcome.SEND_BACK.value, Outcome.REFUSE.value)


def _checked(case: ReviewCase, vacancy: Vacancy, decision: Decision) -> list[dict[str, Any]]:
    if decision.outcome not in outcomes(case):
        raise DecisionError(gettext("Choose one of the decisions."), "outcome")
    if decision.outcome == Outcome.PUBLISH:
        problem = why_not_publish(case, vacancy)
        if problem:
            raise DecisionError(problem, "outcome")
        if decision.grounds:
            raise DecisionError(gettext("You ticked reasons against publishing. Untick them, or refuse."), "grounds")
        return _against_rules(case, decision)
    chosen = reasons.chosen(case, decision.grounds)
    if not chosen:
        raise DecisionError(gettext("Tick at least one reason: the employer must learn what to change."), "grounds")
    if decision.outcome == Outcome.REFUSE:
        _long_enough(decision.words, gettext("Write what would make this vacancy publishable. A refusal needs it."))
    return chosen


def _long_enough(words: str, needed: str) -> None:
    """Raises DecisionError: `needed` where nothing is written, else that it is too short."""
    if not words.strip():
        raise DecisionError(needed, "words")
    if len(words.strip()) < SHORTEST_WORDS:
        raise DecisionError(
            gettext("This is too short. Write at least %(count)s characters.") % {"count": SHORTEST_WORDS}, "words"
        )


def _against_rules(case: ReviewCase, decision: Decision) -> list[dict[str, Any]]:
    """What is kept with a decision to publish: nothing, or why each rule that blocks the vacancy does not hold."""
    stopped = blocking.of(case)
    for each in stopped:
        if len(decision.whys.get(each.key, "").strip()) < SHORTEST_WORDS:
            raise DecisionError(
                gettext("A rule stops this vacancy. Write for every finding that stops it why it does not hold."),
                f"why-{each.key}",
            )
    return blocking.answered(case, stopped, decision.whys)


def why_not_publish(case: ReviewCase, vacancy: Vacancy) -> str:
    """Why a vacancy cannot be published now whatever a reviewer thinks of it; "" when it can."""
    from volens.services.organisations.queries import is_verified

    if vacancy.organisation is not None and not is_verified(vacancy.organisation):
        return gettext("The employer is not verified. Its vacancies are published after it is.")
    if any(each.declared for each in blocking.of(case)):
        return (
            gettext(
                "The employer itself declared what a rule stops. While it says so, nobody can publish this: "
                "send it back or refuse it."
            )
            if case.revision_id is not None
            else gettext("The employer itself declared what a rule stops. While it says so, nobody can publish this.")
        )
    if case.revision is not None and case.revision.state not in {
        PostingRevision.State.WAITING, PostingRevision.State.PUBLISHED, PostingRevision.State.SENT_BACK,
        PostingRevision.State.REFUSED,
    }:  # fmt: skip
        return gettext("This version was replaced or withdrawn meanwhile.")
    if case.revision_id is None and vacancy.state == Vacancy.State.RECEIVED:
        return gettext("The rules have not read this vacancy as it stands now. Wait until they have, and read it then.")
    return ""


def _written(member: StaffMember, case: ReviewCase, decision: Decision, chosen: list[dict[str, Any]]) -> None:
    try:
        with transaction.atomic():
            Review.objects.create(
                case=case,
                reviewer=member.pk,
                reviewer_name=member.name_shown,
                office=member.office,
                outcome=decision.outcome,
                grounds=chosen,
                words=decision.words.strip()[:3000],
                at=timezone.now(),
            )
    except IntegrityError as error:
        raise DecidedError(gettext("You have decided on this already. It needs another reviewer.")) from error


def _take_effect(case: ReviewCase, vacancy: Vacancy, outcome: str) -> None:
    case.outcome, case.decided_at = outcome, timezone.now()
    case.save(update_fields=["outcome", "decided_at"])
    posting = Posting.objects.select_related("organisation").filter(vacancy=vacancy).first()
    if posting is None:
        _of_imported(case, vacancy, outcome)
    else:
        _of_posted(case, posting, vacancy, outcome)
    reporting.settle(case)
    _record(case, outcome)
    if posting is not None and not (case.kind in ReviewCase.QUIET and outcome == Outcome.PUBLISH):
        notices.decided(posting, case)


def _of_imported(case: ReviewCase, vacancy: Vacancy, outcome: str) -> None:
    if outcome == Outcome.PUBLISH:
        if vacancy.state != Vacancy.State.EXPIRED:
            if vacancy.state != Vacancy.State.PUBLISHED and blocking.beyond(
                case, vetting.judged(vacancy, on=timezone.localdate(), approved=False).findings
            ):
                raise OutdatedError(
                    gettext("The rules were changed since they read this, and stop it now. They read it again first.")
                )
            publishing.show_again(vacancy)
            circumstances.approve(vacancy)
            if not circumstances.stands_alone(vacancy):
                circumstances.remember(vetting.posting(vacancy))
        return
    if vacancy.state != Vacancy.State.EXPIRED:
        publishing.take_back(vacancy, Vacancy.State.BLOCKED)


def _of_posted(case: ReviewCase, posting: Posting, vacancy: Vacancy, outcome: str) -> None:
    revision = case.revision
    if posting.state == Posting.State.ENDED or revision is None:
        return
    if outcome == Outcome.PUBLISH:
        approved = revision.state == PostingRevision.State.PUBLISHED
        shown = approved and vacancy.state == Vacancy.State.PUBLISHED
        if not shown and blocking.beyond(case, publishing.draft_of(posting, revision.content)[1].findings):
            raise DecisionError(
                gettext("The rules were changed since this was sent in, and stop it now. Send it back."), "outcome"
            )
        if approved:
            if not shown:
                publishing.show_again(vacancy)
            Posting.objects.filter(pk=posting.pk).update(state=Posting.State.PUBLISHED)
            return
        publishing.publish(posting, revision)
        return
    state = PostingRevision.State.SENT_BACK if outcome == Outcome.SEND_BACK else PostingRevision.State.REFUSED
    PostingRevision.objects.filter(pk=revision.pk).update(state=state)
    posting.state = Posting.State.SENT_BACK if outcome == Outcome.SEND_BACK else Posting.State.REFUSED
    posting.save(update_fields=["state"])
    publishing.forget(posting, revision)
    if vacancy.state != Vacancy.State.EXPIRED:
        publishing.take_back(vacancy, Vacancy.State.BLOCKED)


def _record(case: ReviewCase, outcome: str) -> None:
    """The decision in the record of the office: last, so that without it nothing is decided."""
    trust.record_decision("vacancies", str(case.public_id), outcome, recorded.decision(case))


def appeal(posting: Posting, words: str) -> ReviewCase:
    """The employer asks another reviewer to decide again on what was sent back or refused.

    Raises DecisionError when there is nothing to appeal against, or an appeal was made already.
    """
    words = words.strip()
    _long_enough(words, gettext("Write why the decision should be another one."))
    with transaction.atomic():
        posting = Posting.objects.select_for_update().get(pk=posting.pk)
        against = appealable(posting)
        if against is None:
            raise DecisionError(gettext("There is no decision to appeal against, or an appeal was decided already."))
        case = intake.open_case(
            against.vacancy,
            Reason(ReviewCase.Kind.APPEAL, against.severity, against.reviewers_needed),
            revision=against.revision,
            within=APPEAL_WITHIN,
        )
        case.appeal_of, case.appeal_words = against, words[:3000]
        case.save(update_fields=["appeal_of", "appeal_words"])
        posting.state = Posting.State.WAITING
        posting.save(update_fields=["state"])
    return case


def appealable(posting: Posting) -> ReviewCase | None:
    """The decision an employer may appeal against: the last one, if it sent back or refused and was no appeal."""
    if posting.state not in {Posting.State.SENT_BACK, Posting.State.REFUSED} or posting.vacancy_id is None:
        return None
    last = (
        ReviewCase.objects.filter(
            vacancy_id=posting.vacancy_id, outcome__in=[Outcome.SEND_BACK, Outcome.REFUSE], revision__isnull=False
        )
        .select_related("vacancy", "revision")
        .order_by("-decided_at", "-number")
        .first()
    )
    if last is None or last.appeal_of_id is not None or hasattr(last, "appeal"):
        return None
    return last


def codes(values: Sequence[str]) -> tuple[str, ...]:
    """Codes of grounds as sent by a form, each once."""
    return tuple(dict.fromkeys(value for value in values if value))
