"""Linking learned from titles that were coded before: what an office did by hand, it need not do again.

Kernel ridge regression on letters, words and meaning of the coded titles gives each code a score (C. Saunders and
others, "Ridge regression learning algorithm in dual variables", 1998); what the labels of the classification say joins
it. How far to trust each is fitted to what each coded title would have been given without itself, which this kind of
regression knows without being repeated.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from volens.engines.linking import calibration
from volens.engines.linking.features import grams, terms
from volens.engines.linking.linker import CHUNK, EXACT, Link, Linker
from volens.engines.linking.titles import Title, clean, fold, is_han
from volens.engines.linking.tuned import Tuned

#: How much the regression may doubt an example: tried, and chosen by what each example would get without itself.
RIDGES = (0.2, 0.4, 0.8)
#: The regression solves a square system of this many rows at most.
MOST = 10_000
#: How much each kind of evidence may count beside what was learned, in the order they are tried: what tuned meaning
#: says, the codes of one family together, then meaning, letters and words of labels.
SHARES = {
    "tuned": (0.0, 0.4, 0.8, 1.2),
    "family": (0.0, 0.15, 0.3, 0.45),
    "meaning": (0.0, 0.1, 0.2, 0.3),
    "letters": (0.0, 0.1, 0.2),
    "words": (0.0, 0.01, 0.03),
}
#: Shares are tried one after another, this many times over.
ROUNDS = 3
#: A wrong code of the right family counts this much of a right one when shares are chosen.
SAME_FAMILY = 0.5
#: Codes that differ in their last characters only are a family: classifications number each level with one or two.
LAST = 2

#: Kinds of evidence, in the order of the arrays; the last two only with an embedding.
KINDS = ("learned", "family", "letters", "words", "meaning", "tuned")

_LATIN = re.compile(r"[a-z]+")


class Example(NamedTuple):
    """A title and the codes it was given."""

    text: str
    codes: tuple[str, ...]


class _Asked(NamedTuple):
    """A cleaned title, and what cleaning cut: to some offices "trainee" is a code of its own."""

    title: Title
    cut: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> _Asked:
        title = clean(text)
        kept = {*title.words, *title.aside}
        return cls(title, tuple(sorted({word for word in _LATIN.findall(fold(text)) if word not in kept})))

    @property
    def empty(self) -> bool:
        """Whether there is nothing to go by."""
        return not (self.title.words or self.title.aside)


class _Kernel:
    """Likeness of titles to the examples: cosine of letters and words, of meaning (squared), and their product."""

    def __init__(self, linker: Linker, asked: Sequence[_Asked]) -> None:
        rows = [_features(one) for one in asked]
        seen = Counter(feature for row in rows for feature in row)
        self._ids = {feature: index for index, feature in enumerate(seen)}
        self._idf = np.array([np.log((1 + len(rows)) / (1 + number)) + 1 for number in seen.values()])
        self._size = len(rows)
        columns: list[NDArray[np.int64]] = []
        values: list[NDArray[np.float64]] = []
        for row in rows:
            found, weights = self._weighted(row)
            columns.append(found)
            values.append(weights)
        owner = np.repeat(np.arange(len(rows)), [len(found) for found in columns])
        flat = np.concatenate(columns)
        order = np.argsort(flat, kind="stable")
        self._starts = np.searchsorted(flat[order], np.arange(len(seen) + 1))
        self._owner = owner[order]
        self._values = np.concatenate(values)[order]
        self._linker = linker
        self._vectors = linker.vectors([one.title for one in asked])

    def _weighted(self, row: dict[str, float]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        known = [(self._ids[feature], weight) for feature, weight in row.items() if feature in self._ids]
        columns = np.array([column for column, _ in known], dtype=np.int64)
        weights = np.array([weight for _, weight in known]) * self._idf[columns]
        length = np.linalg.norm(weights)
        return columns, weights / length if length else weights

    def rows(self, asked: Sequence[_Asked]) -> NDArray[np.float64]:
        """One row of likenesses to all examples for each title."""
        found = np.zeros((len(asked), self._size))
        for index, one in enumerate(asked):
            columns, weights = self._weighted(_features(one))
            first, lengths = self._starts[columns], np.diff(self._starts)[columns]
            if lengths.sum():
                where = np.repeat(first - np.cumsum(lengths) + lengths, lengths) + np.arange(lengths.sum())
                added = self._values[where] * np.repeat(weights, lengths)
                found[index] = np.bincount(self._owner[where], added, minlength=self._size)
        if self._vectors is not None:
            vectors = self._linker.vectors([one.title for one in asked])
            assert vectors is not None  # noqa: S101 - one linker, one embedding
            near = np.maximum(vectors @ self._vectors.T, 0) ** 2
            found = found + near + found * near
        return found


class Learner:
    """A linker that also learned from examples. Read-only; answers as `Linker` does."""

    def __init__(self, linker: Linker, examples: Iterable[Example]) -> None:
        """Learn; ValueError when there is no example or more than `MOST` different ones. Codes need no label."""
        together: dict[_Asked, dict[str, None]] = {}
        texts: dict[_Asked, str] = {}
        for example in examples:
            title = _Asked.of(example.text)
            texts.setdefault(title, example.text)
            together.setdefault(title, {}).update(dict.fromkeys(example.codes))
        titles = [title for title, codes in together.items() if codes and not title.empty]
        if not titles:
            raise ValueError("Learning needs at least one example with a title and a code.")
        if len(titles) > MOST:
            raise ValueError(f"There are {len(titles)} different examples; {MOST} are the most that can be learned.")
        self._linker = linker
        given = {code for title in titles for code in together[title]}
        self._codes = sorted({*linker.codes, *given})
        number = {code: index for index, code in enumerate(self._codes)}
        self._labelled = np.array([number[code] for code in linker.codes])
        self._learned = np.array(sorted(number[code] for code in given))
        column = {self._codes[index]: place for place, index in enumerate(self._learned.tolist())}
        targets = np.zeros((len(titles), len(self._learned)))
        for row, title in enumerate(titles):
            targets[row, [column[code] for code in together[title]]] = 1.0
        self._texts = [texts[title] for title in titles]
        self._of_code = {number[code]: np.flatnonzero(targets[:, place]) for code, place in column.items()}
        self._kernel = _Kernel(linker, titles)
        likeness = self._kernel.rows(titles)
        best = -1.0
        for ridge in RIDGES:
            inverse = np.linalg.inv(likeness + ridge * np.eye(len(titles)))
            dual = inverse @ targets
            alone = targets - dual / np.diag(inverse)[:, None]
            right = float(targets[np.arange(len(titles)), alone.argmax(axis=1)].mean())
            if right > best:
                best, without, self._dual = right, alone, dual.astype(np.float32)
        cleaned = [one.title for one in titles]
        families = [code[:-LAST] for code in self._codes]
        self._family = np.unique(families, return_inverse=True)[1]
        self._tuned = None
        tuned = None
        if linker.embedding is not None:
            right_codes = np.zeros((len(titles), len(self._codes)), dtype=bool)
            right_codes[:, self._learned] = targets > 0
            pairs = [(texts[title], title.title) for title in titles]
            self._tuned = Tuned(linker.embedding, [linker.labels(code) for code in self._codes], pairs, right_codes)
            tuned = self._tuned.without()
        self._trust = self._fit(cleaned, targets, without, tuned)

    def _fit(
        self,
        titles: Sequence[Title],
        targets: NDArray[np.float64],
        without: NDArray[np.float64],
        tuned: NDArray[np.float32] | None,
    ) -> NDArray[np.float64]:
        """Trust in what was learned and in labels, from what each example would get without itself.

        How much each kind counts beside examples is what puts most right codes first (and, less, codes of the right
        family); how sure to be, what makes the right ones likeliest.
        """
        cases = max(60, min(calibration.CASES, calibration.MOST_CELLS // len(self._codes)))
        chosen = np.unique(np.linspace(0, len(titles) - 1, cases).astype(int))
        of_chosen = [titles[index] for index in chosen.tolist()]
        scores = self._scores(of_chosen, without[chosen], None if tuned is None else tuned[chosen])
        right = np.zeros((len(chosen), len(self._codes)), dtype=bool)
        right[:, self._learned] = targets[chosen] > 0
        worth = right.astype(np.float32)
        for case, code in np.argwhere(right).tolist():
            same = self._family == self._family[code]
            worth[case, same] = np.maximum(worth[case, same], SAME_FAMILY)
        rows = np.arange(len(chosen))
        mix = np.zeros(scores.shape[2], dtype=np.float32)
        mix[0] = 1.0
        mixed, best = scores[:, :, 0].copy(), -1.0
        for _ in range(ROUNDS):
            for kind, shares in SHARES.items():
                place = KINDS.index(kind)
                if place >= len(mix):
                    continue
                for share in shares:
                    tried = mixed + (share - mix[place]) * scores[:, :, place]
                    value = float(worth[rows, tried.argmax(axis=1)].sum())
                    if value > best:
                        best, mix[place], mixed = value, share, tried
        trust = calibration.fit(mixed[:, :, None], self._learned[targets[chosen].argmax(axis=1)])
        return np.asarray(mix * trust[0], dtype=np.float64)

    def _scores(
        self, titles: Sequence[Title], learned: NDArray[np.floating], tuned: NDArray[np.float32] | None
    ) -> NDArray[np.float32]:
        """What examples and labels say: (titles, codes, kinds), in the order of `KINDS`."""
        said = self._linker.kinds(titles)
        scores = np.zeros((len(titles), len(self._codes), 4 if tuned is None else len(KINDS)), dtype=np.float32)
        scores[:, self._learned, 0] = learned
        family = np.zeros((int(self._family.max()) + 1, len(titles)), dtype=np.float32)
        np.add.at(family, self._family[self._learned], learned.T)
        scores[:, :, 1] = family[self._family].T
        # A code without a label is not less likely for it.
        lacking = len(self._labelled) < len(self._codes)
        scores[:, :, 2 : 2 + said.shape[2]] = said.min(axis=1, keepdims=True) if lacking else 0
        scores[:, self._labelled, 2 : 2 + said.shape[2]] = said
        if tuned is not None:
            scores[:, :, KINDS.index("tuned")] = tuned
        return scores

    @property
    def codes(self) -> Sequence[str]:
        """All codes it can answer, sorted."""
        return self._codes

    def link(self, title: str, *, limit: int = 5) -> tuple[Link, ...]:
        """The `limit` best codes for a title, likeliest first; empty when nothing in it is known."""
        return self.link_many([title], limit=limit)[0]

    def link_many(self, titles: Sequence[str], *, limit: int = 5) -> list[tuple[Link, ...]]:
        """`link` for many titles at once, in their order."""
        asked = [_Asked.of(title) for title in titles]
        different = list(dict.fromkeys(asked))
        known: dict[_Asked, tuple[Link, ...]] = {}
        for start in range(0, len(different), CHUNK):
            chunk = different[start : start + CHUNK]
            likeness = self._kernel.rows(chunk)
            cleaned = [one.title for one in chunk]
            tuned = None if self._tuned is None else self._tuned.scores(cleaned)
            evidence = self._scores(cleaned, likeness.astype(np.float32) @ self._dual, tuned) @ self._trust
            for row, title in enumerate(cleaned):
                evidence[row, self._labelled[self._linker.named(title)]] += EXACT
            chances = calibration.softmax(evidence)
            for one, like, chance in zip(chunk, likeness, chances, strict=True):
                known[one] = self._ranked(one, like, chance, limit)
        return [known[one] for one in asked]

    def _ranked(
        self, asked: _Asked, likeness: NDArray[np.float64], chances: NDArray[np.float64], limit: int
    ) -> tuple[Link, ...]:
        if limit < 1 or asked.empty or np.ptp(chances) == 0:
            return ()
        picked = np.argpartition(-chances, limit)[:limit] if limit < len(chances) else np.arange(len(chances))
        picked = picked[np.lexsort((picked, -chances[picked]))]
        found = []
        for code in picked.tolist():
            of_code = self._of_code.get(code)
            if of_code is None:
                score, label = 0.0, self._linker.label(self._codes[code])
            else:
                nearest = of_code[np.argmax(likeness[of_code])]
                score, label = min(1.0, float(likeness[nearest]) / 3), self._texts[nearest]
            found.append(Link(self._codes[code], score, float(chances[code]), label))
        return tuple(found)


def _features(asked: _Asked) -> dict[str, float]:
    """Letters and words of a title, those said aside and those cut too: examples teach which of them matter.

    Of Chinese also how it begins and ends, where the kind of work stands.
    """
    words = (*asked.title.words, *asked.title.aside)
    found = dict.fromkeys(terms(Title(words, ())), 1.0) | dict.fromkeys((f"-{word}" for word in asked.cut), 1.0)
    for word in words:
        if is_han(word):
            found[f"^{word[0]}"] = 1.0
            found[f"{word[-2:]}$"] = 1.0
        else:
            found |= dict.fromkeys((f"~{gram}" for gram in grams(word)), 1.0)
    return found
