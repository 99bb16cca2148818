"""Train the learned net of vetting from its sentences, and say how well it does on what it never saw.

    python scripts/train_vetting.py             train and write src/volens/engines/vetting/learned/model.npz
    python scripts/train_vetting.py --check     say whether the shipped model is the one of the data (no training)
    python scripts/train_vetting.py --report    also leave whole trades out, in four parts (takes three times as long)

The same data give the same bytes: no random numbers, one thread, everything sorted. Figures go to standard output as
JSON;
docs/model-card-vetting.md quotes them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from volens.engines.vetting.learned import Net, corpus, training
from volens.engines.vetting.learned.corpus import INDICATORS, Pattern
from volens.engines.vetting.learned.examples import groups
from volens.engines.vetting.learned.net import ALONE, SHIPPED, logistic, probabilities, scripts


def main() -> int:
    """Train or check; 0 when the model is that of the data."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--report", action="store_true")
    parser.add_argument("--to", type=Path, default=SHIPPED, help="where the model is written")
    options = parser.parse_args()
    data = corpus.digest()
    if options.check:
        same = Net.load(options.to).data == data
        print("the model is that of the data" if same else "the data changed: run scripts/train_vetting.py")
        return 0 if same else 1
    chosen = corpus.patterns()
    net, held = training.train(chosen, data)
    net.save(options.to)
    figures = {
        "patterns": _sizes(chosen),
        "near-duplicate groups": len(np.unique(groups(chosen))),
        "model sha256": hashlib.sha256(options.to.read_bytes()).hexdigest(),
        "model bytes": options.to.stat().st_size,
        "data": data,
        "calibration": np.round(net.calibration, 4).tolist(),
        "held-out patterns": _figures(held, net, chosen),
    }
    if options.report:
        figures["held-out trades"] = _figures(training.hold_out(chosen, _trades(chosen)), net, chosen)
    json.dump(figures, sys.stdout, indent=1)
    print()
    return 0


def _sizes(chosen: list[Pattern]) -> dict[str, Any]:
    return {
        language: {
            "patterns": sum(pattern.language == language for pattern in chosen),
            "ordinary": sum(pattern.language == language and not pattern.indicators for pattern in chosen),
            "sentences, at most 8 a pattern": sum(
                len(pattern.sentences(8)) for pattern in chosen if pattern.language == language
            ),
            **{
                name: sum(pattern.language == language and name in pattern.indicators for pattern in chosen)
                for name in INDICATORS
            },
        }
        for language in ("en", "zh")
    }


def _trades(chosen: list[Pattern]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Named trades dealt to four parts; sentences of no trade are always trained on."""
    names = sorted({pattern.trade for pattern in chosen} - {"any"})
    part = {name: at % 4 for at, name in enumerate(names)} | {"any": -1}
    return np.array([part[pattern.trade] for pattern in chosen])


def _figures(held: training.HeldOut, net: Net, chosen: list[Pattern]) -> dict[str, Any]:
    """Shares of held-out sentences that would hold a usual text alone; each pattern weighs the same."""
    given = held.examples
    script = scripts(given.sentences)
    judged = probabilities(held.outputs, net.calibration[script])
    thresholds = net.calibration[script, 4]
    over = judged.sum(axis=1) >= logistic(np.log(thresholds / (1 - thresholds)) + ALONE)
    bad = given.targets.max(axis=1) > 0
    right = given.targets[np.arange(len(bad)), judged.argmax(axis=1)] > 0
    advert = np.array([pattern.trade == "advert" for pattern in chosen])[given.pattern]
    tried = held.part[given.pattern] >= 0

    def share(what: Any, among: Any) -> float | None:
        rows = among & tried
        return round(float(np.average(what[rows], weights=given.weights[rows])), 4) if rows.any() else None

    return {
        language: {
            "ordinary sentences of advertisements over": share(over, here & ~bad & advert),
            "other ordinary sentences over": share(over, here & ~bad & ~advert),
            "bad sentences over": share(over, here & bad),
            "bad sentences over, indicator right": share(over & right, here & bad),
            "indicator right, over or not": share(right, here & bad),
            "brier": share((judged.sum(axis=1) - bad) ** 2, here),
            "each": {name: share(over, here & (given.targets[:, k] > 0)) for k, name in enumerate(INDICATORS)},
        }
        for language, here in (("en", script == 0), ("zh", script == 1))
    }


if __name__ == "__main__":
    sys.exit(main())
