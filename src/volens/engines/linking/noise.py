"""The words of `noise.yaml`, in the shapes that cleaning uses."""

from __future__ import annotations

from importlib import resources
from typing import Any

import yaml


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _load() -> dict[str, Any]:
    raw = resources.files(__package__).joinpath("noise.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(raw)
    return loaded


_LOADED = _load()
ENGLISH_WORDS = frozenset(_words(_LOADED["english_words"]))
ENGLISH_OPENERS = frozenset(_words(_LOADED["english_openers"]))
ENGLISH_PHRASES: tuple[str, ...] = tuple(_LOADED["english_phrases"])
ABBREVIATIONS: dict[str, str] = _LOADED["abbreviations"]
SPELLINGS: dict[str, str] = _LOADED["spellings"]
JOINED: dict[tuple[str, ...], str] = {_words(apart): together for apart, together in _LOADED["joined"].items()}
#: Longest first, so that a phrase goes before the part of it that is noise too.
CHINESE_PHRASES = tuple(sorted(_words(_LOADED["chinese_phrases"]), key=lambda phrase: (-len(phrase), phrase)))
CHINESE_UNLESS_WORK = _words(_LOADED["chinese_unless_work"])
CHINESE_WORK = _words(_LOADED["chinese_work"])
CHINESE_HIRES = _words(_LOADED["chinese_hires"])
CHINESE_PLACES = tuple(sorted(_words(_LOADED["chinese_places"]), key=lambda place: (-len(place), place)))
CHINESE_NOT_PLACES = _words(_LOADED["chinese_not_places"])
CHINESE_ALONE = frozenset(_LOADED["chinese_alone"])
ENGLISH_REPLIES = frozenset(_words(_LOADED["english_replies"]))
CHINESE_REPLIES = tuple(sorted(_words(_LOADED["chinese_replies"]), key=lambda reply: (-len(reply), reply)))
CHINESE_SPELLINGS: dict[str, str] = _LOADED["chinese_spellings"]
