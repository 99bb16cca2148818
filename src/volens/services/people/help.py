"""Help in danger: local emergency numbers and the independent grievance operator of each region (S14).

The grievance box belongs to an independent operator and is linked, never hosted here: what is told there never touches
this database. VOLENS_HELP names a YAML file:

    regions:
      - name: {en: Whole country, zh-hans: 全国}
        emergency: [{name: {en: Police, zh-hans: 公安}, phone: "110"}]
        grievance: {name: {en: Ombuds office}, url: "https://ombuds.example.org/", phone: "12345"}
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to turn to: its name in each language, a phone number, an address on the web, or both."""

    name: dict[str, str]
    phone: str
    url: str

    def shown(self, code: str) -> str:
        """Its name in a language, or in the first one it has."""
        return self.name.get(code) or next(iter(self.name.values()))


@dataclass(frozen=True, slots=True)
class Region:
    """A region with its emergency numbers and its independent grievance operator."""

    name: dict[str, str]
    emergency: tuple[Place, ...]
    grievance: Place

    def shown(self, code: str) -> str:
        """Its name in a language, or in the first one it has."""
        return self.name.get(code) or next(iter(self.name.values()))


def regions() -> tuple[Region, ...]:
    """The configured regions; none on a machine for trials. Raises ImproperlyConfigured on a bad file."""
    return _read(settings.HELP_FILE) if settings.HELP_FILE else ()


@lru_cache(maxsize=4)
def _read(path: str) -> tuple[Region, ...]:
    try:
        told = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
        found = tuple(
            Region(_names(each["name"]), tuple(_place(one) for one in each["emergency"]), _place(each["grievance"]))
            for each in told["regions"]
        )
        if not found:
            raise ValueError("there is no region")
    except (OSError, KeyError, TypeError, ValueError, yaml.YAMLError) as error:
        raise ImproperlyConfigured(
            f"VOLENS_HELP={path}: {error!r}. See docs/configuration.md for an example."
        ) from error
    return found


def _names(told: Any) -> dict[str, str]:
    names = {"en": told} if isinstance(told, str) else dict(told)
    if not names:
        raise ValueError("a name is missing")
    return names


def _place(told: Any) -> Place:
    place = Place(_names(told["name"]), str(told.get("phone", "")), str(told.get("url", "")))
    if not place.phone and not place.url.startswith("https://"):
        raise ValueError(f"{place.name} needs a phone number or an https address")
    return place
