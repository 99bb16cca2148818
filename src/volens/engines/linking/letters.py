"""Labels by the letters they share with a title: TF-IDF of character n-grams and the cosine.

A title's score is the sum over its words, and advertised titles share their words. So what each word contributes to
each label is worked out once and kept; most titles then cost a few additions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from volens.engines.linking.features import ASIDE, grams
from volens.engines.linking.titles import Title

#: A label that shares less than this part of a word (in weight) does not contain it in any form.
SHARED = 0.15
#: An n-gram of more labels than this part ("er", " s") tells nothing of its own: it counts for a word's length only.
COMMON = 0.1
#: Words are kept with what they contribute, as long as that is no more labels than this: 8 bytes each.
KEPT_LABELS = 6_000_000

#: Labels that contain a word in some form, what it adds to each, and the square of its own length.
_Contribution = tuple[NDArray[np.int32], NDArray[np.float32], float]


class _Kept:
    """What words contribute, those asked for lately: a full half becomes the old one, and the old one is dropped."""

    def __init__(self, make: Callable[[str], _Contribution]) -> None:
        self._make = make
        self._young: dict[str, _Contribution] = {}
        self._old: dict[str, _Contribution] = {}
        self._size = 0

    def __call__(self, word: str) -> _Contribution:
        found = self._young.get(word)
        if found is None:
            found = self._old.get(word) or self._make(word)
            if self._size >= KEPT_LABELS // 2:
                self._old, self._young, self._size = self._young, {}, 0
            self._young[word] = found
            self._size += len(found[0]) + 50  # and what objects themselves take
        return found


class Letters:
    """An inverted index from n-grams to labels. Read-only."""

    def __init__(self, vocabulary: Sequence[str], arrays: Mapping[str, NDArray[Any]]) -> None:
        """Take what `build` or a file on disk gives."""
        self.vocabulary = vocabulary
        self.arrays = arrays
        self._ids = {gram: index for index, gram in enumerate(vocabulary)}
        self._idf: NDArray[np.float32] = arrays["idf"]
        self._starts: NDArray[np.int32] = arrays["starts"]
        self._labels: NDArray[np.int32] = arrays["labels"]
        self._weights: NDArray[np.float32] = arrays["weights"]
        self._lengths = np.diff(self._starts)
        self.size = int(arrays["size"])
        self._unknown = float(np.log(1 + self.size) + 1)
        self._contribution = _Kept(self._contributed)

    @classmethod
    def build(cls, titles: Sequence[Title]) -> Letters:
        """Index labels, cleaned as titles are."""
        ids: dict[str, int] = {}
        known: dict[str, NDArray[np.int64]] = {}
        pieces: list[NDArray[np.int64]] = []
        owners: list[int] = []
        for index, title in enumerate(titles):
            for word in (*title.words, *title.aside):
                of_word = known.get(word)
                if of_word is None:
                    found = [ids.setdefault(gram, len(ids)) for gram in grams(word)]
                    of_word = known[word] = np.array(found, dtype=np.int64)
                pieces.append(of_word)
                owners.append(index)
        size = len(titles)
        label = np.repeat(np.array(owners, dtype=np.int64), [len(piece) for piece in pieces])
        keys, counts = np.unique(np.concatenate(pieces) * size + label, return_counts=True)
        gram, label = keys // size, keys % size
        frequency = np.bincount(gram, minlength=len(ids))
        idf = np.log((1 + size) / (1 + frequency)) + 1
        weights = (1 + np.log(counts)) * idf[gram]
        weights /= np.sqrt(np.bincount(label, weights**2, minlength=size))[label]
        telling = frequency[gram] <= max(COMMON * size, 50)
        gram, label, weights = gram[telling], label[telling], weights[telling]
        return cls(
            list(ids),
            {
                "idf": idf.astype(np.float32),
                "starts": np.concatenate([[0], np.cumsum(np.bincount(gram, minlength=len(ids)))]).astype(np.int32),
                "labels": label.astype(np.int32),
                "weights": weights.astype(np.float32),
                "size": np.array(size),
            },
        )

    def _contributed(self, word: str) -> _Contribution:
        """Labels that contain the word in some form, what it adds to each, and the square of its own length.

        Letters no label has count in the length, as the rarest would: a title of unknown words resembles nothing.
        """
        all_grams = set(grams(word))
        ids = self._ids
        gram = np.array(sorted([ids[gram] for gram in all_grams if gram in ids]), dtype=np.int64)
        squared = (len(all_grams) - len(gram)) * self._unknown**2
        if not len(gram):
            return np.zeros(0, np.int32), np.zeros(0, np.float32), squared
        idf, first, lengths = self._idf[gram], self._starts[gram], self._lengths[gram]
        squared += float(idf @ idf)
        where = np.repeat(first - np.cumsum(lengths) + lengths, lengths) + np.arange(lengths.sum())
        labels = self._labels[where]
        added = np.bincount(labels, self._weights[where] * np.repeat(idf, lengths), minlength=self.size)
        shared = np.bincount(labels, np.repeat(idf * idf, lengths), minlength=self.size)
        kept = np.flatnonzero(shared >= SHARED * squared).astype(np.int32)
        return kept, added[kept].astype(np.float32), squared

    def scores(self, title: Title) -> NDArray[np.float32]:
        """Likeness of every label to the title, 0 to about 1."""
        total = np.zeros(self.size, dtype=np.float32)
        squared = 0.0
        strengths = dict.fromkeys(title.aside, ASIDE) | dict.fromkeys(title.words, 1.0)
        for word, strength in strengths.items():
            labels, added, length = self._contribution(word)
            total[labels] += strength * added
            squared += strength * strength * length
        if squared:
            total /= squared**0.5
        return total
