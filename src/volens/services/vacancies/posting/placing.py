"""From what an employer writes about the place to a place of the gazetteer, asking where several bear the name."""

from __future__ import annotations

from dataclasses import dataclass

from volens.engines.search.port import MOST_PLACES
from volens.packs import places
from volens.packs.places import Kind, Place, Suggestion

#: Below this the gazetteer's own reading is a guess, and the employer is asked.
SURE = 0.5
MOST = 8
#: Places of one job besides the first.
MOST_FURTHER = MOST_PLACES - 1
#: A place this many times as large as its namesakes is meant by the bare name: Shenzhen, Paris.
DWARFS = 60


@dataclass(frozen=True, slots=True)
class Placed:
    """What was found: one place, or several to choose from, or neither. `close` begin like what was written."""

    place: Place | None = None
    choices: tuple[tuple[int, str], ...] = ()
    close: tuple[str, ...] = ()


def parted(written: str) -> list[str]:
    """The places in a list of them, parted by bars."""
    return [part.strip() for part in written.replace("｜", "|").split("|") if part.strip()]


def find(written: str, language: str, *, chosen: int | None = None) -> Placed:
    """Resolve a place. `chosen` is the GeoNames identifier picked among the choices before."""
    written = written.strip()[:200]
    if not written:
        return Placed()
    options = places.suggest(written, MOST, language)
    read = places.resolve(written, language=language)
    labels = {each.label: each.place for each in options}
    picked = places.by_id(chosen) if chosen is not None else None
    if picked is not None and picked.id in {*(each.place.id for each in options), read.id if read else 0}:
        return Placed(picked)
    if written in labels:
        return Placed(labels[written])
    return _by_name(written, language, options, read)


def _by_name(written: str, language: str, options: tuple[Suggestion, ...], read: Place | None) -> Placed:
    namesakes = [each for each in options if _same(written, each.place)]
    clear = len(namesakes) < 2 or _narrowed(written) or _dwarfs([each.place for each in namesakes])
    if read is not None and read.kind is Kind.CITY and clear:
        if read.confidence >= SURE:
            return Placed(places.by_id(read.id) or read)
        return Placed(choices=((read.id, places.label(read, language)),))
    if len(namesakes) == 1:
        return Placed(namesakes[0].place)
    if namesakes:
        return Placed(choices=tuple((each.place.id, each.label) for each in namesakes))
    return Placed(close=tuple(each.label for each in options[:4]))


def _dwarfs(found: list[Place]) -> bool:
    """Whether the first of the namesakes is so much larger that nobody means another by the bare name."""
    largest, *rest = sorted((max(place.population, 1) for place in found), reverse=True)
    return all(largest >= DWARFS * other for other in rest)


def _same(written: str, place: Place) -> bool:
    return written.casefold() in {place.name.casefold(), place.name_zh.casefold()}


def _narrowed(written: str) -> bool:
    return any(sign in written for sign in ",，、/")
