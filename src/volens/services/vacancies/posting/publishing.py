"""What sending in, publishing and ending do to the vacancy itself. Called by the actions of posting and of review,
inside their transaction.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext

from volens.engines.vetting import Posting as Judged
from volens.services.vacancies import circumstances, listeners, outbox, usual_pay, vetting
from volens.services.vacancies.listeners import Change
from volens.services.vacancies.models import Posting, PostingRevision, Vacancy
from volens.services.vacancies.posting import content as answers
from volens.services.vacancies.posting import telling


def draft_of(
    posting: Posting,
    content: Mapping[str, Any] | None = None,
    *,
    changed: Sequence[str] = (),
) -> tuple[Vacancy, vetting.Judgement]:
    """The vacancy a posting makes, unsaved, and the verdict of the rules on it. The preview shows what this returns,
    and sending in stores what this returns, so that the two cannot differ.

    `changed`: the answers that differ from what was approved.
    """
    said = posting.content if content is None else content
    vacancy = answers.vacancy_of(said, employer=posting.organisation.name, key=str(posting.pk))
    judged = vetting.posting(vacancy)
    shared = circumstances.sharing_of(
        judged,
        licensed=circumstances.is_licensed(posting.organisation),
        poster=posting.organisation.name,
    )
    known = dataclasses.replace(shared, highest_usual_pay=usual_pay.of_one(vacancy), changed=tuple(changed))
    judgement = vetting.judged(vacancy, on=timezone.localdate(), approved=False, known=known)
    vacancy.findings, vacancy.undeclared = judgement.findings, judgement.undeclared
    vacancy.suppressed = judgement.suppressed
    return vacancy, judgement


#: So many versions of an organisation are looked through for one that still says what another said.
STANDING = 200


def remember(posting: Posting, content: Mapping[str, Any]) -> None:
    """Count the employer among those who use the contacts and the text of a version, from being sent in on."""
    circumstances.remember(_judged(posting, content), poster=posting.organisation.name)


def forget(posting: Posting, revision: PostingRevision) -> None:
    """A version that was turned down or taken back counts against nobody: forget whom it made count for what, unless
    another version of the organisation that waits or is published says the same. Two queries.
    """
    others = PostingRevision.objects.filter(
        posting__organisation=posting.organisation_id,
        state__in=[PostingRevision.State.WAITING, PostingRevision.State.PUBLISHED],
    ).exclude(pk=revision.pk)
    contents = others.order_by("-pk").values_list("content", flat=True)[:STANDING]
    circumstances.withdraw(
        _judged(posting, revision.content),
        (_judged(posting, content) for content in contents),
        poster=posting.organisation.name,
    )


def _judged(posting: Posting, content: Mapping[str, Any]) -> Judged:
    return vetting.posting(answers.vacancy_of(content, employer=posting.organisation.name, key=str(posting.pk)))


def lock(vacancy_id: int) -> Vacancy:
    """Lock everything a decision on a vacancy touches, always in this order, so that nobody waits in a circle: the
    organisation, its posting, the vacancy. Cases are locked after it. Gives the vacancy as it is now.
    """
    posting = Posting.objects.filter(vacancy_id=vacancy_id).select_related("organisation").first()
    if posting is not None:
        type(posting.organisation).objects.select_for_update().get(pk=posting.organisation_id)
        Posting.objects.select_for_update().get(pk=posting.pk)
    return Vacancy.objects.select_for_update().get(pk=vacancy_id)


def store(vacancy: Vacancy, posting: Posting, state: str) -> Vacancy:
    """Keep a vacancy that was never public under its posting: the first time a new row, later the same."""
    now = timezone.now()
    vacancy.source, vacancy.organisation = answers.source(), posting.organisation
    vacancy.state, vacancy.judged_at, vacancy.updated_at = state, now, now
    if posting.vacancy_id is not None:
        known = Vacancy.objects.get(pk=posting.vacancy_id)
        vacancy.pk, vacancy.first_seen_at, vacancy.posted_at = known.pk, known.first_seen_at, known.posted_at
        vacancy.save(force_update=True)
    else:
        vacancy.save(force_insert=True)
    posting.vacancy = vacancy
    return vacancy


def take_back(vacancy: Vacancy, state: str) -> None:
    """Take a vacancy out of the public's sight; what it said stays as it was approved."""
    Vacancy.objects.filter(pk=vacancy.pk).update(state=state, updated_at=timezone.now())
    vacancy.state = state
    outbox.changed([vacancy.pk])


def show_again(vacancy: Vacancy) -> None:
    """Let a vacancy be seen that a person looked at, as it is; over if its last day passed meanwhile."""
    now = timezone.now()
    over = vacancy.valid_through is not None and vacancy.valid_through <= now
    vacancy.state = Vacancy.State.EXPIRED if over else Vacancy.State.PUBLISHED
    vacancy.ended_at = vacancy.valid_through if over else None
    vacancy.updated_at = now
    vacancy.save(update_fields=["state", "ended_at", "updated_at"])
    outbox.changed([vacancy.pk])


def publish(posting: Posting, revision: PostingRevision) -> Vacancy:
    """Make a revision the published one, and tell the listeners what changed against the one before."""
    now = timezone.now()
    before = posting.revisions.filter(state=PostingRevision.State.PUBLISHED).first()
    fresh, judgement = draft_of(posting, revision.content)
    assert posting.vacancy_id is not None  # noqa: S101 - what is sent in has a vacancy, says the table
    known = Vacancy.objects.get(pk=posting.vacancy_id)
    for name in answers.FROM_CONTENT:
        setattr(known, name, getattr(fresh, name))
    known.findings, known.undeclared, known.judged_at = judgement.findings, judgement.undeclared, now
    known.suppressed = judgement.suppressed
    known.state, known.updated_at, known.confirmed_at, known.ended_at = Vacancy.State.PUBLISHED, now, now, None
    if known.first_published_at is None:
        known.first_published_at = known.posted_at = now
    if known.valid_through is not None and known.valid_through <= now:
        known.state, known.ended_at = Vacancy.State.EXPIRED, known.valid_through
    known.save()
    remember(posting, revision.content)
    if before is not None:
        PostingRevision.objects.filter(pk=before.pk).update(state=PostingRevision.State.SUPERSEDED)
    PostingRevision.objects.filter(pk=revision.pk).update(state=PostingRevision.State.PUBLISHED)
    posting.state, posting.vacancy, posting.reminded_at = Posting.State.PUBLISHED, known, None
    posting.changed = answers.digest(posting.content) != answers.digest(revision.content)
    posting.save(update_fields=["state", "vacancy", "changed", "reminded_at"])
    outbox.changed([known.pk])
    if before is not None:
        changes = differences(before.content, revision.content)
        if changes:
            listeners.changed(known, changes)
    return known


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """What changed in pay, place, hours, employer and declarations, in words of every language."""
    return [
        Change(name, **_told(name, before, after), words=_in_every_language(name, before, after))
        for name in answers.changed_fields(before, after)
        if name != "place_id" or telling.said(name, before) != telling.said(name, after)
    ]


def _told(name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, str]:
    return {
        "label": telling.label(name),
        "before": telling.said(name, before),
        "after": telling.said(name, after),
    }


def _in_every_language(name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    words = {}
    for code, _own_name in settings.LANGUAGES:
        with translation.override(code):
            words[code] = _told(name, before, after)
    return words


def end(posting: Posting, reason: str, now: dt.datetime | None = None) -> None:
    """The vacancy is over: filled, withdrawn, lapsed, or past its last day. Listeners are told."""
    now = now or timezone.now()
    posting.state, posting.ended, posting.ended_at = Posting.State.ENDED, reason, now
    posting.save(update_fields=["state", "ended", "ended_at"])
    vacancy = posting.vacancy
    if vacancy is None:
        return
    Vacancy.objects.filter(pk=vacancy.pk).update(state=Vacancy.State.EXPIRED, ended_at=now, updated_at=now)
    vacancy.state, vacancy.ended_at = Vacancy.State.EXPIRED, now
    outbox.changed([vacancy.pk])
    listeners.ended(vacancy)


def ended_words(reason: str) -> str:
    """Why a posting ended, in a sentence."""
    return {
        Posting.End.FILLED.value: gettext("The job is filled."),
        Posting.End.WITHDRAWN.value: gettext("You took it down."),
        Posting.End.LAPSED.value: gettext("It was not confirmed for 30 days, so it is no longer shown."),
        Posting.End.OVER.value: gettext("Its last day has passed."),
    }.get(reason, "")
