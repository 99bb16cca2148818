"""Linking learned from titles that were coded before: what an office did by hand, it need not do again.

Kernel ridge regression on letters, words and meaning of the coded titles gives each code a score (C. Saunders and
others, "Ridge regression learning algorithm in dual variables", 1998); what the labels of the classification say joins
it. How far to trust each is fitted to what each coded title would have been given without itself, which this kind of
regression knows without being repeated.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from volens.engines.linking import calibration
from volens.engines.linking.likeness import LAST, Asked, Labels, Likeness, tellings
from volens.engines.linking.linker import CHUNK, EXACT, Link, Linker
from volens.engines.linking.titles import Title
from volens.engines.linking.tuned import Tuned

#: How much the regression may doubt an example: tried, and chosen by what each example would get without itself.
RIDGES = (0.2, 0.4, 0.8)
#: How much it may doubt a label that is taken for an example: offices code otherwise than names say.
LABEL_RIDGE = 2.0
#: Labels are taken for examples when what is right then stands out further by more than so many standard errors.
SURELY = 2.0
#: The regression solves a square system of this many rows at most.
MOST = 10_000
#: How much each kind of evidence may count beside what was learned; all that can be put together from these is tried.
SHARES = {
    "tuned": (0.0, 0.4, 0.8, 1.2),
    "family": (0.0, 0.15, 0.3, 0.45, 0.6),
    "meaning": (0.0, 0.1, 0.2, 0.3),
    "letters": (0.0, 0.1, 0.2),
    "words": (0.0, 0.01, 0.03),
}
#: Shares are compared on this many of the likeliest codes of each title: the others never come first.
COMPARED = 60
#: What is right counts as far as it stands out at this sharpness, so that a share is not chosen for a handful of
#: examples whose first two codes are nearly equal.
SHARPNESS = 20.0
#: A wrong code of the right family counts this much of a right one when shares are chosen.
SAME_FAMILY = 0.5
#: Kinds of evidence, in the order of the arrays; the last two only with an embedding.
KINDS = ("learned", "family", "letters", "words", "meaning", "tuned")


class Example(NamedTuple):
    """A title and the codes it was given."""

    text: str
    codes: tuple[str, ...]


class _Taught(NamedTuple):
    """What was learned: a column of `dual` for each code of `learned`; what each example would get without itself."""

    kernel: Likeness
    learned: NDArray[np.intp]
    dual: NDArray[np.float32]
    without: NDArray[np.float64]


class Learner:
    """A linker that also learned from examples. Read-only; answers as `Linker` does."""

    def __init__(self, linker: Linker, examples: Iterable[Example]) -> None:
        """Learn; ValueError when there is no example or more than `MOST` different ones. Codes need no label."""
        together, texts = _different(examples)
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
        learned = np.array(sorted(number[code] for code in given))
        column = {self._codes[index]: place for place, index in enumerate(learned.tolist())}
        targets = np.zeros((len(titles), len(learned)))
        for row, title in enumerate(titles):
            targets[row, [column[code] for code in together[title]]] = 1.0
        self._texts = [texts[title] for title in titles]
        self._of_code = {number[code]: np.flatnonzero(targets[:, place]) for code, place in column.items()}
        cleaned = [one.title for one in titles]
        cases = max(60, min(calibration.CASES, calibration.MOST_CELLS // len(self._codes)))
        chosen = np.unique(np.linspace(0, len(titles) - 1, cases).astype(int))
        said, told = _said(linker, cleaned, chosen)
        of_titles = [np.flatnonzero(row).tolist() for row in targets]
        kernel = Likeness(linker, titles, told, of_titles)
        taught, ridge = _of_examples(kernel, kernel.rows(titles, told).astype(np.float64), targets, learned)
        self._tuned = None
        tuned = None
        right = np.zeros((len(titles), len(self._codes)), dtype=bool)
        right[:, learned] = targets > 0
        if linker.embedding is not None:
            pairs = [(texts[title], title.title) for title in titles]
            self._tuned = Tuned(linker.embedding, [linker.labels(code) for code in self._codes], pairs, right)
            tuned = self._tuned.without()[chosen]
        self._take(taught)
        self._trust, stood_out = self._fit(said, right[chosen], taught.without[chosen], tuned)
        if len(titles) + len(linker.codes) <= MOST:
            labels = Labels.of(linker)
            kernel = Likeness(linker, titles, told, of_titles, labels)
            likeness = np.concatenate([kernel.rows(titles, told), kernel.rows_of_labels(labels)])
            both = _with_labels(kernel, likeness.astype(np.float64), right, self._labelled, ridge)
            self._take(both)
            trust, with_labels = self._fit(said, right[chosen], both.without[chosen], tuned)
            gain = with_labels - stood_out
            if float(gain.mean()) > SURELY * float(gain.std()) / len(gain) ** 0.5:
                self._trust = trust
            else:
                self._take(taught)

    def _take(self, taught: _Taught) -> None:
        """Answer by what this regression learned."""
        self._kernel, self._learned, self._dual = taught.kernel, taught.learned, taught.dual
        self._place_families()

    def _place_families(self) -> None:
        """Which family each code belongs to, and where `_evidence` finds what was learned of it."""
        families = [code[:-LAST] for code in self._codes]
        self._family = np.unique(families, return_inverse=True)[1]
        self._of_family = np.zeros((len(self._learned), int(self._family.max()) + 1), dtype=np.float32)
        self._of_family[np.arange(len(self._learned)), self._family[self._learned]] = 1.0
        self._place_of_family = len(self._learned) + self._family
        self._place_of_code = np.full(len(self._codes), self._of_family.shape[0] + self._of_family.shape[1])
        self._place_of_code[self._learned] = np.arange(len(self._learned))

    def _fit(
        self,
        said: NDArray[np.float32],
        right: NDArray[np.bool_],
        without: NDArray[np.float64],
        tuned: NDArray[np.float32] | None,
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Trust in what was learned and in labels, from what each example would get without itself.

        And how far what is right stands out for each.

        How much each kind counts beside examples is what lets most right codes (and, less, codes of the right family)
        stand out; how sure to be, what makes the right ones likeliest. The shares that did best are among many that did
        nearly as well, and by chance often stand at the edge of what was tried. So the mean of all is taken, each
        counted by how many standard errors it stays behind the best.
        """
        scores = self._scores(said, without, tuned)
        worth = right.astype(np.float32)
        for case, code in np.argwhere(right).tolist():
            same = self._family == self._family[code]
            worth[case, same] = np.maximum(worth[case, same], SAME_FAMILY)
        tried = _mixes(scores.shape[2])
        middling = scores @ tried.mean(axis=0)
        most = min(COMPARED, middling.shape[1])
        likely = np.argpartition(-middling, most - 1, axis=1)[:, :most]
        near, gain = np.take_along_axis(scores, likely[:, :, None], axis=1), np.take_along_axis(worth, likely, axis=1)
        values = np.stack([_stood_out(near @ mix, gain) for mix in tried])
        means = values.mean(axis=1)
        best = int(means.argmax())
        error = max(float(values[best].std()) / len(said) ** 0.5, 1e-6)
        counted = np.exp(-0.5 * ((means[best] - means) / error) ** 2)
        counted /= counted.sum()
        mix = (counted @ tried).astype(np.float32)
        trust = calibration.fit((scores @ mix)[:, :, None], right.argmax(axis=1))
        return np.asarray(mix * trust[0], dtype=np.float64), np.asarray(counted @ values, dtype=np.float64)

    def _scores(
        self, said: NDArray[np.float32], learned: NDArray[np.floating], tuned: NDArray[np.float32] | None
    ) -> NDArray[np.float32]:
        """What examples and labels (`said`) say: (titles, codes, kinds), in the order of `KINDS`."""
        scores = np.zeros((len(said), len(self._codes), 4 if tuned is None else len(KINDS)), dtype=np.float32)
        scores[:, self._learned, 0] = learned
        scores[:, :, 1] = (learned.astype(np.float32) @ self._of_family)[:, self._family]
        # A code without a label is not less likely for it.
        lacking = len(self._labelled) < len(self._codes)
        scores[:, :, 2 : 2 + said.shape[2]] = said.min(axis=1, keepdims=True) if lacking else 0
        scores[:, self._labelled, 2 : 2 + said.shape[2]] = said
        if tuned is not None:
            scores[:, :, KINDS.index("tuned")] = tuned
        return scores

    def _evidence(
        self, said: NDArray[np.float32], learned: NDArray[np.float32], tuned: NDArray[np.float32] | None
    ) -> NDArray[np.float32]:
        """`_scores` weighed by the trust in each kind and added up, without laying the kinds out: (titles, codes)."""
        trust = self._trust.astype(np.float32)
        # What was learned of a code and of its family side by side, gathered for all codes in one go: adding to chosen
        # columns costs more than reading all of them.
        beside = np.concatenate(
            [learned * trust[0], (learned @ self._of_family) * trust[1], np.zeros((len(said), 1), dtype=np.float32)],
            axis=1,
        )
        evidence = np.take(beside, self._place_of_code, axis=1) + np.take(beside, self._place_of_family, axis=1)
        of_labels = trust[2 : 2 + said.shape[2]]
        if len(self._labelled) < len(self._codes):
            least = said.min(axis=1, keepdims=True)
            evidence += least @ of_labels
            evidence[:, self._labelled] += (said - least) @ of_labels
        else:
            evidence += said @ of_labels
        if tuned is not None:
            evidence += trust[KINDS.index("tuned")] * tuned
        return np.asarray(evidence, dtype=np.float32)

    @property
    def codes(self) -> Sequence[str]:
        """All codes it can answer, sorted."""
        return self._codes

    def link(self, title: str, *, limit: int = 5) -> tuple[Link, ...]:
        """The `limit` best codes for a title, likeliest first; empty when nothing in it is known."""
        return self.link_many([title], limit=limit)[0]

    def link_many(self, titles: Sequence[str], *, limit: int = 5) -> list[tuple[Link, ...]]:
        """`link` for many titles at once, in their order."""
        asked = [Asked.of(title) for title in titles]
        different = list(dict.fromkeys(asked))
        known: dict[Asked, tuple[Link, ...]] = {}
        for start in range(0, len(different), CHUNK):
            chunk = different[start : start + CHUNK]
            cleaned = [one.title for one in chunk]
            said = self._linker.kinds(cleaned)
            likeness = self._kernel.rows(chunk, tellings(self._linker, cleaned, said))
            tuned = None if self._tuned is None else self._tuned.scores(cleaned)
            evidence = self._evidence(said, likeness @ self._dual, tuned)
            for row, title in enumerate(cleaned):
                evidence[row, self._labelled[self._linker.named(title)]] += EXACT
            chances = calibration.softmax(evidence)
            for one, like, chance in zip(chunk, likeness, chances, strict=True):
                known[one] = self._ranked(one, like, chance, limit)
        return [known[one] for one in asked]

    def _ranked(
        self, asked: Asked, likeness: NDArray[np.float32], chances: NDArray[np.float64], limit: int
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
                score, label = min(1.0, float(likeness[nearest]) / self._kernel.itself), self._texts[nearest]
            found.append(Link(self._codes[code], score, float(chances[code]), label))
        return tuple(found)


def _different(examples: Iterable[Example]) -> tuple[dict[Asked, dict[str, None]], dict[Asked, str]]:
    """The codes of each different title, and how it was first written."""
    together: dict[Asked, dict[str, None]] = {}
    texts: dict[Asked, str] = {}
    for example in examples:
        title = Asked.of(example.text)
        texts.setdefault(title, example.text)
        together.setdefault(title, {}).update(dict.fromkeys(example.codes))
    return together, texts


def _of_examples(
    kernel: Likeness, likeness: NDArray[np.float64], targets: NDArray[np.float64], learned: NDArray[np.intp]
) -> tuple[_Taught, float]:
    """Regression on examples with the ridge that gives most of them their code without themselves; and that ridge."""
    best = -1.0
    for tried in RIDGES:
        inverse = np.linalg.inv(likeness + tried * np.eye(len(targets)))
        dual = inverse @ targets
        without = targets - dual / np.diag(inverse)[:, None]
        share = float(targets[np.arange(len(targets)), without.argmax(axis=1)].mean())
        if share > best:
            best, ridge, taught = share, tried, _Taught(kernel, learned, dual.astype(np.float32), without)
    return taught, ridge


def _with_labels(
    kernel: Likeness,
    likeness: NDArray[np.float64],
    right: NDArray[np.bool_],
    labelled: NDArray[np.intp],
    ridge: float,
) -> _Taught:
    """Regression on examples and, more doubted, on what the labels of each code have in common."""
    codes = right.shape[1]
    targets = np.concatenate([right.astype(np.float64), np.eye(codes)[labelled]])
    doubt = np.repeat([ridge, LABEL_RIDGE], [len(right), len(labelled)])
    inverse = np.linalg.inv(likeness + np.diag(doubt))
    dual = inverse @ targets
    without = (targets - dual / np.diag(inverse)[:, None])[: len(right)]
    return _Taught(kernel, np.arange(codes), dual.astype(np.float32), without)


def _mixes(kinds: int) -> NDArray[np.float32]:
    """All that can be put together from `SHARES`, a row each, in the order of `KINDS`; what was learned counts 1."""
    shares = (SHARES[kind] for kind in KINDS[1:kinds])
    return np.array([(1.0, *mix) for mix in itertools.product(*shares)], dtype=np.float32)


def _stood_out(mixed: NDArray[np.float32], gain: NDArray[np.float32]) -> NDArray[np.float32]:
    """How far what is right stands out for each title: the mean of `gain` by the chances at `SHARPNESS`."""
    raised = np.exp(SHARPNESS * (mixed - mixed.max(axis=1, keepdims=True)))
    return np.asarray((raised * gain).sum(axis=1) / raised.sum(axis=1), dtype=np.float32)


def _said(
    linker: Linker, titles: Sequence[Title], chosen: NDArray[np.intp]
) -> tuple[NDArray[np.float32], list[dict[str, float]]]:
    """What labels say: every kind for the chosen titles, the likeliest codes for all. A part at a time, for memory."""
    kinds, told = [], []
    for start in range(0, len(titles), CHUNK):
        part = titles[start : start + CHUNK]
        found = linker.kinds(part)
        told += tellings(linker, part, found)
        kinds.append(found[chosen[(chosen >= start) & (chosen < start + len(part))] - start])
    return np.concatenate(kinds), told
