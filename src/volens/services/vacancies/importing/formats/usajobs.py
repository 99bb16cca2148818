"""USAJOBS: answers of the search API, historical announcements (API, CSV) and JSON Lines of their metadata.

https://developer.usajobs.gov/api-reference: `MatchedObjectDescriptor` of a search result; `historicjoa`. The exports in
circulation spell the same fields in camel case or snake case; names are compared without case and underscores.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from volens.services.vacancies.importing.draft import MOST_PLACES_READ, Draft, Whereabouts
from volens.services.vacancies.importing.formats.jobposting import plain

ZONE = "America/New_York"  # announcements open and close at Eastern time
_INTERVALS = {"PA": "YEAR", "PH": "HOUR", "PD": "DAY", "PW": "WEEK", "PM": "MONTH", "BW": "", "PIECE": "PIECE"}
_SEARCH_NAMES = {
    "title": "PositionTitle",
    "employer": "OrganizationName",
    "text": "UserArea.Details",
    "place": "PositionLocation",
    "pay_min": "PositionRemuneration.MinimumRange",
    "pay_max": "PositionRemuneration.MaximumRange",
    "posted": "PublicationStartDate",
    "valid_through": "ApplicationCloseDate",
    "url": "PositionURI",
    "apply_url": "ApplyURI",
    "key": "PositionID",
}
_PAST_NAMES = {
    "title": "positionTitle",
    "employer": "hiringAgencyName",
    "posted": "positionOpenDate",
    "valid_through": "positionCloseDate",
    "key": "usajobsControlNumber",
    "pay_min": "minimumSalary",
    "pay_max": "maximumSalary",
}


def recognises(value: dict[str, Any]) -> bool:
    """Whether an object or the header of a table is one of USAJOBS' layouts."""
    if "MatchedObjectDescriptor" in value or ("PositionTitle" in value and "PositionURI" in value):
        return True
    names = {_folded(name) for name in value}
    return "positiontitle" in names and bool(names & {"usajobscontrolnumber", "controlnumber"})


def draft(value: dict[str, Any]) -> Draft | None:
    """An announcement as a Draft."""
    descriptor = value.get("MatchedObjectDescriptor", value)
    if isinstance(descriptor, dict) and "PositionTitle" in descriptor:
        result = _current(descriptor)
        result.key = value.get("MatchedObjectId") or result.key
        return result
    return _past(value)


def _folded(name: str) -> str:
    return name.replace("_", "").replace(" ", "").casefold()


def _rows(value: Any) -> list[dict[str, Any]]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _each(result: Draft, rows: list[dict[str, Any]]) -> Iterator[tuple[Draft | Whereabouts, dict[str, Any]]]:
    """What each delivered place is written into: the first into the draft, the others beside it."""
    for number, row in enumerate(rows[:MOST_PLACES_READ]):
        if number:
            result.further.append(Whereabouts())
        yield (result.further[-1] if number else result), row


def _joined(value: Any, *, by: str = "\n\n") -> str:
    if isinstance(value, list):
        return by.join(part for entry in value if (part := _joined(entry)))
    if isinstance(value, dict):
        return _joined(value.get("Name") or value.get("name") or value.get("series") or value.get("hiringPath"))
    return value if isinstance(value, str) else ""


def _current(value: dict[str, Any]) -> Draft:
    result = Draft(names=_SEARCH_NAMES)
    result.key = value.get("PositionID")
    result.title = value.get("PositionTitle")
    result.employer = value.get("OrganizationName") or value.get("DepartmentName")
    result.url = value.get("PositionURI")
    result.apply_url = plain(value.get("ApplyURI"))
    result.posted = value.get("PublicationStartDate") or value.get("PositionStartDate")
    result.valid_through = value.get("ApplicationCloseDate") or value.get("PositionEndDate")
    result.language = "en"
    for where, place in _each(result, _rows(value.get("PositionLocation"))):
        where.locality = str(place.get("CityName") or "").split(",")[0]
        where.region = place.get("CountrySubDivisionCode")
        where.country = place.get("CountryCode")
        where.latitude, where.longitude = place.get("Latitude"), place.get("Longitude")
        if not where.locality:
            where.place = place.get("LocationName")
    if not result.locality and not result.place:
        result.place = value.get("PositionLocationDisplay")
    for pay in _rows(value.get("PositionRemuneration"))[:1]:
        interval = str(pay.get("RateIntervalCode", "")).upper()
        if period := _INTERVALS.get(interval, pay.get("Description")):
            result.pay_min, result.pay_max = pay.get("MinimumRange"), pay.get("MaximumRange")
            result.pay_currency, result.pay_period = "USD", period
    schedule = _joined(value.get("PositionSchedule"), by=", ")
    result.hours, result.contract = schedule, _joined(value.get("PositionOfferingType"), by=", ")
    area = value.get("UserArea")
    details = area.get("Details") if isinstance(area, dict) else None
    if isinstance(details, dict):
        result.remote = details.get("RemoteIndicator")
        texts = [details.get(name) for name in ("JobSummary", "MajorDuties", "Requirements", "Education")]
        texts.insert(2, value.get("QualificationSummary"))
        result.text = "\n\n".join(part for text in texts if (part := _joined(text)))
    else:
        result.text = _joined(value.get("QualificationSummary"))
    return result


def _past(value: dict[str, Any]) -> Draft:
    cells = {_folded(name): cell for name, cell in value.items()}

    def cell(*names: str) -> Any:
        return next((found for name in names if (found := cells.get(name)) is not None and found not in ("", [])), None)

    result = Draft(names=_PAST_NAMES)
    result.key = cell("usajobscontrolnumber", "controlnumber")
    result.title = cell("positiontitle")
    result.employer = cell("subagency", "hiringsubelementname", "hiringagencyname", "agency", "department")
    result.posted = cell("positionopendate", "opendate")
    result.valid_through = cell("positionclosedate", "closedate")
    result.url = cell("usajobsurl", "url", "positionuri")
    if result.url is None and str(result.key).isdigit():
        result.url = f"https://www.usajobs.gov/job/{result.key}"
    result.language, result.country = "en", "US"
    locations = cell("positionlocations", "locations")
    for where, place in _each(result, _rows(locations)):
        folded = {_folded(name): entry for name, entry in place.items()}
        where.locality = folded.get("positionlocationcity") or folded.get("city")
        where.region = folded.get("positionlocationstate") or folded.get("state")
        where.country = folded.get("positionlocationcountry") or folded.get("country")
        where.country = where.country or ("US" if where.locality or where.region or where is result else None)
    if isinstance(locations, str):
        first, *further = locations.split(";", MOST_PLACES_READ)[:MOST_PLACES_READ]
        result.place, result.country = first, None
        result.further = [Whereabouts(place=written) for written in further]
    result.pay_min, result.pay_max = cell("minimumsalary"), cell("maximumsalary")
    if result.pay_min is not None or result.pay_max is not None:
        result.pay_currency, result.pay_period = "USD", cell("salarytype") or "YEAR"
    result.hours, result.contract = cell("workschedule"), cell("appointmenttype")
    result.text = _past_text(cell)
    return result


def _past_text(cell: Any) -> str:
    text = "\n\n".join(part for name in ("summary", "duties", "requirements") if (part := _joined(cell(name))))
    if text:
        return text
    facts = (
        ("Department", cell("department", "hiringdepartmentname")),
        ("Agency", cell("agency", "hiringagencyname")),
        ("Occupational series", cell("occupationseries", "jobcategories")),
        ("Appointment", cell("appointmenttype")),
        ("Open to", cell("hiringpaths")),
    )
    return "\n\n".join(f"{name}: {said}" for name, fact in facts if (said := _joined(fact, by="; ")))
