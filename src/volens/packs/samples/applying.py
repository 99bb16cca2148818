"""How to apply: addresses and numbers that are reserved for examples and can never reach anyone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from volens.packs.samples.conditions import Facts
    from volens.packs.samples.draw import Draw

# Numbers reserved for fiction by the numbering plans: North America 555-0100 to 555-0199; Ofcom's and ACMA's ranges.
_UNITED_KINGDOM: Final = {
    "0113": "0113 496 0",
    "0114": "0114 496 0",
    "0115": "0115 496 0",
    "0116": "0116 496 0",
    "0117": "0117 496 0",
    "0121": "0121 496 0",
    "0131": "0131 496 0",
    "0141": "0141 496 0",
    "0151": "0151 496 0",
    "0161": "0161 496 0",
    "0191": "0191 498 0",
    "020": "020 7946 0",
    "028": "028 9649 6",
    "029": "029 2018 0",
    "": "01632 960",
}


class Ways(NamedTuple):
    """Contact details of one vacancy; ``phone`` is empty where no reserved range is known (Ireland, China)."""

    means: str
    email: str
    phone: str
    url: str
    reference: str


def phone_number(draw: Draw, country: str, area: str) -> str:
    """A number from a range reserved for fiction, or nothing."""
    if country in ("US", "CA"):
        return f"({area}) 555-01{draw.below(100):02}"
    if country == "GB":
        return f"{_UNITED_KINGDOM[area]}{draw.below(1000):03}"
    if country == "AU":
        return f"({area}) 5550 {draw.below(10000):04}"
    return ""


def draw_ways(draw: Draw, facts: Facts) -> Ways:
    """How to apply for the vacancy of ``facts``."""
    employer, slug = facts.employer, facts.employer.slug
    means = {
        "small": ("phone", "email", "visit", "email"),
        "guest": ("visit", "email", "phone", "url"),
        "formal": ("url", "url", "email"),
        "office": ("email", "url", "email"),
    }.get(employer.voice, ("email", "phone", "url", "email"))
    chosen = draw.pick(means)
    if chosen == "phone" and not employer.phone:
        chosen = "email"
    if chosen == "visit" and facts.remote:
        chosen = "email"
    return Ways(
        means=chosen,
        email=employer.email,
        phone=employer.phone,
        url=f"https://{slug}.example.org/jobs/{facts.number:05}",
        reference=f"{slug[:3].upper()}-{facts.number % 10000:04}",
    )
