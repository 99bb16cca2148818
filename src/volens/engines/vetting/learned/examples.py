"""From patterns to sentences with targets: unfolded, in ordinary company, split so that no thought is on both sides."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from volens.engines.vetting.learned.corpus import INDICATORS, Pattern

#: Sentences unfolded from one pattern, and how alike (Jaccard, pieces of four letters or two Han) two patterns are
#: that count as one.
UNFOLDED = 4
ALIKE = 0.5
#: A piece that more patterns have tells little about which are alike.
COMMON_PIECE = 1500


class Examples(NamedTuple):
    """Sentences; `targets[i, k]` is 1 where indicator k stands in sentence i; `pattern[i]` is where it came from."""

    sentences: list[str]
    targets: NDArray[np.float64]
    weights: NDArray[np.float64]
    pattern: NDArray[np.int64]


def examples(chosen: Sequence[Pattern]) -> Examples:
    """All sentences of these patterns: alone, and in company of ordinary ones, as advertisements have them.

    Company is drawn from the ordinary patterns among `chosen` only, so held-out sentences never leak into training.
    A pattern weighs the same however many sentences unfold from it.
    """
    unfolded = [pattern.sentences(UNFOLDED) for pattern in chosen]
    company: dict[str, list[str]] = defaultdict(list)
    for pattern, sentences in zip(chosen, unfolded, strict=True):
        if not pattern.indicators:
            company[pattern.language].extend(sentences)
    texts: list[str] = []
    rows: list[int] = []
    weights: list[float] = []
    for row, (pattern, sentences) in enumerate(zip(chosen, unfolded, strict=True)):
        variants = [
            text for sentence in sentences for text in _in_company(sentence, pattern, company[pattern.language])
        ]
        texts.extend(variants)
        rows.extend([row] * len(variants))
        weights.extend([1 / len(variants)] * len(variants))
    targets = np.array([[float(name in pattern.indicators) for name in INDICATORS] for pattern in chosen])
    where = np.array(rows, dtype=np.int64)
    return Examples(texts, targets[where], np.array(weights), where)


def groups(chosen: Sequence[Pattern]) -> NDArray[np.int64]:
    """A number per pattern, the same for patterns that say nearly the same: they stay on one side of a validation.

    What two patterns share of the rarer pieces is counted for all pairs; only where the common ones could make up for
    the rest are the two compared in full.
    """
    shingles = [_shingles(pattern) for pattern in chosen]
    number = {shingle: place for place, shingle in enumerate(sorted({one for found in shingles for one in found}))}
    pieces = [np.sort(np.array([number[one] for one in found], dtype=np.int64)) for found in shingles]
    sizes = np.array([len(found) for found in pieces])
    whose = np.repeat(np.arange(len(pieces)), sizes)
    flat = np.concatenate([*pieces, np.zeros(0, np.int64)])
    ends = np.cumsum(np.bincount(flat, minlength=len(number)))
    owners = np.split(whose[np.argsort(flat, kind="stable")], ends[:-1])
    is_common = np.array([len(those) > COMMON_PIECE for those in owners])
    common = np.array([int(is_common[found].sum()) for found in pieces])
    root = list(range(len(chosen)))

    def find(row: int) -> int:
        while root[row] != row:
            root[row] = root[root[row]]
            row = root[row]
        return row

    for row, found in enumerate(pieces):
        rare = [owners[piece] for piece in found[~is_common[found]].tolist()]
        shared = np.bincount(np.concatenate([*rare, np.zeros(0, np.int64)]), minlength=len(pieces))[:row]
        least = ALIKE * (sizes[row] + sizes[:row]) / (1 + ALIKE)
        # In order, and always towards the smaller row.
        for other in np.flatnonzero(shared + np.minimum(common[row], common[:row]) >= least - 1e-6).tolist():
            both = len(shingles[row] & shingles[other])
            if both and both / (sizes[row] + sizes[other] - both) >= ALIKE:
                one, two = find(row), find(other)
                root[max(one, two)] = min(one, two)
    return np.array([find(row) for row in range(len(chosen))], dtype=np.int64)


def folds(group: NDArray[np.int64], chosen: Sequence[Pattern], count: int) -> NDArray[np.int64]:
    """Which of `count` parts each pattern belongs to, drawn by the name of its group's first pattern."""
    names = [chosen[int(first)].cluster for first in group]
    return np.array([_draw(f"fold/{name}") % count for name in names], dtype=np.int64)


def _in_company(sentence: str, pattern: Pattern, company: Sequence[str]) -> list[str]:
    """The sentence alone, and between two ordinary ones."""
    if not company:
        return [sentence]
    first, second, way = (_draw(f"{pattern.cluster}/{sentence}/{part}") for part in "abc")
    one, two = company[first % len(company)], company[second % len(company)]
    comma = "," if pattern.language == "zh" else ", "
    mixed = (f"{one}{comma}{sentence}", f"{sentence}{comma}{two}", f"{one}{comma}{sentence}{comma}{two}")[way % 3]
    return [sentence, mixed]


def _shingles(pattern: Pattern) -> frozenset[str]:
    text = "".join(character for character in pattern.text.lower() if character.isalnum() or character == " ")
    width = 2 if pattern.language == "zh" else 4
    return frozenset(text[at : at + width] for at in range(len(text) - width + 1))


def _draw(key: str) -> int:
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big")
