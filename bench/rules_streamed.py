"""Baseline and reform over a memory-mapped population, in a process of its own so that its memory can be told.

python bench/rules_streamed.py PERSONS FOLDER
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from bench import rules, rules_law
from volens.engines.rules.population import Population
from volens.engines.rules.simulate import compare
from volens.engines.rules.synthetic import generate


def anonymous() -> int:
    """Kilobytes of this process that are not a mapped file: what it holds itself."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("RssAnon"):
            return int(line.split()[1])
    return 0


def main() -> None:
    size, folder = int(sys.argv[1]), Path(sys.argv[2])
    start = time.perf_counter()
    generate(rules_law.FACTS, size, seed=1, marginals=rules_law.MARGINALS, folder=folder)
    made = time.perf_counter() - start
    pack = rules_law.pack()
    graph = pack.build(rules_law.DAY)
    reform = pack.build(rules_law.DAY, rules.REFORM, graph.table)
    compare(graph, reform, generate(rules_law.FACTS, 1000, seed=2))  # compile first
    population = Population.open(folder)
    before = anonymous()
    most = [before]

    def watch(done: int) -> None:
        if done % (1 << 20) < 1 << 15:
            most.append(anonymous())

    start = time.perf_counter()
    effect = compare(graph, reform, population, progress=watch)
    first = time.perf_counter() - start
    start = time.perf_counter()
    compare(graph, reform, population)
    change = effect.changes["everything"]
    figures = {
        "persons": effect.persons,
        "seconds": first,
        "seconds_again": time.perf_counter() - start,
        "memory_mb": (max(most) - before) / 1024,
        "generated_seconds": made,
        "winners": change.winners,
        "losers": change.losers,
        "cost": change.cost / 100,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
