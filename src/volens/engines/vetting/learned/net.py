"""The net as shipped: one file of small numbers, loaded in milliseconds, read without running anything in it."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from volens.engines.vetting.learned import features as feature
from volens.engines.vetting.learned.corpus import INDICATORS
from volens.engines.vetting.learned.units import Unit, units

SHIPPED = Path(__file__).parent / "model.npz"
#: Sentences judged in one go: enough to keep numpy busy, few enough to keep the arrays small.
_BATCH = 4096


class ModelError(ValueError):
    """A model file that is damaged or was trained for other features or indicators; says what to do."""


class Hit(NamedTuple):
    """An indicator the net sees: how sure it is (0 to 1) and the sentence that moved it, `text[start:end]`."""

    indicator: str
    probability: float
    span: Unit


class Reading(NamedTuple):
    """What the net makes of one text.

    `any` is the highest probability that a sentence stands for any indicator, `probabilities` the highest per
    indicator;
    `hits` name what passed the threshold, surest first. A text with hits is to be held.
    """

    any: float
    probabilities: dict[str, float]
    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class Net:
    """The weights and what turns them into probabilities. Two threads may read with one net.

    `weights[bucket, output]` are whole numbers, worth `scales[output]` each; the last output is *any indicator*. What
    follows has a row
    for sentences without and one for sentences with Han characters, all fitted on patterns held out of training:
    *any* becomes a
    probability by the logistic of `slope * any + peak * highest + offset`; it is shared out among the indicators by
    the softmax of
    `sharpness * output`; from `threshold` on a sentence counts.
    """

    weights: NDArray[np.int8]
    scales: NDArray[np.float64]
    intercepts: NDArray[np.float64]
    calibration: NDArray[np.float64]
    data: str

    @classmethod
    def load(cls, path: Path = SHIPPED) -> Net:
        """The net of a model file, by default the one shipped. Raises `ModelError` for a file that does not fit."""
        try:
            with np.load(path, allow_pickle=False) as file:
                arrays: dict[str, NDArray[Any]] = {name: file[name] for name in file.files}
            about = json.loads(arrays.pop("about").tobytes())
            fits = about["features"] == feature.VERSION and tuple(about["indicators"]) == INDICATORS
            weights = np.zeros((feature.BUCKETS, len(INDICATORS) + 1), np.int8)
            weights[np.cumsum(arrays.pop("gaps").astype(np.int64))] = arrays.pop("rows")
        except (OSError, ValueError, KeyError, EOFError, IndexError, zipfile.BadZipFile) as error:
            raise ModelError(f"{path.name} cannot be read: train it again with scripts/train_vetting.py") from error
        if not fits:
            raise ModelError(
                f"{path.name} was trained for other features: train it again with scripts/train_vetting.py"
            )
        return cls(weights=weights, data=about["data"], **arrays)

    def save(self, path: Path) -> None:
        """Write the model, the same bytes for the same weights, all of it or nothing."""
        used = np.flatnonzero(self.weights.any(axis=1))
        about = {"data": self.data, "features": feature.VERSION, "indicators": list(INDICATORS)}
        arrays: dict[str, NDArray[Any]] = {
            "about": np.frombuffer(json.dumps(about, sort_keys=True).encode(), dtype=np.uint8),
            "gaps": np.diff(used, prepend=0).astype(np.uint32),
            "rows": self.weights[used],
        }
        for name in ("scales", "intercepts", "calibration"):
            arrays[name] = getattr(self, name)
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

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Judge whole texts: every sentence, and clauses of long ones; the place of a hit is in the text as given."""
        spans = [units(text) for text in texts]
        parts = [text[unit.start : unit.end] for text, found in zip(texts, spans, strict=True) for unit in found]
        judged = self.judge(parts)
        over = judged.sum(axis=1) >= self.calibration[scripts(parts), _THRESHOLD]
        readings, at = [], 0
        for found in spans:
            here = slice(at, at + len(found))
            readings.append(_reading(judged[here], over[here], found))
            at += len(found)
        return readings

    def logits(self, found: feature.Features) -> NDArray[np.float64]:
        """The raw outputs (fourteen indicators and *any*) for features worked out before."""
        sums = np.add.reduceat(self.weights[found.indices], found.starts[:-1], axis=0, dtype=np.int32)
        return np.asarray(sums * self.scales / np.sqrt(found.lengths)[:, None] + self.intercepts)

    def _judge(self, sentences: Sequence[str]) -> NDArray[np.float64]:
        return probabilities(self.logits(feature.features(sentences)), self.calibration[scripts(sentences)])

    @property
    def thresholds(self) -> tuple[float, float]:
        """From which probability of *any* on a sentence counts: without and with Han characters."""
        return float(self.calibration[0, _THRESHOLD]), float(self.calibration[1, _THRESHOLD])


#: The columns of the calibration, and how large a share of *any* an indicator needs to be named besides the first.
_SLOPE, _PEAK, _OFFSET, _SHARPNESS, _THRESHOLD = range(5)
_NAMED = 0.3
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


def _reading(judged: NDArray[np.float64], over: NDArray[np.bool_], found: Sequence[Unit]) -> Reading:
    if not found:
        return Reading(0.0, dict.fromkeys(INDICATORS, 0.0), ())
    total = judged.sum(axis=1)
    surest: dict[str, Hit] = {}
    for row in np.flatnonzero(over):
        named = np.flatnonzero(judged[row] >= min(_NAMED * total[row], judged[row].max()))
        for k in named:
            hit = Hit(INDICATORS[k], float(judged[row, k]), found[int(row)])
            if hit.indicator not in surest or surest[hit.indicator].probability < hit.probability:
                surest[hit.indicator] = hit
    hits = sorted(surest.values(), key=lambda hit: -hit.probability)
    return Reading(float(total.max()), dict(zip(INDICATORS, judged.max(axis=0).tolist(), strict=True)), tuple(hits))


def logistic(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """1 / (1 + e^-x) without overflow."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * values)))
