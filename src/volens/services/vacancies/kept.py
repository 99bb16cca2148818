"""What the room of vacancies throws away and does by itself, told to the daily clock. Nothing is about persons."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from volens.services.trust import rooms
from volens.services.trust.rooms import Clock, Part, Turn
from volens.services.trust.vault import Vault


def export(_person: UUID, _opened: Vault) -> list[Part]:
    """Nothing: no table of this room leads to a person."""
    return []


def export_member(account: UUID, _opened: Vault) -> list[Part]:
    """What someone who acts for organisations wrote and sent in here, and the keys they made."""
    from volens.services.vacancies.posting import of_member

    return of_member.parts(account)


def erase(_person: UUID) -> int:
    """Nothing to erase."""
    return 0


def _drafts(now: dt.datetime) -> int:
    from volens.services.vacancies.posting import clocks

    return clocks.drop_drafts(now)


def _marks(now: dt.datetime) -> int:
    from volens.services.vacancies.review import reporting

    return reporting.forget_marks(now)


def _tokens(now: dt.datetime) -> int:
    from volens.services.vacancies.posting import tokens

    return tokens.drop_old(now)


def _shared(now: dt.datetime) -> int:
    from volens.services.vacancies import circumstances

    return circumstances.forget(now)


def _usual_pay(_now: dt.datetime) -> int:
    from volens.services.vacancies import usual_pay

    usual_pay.refresh()
    return 0


def _remind(now: dt.datetime) -> int:
    from volens.services.vacancies.posting import clocks

    return clocks.remind(now)


def _lapse(now: dt.datetime) -> int:
    from volens.services.vacancies.posting import clocks

    return clocks.lapse(now) + clocks.ended_by_date(now)


def _overtaken(now: dt.datetime) -> int:
    from volens.services.vacancies.posting import clocks

    return clocks.close_overtaken(now)


def _draw(now: dt.datetime) -> int:
    from volens.services.vacancies.review import drawing

    made = drawing.draw(now)
    return len(made.drawn) if made else 0


def register() -> None:
    """Tell the registry."""
    rooms.register(
        rooms.Room(
            "vacancies",
            export,
            erase,
            clocks=(
                Clock("vacancies.Posting", "1 year after the last change", "a draft never sent in", _drafts),
                Clock("vacancies.Report.mark", "until its day is over", "tells two reporters of a day apart", _marks),
                Clock("vacancies.SharedMark", "1 year", "keyed hashes of contacts and texts employers share", _shared),
                Clock("vacancies.PostingToken", "30 days after its end", "a key of an employer’s program", _tokens),
            ),
            export_member=export_member,
            turns=(
                Turn("ask employers whether vacancies are still open", _remind),
                Turn("end vacancies that nobody confirmed or whose last day passed", _lapse),
                Turn("work out what such vacancies usually pay", _usual_pay),
                Turn("close reviews that were overtaken", _overtaken),
                Turn("draw published vacancies for a second look", _draw),
            ),
        )
    )
