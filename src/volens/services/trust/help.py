"""Whom to turn to in danger, region by region: emergency numbers and the independent body that takes grievances (S14).

A deployment names them in a YAML file (VOLENS_HELP, docs/configuration.md), or, when one answer holds everywhere, in
three variables. Nothing of a grievance comes here: this is an address book.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from django.conf import settings
from django.utils.translation import get_language, gettext

from volens.packs import places

#: The entry without a region: holds wherever no other does.
EVERYWHERE = ""
MOST_NUMBERS = 6
#: A text in one language for all, or by language code.
Words = str | dict[str, str]


@dataclass(frozen=True, slots=True)
class Number:
    """A number to call, and what answers there."""

    number: str
    what: Words

    @property
    def dialled(self) -> str:
        """The number as a link dials it."""
        return "".join(character for character in self.number if character.isdigit() or character in "+*#")


@dataclass(frozen=True, slots=True)
class Grievance:
    """The independent body: its name, where it is on the web, and how it can be called."""

    name: Words
    url: str
    phone: str = ""
    hours: Words = ""


@dataclass(frozen=True, slots=True)
class Point:
    """Help in one region: ISO 3166-2 code, ISO 3166-1 country, or everywhere."""

    region: str
    emergency: tuple[Number, ...]
    grievance: Grievance | None


class HelpFileError(ValueError):
    """The file cannot be used. The message names entry, field and remedy."""


def said(words: Words, language: str) -> str:
    """The text in a language, else in English, else in whatever there is."""
    if isinstance(words, str):
        return words
    return words.get(language) or words.get("en") or next(iter(words.values()), "")


def points() -> tuple[Point, ...]:
    """Everything that is named, in the order of the file. Raises HelpFileError."""
    if settings.HELP_FILE:
        path = Path(settings.HELP_FILE)
        try:
            return _read(path, path.stat().st_mtime_ns)
        except OSError as error:
            raise HelpFileError(f"VOLENS_HELP={path}: {error.strerror}. Name a file that can be read.") from error
    numbers = (Number(settings.EMERGENCY_NUMBER, ""),) if settings.EMERGENCY_NUMBER else ()
    named = settings.GRIEVANCE_NAME and settings.GRIEVANCE_URL
    grievance = Grievance(settings.GRIEVANCE_NAME, settings.GRIEVANCE_URL) if named else None
    return (Point(EVERYWHERE, numbers, grievance),) if numbers or grievance else ()


def point(region: str) -> Point | None:
    """Help where someone is: of the region, else of its country, else what holds everywhere. Raises HelpFileError."""
    named = {each.region: each for each in points()}
    for code in (region, region.partition("-")[0], EVERYWHERE):
        if code in named:
            return named[code]
    return None


def problems() -> list[str]:
    """What is missing before people may be served, in words. Empty when every region served has its help."""
    try:
        named = points()
    except HelpFileError as error:
        return [str(error)]
    wanted = settings.REGIONS or ([] if named else [EVERYWHERE])
    nothing, no_number = (
        gettext("%(where)s: nothing is named."),
        gettext("%(where)s: people in danger find no number to call."),
    )
    no_body = gettext("%(where)s: no independent body that takes grievances is named.")
    found = [nothing % {"where": _called(each)} for each in wanted if point(each) is None]
    for each in named:
        where = {"where": _called(each.region)}
        found += [
            told % where
            for told, lacks in ((no_number, not each.emergency), (no_body, each.grievance is None))
            if lacks
        ]
    return found


def _called(region: str) -> str:
    if not region:
        return gettext("everywhere")
    return f"{places.region_name(region, get_language() or 'en')} ({region})"


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int) -> tuple[Point, ...]:
    try:
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise HelpFileError(f"{path.name} is no YAML: {error}") from error
    if not isinstance(told, list):
        raise HelpFileError(f"{path.name}: write a list of regions, each beginning with “- region:”.")
    found = tuple(_point(each, f"{path.name}, entry {number}") for number, each in enumerate(told, 1))
    twice = [each.region for each in found if sum(other.region == each.region for other in found) > 1]
    if twice:
        raise HelpFileError(f"{path.name}: {_called(twice[0])} stands there twice. Keep one.")
    return found


def _point(told: Any, where: str) -> Point:
    entry = _mapping(told, where, {"region", "emergency", "grievance"})
    region = str(entry.get("region") or EVERYWHERE)
    where = f"{where} ({_called(region)})"
    if region and places.region_name(region, "en") == region:
        raise HelpFileError(f"{where}, region: unknown. Write a code such as CN-JX (ISO 3166-2) or CN.")
    numbers = entry.get("emergency") or []
    if not isinstance(numbers, list) or len(numbers) > MOST_NUMBERS:
        raise HelpFileError(f"{where}, emergency: write a list of at most {MOST_NUMBERS} numbers.")
    grievance = entry.get("grievance")
    return Point(
        region,
        tuple(_number(each, f"{where}, emergency {at}") for at, each in enumerate(numbers, 1)),
        _grievance(grievance, f"{where}, grievance") if grievance else None,
    )


def _number(told: Any, where: str) -> Number:
    entry = _mapping(told, where, {"number", "what"})
    number = str(entry.get("number") or "").strip()
    if not any(character.isdigit() for character in number) or len(number) > 40:
        raise HelpFileError(f'{where}, number: {number!r} is no telephone number. Write it in quotes, such as "110".')
    return Number(number, _words(entry.get("what"), f"{where}, what"))


def _grievance(told: Any, where: str) -> Grievance:
    entry = _mapping(told, where, {"name", "url", "phone", "hours"})
    url = str(entry.get("url") or "")
    if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
        raise HelpFileError(f"{where}, url: {url!r} is no web address. Write it in full, for example https://...")
    name = _words(entry.get("name"), f"{where}, name")
    if not name:
        raise HelpFileError(f"{where}, name: missing. Write who takes the grievances.")
    return Grievance(name, url, str(entry.get("phone") or ""), _words(entry.get("hours"), f"{where}, hours"))


def _mapping(told: Any, where: str, known: set[str]) -> Mapping[str, Any]:
    if not isinstance(told, dict):
        raise HelpFileError(f"{where}: write names and values, such as “number: ...”.")
    unknown = set(map(str, told)) - known
    if unknown:
        raise HelpFileError(f"{where}: {min(unknown)!r} is not known here. Known: {', '.join(sorted(known))}.")
    return told


def _words(told: Any, where: str) -> Words:
    if told is None or isinstance(told, str):
        return (told or "").strip()
    if isinstance(told, dict) and all(isinstance(each, str) for each in (*told, *told.values())):
        return {str(language): text.strip() for language, text in told.items()}
    raise HelpFileError(f"{where}: write one text, or one for each language, such as {{en: ..., zh-hans: ...}}.")
