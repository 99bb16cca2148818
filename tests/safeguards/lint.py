"""The lint of names and labels (S2): does a name or a label speak of what must not be stored about a person?"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import yaml

FORBIDDEN = yaml.safe_load((Path(__file__).parent / "forbidden.yaml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    latin = "|".join(re.escape(word).replace("_", "[ _-]?") for word in FORBIDDEN["en"])
    other = "|".join(re.escape(word) for code in ("zh", "bo", "ru") for word in FORBIDDEN[code])
    # Uyghur words are whole words: a short one such as "religion" is also a part of others.
    uyghur = "|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in FORBIDDEN["ug"])
    return re.compile(rf"(?<![a-z])(?:{latin})(?![a-z])", re.IGNORECASE), re.compile(f"{other}|{uyghur}", re.IGNORECASE)


def forbidden_in(text: str) -> str | None:
    """The forbidden word in a name or label, if there is one."""
    for pattern in patterns():
        if found := pattern.search(text):
            return found[0]
    return None
