"""From what a source wrote to what Volens stores: one Draft in, one Record out, or the reason why not.

Nothing here knows a database or a clock, so that worker processes can do it and the same input gives the same output.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import orjson
from babel.numbers import get_territory_currencies

from volens.engines import language as language_engine
from volens.engines import pay as pay_engine
from volens.services.vacancies.importing import dates, declared, numbers, texts, vocabulary, whereabouts, zones
from volens.services.vacancies.importing.draft import Draft
from volens.services.vacancies.importing.rejects import RecordError

_PLAIN_URL = re.compile(r"""https?://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?:[/?#][^\s<>"\\^`{}]*)?""")
_NOT_IN_URL = re.compile(r"""[\s<>"\\^`{}]""")
#: An amount below nought at the head of a pay field: "-5元/月", "CNY -5", "薪资：-5". "- 5" is a bullet.
_BELOW_NOUGHT = re.compile(r"(?:^|[:：])\s*(?:[A-Za-z]{3}\s*|[$€£¥￥₹]\s*)?[-−－][$€£¥￥₹]?\d")
MAX_TITLE, MAX_EMPLOYER, MAX_KEY, MAX_URL = 300, 300, 200, 2000
_MAX_AMOUNT = 1e12
#: A text worth searching for pay: the engine's search is thorough and slow.
_PAY_SIGNS = ("$", "€", "£", "¥", "￥", "₹", "元", "薪", "资", "usd", "eur", "gbp", "salary", "wage", "per hour", "pay")
_DIGIT = re.compile(r"\d")


class Record(NamedTuple):
    """A vacancy as it is stored, in the order of `stored.CONTENT`. Times are seconds since 1970 UTC."""

    title: str
    employer: str
    language: str
    snippet: str
    is_sample: bool
    place: str
    region: str
    place_id: int | None
    latitude: float | None
    longitude: float | None
    further_places: str  # JSON
    remote: bool
    pay_min: int | None
    pay_max: int | None
    pay_currency: str
    pay_period: str
    pay_month_min: int | None
    pay_month_max: int | None
    pay_text: str
    contract: str
    hours: str
    weekly_hours: float | None
    accessible: bool | None
    accommodation: str
    isco: str
    isco_confidence: float | None
    posted_at: int | None
    valid_through: int | None
    apply_url: str
    apply_contact: str
    original_url: str
    declarations: str  # JSON
    text: str


_FURTHER = Record._fields.index("further_places")


class Normalised(NamedTuple):
    """A Record with the key it goes by and the hash of its content."""

    key: str
    content_hash: bytes
    record: Record


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a deployment or a mapping assumes where a record does not say."""

    time_zone: str = "UTC"
    date_order: str = ""


def normalise(draft: Draft, defaults: Defaults) -> Normalised:
    """The stored form of a draft. Raises RecordError with the source's own name of the field at fault."""
    try:
        return _normalise(draft, defaults)
    except RecordError as error:
        error.field = draft.names.get(error.field, error.field)
        raise


def key_of(draft: Draft) -> str:
    """The identifier of a draft, as far as it has a usable one: to keep what is stored when the rest is rejected."""
    try:
        return _key(draft.key)
    except RecordError:
        return ""


def _normalise(draft: Draft, defaults: Defaults) -> Normalised:
    title = texts.line(draft.title, "title", MAX_TITLE)
    if not title:
        raise RecordError("title", "missing")
    key = _key(draft.key)
    employer = texts.line(draft.employer, "employer", MAX_EMPLOYER)
    text = texts.paragraphs(draft.text, "text")
    language = _language(draft.language, title, text)
    place = whereabouts.place(draft, language)
    zone = defaults.time_zone if not place.country else zones.zone(place.country, place.longitude) or defaults.time_zone
    order = defaults.date_order or ("MDY" if place.country == "US" else "DMY" if place.country else "")
    posted = dates.parse(draft.posted, "posted", zone=zone, order=order)
    until = dates.parse(draft.valid_through, "valid_through", zone=zone, end=True, order=order)
    weekly = numbers.number(draft.weekly_hours, "weekly_hours", 0, 168)
    pay, pay_text = _pay(draft, text, place.country, language)
    isco = _isco(draft.isco)
    url, contact = _url(draft.url, "url")
    apply_url, apply_contact = _url(draft.apply_url, "apply_url")
    said = declared.read(draft)
    contract, hours = vocabulary.contract(draft.contract, "contract"), vocabulary.hours(draft.hours, "hours")
    month = _month(pay, weekly, hours == "part_time") if pay else (None, None)
    record = Record(
        title=title,
        employer=employer,
        language=language,
        snippet=texts.snippet(text),
        is_sample=draft.sample,
        place=place.name,
        region=place.region or place.country,
        place_id=place.id,
        latitude=place.latitude,
        longitude=place.longitude,
        further_places=whereabouts.further(draft, place, language),
        remote=bool(vocabulary.yes(draft.remote, "remote")),
        pay_min=pay.min_minor if pay else None,
        pay_max=pay.max_minor if pay else None,
        pay_currency=pay.currency if pay else "",
        pay_period=pay.period.value if pay else "",
        pay_month_min=month[0],
        pay_month_max=month[1],
        pay_text=pay_text,
        contract=contract,
        hours=hours,
        weekly_hours=weekly or None,
        accessible=said.accessible,
        accommodation=said.accommodation,
        isco=isco,
        isco_confidence=1.0 if isco else None,
        posted_at=int(posted.timestamp()) if posted else None,
        valid_through=int(until.timestamp()) if until else None,
        apply_url=apply_url,
        apply_contact=texts.line(draft.apply_contact, "apply_contact", 300) or apply_contact or contact,
        original_url=url,
        declarations=said.json,
        text=text,
    )
    digest = hashlib.blake2b(orjson.dumps(_hashed(record)), digest_size=16).digest()
    return Normalised(key or _key_from_content(record), digest, record)


def _hashed(record: Record) -> tuple[Any, ...]:
    """What the hash of a record covers: further places only where there are any, as before they were kept."""
    return tuple(record) if record.further_places != whereabouts.NONE else (*record[:_FURTHER], *record[_FURTHER + 1 :])


def _key(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise RecordError("key", "wrong_type", allowed="text", value=type(value).__name__)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = " ".join(texts.checked(value, "key", 100_000).split())
    if len(text) <= MAX_KEY:
        return text
    return "long:" + hashlib.blake2b(text.encode(), digest_size=20).hexdigest()


def _key_from_content(record: Record) -> str:
    """A key for a record whose source gives none: the same job, word for word, has the same."""
    parts = (record.title, record.employer, record.place, record.original_url, record.text)
    return "content:" + hashlib.blake2b(orjson.dumps(parts), digest_size=20).hexdigest()


def _language(stated: Any, title: str, text: str) -> str:
    if isinstance(stated, str) and (code := stated.strip().replace("_", "-").split("-")[0].lower()):
        if 2 <= len(code) <= 3 and code.isascii() and code.isalpha():
            return code
        if code in _LANGUAGES:
            return _LANGUAGES[code]
    elif stated is not None and not isinstance(stated, str):
        raise RecordError("language", "wrong_type", allowed="text", value=type(stated).__name__)
    found = language_engine.detect(title, text)
    return "" if found == language_engine.UNDETERMINED else found


_LANGUAGES: Mapping[str, str] = {
    "english": "en", "chinese": "zh", "中文": "zh", "汉语": "zh", "英语": "en", "german": "de", "french": "fr",
    "spanish": "es",
}  # fmt: skip


@functools.lru_cache(512)
def _currency_of(country: str) -> str:
    """The currency a country pays in, empty where not known (CLDR)."""
    if not country:
        return ""
    found = get_territory_currencies(country)
    return str(found[0]) if found else ""


def _pay(draft: Draft, text: str, country: str, language: str) -> tuple[pay_engine.Pay | None, str]:
    currency = _currency_code(draft.pay_currency)
    hint = currency or _currency_of(country)
    if draft.pay_min is not None or draft.pay_max is not None:
        unit = draft.pay_period
        if unit is not None and not isinstance(unit, str):
            raise RecordError("pay_period", "wrong_type", allowed="text", value=type(unit).__name__)
        low, high = _amount(draft.pay_min, "pay_min"), _amount(draft.pay_max, "pay_max")
        return _range(low, high, hint, unit or ""), ""
    if draft.pay is not None and draft.pay != "":
        if isinstance(draft.pay, int | float):
            amount = _amount(draft.pay, "pay")
            unit = draft.pay_period if isinstance(draft.pay_period, str) else ""
            return _range(amount, amount, hint, unit), ""
        written = texts.line(draft.pay, "pay", 2000)
        if _BELOW_NOUGHT.search(written):
            raise RecordError("pay", "negative_amount", value=written)
        unit = f" / {draft.pay_period}" if isinstance(draft.pay_period, str) and draft.pay_period else ""
        return pay_engine.parse(written + unit, currency=hint, language=language), written[:200]
    lowered = text[:20_000].lower()
    if _DIGIT.search(lowered) and any(sign in lowered for sign in _PAY_SIGNS):
        return pay_engine.find(text, currency=hint, language=language), ""
    return None, ""


#: Feeds repeat themselves: the same amounts, hours and units again and again.
_range = functools.lru_cache(8192)(pay_engine.from_range)
_month = functools.lru_cache(8192)(pay_engine.Pay.per_month)


def _currency_code(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise RecordError("pay_currency", "wrong_type", allowed="text", value=type(value).__name__)
    code = value.strip().upper()
    return {"RMB": "CNY", "元": "CNY", "人民币": "CNY", "$": "USD", "€": "EUR", "£": "GBP"}.get(code, code)[:3]


def _amount(value: Any, field: str) -> float | str | None:
    """An amount of pay: a number that is possible, or text for the engine of pay to read."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        written = texts.line(value, field, 100)
        if _BELOW_NOUGHT.search(written):
            raise RecordError(field, "negative_amount", value=value)
        if written.lower().lstrip("-") in {"nan", "inf", "infinity"}:
            raise RecordError(field, "bad_number", value=value)
        return written
    if isinstance(value, int | float) and -_MAX_AMOUNT <= value < 0:
        raise RecordError(field, "negative_amount", value=value)
    return numbers.number(value, field, 0, _MAX_AMOUNT)


def _isco(value: Any) -> str:
    if value is None or value == "":
        return ""
    code = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if len(code) != 4 or not code.isdecimal() or not code.isascii():
        raise RecordError("isco", "bad_value", value=value, allowed="0000-9999")
    return code


def _url(value: Any, field: str) -> tuple[str, str]:
    """A web address, or the contact behind `mailto:` and `tel:`; empty for none and for a path without a host."""
    if value is None or value == "":
        return "", ""
    text = texts.checked(value, field, MAX_URL * 2).strip()
    if _PLAIN_URL.fullmatch(text) and len(text) <= MAX_URL:
        return text, ""
    scheme, _, rest = text.partition(":")
    if scheme.lower() in {"mailto", "tel"} and "\n" not in rest:
        return "", rest.split("?")[0][:300]
    if text.lower().startswith("www."):
        text = "https://" + text
    try:
        parts = urlsplit(text)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        raise RecordError(field, "bad_url", value=text) from None
    if not parts.scheme and not text.startswith("//"):
        return "", ""
    bad = parts.scheme not in {"http", "https"} or not host or parts.username is not None or len(text) > MAX_URL
    if bad or _NOT_IN_URL.search(text):
        raise RecordError(field, "bad_url", value=text)
    return text, ""
