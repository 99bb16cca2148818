"""Names found within sentences: what a sentence shares, word by word, with the one name each code goes by."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from volens.engines.linking.features import stem
from volens.engines.linking.titles import LONGEST_BODY, fold, is_han

_TOKEN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+|c\+\+|c#|\.net\b|\w\w+")


class Names:
    """TF-IDF of whole words of preferred labels, and the cosine. Read-only."""

    def __init__(self, labels: Sequence[str], codes: Sequence[int], size: int) -> None:
        """Index labels; `codes` gives each one's code by its number below `size`."""
        rows = [Counter(tokens(label)) for label in labels]
        seen = Counter(word for row in rows for word in row)
        self._ids = {word: index for index, word in enumerate(seen)}
        self._idf = np.array([np.log((1 + len(rows)) / (1 + number)) + 1 for number in seen.values()], dtype=np.float32)
        postings: list[tuple[list[int], list[float]]] = [([], []) for _ in seen]
        for row, code in zip(rows, codes, strict=True):
            weighted = {self._ids[word]: number * float(self._idf[self._ids[word]]) for word, number in row.items()}
            length = sum(weight * weight for weight in weighted.values()) ** 0.5
            for word, weight in weighted.items():
                postings[word][0].append(code)
                postings[word][1].append(weight / length)
        self._postings = [(np.array(place), np.array(weight, dtype=np.float32)) for place, weight in postings]
        self._size = size

    def scores(self, text: str) -> NDArray[np.float32]:
        """Likeness of a sentence to the name of each code, 0 to 1."""
        found = np.zeros(self._size, dtype=np.float32)
        counted = {self._ids[word]: number for word, number in Counter(tokens(text)).items() if word in self._ids}
        weights = {word: number * float(self._idf[word]) for word, number in counted.items()}
        length = sum(weight * weight for weight in weights.values()) ** 0.5
        for word, weight in weights.items():
            place, values = self._postings[word]
            np.add.at(found, place, weight / length * values)
        return found


def tokens(text: str) -> list[str]:
    """Words of a sentence without the plural; of Chinese pairs of characters."""
    found: list[str] = []
    for word in _TOKEN.findall(fold(text, LONGEST_BODY)):
        if is_han(word):
            found += [word[start : start + 2] for start in range(max(1, len(word) - 1))]
        else:
            found.append(stem(word))
    return found
