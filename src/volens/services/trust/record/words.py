"""The words that must not name anything stored about a person (S2), as the auditor looks for them."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import yaml


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = yaml.safe_load((Path(__file__).parent / "forbidden.yaml").read_text(encoding="utf-8"))
    latin = "|".join(re.escape(word).replace("_", "[ _-]?") for word in words["en"])
    other = "|".join(re.escape(word) for code, some in words.items() if code not in {"en", "ug"} for word in some)
    # Uyghur words are whole words: a short one is also a part of others.
    uyghur = "|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in words["ug"])
    return re.compile(rf"(?<![a-z])(?:{latin})(?![a-z])", re.IGNORECASE), re.compile(f"{other}|{uyghur}", re.IGNORECASE)


def forbidden(name: str) -> str | None:
    """The forbidden word in a name, or None."""
    return next((found[0] for pattern in _patterns() if (found := pattern.search(name))), None)
