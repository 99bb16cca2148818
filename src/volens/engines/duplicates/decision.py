"""Are two postings one job? Evidence is added up; some differences settle it alone.

The weights are points on one scale: a posting pair is one job from `THRESHOLD` up. They were set on generated
rewrites and hard negatives (`bench/duplicates.py`), with one half of the templates kept for reporting.
"""

from __future__ import annotations

import math

import numpy as np

from volens.engines.duplicates import employers
from volens.engines.duplicates.commonness import Commonness
from volens.engines.duplicates.fingerprint import Fingerprint
from volens.engines.duplicates.posting import Decision, Posting, Reason
from volens.engines.duplicates.words import Hashes, plain, tokens

THRESHOLD = 6.8
#: A pair with one of these differences is never one job, whatever else agrees.
SETTLED = -20.0
SHORT_TEXT = 12
SAME_PLACE_KM, OTHER_PLACE_KM = 3.0, 30.0

_Evidence = list[tuple[float, Reason]]


def same(first: Fingerprint, second: Fingerprint, commonness: Commonness | None = None) -> Decision:
    """Decide whether two postings are one job. `commonness` lets passages that many postings share count less."""
    evidence: _Evidence = []
    for weigh in (_employers, _places, _series, _conditions, _pay, _dates, _titles):
        for points, reason in weigh(first, second):
            if points == SETTLED:
                return Decision(same=False, score=0.0, reasons=(reason,))
            evidence.append((points, reason))
    evidence += _texts(first, second, commonness)
    return _decided(evidence)


def _decided(evidence: _Evidence) -> Decision:
    total = sum(points for points, _ in evidence)
    score = 1 / (1 + math.exp(-max(-30.0, min(30.0, total - THRESHOLD))))
    reasons = tuple(reason for _, reason in sorted(evidence, key=lambda item: -abs(item[0])))
    return Decision(total >= THRESHOLD, round(score, 4), reasons)


def _titles(first: Fingerprint, second: Fingerprint) -> _Evidence:
    one, two = first.title, second.title
    if one.levels != two.levels:
        return [(SETTLED, Reason.LEVEL_DIFFERS)]
    known = first.place | second.place
    only_one = _unlike(one.words - two.words - known, two.words)
    only_two = _unlike(two.words - one.words - known, one.words)
    if not one.words or not two.words:
        return [(-1.0, Reason.TITLE_DIFFERS)]
    if not only_one and not only_two:
        return [(3.0, Reason.TITLE_SAME)]
    if only_one and only_two:
        reworded = _reworded(first, second, only_one, only_two) or _reworded(second, first, only_two, only_one)
        return [(0.5 if reworded else SETTLED, Reason.TITLE_DIFFERS)]
    extra = _weight(only_one or only_two)
    return [(2.0 - 0.8 * extra, Reason.TITLE_CLOSE if extra < 3 else Reason.TITLE_DIFFERS)]


def _reworded(first: Fingerprint, second: Fingerprint, known: set[str], new: set[str]) -> bool:
    """Whether the second title is the first one in words of somebody who did not write the texts.

    So it is when the other posting's text still uses the first title's words and neither text knows the new ones.
    Where each text bears out its own title, they are two jobs.
    """
    return (
        _named_in(second, known, first.title.core)
        and not _named_in(first, new, second.title.core)
        and not _named_in(second, new, second.title.core)
    )


def _named_in(posting: Fingerprint, words: set[str], core: str) -> bool:
    """Whether a posting's text uses words of a title (of a Chinese one, its whole)."""
    if any(len(word) == 1 for word in words):
        return len(core) > 1 and core in posting.plain_text
    return words <= posting.stems


def _unlike(words: frozenset[str], others: frozenset[str]) -> set[str]:
    """The words that no other word is a misspelling or an inflection of."""
    return {word for word in words if not (len(word) > 4 and any(_inflected(word, other) for other in others))}


def _inflected(word: str, other: str) -> bool:
    if abs(len(word) - len(other)) > 3 or word[:3] != other[:3] or len(other) < 5:
        return False
    shared = next(
        (at for at, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other))
    )
    rest, other_rest = word[shared:], other[shared:]
    if {rest, other_rest} <= {"", "e", "er", "ed", "ing", "s", "es", "ist", "or", "y", "ies", "al"}:
        return True
    return sorted(word) == sorted(other) or (len(word) > 6 and word[shared + 1 :] == other[shared + 1 :] != "")


def _weight(words: set[str]) -> float:
    """How much the extra words of a title are: a Chinese character is half a word."""
    return sum(0.5 if len(word) == 1 else 1.0 for word in words)


def _series(first: Fingerprint, second: Fingerprint) -> _Evidence:
    """Numbered posts of a series, and reference numbers."""
    one, two = first.title.numbers, second.title.numbers
    if one and two and one.isdisjoint(two):
        return [(SETTLED, Reason.NUMBER_DIFFERS)]
    if one != two and any(len(number) <= 3 for number in one ^ two):
        return [(-6.0, Reason.NUMBER_DIFFERS)]
    if first.references & second.references:
        return [(2.0, Reason.REFERENCE_SAME)]
    shapes = {_shape(reference) for reference in first.references}
    if any(_shape(reference) in shapes for reference in second.references):
        return [(SETTLED, Reason.REFERENCE_DIFFERS)]
    return []


def _shape(reference: str) -> str:
    return "".join("9" if ch.isdigit() else ch for ch in reference)


def _conditions(first: Fingerprint, second: Fingerprint) -> _Evidence:
    """Shift, hours and contract."""
    found: _Evidence = []
    one, two = first.title.shifts, second.title.shifts
    if not (one and two):
        one, two = one or first.shifts, two or second.shifts
    if one and two and one.isdisjoint(two):
        found.append((SETTLED, Reason.SHIFT_DIFFERS))
    hours = [fp.posting.hours or fp.title.hours for fp in (first, second)]
    if all(hours) and hours[0] != hours[1]:
        found.append((-3.0 if "flexible" in hours else SETTLED, Reason.HOURS_DIFFER))
    contracts = (first.posting.contract, second.posting.contract)
    if all(contracts) and contracts[0] != contracts[1]:
        found.append((-3.0, Reason.CONTRACT_DIFFERS))
    return found


def _employers(first: Fingerprint, second: Fingerprint) -> _Evidence:
    likeness = employers.likeness(first.employer, second.employer)
    if likeness is None:
        return []
    if likeness == 0:
        return [(SETTLED, Reason.EMPLOYER_DIFFERS)]
    return [(1.5 if likeness == 1 else 1.0, Reason.EMPLOYER_SAME)]


def _places(first: Fingerprint, second: Fingerprint) -> _Evidence:
    one, two = first.posting, second.posting
    if one.place_id is not None and one.place_id == two.place_id:
        return [(1.0, Reason.PLACE_SAME)]
    nested = bool(first.place and second.place) and (first.place <= second.place or second.place <= first.place)
    away = _kilometres(one, two)
    if away is not None and away > OTHER_PLACE_KM and not (nested and away < 3 * OTHER_PLACE_KM):
        return [(SETTLED, Reason.PLACE_DIFFERS)]
    if nested or (away is not None and away <= SAME_PLACE_KM):
        return [(0.7, Reason.PLACE_SAME)]
    if one.region and two.region and one.region != two.region and not _inside(one.region, two.region):
        return [(SETTLED, Reason.PLACE_DIFFERS)]
    identified = one.place_id is not None and two.place_id is not None
    if identified or away is not None or (first.place and second.place and _heads_apart(one, two)):
        return [(SETTLED, Reason.PLACE_DIFFERS)]
    return [] if not (first.place and second.place) else [(-2.0, Reason.PLACE_DIFFERS)]


def _heads_apart(one: Posting, two: Posting) -> bool:
    """Whether the places' first parts have no word in common ("York, UK" and "Leeds, UK")."""
    heads = [frozenset(tokens(plain(place).split(",")[0])) for place in (one.place, two.place)]
    return heads[0].isdisjoint(heads[1])


def _inside(one: str, two: str) -> bool:
    return one.startswith(two) or two.startswith(one)


def _kilometres(one: Posting, two: Posting) -> float | None:
    """Distance on a small flat map, good enough to tell places apart."""
    if one.latitude is None or two.latitude is None or one.longitude is None or two.longitude is None:
        return None
    north = (one.latitude - two.latitude) * 111.2
    east = ((one.longitude - two.longitude + 180) % 360 - 180) * 111.2
    return math.hypot(north, east * math.cos(math.radians((one.latitude + two.latitude) / 2)))


def _pay(first: Fingerprint, second: Fingerprint) -> _Evidence:
    one, two = first.posting, second.posting
    if not one.currency or one.currency != two.currency:
        return [(-3.0, Reason.PAY_DIFFERS)] if one.currency and two.currency else []
    if one.pay_period and one.pay_period == two.pay_period:
        ends = ((one.pay_min, one.pay_max), (two.pay_min, two.pay_max))
        tolerance = 0.015
    else:
        ends = ((one.pay_month_min, one.pay_month_max), (two.pay_month_min, two.pay_month_max))
        tolerance = 0.13
    pairs = [(a, b) for a, b in zip(*ends, strict=True) if a and b]
    if not pairs:
        return []
    apart = max(abs(a - b) / max(a, b) for a, b in pairs)
    if apart > tolerance and any(low == high for low, high in ends) and _touching(ends, tolerance):
        return [(0.5, Reason.PAY_SAME)]
    return [(1.5, Reason.PAY_SAME)] if apart <= tolerance else [(-6.0, Reason.PAY_DIFFERS)]


def _touching(ends: tuple[tuple[int | None, int | None], ...], tolerance: float) -> bool:
    """Whether one feed's single amount is an end of the other's range ("up to 22" for 18-22)."""
    (low, high), (other_low, other_high) = ends
    if other_low == other_high:
        low, high, other_low, other_high = other_low, other_high, low, high
    return any(low and end and abs(low - end) <= tolerance * max(low, end) for end in (other_low, other_high))


def _dates(first: Fingerprint, second: Fingerprint) -> _Evidence:
    if first.posting.posted is None or second.posting.posted is None:
        return []
    days = abs(first.posting.posted - second.posting.posted)
    return [] if days <= 45 else [(-1.5 if days <= 120 else -5.0, Reason.LONG_APART)]


def _texts(first: Fingerprint, second: Fingerprint, commonness: Commonness | None) -> _Evidence:
    if min(len(first.sequences), len(second.sequences)) < SHORT_TEXT:
        return []
    shared = _shared(first.sequences, second.sequences, commonness)
    vocabulary = _shared(first.words, second.words, None)
    likeness = max(shared, 1.5 * (vocabulary - 0.55))
    reason = Reason.TEXT_SAME if likeness > 0.8 else Reason.TEXT_OVERLAPS if likeness > 0.4 else Reason.TEXT_DIFFERS
    return [(8.0 * (likeness - 0.45), reason)]


def _shared(one: Hashes, two: Hashes, commonness: Commonness | None) -> float:
    """The share of the shorter text's passages that the other holds too, weighted by how rare they are."""
    both = np.intersect1d(one, two, assume_unique=True)
    if commonness is None:
        return len(both) / max(1, min(len(one), len(two)))
    total = min(float(commonness.weights(one).sum()), float(commonness.weights(two).sum()))
    return float(commonness.weights(both).sum()) / total if total else 0.0
