"""What a sentence says, as features: its concepts in their order, one by one and by twos, with what a no takes back.

`YOU PAY MONEY` and `WE PAY MONEY` differ, whatever the words were. Pairs are taken in order up to `NEAR` concepts apart
(of the concepts themselves, and of their groups) and in any order up to `FAR`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from volens.engines.vetting.learned.lexicon import Lexicon

NEAR = 4
FAR = 12

Found = list[tuple[NDArray[np.uint64], NDArray[np.int64]]]

_ALONE, _NEGATED, _PAIR, _PAIR_NEGATED, _GROUPS, _LOOSE = range(21, 27)


def meanings(words: NDArray[np.uint64], sentence: NDArray[np.int64], lexicon: Lexicon) -> Found:
    """Hashes of features with the sentence each belongs to; not yet spread (`features.mixed` does)."""
    if not len(words):
        return []
    place, concepts, taken_back = lexicon.find(words, sentence)
    # One row a concept: a word of two meanings gives two rows in the same place.
    row, which = np.nonzero(concepts >= 0)
    place, concept, taken_back = place[row], concepts[row, which].astype(np.int64), taken_back[row]
    at = sentence[place]
    found = [_feature(concept, at, _ALONE), _feature(concept[taken_back], at[taken_back], _NEGATED)]
    group = lexicon.groups[concept].astype(np.int64)
    for apart in range(1, min(FAR, len(place) - 1) + 1):
        two = np.flatnonzero((at[apart:] == at[:-apart]) & (place[apart:] > place[:-apart])) + apart
        one = two - apart
        owner = at[two]
        low, high = np.minimum(concept[one], concept[two]), np.maximum(concept[one], concept[two])
        found.append(_feature(low * 1024 + high, owner, _LOOSE))
        if apart > NEAR:
            continue
        pair = concept[one] * 1024 + concept[two]
        denied = taken_back[one] | taken_back[two]
        found.append(_feature(pair, owner, _PAIR))
        found.append(_feature(pair[denied], owner[denied], _PAIR_NEGATED))
        found.append(_feature(group[one] * 1024 + group[two], owner, _GROUPS))
    return found


def _feature(
    value: NDArray[np.int64], at: NDArray[np.int64], kind: int
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    return (value * 64 + kind).astype(np.uint64), at
