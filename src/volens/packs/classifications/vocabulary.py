"""The vocabulary that links advertised titles to ISCO-08 unit groups, and the linker built from it."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import resources
from pathlib import Path
from threading import Lock

from volens.engines.linking import Embedding, Entry, Group, Linker
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
        # One point for each title: a unit group holds many kinds of work.
        found.extend(Entry(row["code"], row["title"], row["language"], part=row["title"]) for row in rows)
    return tuple(found)


@lru_cache(maxsize=1)
def csco_titles() -> tuple[Entry, ...]:
    """Everyday Chinese titles by code of the Chinese classification (2022), written for this project.

    They join the names of that classification where an operator has loaded it; alone they say nothing.
    """
    text = (resources.files(__package__) / "titles" / "csco.txt").read_text(encoding="utf-8")
    lines = (line.split() for line in text.splitlines() if not line.startswith("#"))
    return tuple(Entry(code, title, "zh") for code, *known in lines for title in known)


def entries() -> tuple[Entry, ...]:
    """All that is shipped: titles of the unit groups themselves, and the vocabulary."""
    official = [
        Entry(group.code, group.title(language).split("（")[0].split(" (")[0], language)
        for group in isco().at(Level.UNIT)
        for language in ("en", "zh")
    ]
    return (*official, *titles())


def groups() -> Iterator[Group]:
    """What an embedding learns from what is shipped: titles of one unit group, and words that mean the same."""
    by_code: dict[str, list[str]] = {}
    for entry in entries():
        by_code.setdefault(entry.code, []).append(entry.label)
    for names in by_code.values():
        yield Group(tuple(names))
    text = (resources.files(__package__) / "bridge.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield Group(tuple(name.strip() for name in line.split("|")), realm="bridge")


def linker(
    cache_dir: Path | None = None, extra_labels: Iterable[Entry] = (), embedding: Embedding | None = None
) -> Linker:
    """The linker to ISCO-08 unit groups, built once per process for the same labels and embedding.

    `extra_labels` are entries whose code is a unit group, such as ESCO's labels; `cache_dir` is a directory where a
    model that had to be built is kept for the next process.
    """
    wanted = frozenset(extra_labels), embedding.digest if embedding else ""
    with _building:
        for known, built in _built:
            if known == wanted:
                return built
        made = Linker((*entries(), *wanted[0]), cache_dir, embedding=embedding)
        _built.append((wanted, made))
        return made


#: The last two linkers of this process: with what is loaded, and without.
_built: deque[tuple[tuple[frozenset[Entry], str], Linker]] = deque(maxlen=2)
_building = Lock()
