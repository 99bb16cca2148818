"""What only the caller knows about a vacancy: how it stands beside others, and what changed in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Final

import yaml

from volens.engines.pay import Pay
from volens.engines.vetting.verdict import Posting

#: So many employers may share a contact or a text (a group, a landlord's office) before a person looks.
MOST_EMPLOYERS: Final = 3
_AUTHORITY: Final = re.compile(
    r"\b(?:ministry|department of|municipality|city council|county government|township|village committee|prefecture"
    r"|(?:labou?r|employment|social security) (?:bureau|office)|party committee|government of|people's government)\b"
    r"|(?:人民政府|乡政府|镇政府|县政府|街道办|村委会|村民委员会|居委会|人社局|人力资源和社会保障|就业服务中心|就业局|党委|组织部|乡村振兴局"
    r"|民政局|工作队|公共就业|劳动保障)",
    re.IGNORECASE,
)
_MESSENGER: Final = re.compile(
    r"telegram|t\.me/|signal\b|viber|\bkik\b|discord|hangouts|snapchat|whats ?app|wa\.me/|we ?chat"
    r"|微信|飞机|电报|蝙蝠|\bqq\b|vx\b",
    re.IGNORECASE,
)
_ANOTHER_WAY: Final = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+|https?://(?!t\.me|wa\.me)|\b0\d{2,3}-?\d{7,8}\b")


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Figures the caller takes from its own records; what it does not know it leaves out.

    `employers_with_contact`, `employers_with_text`: how many employers use this contact or text, this one included.
    `highest_usual_pay`: the 99th percentile of its occupation and region. `changed`: fields that differ from what a
    reviewer approved. `licensed`: the poster is a licensed agency, which may use one contact for many employers.
    """

    employers_with_contact: int = 0
    employers_with_text: int = 0
    licensed: bool = False
    highest_usual_pay: Pay | None = None
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HourCap:
    """Normal weekly hours of a jurisdiction, from a day on, and where that is written."""

    hours: float
    since: date
    source: str


@cache
def _caps() -> Mapping[str, tuple[HourCap, ...]]:
    raw = yaml.safe_load(resources.files(__package__).joinpath("hours.yaml").read_text(encoding="utf-8"))
    return {
        place: tuple(HourCap(float(row["hours"]), row["since"], row["source"]) for row in rows)
        for place, rows in raw.items()
    }


def hour_cap(country: str, on: date) -> HourCap | None:
    """The normal weekly hours of a country (ISO 3166-1) on a day; None where none is known."""
    return next((cap for cap in _caps().get(country, ()) if cap.since <= on), None)


def is_authority(posting: Posting) -> bool:
    """Whether the employer named is a government or party body."""
    names = " ".join((posting.employer, posting.legal_employer, posting.declarations.legal_employer or ""))
    return _AUTHORITY.search(names) is not None


def out_of_line(posting: Posting, known: Circumstances, hours: float | None) -> bool:
    """Whether even the lower end of the pay is above the 99th percentile the caller gives, per month."""
    pay, usual = posting.declarations.pay or posting.pay, known.highest_usual_pay
    if pay is None or usual is None or pay.currency != usual.currency:
        return False
    amounts = [each for each in pay.per_month(hours) if each is not None]
    most = [each for each in usual.per_month(hours) if each is not None]
    return bool(amounts and most) and min(amounts) > max(most)


def only_messenger(contact: str) -> bool:
    """Whether a contact names a messenger, and neither mail, page nor land line."""
    return _MESSENGER.search(contact) is not None and _ANOTHER_WAY.search(contact) is None


def shared(known: Circumstances) -> Iterator[tuple[str, int]]:
    """Rules about sharing, with the number of employers."""
    if known.employers_with_contact > MOST_EMPLOYERS and not known.licensed:
        yield "contact.shared", known.employers_with_contact
    if known.employers_with_text > MOST_EMPLOYERS and not known.licensed:
        yield "text.shared", known.employers_with_text
