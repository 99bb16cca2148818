"""One vacancy as schema.org JobPosting, the way it would come from any feed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from volens.packs.samples.applying import draw_ways
from volens.packs.samples.declarations import declare
from volens.packs.samples.markup import bullet
from volens.packs.samples.problems import SHARE, spoil
from volens.packs.samples.writing_en import EnglishWriter
from volens.packs.samples.writing_zh import ChineseWriter

if TYPE_CHECKING:
    from volens.packs.samples.applying import Ways
    from volens.packs.samples.conditions import Facts
    from volens.packs.samples.draw import Draw

_TYPES: Final[dict[str, tuple[str | list[str], ...]]] = {
    "permanent": ("FULL_TIME", "FULL_TIME", ["FULL_TIME"]),
    "fixed": (["FULL_TIME", "TEMPORARY"], ["TEMPORARY", "FULL_TIME"]),
    "seasonal": ("TEMPORARY", ["FULL_TIME", "TEMPORARY"]),
    "part": ("PART_TIME", "PART_TIME", ["PART_TIME"]),
}
_COUNTRY_NAMES: Final = {
    "US": "United States",
    "GB": "United Kingdom",
    "IE": "Ireland",
    "CA": "Canada",
    "AU": "Australia",
    "CN": "China",
}


def _number(amount: float) -> float | int:
    return int(amount) if float(amount).is_integer() else amount


def _salary(facts: Facts) -> dict[str, Any]:
    pay = facts.pay
    value: dict[str, Any] = {"@type": "QuantitativeValue", "unitText": pay.period}
    if pay.low == pay.high:
        value["value"] = _number(pay.low)
    else:
        value["minValue"], value["maxValue"] = _number(pay.low), _number(pay.high)
    return {"@type": "MonetaryAmount", "currency": pay.currency, "value": value}


def _location(facts: Facts) -> dict[str, Any]:
    place = facts.place
    return {
        "@type": "Place",
        "address": {
            "@type": "PostalAddress",
            "streetAddress": f"{facts.district}{facts.employer.street}"
            if facts.language == "zh"
            else facts.employer.street,
            "addressLocality": place.city,
            "addressRegion": place.region,
            "postalCode": place.postal_code,
            "addressCountry": place.country,
        },
        "geo": {"@type": "GeoCoordinates", "latitude": facts.latitude, "longitude": facts.longitude},
    }


def _category(draw: Draw, code: str) -> dict[str, str] | str:
    """The unit group with its code set: four digits alone could be any classification."""
    if draw.chance(0.3):
        return f"ISCO-08 {code}"
    return {"@type": "CategoryCode", "inCodeSet": "ISCO-08", "codeValue": code}


def _contact(facts: Facts, ways: Ways) -> dict[str, str]:
    contact = {"@type": "ContactPoint", "email": ways.email}
    if ways.phone:
        contact["telephone"] = ways.phone
    if ways.means == "url":
        contact["url"] = ways.url
    if ways.means in ("phone", "visit"):
        contact["name"] = facts.employer.contact
    return contact


def _more(draw: Draw, facts: Facts, writer: EnglishWriter | ChineseWriter, description: str) -> dict[str, str]:
    """What some feeds put into fields of their own: duties, wishes and benefits that the description leaves out."""
    stop, join = ("; ", ", ") if facts.language == "en" else ("；", "、")
    words = facts.wording
    fields = {
        "responsibilities": [*writer.duties, *(phrase.say(draw, {}) for phrase in words.do)],
        "qualifications": [*writer.needs, *(phrase.say(draw, {}) for phrase in words.need)],
        "jobBenefits": writer.further_benefits(),
    }
    found = {}
    for name, texts in fields.items():
        if new := [
            text for text in dict.fromkeys(texts) if text not in description and bullet(text) not in description
        ]:
            found[name] = bullet((join if name == "jobBenefits" else stop).join(new[:4]))
    return found


def make_posting(draw: Draw, facts: Facts, seed: int) -> dict[str, Any]:
    """The JobPosting of ``facts``; optional fields come and go as they do in real feeds."""
    ways = draw_ways(draw, facts)
    writer = (EnglishWriter if facts.language == "en" else ChineseWriter)(draw, facts, ways)
    description = writer.write()
    employer = facts.employer
    posting: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "identifier": {"@type": "PropertyValue", "name": employer.name, "value": f"sample-{seed}-{facts.number:06}"},
        "url": f"https://{employer.slug}.example.org/jobs/{facts.number:05}",
        "title": facts.title,
        "description": description,
        "inLanguage": "zh-Hans" if facts.language == "zh" else "en",
        "datePosted": facts.posted.isoformat(),
        "validThrough": f"{facts.until.isoformat()}T23:59:00" if draw.chance(0.4) else facts.until.isoformat(),
        "employmentType": draw.pick(_TYPES[facts.contract]),
        "workHours": facts.hours_text,
        "hiringOrganization": {"@type": "Organization", "name": employer.name},
        "jobLocation": _location(facts),
        "directApply": False,
        "applicationContact": _contact(facts, ways),
    }
    if facts.openings > 1 or draw.chance(0.2):
        posting["totalJobOpenings"] = facts.openings
    if facts.pay_shown:
        posting["baseSalary"] = _salary(facts)
    if draw.chance(0.5):
        posting["occupationalCategory"] = _category(draw, facts.occupation.code)
    if facts.immediate:
        posting["jobImmediateStart"] = True
    if facts.remote:
        posting["jobLocationType"] = "TELECOMMUTE"
        posting["applicantLocationRequirements"] = {"@type": "Country", "name": _COUNTRY_NAMES[facts.place.country]}
    if draw.chance(0.35):
        posting |= _more(draw, facts, writer, description)
    declared = declare(draw, facts)
    if draw.chance(SHARE):
        spoil(posting, declared, facts, draw)
    posting["volens:declarations"] = declared
    posting["volens:sample"] = True
    return posting
