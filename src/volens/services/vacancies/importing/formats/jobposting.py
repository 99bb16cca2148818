"""schema.org JobPosting as it is found in the wild (https://schema.org/JobPosting), and Volens' additions to it.

The additions: `volens:declarations` (what the employer stated, see docs/import.md) and `volens:sample`.
"""

from __future__ import annotations

import re
from typing import Any

from volens.services.vacancies.importing.draft import MOST_PLACES_READ, Draft, Whereabouts
from volens.services.vacancies.importing.readers.html import is_posting

#: Our fields' names in JobPosting, for messages.
NAMES = {
    "key": "identifier",
    "employer": "hiringOrganization",
    "text": "description",
    "place": "jobLocation",
    "locality": "addressLocality",
    "region": "addressRegion",
    "country": "addressCountry",
    "latitude": "geo",
    "longitude": "geo",
    "pay": "baseSalary",
    "pay_min": "baseSalary",
    "pay_max": "baseSalary",
    "pay_currency": "baseSalary.currency",
    "pay_period": "baseSalary.unitText",
    "contract": "employmentType",
    "weekly_hours": "workHours",
    "language": "inLanguage",
    "posted": "datePosted",
    "valid_through": "validThrough",
    "isco": "occupationalCategory",
    "declarations": "volens:declarations",
    "apply_contact": "applicationContact",
}
_MORE_TEXT = ("responsibilities", "qualifications", "skills", "educationRequirements", "experienceRequirements")
_AFTER_TEXT = ("jobBenefits", "incentiveCompensation")
_ISCO = re.compile(r"\b[Cc]?([0-9]{4})\b")
_WEEK = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s*(?:hours?|hrs?|h|小时|Stunden|heures|horas)", re.IGNORECASE)


def recognises(value: dict[str, Any]) -> bool:
    """Whether an object is a JobPosting, by its type or, where that was forgotten, by its fields."""
    return is_posting(value) or (
        "@type" not in value
        and "title" in value
        and any(key in value for key in ("hiringOrganization", "jobLocation", "datePosted", "validThrough"))
    )


def draft(value: dict[str, Any]) -> Draft:
    """A JobPosting as a Draft."""
    result = Draft(names=NAMES)
    result.title = plain(value.get("title")) or plain(value.get("name"))
    result.text = _text(value)
    result.employer = _organisation(value.get("hiringOrganization"))
    result.url = plain(value.get("url")) or plain(value.get("sameAs")) or _web(value.get("@id"))
    result.key = _identifier(value.get("identifier")) or _web(value.get("@id")) or result.url
    result.posted = plain(value.get("datePosted"))
    result.valid_through = plain(value.get("validThrough"))
    result.language = _language(value.get("inLanguage"))
    _location(value, result)
    _pay(value, result)
    _work(value, result)
    _application(value, result)
    result.isco = _isco(value.get("occupationalCategory"))
    result.accessible = value.get("volens:accessible")
    result.declarations = value.get("volens:declarations")
    result.sample = value.get("volens:sample") is True
    return result


def plain(value: Any) -> Any:
    """A scalar out of the wrappings of JSON-LD: the first of a list, the `@value` of a literal, a name."""
    if value is None or value.__class__ is str:
        return value
    for _ in range(4):
        if isinstance(value, list):
            value = value[0] if value else None
        elif isinstance(value, dict):
            value = value.get("@value", value.get("name", value.get("value", value.get("@id"))))
        else:
            return value
    return value


def _first(value: Any) -> Any:
    return (value[0] if value else None) if isinstance(value, list) else value


def _text(value: dict[str, Any]) -> Any:
    description = plain(value.get("description"))
    if description is not None and not isinstance(description, str):
        return description
    parts = [description or ""]
    for name in (*_MORE_TEXT, *_AFTER_TEXT):
        more = value.get(name)
        if not more:
            continue
        entries = more if isinstance(more, list) else [more]
        said = [entry.get("description", entry.get("name")) if isinstance(entry, dict) else entry for entry in entries]
        joined = ", ".join(entry for entry in said if isinstance(entry, str) and entry.strip())
        if joined and joined not in parts[0]:
            parts.append(joined)
    return "\n\n".join(part for part in parts if part)


def _organisation(value: Any) -> Any:
    value = _first(value)
    if isinstance(value, dict):
        return plain(value.get("name")) or plain(value.get("legalName"))
    return value


def _web(value: Any) -> str | None:
    return value if isinstance(value, str) and value.startswith(("http://", "https://", "urn:")) else None


def _identifier(value: Any) -> Any:
    value = _first(value)
    if isinstance(value, dict):
        inner = plain(value.get("value")) or plain(value.get("@value")) or plain(value.get("propertyID"))
        name = plain(value.get("name"))
        return inner if inner is not None else name
    return value


def _language(value: Any) -> Any:
    value = _first(value)
    if isinstance(value, dict):
        return value.get("alternateName") or value.get("name")
    return value


def _location(value: dict[str, Any], result: Draft) -> None:
    remote = value.get("jobLocationType")
    result.remote = "TELECOMMUTE" in str(remote).upper() if remote is not None else None
    given = value.get("jobLocation")
    locations = given if isinstance(given, list) else [given]
    first = locations[0] if locations else None
    if first is None and remote:
        result.country = _country(_first(value.get("applicantLocationRequirements")))
        return
    _whereabouts(first, result)
    for location in locations[1:MOST_PLACES_READ]:
        further = Whereabouts()
        _whereabouts(location, further)
        result.further.append(further)


def _whereabouts(location: Any, result: Draft | Whereabouts) -> None:
    """A Place or PostalAddress, or the words for one."""
    if isinstance(location, dict):
        address = _first(location.get("address", location if "addressLocality" in location else None))
        if isinstance(address, dict):
            result.locality = plain(address.get("addressLocality"))
            result.region = plain(address.get("addressRegion"))
            result.country = _country(address.get("addressCountry"))
            if not result.locality:
                result.place = plain(address.get("name")) or plain(location.get("name"))
        else:
            result.place = address if address is not None else plain(location.get("name"))
        geo = _first(location.get("geo"))
        if isinstance(geo, dict):
            result.latitude, result.longitude = plain(geo.get("latitude")), plain(geo.get("longitude"))
        elif "latitude" in location:
            result.latitude, result.longitude = plain(location["latitude"]), plain(location.get("longitude"))
    elif location is not None:
        result.place = location


def _country(value: Any) -> Any:
    value = _first(value)
    if isinstance(value, dict):
        return plain(value.get("identifier")) or plain(value.get("name"))
    return value


def _pay(value: dict[str, Any], result: Draft) -> None:
    salary = _first(value.get("baseSalary")) or _first(value.get("estimatedSalary"))
    currency = plain(value.get("salaryCurrency"))
    if not isinstance(salary, dict):
        result.pay, result.pay_currency = salary, currency
        return
    result.pay_currency = plain(salary.get("currency")) or currency
    amount = _first(salary.get("value"))
    holder = amount if isinstance(amount, dict) else salary
    result.pay_period = plain(holder.get("unitText")) or plain(holder.get("unitCode")) or plain(salary.get("unitText"))
    result.pay_period = result.pay_period or plain(salary.get("duration"))
    low, high = plain(holder.get("minValue")), plain(holder.get("maxValue"))
    exact = plain(holder.get("value")) if isinstance(amount, dict) else amount
    if low is None and high is None:
        low = high = exact if exact is not None else plain(salary.get("median"))
    if isinstance(low, str) and low == high and not _is_number(low):
        result.pay = low  # "$18-22/hr" where a number should stand
        return
    result.pay_min, result.pay_max = low, high


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _work(value: dict[str, Any], result: Draft) -> None:
    kinds = value.get("employmentType")
    result.contract = kinds
    result.hours = kinds
    hours = plain(value.get("workHours"))
    if isinstance(hours, int | float) and not isinstance(hours, bool):
        result.weekly_hours = hours
    elif isinstance(hours, str) and (match := _WEEK.search(hours)) and "-" not in hours[: match.start()]:
        result.weekly_hours = match[1].replace(",", ".")


def _application(value: dict[str, Any], result: Draft) -> None:
    contact = _first(value.get("applicationContact"))
    if isinstance(contact, dict):
        result.apply_url = plain(contact.get("url"))
        result.apply_contact = plain(contact.get("email")) or plain(contact.get("telephone"))
    elif isinstance(contact, str):
        result.apply_contact = contact
    if value.get("directApply") is True and not result.apply_url:
        result.apply_url = result.url


def _isco(value: Any) -> str | None:
    """The ISCO-08 unit group a source states: ESCO's address of it, or a code of a code set that says ISCO."""
    for entry in value if isinstance(value, list) else [value]:
        if isinstance(entry, dict):
            code_set = str(plain(entry.get("inCodeSet")))
            code = str(plain(entry.get("codeValue")) or entry.get("@id") or "")
            if ("isco" in code_set.lower() or "/esco/isco/" in code) and (match := _ISCO.search(code)):
                return match[1]
        elif isinstance(entry, str) and "isco" in entry.lower() and (match := _ISCO.search(entry.replace("08", "", 1))):
            return match[1]
    return None
