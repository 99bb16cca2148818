"""The net as shipped: one file of small numbers, loaded in milliseconds, read without running anything in it."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from volens.engines.vetting.learned import features as feature
from volens.engines.vetting.learned.corpus import INDICATORS
from volens.engines.vetting.learned.hidden import Hidden
from volens.engines.vetting.learned.lexicon import Lexicon
from volens.engines.vetting.learned.sieve import Sieve
from volens.engines.vetting.learned.units import Unit, units

SHIPPED = Path(__file__).parent / "model.npz"
#: Sentences judged in one go: enough to keep numpy busy, few enough to keep the arrays small.
_BATCH = 4096
#: So many sentences are remembered with what the sieve said of them, none longer than so many letters.
_REMEMBERED, _WORTH_REMEMBERING = 50_000, 300


class ModelError(ValueError):
    """A model file that is damaged or was trained for other features or indicators; says what to do."""


class Hit(NamedTuple):
    """An indicator the net sees: how sure it is (0 to 1) and the sentence that moved it, `text[start:end]`.

    `alone`: the sentence is enough; otherwise it takes another with it.
    """

    indicator: str
    probability: float
    span: Unit
    alone: bool = True


class Reading(NamedTuple):
    """What the net makes of one text.

    `any` is the highest probability that a sentence stands for any indicator, `probabilities` the highest per
    indicator;
    `hits` name what the text is held for, surest first: a sentence that is enough alone, or two that are together. A
    text with hits is to be held. `near` are the units that
    came close enough to be judged in full, each with its probability of any indicator; `units` is how many there are.
    """

    any: float
    probabilities: dict[str, float]
    hits: tuple[Hit, ...]
    near: tuple[tuple[Unit, float], ...] = ()
    units: int = 0


@dataclass(frozen=True)
class Net:
    """The weights and what turns them into probabilities. Two threads may read with one net.

    The outputs of the hidden layer are the fourteen indicators and, last, *any indicator*; the sieve says which
    sentences are worth working them out. `rarity[bucket]` (in steps of 1 / `STEPS_OF_RARITY`) is how rare a feature was
    in training, most for one never or hardly seen: the features of a sentence count for as much as one of length 1,
    rare ones more, so that a sentence of words nobody taught decides little. `calibration` has a row for sentences
    without and one for sentences with Han characters, all fitted on patterns held out of training: *any* becomes a
    probability by the logistic of `slope * any + peak * highest + offset`; it is shared out among the indicators by the
    softmax of `sharpness * output`; from `threshold` on (and what `ALONE` or `TOGETHER` adds) a sentence counts
    in a text of `USUAL` units (`_longer` for others).
    """

    rarity: NDArray[np.uint8]
    sieve: Sieve
    hidden: Hidden
    calibration: NDArray[np.float64]
    lexicon: Lexicon
    data: str

    @classmethod
    def load(cls, path: Path = SHIPPED) -> Net:
        """The net of a model file, by default the one shipped. Raises `ModelError` for a file that does not fit."""
        try:
            with np.load(path, allow_pickle=False) as file:
                arrays: dict[str, NDArray[Any]] = {name: file[name] for name in file.files}
            about = json.loads(arrays.pop("about").tobytes())
            fits = about["features"] == feature.VERSION and tuple(about["indicators"]) == INDICATORS
            size = feature.BUCKETS + feature.MEANING_BUCKETS
            used = np.cumsum(arrays.pop("gaps").astype(np.int64))
            rarity = np.full(size, about["unseen"], np.uint8)
            rarity[used] = arrays.pop("rarity")
            sifting = np.zeros(size, np.int8)
            sifting[used] = arrays.pop("sieve")
            sieve = Sieve(sifting, arrays.pop("sieve_scales"), float(about["intercept"]), arrays.pop("bars"))
            hiding = np.zeros((size, len(arrays["bias"])), np.int8)
            hiding[used] = arrays.pop("rows")
            layer = Hidden(hiding, *(arrays.pop(name) for name in ("scales", "bias", "out", "intercepts")))
            keys = np.cumsum(arrays.pop("lexicon_gaps"), dtype=np.uint64)
            meant = [arrays.pop(f"lexicon_{name}") for name in ("meanings", "groups", "negators")]
            lexicon = Lexicon.of(keys, meant[0], int(about["longest"]), meant[1], meant[2])
        except (OSError, ValueError, KeyError, EOFError, IndexError, zipfile.BadZipFile) as error:
            raise ModelError(f"{path.name} cannot be read: train it again with scripts/train_vetting.py") from error
        if not fits:
            raise ModelError(
                f"{path.name} was trained for other features: train it again with scripts/train_vetting.py"
            )
        return cls(rarity, sieve, layer, arrays["calibration"], lexicon, about["data"])

    def save(self, path: Path) -> None:
        """Write the model, the same bytes for the same weights, all of it or nothing."""
        unseen = int(self.rarity.max())
        used = np.flatnonzero(self.hidden.weights.any(axis=1) | (self.sieve.weights != 0) | (self.rarity != unseen))
        about = {
            "data": self.data, "features": feature.VERSION, "indicators": list(INDICATORS),
            "longest": self.lexicon.longest, "unseen": unseen, "intercept": self.sieve.intercept,
        }  # fmt: skip
        arrays: dict[str, NDArray[Any]] = {
            "about": np.frombuffer(json.dumps(about, sort_keys=True).encode(), dtype=np.uint8),
            "gaps": np.diff(used, prepend=0).astype(np.uint32),
            "rows": self.hidden.weights[used],
            "sieve": self.sieve.weights[used],
            "rarity": self.rarity[used],
            "lexicon_gaps": np.diff(self.lexicon.keys, prepend=np.zeros(1, np.uint64)),
        }
        for name in ("meanings", "groups", "negators"):
            arrays[f"lexicon_{name}"] = getattr(self.lexicon, name)
        for name in ("scales", "bias", "out", "intercepts"):
            arrays[name] = getattr(self.hidden, name)
        arrays |= {"sieve_scales": self.sieve.scales, "bars": self.sieve.bars, "calibration": self.calibration}
        unfinished = path.with_suffix(".unfinished")
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for name in sorted(arrays):
                # A fixed date: numpy would write the time of day.
                entry = zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                with archive.open(entry, "w") as file:
                    np.lib.format.write_array(file, np.ascontiguousarray(arrays[name]), version=(1, 0))
        unfinished.replace(path)

    def judge(self, sentences: Sequence[str]) -> NDArray[np.float64]:
        """The probability of each indicator (columns, in the order of `INDICATORS`) in each sentence (rows).

        They add up to the probability that the sentence stands for any indicator at all.
        """
        parts = [self._judge(sentences[at : at + _BATCH]) for at in range(0, len(sentences), _BATCH)]
        return np.concatenate(parts) if parts else np.zeros((0, len(INDICATORS)))

    def read(self, texts: Sequence[str], pointed: Sequence[Sequence[tuple[int, int]]] = ()) -> list[Reading]:
        """Judge whole texts: every sentence, and clauses of long ones; the place of a hit is in the text as given.

        All sentences are sifted; the indicators are worked out for those the sieve lets through, for the likeliest
        `FULLY` of each text, so that no harmless sentence takes the place of a doubtful one, and for those that meet
        what somebody `pointed` at: places as (start, end), for each text.
        """
        spans = [units(text) for text in texts]
        parts = [text[unit.start : unit.end] for text, found in zip(texts, spans, strict=True) for unit in found]
        sifted = self._remembered(parts)
        sizes = np.array([len(found) for found in spans], dtype=np.int64)
        ends = np.cumsum(sizes)
        chosen = sifted > 0
        for number, (found, end) in enumerate(zip(spans, ends.tolist(), strict=True)):
            first = end - len(found)
            chosen[first + np.argsort(-sifted[first:end], kind="stable")[:FULLY]] = True
            for start, stop in pointed[number] if pointed else ():
                chosen[first:end] |= [unit.start < stop and start < unit.end for unit in found]
        rows = np.flatnonzero(chosen)
        near = [parts[row] for row in rows]
        judged = self.judge(near)
        script = scripts(near)
        odds = _odds(judged.sum(axis=1)) - _odds(self.calibration[script, _THRESHOLD])
        readings = []
        for found, end in zip(spans, ends.tolist(), strict=True):
            first, last = (int(at) for at in np.searchsorted(rows, (end - len(found), end)))
            places = [found[row - end + len(found)] for row in rows[first:last].tolist()]
            readings.append(_reading(judged[first:last], odds[first:last], places, len(found), script[first:last]))
        return readings

    def logits(self, found: feature.Features) -> NDArray[np.float64]:
        """The raw outputs (fourteen indicators and *any*) for features worked out before."""
        norms = np.sqrt(np.add.reduceat(self._squares[found.indices], found.starts[:-1])).reshape(-1, 2)
        return self.hidden.outputs(found, norms)

    def sift(self, found: feature.Features) -> NDArray[np.float64]:
        """The raw outputs of the sieve for features worked out before."""
        blocks = np.repeat(np.arange(len(found.starts) - 1), np.diff(found.starts))
        return self.sieve.outputs(found.indices, blocks, self._squares, (len(found.starts) - 1) // 2)

    def _remembered(self, parts: Sequence[str]) -> NDArray[np.float64]:
        """What `_sift` says of each part; advertisements repeat sentences, and no sentence is sifted twice."""
        said = {part: self._known.get(part) for part in parts}
        new = [part for part, value in said.items() if value is None]
        for at in range(0, len(new), _BATCH):
            batch = new[at : at + _BATCH]
            said.update(zip(batch, self._sift(batch).tolist(), strict=True))
        if len(self._known) + len(new) > _REMEMBERED:
            self._known.clear()
        self._known.update({part: said[part] for part in new if len(part) <= _WORTH_REMEMBERING})
        return np.array([said[part] for part in parts], dtype=np.float64)

    def _sift(self, sentences: Sequence[str]) -> NDArray[np.float64]:
        """How far the sieve's output is above the bar."""
        indices, block = feature.scattered(sentences, self.lexicon)
        return self.sieve.outputs(indices, block, self._squares, len(sentences)) - self.sieve.bars[scripts(sentences)]

    @cached_property
    def _known(self) -> dict[str, float | None]:
        return {}

    @cached_property
    def _squares(self) -> NDArray[np.float64]:
        return np.square(self.rarity / STEPS_OF_RARITY)

    def _judge(self, sentences: Sequence[str]) -> NDArray[np.float64]:
        found = feature.features(sentences, self.lexicon)
        return probabilities(self.logits(found), self.calibration[scripts(sentences)])

    @property
    def thresholds(self) -> tuple[float, float]:
        """From which probability of *any* on a sentence of a usual text counts: without and with Han characters."""
        return float(self.calibration[0, _THRESHOLD]), float(self.calibration[1, _THRESHOLD])


#: In so many steps rarity is told; 1 is the rarity of a feature on average.
STEPS_OF_RARITY = 32
#: So many sentences of a text are judged in full whatever the sieve says.
FULLY = 4
#: The columns of the calibration, and how large a share of *any* an indicator needs to be named besides the first.
_SLOPE, _PEAK, _OFFSET, _SHARPNESS, _THRESHOLD = range(5)
_NAMED = 0.2
#: The units of a usual text, and the fewest a text counts for: of a line or two nothing is known but these. And the
#: most: nobody hides a sentence by adding many others.
USUAL, LEAST, MOST = 10, 6, 20
#: Two sentences that would not hold a text each may do so together, as a reader adds up what is odd. Their odds must
#: pass the threshold by `TOGETHER`, those of one alone by `ALONE`; two odd ones stand in nearly every very long text.
ALONE, TOGETHER, MOST_TOGETHER = 0.5, 0.9, 60
#: The odds needed grow with this power of the number of units, up to a usual text and beyond (without and with Han
#: characters: Chinese is written in shorter clauses). One bad sentence is to be seen among thirty honest ones too.
GROWTH, BEYOND = 2.4, np.array((1.0, 0.5))
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


def scripts(sentences: Sequence[str]) -> NDArray[np.int64]:
    """1 for a sentence with a Han character, else 0."""
    return np.array([0 if one.isascii() or not _HAN.search(one) else 1 for one in sentences], dtype=np.int64)


def probabilities(raw: NDArray[np.float64], calibration: NDArray[np.float64]) -> NDArray[np.float64]:
    """Raw outputs, with a row of calibration for each, as probabilities of the indicators."""
    own = raw[:, :-1]
    total = logistic(
        raw[:, -1] * calibration[:, _SLOPE]
        + own.max(axis=1, initial=-1e9) * calibration[:, _PEAK]
        + calibration[:, _OFFSET]
    )
    sharp = np.exp((own - own.max(axis=1, keepdims=True)) * calibration[:, _SHARPNESS][:, None])
    return np.asarray(total[:, None] * sharp / sharp.sum(axis=1, keepdims=True))


def _odds(probability: NDArray[np.float64]) -> NDArray[np.float64]:
    """The logarithm of the odds."""
    kept = np.clip(probability, 1e-9, 1 - 1e-9)
    return np.asarray(np.log(kept / (1 - kept)))


def _longer(size: int, most: int, script: NDArray[np.int64]) -> NDArray[np.float64]:
    """What must be added to the odds each unit of a text of `size` units needs, beside one of `USUAL` units.

    Every unit is another chance of a false alarm: the odds grow with their number, so that a long text is not held more
    often than a short one for being long. Long texts are written by large firms, too.
    """
    power = GROWTH if size < USUAL else BEYOND[script]
    return np.asarray(power * np.full(len(script), np.log(min(max(size, LEAST), most) / USUAL)))


def _reading(
    judged: NDArray[np.float64],
    odds: NDArray[np.float64],
    found: Sequence[Unit],
    size: int,
    script: NDArray[np.int64],
) -> Reading:
    """A text of `size` units, of which `found` were judged in full; `odds` are theirs beside the threshold."""
    if not found:
        return Reading(0.0, dict.fromkeys(INDICATORS, 0.0), ())
    total = judged.sum(axis=1)
    alone = odds >= ALONE + _longer(size, MOST, script)
    two = np.argsort(-odds, kind="stable")[:2]
    # Each sentence as sure as in a usual text; that one of the two means it is what is left of both meaning nothing.
    bar = _odds(total[two[:1]]) - odds[two[0]]
    sure = logistic(_odds(total[two]) - _longer(size, MOST_TOGETHER, script[two]))
    together = 1 - np.prod(1 - sure)
    surest: dict[str, Hit] = {}
    if not alone.any() and _odds(np.atleast_1d(together))[0] >= bar[0] + TOGETHER:
        share = judged[two] * (sure / np.maximum(total[two], 1e-12))[:, None]
        told = 1 - np.prod(1 - share, axis=0)
        for k in np.flatnonzero(told >= min(_NAMED * together, told.max())):
            row = int(two[judged[two, k].argmax()])
            surest[INDICATORS[k]] = Hit(INDICATORS[k], float(judged[row, k]), found[row], alone=False)
    for row in np.flatnonzero(alone).tolist():
        for k in np.flatnonzero(judged[row] >= min(_NAMED * total[row], judged[row].max())):
            hit = Hit(INDICATORS[k], float(judged[row, k]), found[row])
            if hit.indicator not in surest or surest[hit.indicator].probability < hit.probability:
                surest[hit.indicator] = hit
    hits = sorted(surest.values(), key=lambda hit: -hit.probability)
    near = tuple(zip(found, total.tolist(), strict=True))
    highest = dict(zip(INDICATORS, judged.max(axis=0).tolist(), strict=True))
    return Reading(float(total.max()), highest, tuple(hits), near, size)


def logistic(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """1 / (1 + e^-x) without overflow."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * values)))
