"""Law as one graph: decisions, explanations, unknowns and populations against hand-written code, OpenFisca and
PolicyEngine.

Everything computes the same eight rules (bench/rules_law.py) on the same synthetic persons, in one run. OpenFisca-Core
and PolicyEngine-Core are installed for the benchmark only, each in its own environment under var/bench, and run in a
subprocess.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from bench import rules_hand, rules_law
from volens.engines.rules import Graph, Reform
from volens.engines.rules.explain import explainer
from volens.engines.rules.interval import intervals, roots
from volens.engines.rules.population import Population
from volens.engines.rules.questions import next_question, outlook
from volens.engines.rules.scalar import compiled
from volens.engines.rules.simulate import compare, simulate
from volens.engines.rules.synthetic import generate

ROOT = Path(__file__).resolve().parent.parent
RIVALS = {"openfisca": "OpenFisca-Core==46.0.1", "policyengine": "policyengine-core==3.33.12"}
REFORM = Reform("reform", {"ui.share": "80%", "insurance.ceiling": 900})


def best(contestants: dict[str, Callable[[], Any]], rounds: int) -> dict[str, float]:
    """Seconds of the best of several rounds, contestants taking turns so that a busy moment hits all alike."""
    found = dict.fromkeys(contestants, float("inf"))
    for contestant in contestants.values():
        contestant()
    for _ in range(rounds):
        for name, contestant in contestants.items():
            start = time.perf_counter()
            contestant()
            found[name] = min(found[name], time.perf_counter() - start)
    return found


def bulk(graph: Graph, population: Population, rounds: int) -> dict[str, Any]:
    """One million persons: every total, ours against numpy by hand, whole and in chunks."""
    columns = dict(population.columns)
    expected = rules_hand.vectors(columns)
    found = simulate(graph, population)
    assert {name: total.amount for name, total in found.totals.items()} == expected
    reform = rules_law.pack().build(rules_law.DAY, REFORM, graph.table)
    effect = compare(graph, reform, population)
    seconds = best(
        {
            "hand, np.select": lambda: rules_hand.vectors(columns),
            "hand, np.where": lambda: rules_hand.vectors_where(columns),
            "hand, in chunks": lambda: rules_hand.in_chunks(columns),
            "ours": lambda: simulate(graph, population),
            "ours, baseline and reform": lambda: compare(graph, reform, population),
        },
        rounds,
    )
    return {
        "persons": population.size,
        "million_per_second": {name: population.size / 1e6 / value for name, value in seconds.items()},
        "totals": {
            name: value / 100 if name not in {"ui_months", "ui_eligible", "hard_to_employ"} else value
            for name, value in expected.items()
        },
        "reform_over_baseline": seconds["ours, baseline and reform"] / seconds["ours"],
        "nodes": effect.nodes,
        "nodes_again": effect.again,
    }


def singles(graph: Graph, population: Population, rounds: int, count: int) -> dict[str, Any]:
    """One person at a time: compiled, explained, with unknowns, against plain Python."""
    people = [
        rules_hand.Person(**{name: column[row].item() for name, column in population.columns.items()})
        for row in range(count)
    ]
    decide, explain = compiled(graph), explainer(graph)
    assert all(tuple(map(int, decide(person))) == tuple(map(int, rules_hand.decide(person))) for person in people)
    names = graph.results
    consider = intervals(graph, roots(graph, names), names)
    hidden = {"age", "disabled", "premium"}
    partly = [
        {
            name: (value, value)
            for name in rules_hand.Person.__slots__
            if name not in hidden and (value := int(getattr(person, name))) is not None
        }
        for person in people
    ]

    def each(function: Callable[[Any], Any], items: list[Any]) -> Callable[[], None]:
        def loop() -> None:
            for item in items:
                function(item)

        return loop

    seconds = best(
        {
            "plain Python": each(rules_hand.decide, people),
            "plain Python, tuned by hand": each(rules_hand.decide_tight, people),
            "compiled graph": each(decide, people),
            "explained (tree with values, rules, articles, parameters)": each(explain, people),
            "explained, every line in words": each(
                lambda person: [_words(step) for step in explain(person)], people[: count // 10]
            ),
            "with three unknown facts (intervals, three-valued)": each(lambda spans: consider(None, **spans), partly),
        },
        rounds,
    )
    seconds["explained, every line in words"] *= 10
    view = best(
        {
            "outlook of an empty case (split where conditions switch)": lambda: outlook(graph, {}),
            "next question of an empty case, with proof": lambda: next_question(graph, {}),
        },
        rounds,
    )
    return {
        "per_second": {name: count / value for name, value in seconds.items()},
        "milliseconds": {name: value * 1000 for name, value in view.items()},
    }


def _words(step: Any) -> str:
    return str(step.words("en") + "".join(_words(below) for below in step.rules))


def building(rounds: int) -> dict[str, float]:
    """Milliseconds for a day nobody asked about before: build the graph, and compile the decision."""
    pack = rules_law.pack()
    seconds = best(
        {
            "graph": lambda: pack.build(rules_law.DAY),
            "graph and compiled decision": lambda: compiled(pack.build(rules_law.DAY)),
        },
        rounds * 3,
    )
    return {name: value * 1000 for name, value in seconds.items()}


def streamed(size: int, folder: Path) -> dict[str, Any]:
    """Baseline and reform over a memory-mapped population, in a process of its own, so that its memory can be told."""
    return _child([sys.executable, str(ROOT / "bench" / "rules_streamed.py"), str(size), str(folder)])


def _child(command: list[str]) -> dict[str, Any]:
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, check=False)
    if done.returncode:
        return {
            "error": done.stderr.strip().splitlines()[-1][:300] if done.stderr.strip() else f"exit {done.returncode}"
        }
    result: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return result


def rival(name: str, folder: Path, rounds: int) -> dict[str, Any]:
    """Run another engine in its own environment, made on first use."""
    home = ROOT / "var" / "bench" / name
    python = home / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        done = subprocess.run(
            [str(python), "-m", "pip", "install", "--quiet", RIVALS[name]], capture_output=True, text=True, check=False
        )
        if done.returncode:
            python.unlink()
            return {"error": f"could not install {RIVALS[name]}: {done.stderr.strip().splitlines()[-1][:200]}"}
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(
        [str(python), str(ROOT / "bench" / "rules_rivals.py"), name, str(folder), str(rounds)],
        capture_output=True, text=True, env=environment, check=False,
    )  # fmt: skip
    if done.returncode:
        return {"error": done.stderr.strip().splitlines()[-1][:300]}
    result: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return result


def run(quick: bool) -> dict[str, Any]:
    """Measure everything; `quick` uses fewer persons and rounds, to see that it runs."""
    rounds, size = (2, 200_000) if quick else (7, 1_000_000)
    graph = rules_law.pack().build(rules_law.DAY)
    population = generate(rules_law.FACTS, size, seed=1, marginals=rules_law.MARGINALS)
    result: dict[str, Any] = {
        "bulk": bulk(graph, population, rounds),
        "single": singles(graph, population, rounds, 2_000 if quick else 20_000),
        "build_ms": building(rounds),
        "bytes_per_person": sum(column.dtype.itemsize for column in population.columns.values()),
    }
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for name, column in population.columns.items():
            np.save(folder / f"{name}.npy", column)
        result["rivals"] = {name: rival(name, folder, 2 if quick else 3) for name in RIVALS}
    with tempfile.TemporaryDirectory() as temporary:
        result["streamed"] = streamed(2_000_000 if quick else 20_000_000, Path(temporary))
    result["ratios"] = ratios(result)
    return result


def ratios(result: dict[str, Any]) -> dict[str, float]:
    """What counts: ours over the alternative, in the same run."""
    speed, single = result["bulk"]["million_per_second"], result["single"]["per_second"]
    hand = max(value for name, value in speed.items() if name.startswith("hand"))
    found = {"ours / fastest numpy by hand": speed["ours"] / hand}
    for name, other in result["rivals"].items():
        for style in ("documented", "avoiding"):
            if style in other:
                found[f"ours / {name}, {style}"] = speed["ours"] / (other["persons"] / 1e6 / other[style]["seconds"])
    found["compiled / plain Python"] = single["compiled graph"] / single["plain Python"]
    found["compiled / plain Python tuned by hand"] = single["compiled graph"] / single["plain Python, tuned by hand"]
    return found


def render(result: dict[str, Any]) -> str:
    """The section of docs/figures.md."""
    rows = ["| population | M persons/s |", "|---|---:|"]
    rows += [f"| {name} | {value:.1f} |" for name, value in result["bulk"]["million_per_second"].items()]
    for name, other in result["rivals"].items():
        if "error" in other:
            rows.append(f"| {RIVALS[name]} | {other['error']} |")
            continue
        for style, said in (("documented", "documented style"), ("avoiding", "its indexing and scales avoided")):
            rows.append(f"| {RIVALS[name]}, {said} | {other['persons'] / 1e6 / other[style]['seconds']:.1f} |")
    rows += ["", "| one person | per second |", "|---|---:|"]
    rows += [f"| {name} | {value:,.0f} |" for name, value in result["single"]["per_second"].items()]
    rows += [
        f"| {RIVALS[name]}, arrays prebuilt | {other['one_person_per_second']:,.0f} |"
        for name, other in result["rivals"].items()
        if "error" not in other
    ]
    rows += ["", "| ratio, same run | |", "|---|---:|"]
    rows += [f"| {name} | {value:.2f}x |" for name, value in result["ratios"].items()]
    bulk_result, stream = result["bulk"], result["streamed"]
    persons = f"{bulk_result['persons']:,} persons, eight rules, {result['bytes_per_person']} bytes each"
    rows += ["", f"{persons}; our totals equal numpy's to the cent."]
    rows.append(
        f"Baseline and reform in one pass cost {bulk_result['reform_over_baseline']:.2f}x one run "
        f"({bulk_result['nodes_again']} steps evaluated again beside {bulk_result['nodes']})."
    )
    if "error" not in stream:
        rows.append(
            f"{stream['persons']:,} persons, baseline and reform, memory-mapped: {stream['seconds']:.2f} s "
            f"({stream['seconds_again']:.2f} s with the file cached), {stream['memory_mb']:.0f} MB above the input; "
            f"made in {stream['generated_seconds']:.0f} s."
        )
    times = {
        **{f"new date, {name}": value for name, value in result["build_ms"].items()},
        **result["single"]["milliseconds"],
    }
    rows.append("; ".join(f"{name}: {value:.2f} ms" for name, value in times.items()) + ".")
    return "\n".join(rows) + "\n"
