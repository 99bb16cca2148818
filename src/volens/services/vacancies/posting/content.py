"""What an employer's posting says, as answers by field, and the vacancy that is made of it.

The answers are kept as JSON under stable names: the codes of the declarations (`engines.vetting`), and the names in
`STEPS` for the rest. Amounts are minor units of `currency`. An answer that is absent has not been given yet.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import zoneinfo
from collections.abc import Mapping
from typing import Any, Final

import orjson
from django.conf import settings
from django.utils import timezone

from volens.engines import language as language_engine
from volens.engines.pay import Pay, Period
from volens.engines.vetting import CODES, Declarations
from volens.packs import places
from volens.services.vacancies.importing import texts, zones
from volens.services.vacancies.models import Source, Vacancy
from volens.services.vacancies.posting import placing

#: The steps of the wizard in order, and the answers asked for in each.
STEPS: Final[dict[str, tuple[str, ...]]] = {
    "what": ("title", "text", "contract"),
    "kind": ("isco",),
    "where": ("place", "place_id", "further_places", "workplace", "workplace_accessible", "remote"),
    "pay": (*("pay_min_minor", "pay_max_minor", "currency", "pay_period", "pay_method", "first_pay_days", "paid_to"),),
    "hours": ("hours", "weekly_hours", "rest_days", "overtime_paid", "night_work"),
    "conditions": (
        *("written_contract", "contract_language", "lodging", "group_transport", "minimum_age", "last_day"),
        *("apply", "apply_url", "apply_contact"),
    ),
    "declarations": (
        *("worker_pays", "worker_pays_minor", "worker_pays_for", "documents_kept_by", "may_leave_site", "may_resign"),
        *("resignation_cost_minor", "recruiter_paid_per_head", "legal_employer", "licence_required", "licence"),
    ),
}
#: The fields a posting may have.
FIELDS: Final = tuple(name for names in STEPS.values() for name in names)
#: Answers about pay, place, hours, employer and every declaration: after approval a person looks at a change of these.
MATERIAL: Final = tuple(name for name in FIELDS if name not in {"text", "isco", "contract", "last_day"})
#: The name of the one source of all postings.
SOURCE_NAME: Final = "employers"
#: May be absent although the step is done.
_OPTIONAL: Final = frozenset({
    *("pay_max_minor", "place_id", "further_places", "remote", "last_day", "apply_url", "apply_contact", "isco"),
    *("worker_pays_minor", "worker_pays_for", "contract_language", "resignation_cost_minor", "licence"),
})  # fmt: skip
_ONLY_WITH: Final[dict[str, tuple[str, Any]]] = {
    "worker_pays_minor": ("worker_pays", True),
    "worker_pays_for": ("worker_pays", True),
    "contract_language": ("written_contract", True),
    "resignation_cost_minor": ("may_resign", True),
    "licence": ("licence_required", True),
}


def missing(content: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """What is still to be answered, by step; empty when the posting can be sent in."""
    found: dict[str, tuple[str, ...]] = {}
    for step, names in STEPS.items():
        open_names = tuple(name for name in names if _is_open(name, content))
        if open_names:
            found[step] = open_names
    return found


def _is_open(name: str, content: Mapping[str, Any]) -> bool:
    condition = _ONLY_WITH.get(name)
    if condition is not None:
        return content.get(condition[0]) == condition[1] and content.get(name) in {None, ""}
    if name == "place":
        return not content.get("remote") and not content.get("place")
    if name == "isco":
        return "isco" not in content  # "none of these" is an answer
    if name == "apply_url":
        return content.get("apply") == "elsewhere" and not (content.get("apply_url") or content.get("apply_contact"))
    return name not in _OPTIONAL and content.get(name) in {None, ""}


def settled(content: Mapping[str, Any]) -> dict[str, Any]:
    """The answers without those that hang on another answer which no longer asks for them."""
    kept = {name: content[name] for name in FIELDS if content.get(name) is not None}
    for name, (other, value) in _ONLY_WITH.items():
        if kept.get(other) != value:
            kept.pop(name, None)
    if kept.get("apply") != "elsewhere":
        kept.pop("apply_url", None)
        kept.pop("apply_contact", None)
    return kept


def declarations(content: Mapping[str, Any]) -> dict[str, Any]:
    """The employer's declarations among the answers, as `engines.vetting` reads them. Raises DeclarationError."""
    said = settled(content)
    answers = {code: said[code] for code in CODES if said.get(code) not in {None, ""}}
    if answers.get("may_resign") and "resignation_cost_minor" not in answers:
        answers["resignation_cost_minor"] = 0
    if not any(answers.get(name) is not None for name in ("pay_min_minor", "pay_max_minor")):
        answers.pop("pay_period", None)
    return Declarations.from_json(answers).to_json()


def pay(content: Mapping[str, Any]) -> Pay | None:
    """The pay in the answers, None while they do not say."""
    low, high = content.get("pay_min_minor"), content.get("pay_max_minor")
    currency, period = content.get("currency"), content.get("pay_period")
    if (low is None and high is None) or not currency or not period:
        return None
    return Pay(low, high if high is not None else low, currency, Period(period))


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of the material answers that differ, in reading order."""
    old, new = settled(before), settled(after)
    return tuple(name for name in MATERIAL if old.get(name) != new.get(name))


def vacancy_of(content: Mapping[str, Any], *, employer: str, key: str, now: dt.datetime | None = None) -> Vacancy:
    """The vacancy the answers make, unsaved and in state `received`. Works on unfinished answers too."""
    now = now or timezone.now()
    said = settled(content)
    place = places.by_id(said["place_id"]) if said.get("place_id") else None
    title, text = str(said.get("title", "")), str(said.get("text", ""))
    found = language_engine.detect(title, text)
    language = "" if found == language_engine.UNDETERMINED else found
    paid = pay(said)
    hours = said.get("weekly_hours")
    month = paid.per_month(hours, said.get("hours") == "part_time") if paid else (None, None)
    region = (place.region or place.country) if place else ""
    longitude = place.longitude if place else None
    lodging = said.get("lodging") or ""
    name = places.name(place, language or "en") if place else str(said.get("place", ""))
    return Vacancy(
        source_key=key,
        content_hash=digest(said),
        state=Vacancy.State.RECEIVED,
        title=title[:300],
        employer=employer[:300],
        language=language,
        snippet=texts.snippet(text),
        place=name[:200],
        region=region,
        place_id=place.id if place else None,
        latitude=place.latitude if place else None,
        longitude=longitude,
        further_places=_further(said, language or "en"),
        remote=bool(said.get("remote")),
        pay_min=paid.min_minor if paid else None,
        pay_max=paid.max_minor if paid else None,
        pay_currency=paid.currency if paid else "",
        pay_period=paid.period.value if paid else "",
        pay_month_min=month[0],
        pay_month_max=month[1],
        contract=said.get("contract", ""),
        hours=said.get("hours", ""),
        weekly_hours=hours,
        accessible=said.get("workplace_accessible"),
        accommodation=lodging,
        isco=said.get("isco", ""),
        isco_confidence=1.0 if said.get("isco") else None,
        posted_at=now,
        first_seen_at=now,
        updated_at=now,
        valid_through=end_of(said.get("last_day"), region, longitude),
        apply_url=said.get("apply_url", ""),
        apply_contact=said.get("apply_contact", ""),
        declarations=declarations(said),
        text=text,
    )


def _further(content: Mapping[str, Any], language: str) -> list[dict[str, Any]]:
    """The other places of the job as a vacancy keeps them. They were resolved when they were answered."""
    found = [places.resolve(each) for each in placing.parted(str(content.get("further_places", "")))]
    return [
        {
            "name": places.name(place, language),
            "region": place.region or place.country,
            "latitude": place.latitude,
            "longitude": place.longitude,
            "place_id": place.id,
        }
        for place in found
        if place is not None and place.id
    ]


#: What of a vacancy comes from the posting, and so is replaced when a newer revision is published.
FROM_CONTENT: Final = (
    *("content_hash", "title", "employer", "language", "snippet", "place", "region", "place_id", "latitude"),
    *(
        "longitude",
        "further_places",
        "remote",
        "pay_min",
        "pay_max",
        "pay_currency",
        "pay_period",
        "pay_month_min",
        "pay_month_max",
    ),
    *("contract", "hours", "weekly_hours", "accessible", "accommodation", "isco", "isco_confidence", "valid_through"),
    *("apply_url", "apply_contact", "declarations", "text"),
)


def digest(content: Mapping[str, Any]) -> bytes:
    """The hash of settled answers: equal for equal ones."""
    packed = orjson.dumps(settled(content), option=orjson.OPT_SORT_KEYS)
    return hashlib.blake2b(packed, digest_size=16).digest()


def end_of(last_day: str | None, region: str, longitude: float | None) -> dt.datetime | None:
    """The moment a last day ends at its place."""
    if not last_day:
        return None
    zone = zones.zone(region[:2], longitude) or settings.TIME_ZONE
    following = dt.date.fromisoformat(last_day) + dt.timedelta(days=1)
    return dt.datetime.combine(following, dt.time(), zoneinfo.ZoneInfo(zone)).astimezone(dt.UTC)


def source() -> Source:
    """The one source of everything that employers post here, made when it is first needed."""
    found, _made = Source.objects.get_or_create(
        name=SOURCE_NAME, defaults={"kind": Source.Kind.EMPLOYER, "title": "", "format": "auto"}
    )
    return found


def shown_source() -> Source:
    """The same for a page that only shows: made in memory where nothing was ever sent in."""
    found = Source.objects.filter(name=SOURCE_NAME).first()
    return found or Source(name=SOURCE_NAME, kind=Source.Kind.EMPLOYER)
