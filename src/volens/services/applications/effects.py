"""Effects of steps: what a step does besides changing the state."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import override

from volens.services.applications import content, numbers, terms, wording
from volens.services.applications.case import Case
from volens.services.applications.content import Content
from volens.services.applications.guards import today
from volens.services.applications.models import Application, Letter, Received
from volens.services.trust import actions as trust
from volens.services.trust.vault import Vault

Effect = Callable[[Case], None]


def receive(case: Case) -> None:
    """The employer's row comes into being, and what was shown is kept word for word."""
    application, opened, written = _own(case)
    row = Received(number=numbers.new(), vacancy_id=application.vacancy_id, received_on=today(case))
    row.save(force_insert=True)
    case.received = application.received = row
    written.phase, written.shared, written.number = content.SENT, case.shared, row.number
    written.sent_at, written.ended_at, written.taken_back = case.now.isoformat(), "", False
    written.declined = []
    application.content = written.seal(opened, application)


def record_the_choice(case: Case) -> None:
    """The ledger holds the person's yes, with the text as it was shown and in its language."""
    application, _opened, written = _own(case)
    shared = written.shared
    assert shared is not None  # noqa: S101 - `receive` has just set it
    with override(shared.language):
        given = trust.give(application.person_id, "application", detail=wording.plain(shared))
    application.choice = given.pk


def remove_the_row(case: Case) -> None:
    """Nobody saw it: for the employer it never was."""
    application, row = case.application, case.received
    if application is None or row is None:
        return
    application.received, application.accepted_from = None, None
    application.save()
    row.delete()
    case.received = None


def forget_the_choice(case: Case) -> None:
    """What had no effect on anyone leaves no line in the ledger."""
    application = case.application
    if application is not None and application.choice is not None:
        trust.forget(application.person_id, application.choice)
        application.choice = None


def part(case: Case) -> None:
    """The two rows part, and the choice no longer stands: what the employer keeps is the same whatever the reason."""
    application = case.application
    if application is None:
        return
    if application.choice is not None:
        trust.undo(application.person_id, application.choice)
    application.received, application.accepted_from, application.choice = None, None, None


def keep_the_reason(case: Case) -> None:
    """What became of it, in the person's own sealed record. Somebody who leaves keeps no record."""
    if case.application is None or case.vault is None or case.content is None:
        return
    written = case.content
    back = case.state == "draft"
    written.phase, written.taken_back = (content.DRAFT, True) if back else (content.WITHDRAWN, False)
    written.ended_at = case.now.isoformat()
    case.application.content = written.seal(case.vault, case.application)


def store_the_letter(case: Case) -> None:
    """What was said is stored, sealed for the person."""
    if case.application is None or case.vault is None or case.letter is None:
        raise ValueError("A letter needs the person's row, a vault and a text.")
    draft = case.letter
    letter = Letter(
        application=case.application,
        kind=draft.kind,
        from_person=draft.from_person,
        at=case.now,
        until=draft.until,
        over_at=draft.over_at,
    )
    letter.sealed = case.vault.seal_json(content.letter_place(letter.pk), draft.told)
    letter.save(force_insert=True)
    case.stored.append(letter)


def store_the_pick(case: Case) -> None:
    """The time the person picked stands in the letter that proposed it."""
    _application, opened, _written = _own(case)
    letter = case.asked
    assert letter is not None  # noqa: S101 - the guard has looked
    told = opened.unseal_json(content.letter_place(letter.pk), letter.sealed)
    told["picked"] = case.picked
    letter.sealed = opened.seal_json(content.letter_place(letter.pk), told)
    letter.save(update_fields=["sealed"])


def give_the_turn(case: Case) -> None:
    """The last word is the person's: the employer is to answer."""
    if case.received is not None:
        case.received.employers_turn, case.received.told = True, False


def take_the_turn(case: Case) -> None:
    """The last word is the employer's."""
    if case.received is not None:
        case.received.employers_turn, case.received.told = False, False


def count_as_answered(case: Case) -> None:
    """The first answer of any kind stops the clock. Whoever answers has seen it."""
    if case.received is not None:
        case.received.shown = True
        case.received.answered_on = case.received.answered_on or today(case)


def begin_cooling(case: Case) -> None:
    """The acceptance becomes real later; until then it can be undone and the employer does not know."""
    if case.application is not None:
        case.application.accepted_from = case.now + terms.cooling()


def end_cooling(case: Case) -> None:
    """Undone, or real now."""
    if case.application is not None:
        case.application.accepted_from = None


def _own(case: Case) -> tuple[Application, Vault, Content]:
    """The person's row, vault and content: there in every step of the person."""
    if case.application is None or case.vault is None or case.content is None:
        raise ValueError("This step is the person's own.")
    return case.application, case.vault, case.content


EFFECTS: dict[str, Effect] = {
    effect.__name__: effect
    for effect in (
        *(receive, record_the_choice, remove_the_row, forget_the_choice, part, keep_the_reason, store_the_letter),
        *(store_the_pick, give_the_turn, take_the_turn, count_as_answered, begin_cooling, end_cooling),
    )
}
