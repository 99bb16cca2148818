"""The vocabulary that links advertised titles to ISCO-08 unit groups, and the linker built from it."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable
from functools import lru_cache
from importlib import resources
from pathlib import Path
from threading import Lock

from volens.engines.linking import Entry, Linker
from volens.packs.classifications.isco import Level, isco


@lru_cache(maxsize=1)
def titles() -> tuple[Entry, ...]:
    """Everyday advertised titles of every unit group, English and Chinese, written for this project."""
    found: list[Entry] = []
    folder = resources.files(__package__) / "titles"
    for major in range(10):
        file = folder / f"{major}.csv"
        if not file.is_file():
            continue
        rows = csv.DictReader(file.read_text(encoding="utf-8").splitlines())
        found.extend(Entry(row["code"], row["title"], row["language"]) for row in rows)
    return tuple(found)


def entries() -> tuple[Entry, ...]:
    """All that is shipped: titles of the unit groups themselves, and the vocabulary."""
    official = [
        Entry(group.code, group.title(language).split("（")[0].split(" (")[0], language)
        for group in isco().at(Level.UNIT)
        for language in ("en", "zh")
    ]
    return (*official, *titles())


def linker(cache_dir: Path | None = None, extra_labels: Iterable[Entry] = ()) -> Linker:
    """The linker to ISCO-08 unit groups, built once per process for the same labels.

    `extra_labels` are entries whose code is a unit group, such as ESCO's labels; `cache_dir` is a directory where a
    model that had to be built is kept for the next process.
    """
    wanted = frozenset(extra_labels)
    with _building:
        for labels, built in _built:
            if labels == wanted:
                return built
        made = Linker((*entries(), *wanted), cache_dir)
        _built.append((wanted, made))
        return made


#: The last two linkers of this process: with what is loaded, and without.
_built: deque[tuple[frozenset[Entry], Linker]] = deque(maxlen=2)
_building = Lock()
