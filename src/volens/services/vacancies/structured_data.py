"""A vacancy as schema.org JobPosting (JSON-LD): what search engines read, and what another Volens can import."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision

from volens.services.vacancies import workplaces
from volens.services.vacancies.models import Vacancy

#: schema.org employmentType, the values Google and les-emplois publish; contract first, then hours.
CONTRACTS = {
    Vacancy.Contract.TEMPORARY: "TEMPORARY",
    Vacancy.Contract.FIXED_TERM: "TEMPORARY",
    Vacancy.Contract.INTERNSHIP: "INTERN",
    Vacancy.Contract.FREELANCE: "CONTRACTOR",
    Vacancy.Contract.APPRENTICESHIP: "OTHER",
}
HOURS = {
    Vacancy.Hours.FULL_TIME: ("FULL_TIME",),
    Vacancy.Hours.PART_TIME: ("PART_TIME",),
    Vacancy.Hours.FLEXIBLE: ("FULL_TIME", "PART_TIME"),
}
UNITS = {"hour": "HOUR", "day": "DAY", "week": "WEEK", "month": "MONTH", "year": "YEAR"}


def major(minor: int, currency: str) -> float | int:
    """An amount of minor units in major ones, as JSON writes a number: 1850 USD cents are 18.5."""
    amount = Decimal(minor).scaleb(-get_currency_precision(currency))
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def pay(vacancy: Vacancy) -> dict[str, Any] | None:
    """`baseSalary`, or None where no pay was given or its period has no schema.org unit."""
    low, high = vacancy.pay_min, vacancy.pay_max
    unit = UNITS.get(vacancy.pay_period)
    if unit is None or (low is None and high is None):
        return None
    value: dict[str, Any] = {"@type": "QuantitativeValue", "unitText": unit}
    if low is not None and low == high:
        value["value"] = major(low, vacancy.pay_currency)
    else:
        if low is not None:
            value["minValue"] = major(low, vacancy.pay_currency)
        if high is not None:
            value["maxValue"] = major(high, vacancy.pay_currency)
    return {"@type": "MonetaryAmount", "currency": vacancy.pay_currency, "value": value}


def location(vacancy: Vacancy) -> dict[str, Any] | list[dict[str, Any]] | None:
    """`jobLocation`: one place or a list of all, or None where the place is unknown."""
    found = [_place(each) for each in workplaces.of(vacancy) if each.name or each.region]
    return found[0] if len(found) == 1 else found or None


def _place(where: workplaces.Workplace) -> dict[str, Any]:
    address: dict[str, Any] = {"@type": "PostalAddress"}
    if where.name:
        address["addressLocality"] = where.name
    if where.region:
        address["addressCountry"] = where.region[:2]
        if "-" in where.region:
            address["addressRegion"] = where.region
    found: dict[str, Any] = {"@type": "Place", "address": address}
    if where.latitude is not None and where.longitude is not None:
        found["geo"] = {"@type": "GeoCoordinates", "latitude": where.latitude, "longitude": where.longitude}
    return found


def job_posting(vacancy: Vacancy, *, url: str) -> dict[str, Any]:
    """The vacancy as a JobPosting. `url` is its full permalink. Samples and undeclared matters are marked as such."""
    paragraphs = [part.strip() for part in vacancy.text.split("\n") if part.strip()]
    posting: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": vacancy.title,
        "description": "".join(f"<p>{escape(part)}</p>" for part in paragraphs),
        "identifier": {"@type": "PropertyValue", "name": vacancy.source.name, "value": vacancy.source_key},
        "datePosted": vacancy.posted_at.isoformat(),
        "url": url,
        "directApply": False,
    }
    if vacancy.employer:
        posting["hiringOrganization"] = {"@type": "Organization", "name": vacancy.employer}
    if vacancy.valid_through:
        posting["validThrough"] = vacancy.valid_through.isoformat()
    kinds = [CONTRACTS[vacancy.contract]] if vacancy.contract in CONTRACTS else []  # type: ignore[index]
    kinds += HOURS.get(vacancy.hours, ())  # type: ignore[call-overload]
    if kinds:
        posting["employmentType"] = kinds if len(kinds) > 1 else kinds[0]
    if vacancy.remote:
        posting["jobLocationType"] = "TELECOMMUTE"
    if vacancy.language:
        posting["inLanguage"] = vacancy.language
    if vacancy.isco:
        posting["occupationalCategory"] = vacancy.isco
    for name, made in (("jobLocation", location(vacancy)), ("baseSalary", pay(vacancy))):
        if made is not None:
            posting[name] = made
    if vacancy.declarations:
        posting["volens:declarations"] = vacancy.declarations
    if vacancy.is_sample:
        posting["volens:sample"] = True
    return posting


def escape(text: str) -> str:
    """Plain text as HTML, for the description."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def script_safe(json: str) -> str:
    """JSON that may stand inside a script element: nothing in it can end the element or start a comment."""
    return json.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
