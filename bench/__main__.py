"""Measure, side by side, in one run, and write docs/figures.md.

    python -m bench speed                 everything about speed, full size (1,000,000 vacancies; takes a while)
    python -m bench quality               everything about quality, on real data (DATA=../shared/data)
    python -m bench speed search pages    only these
    python -m bench speed --quick         small sizes: to see that it runs, not to quote

A section of docs/figures.md comes from one run of its benchmark; the sections not run now keep their last figures,
each with its own day. Raw results are kept as JSON in the data directory.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib
import importlib.util
import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SECTIONS = {
    "speed": ("search", "importing", "pages", "facts", "rules", "log", "disclosure", "alerts", "ranking"),
    "quality": ("linking", "duplicates", "vetting", "fraud"),
}
TITLES = {
    "search": "Search: 1,000,000 vacancies",
    "importing": "Import",
    "pages": "Pages",
    "facts": "Pay, language and vetting",
    "rules": "Law as one graph",
    "log": "The record: Merkle log",
    "disclosure": "Safe statistics",
    "alerts": "Alerts: 10,000 new vacancies, 1,000,000 saved searches",
    "ranking": "Recommendations",
    "linking": "Occupations: title to code",
    "duplicates": "Near duplicates",
    "vetting": "Vetting",
    "fraud": "Fraud, English",
}


def machine() -> str:
    """What the figures were taken on."""
    model = (
        next(
            (
                line.split(":", 1)[1].strip()
                for line in Path("/proc/cpuinfo").read_text().splitlines()
                if "model name" in line
            ),
            platform.processor(),
        )
        if Path("/proc/cpuinfo").exists()
        else platform.processor()
    )
    return f"{os.cpu_count()} cores ({model}), Python {platform.python_version()}, {platform.system()}"


def commit() -> str:
    """The commit measured."""
    done = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or "unknown"


def run(kind: str, names: list[str], *, quick: bool) -> None:
    """Run the benchmarks named, or all of the kind, and keep each section as soon as it is there."""
    store = ROOT / "docs" / "figures"
    store.mkdir(parents=True, exist_ok=True)
    for name in names or SECTIONS[kind]:
        if importlib.util.find_spec(f"bench.{name}") is None:
            print(f"There is no benchmark {name!r}. There are: {', '.join(TITLES)}", file=sys.stderr)
            raise SystemExit(2)
        module = importlib.import_module(f"bench.{name}")
        print(f"== {TITLES[name]}", flush=True)
        started = time.perf_counter()
        result: dict[str, Any] = module.run(quick=quick)
        body: str = module.render(result)
        took = time.perf_counter() - started
        note = f"Measured on {dt.date.today().isoformat()} at {commit()}, in {took:.0f} s, on {machine()}."  # noqa: DTZ011
        if quick:
            note += " **Quick run: small sizes, not to be quoted.**"
        section = f"## {TITLES[name]}\n\n`python -m bench {kind} {name}`. {note}\n\n{body.strip()}\n"
        print(section)
        if not quick:
            (store / f"{name}.md").write_text(section, encoding="utf-8")
            (store / f"{name}.json").write_text(json.dumps(result, indent=1, sort_keys=True, default=str) + "\n")
    if not quick:
        write(store)


def write(store: Path) -> None:
    """Put the sections together."""
    head = (
        "# Figures\n\nWritten by `make bench` and `make bench-quality`; do not edit. Ratios were taken side by side in"
        " one run and are what counts; absolute figures move with the machine.\n"
    )
    sections = [
        (store / f"{name}.md").read_text(encoding="utf-8") for name in TITLES if (store / f"{name}.md").exists()
    ]
    (ROOT / "docs" / "figures.md").write_text("\n".join([head, *sections]), encoding="utf-8")


def main() -> None:
    """Parse the command line and run."""
    parser = argparse.ArgumentParser(
        prog="python -m bench", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("kind", choices=sorted(SECTIONS))
    parser.add_argument("names", nargs="*")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    run(options.kind, options.names, quick=options.quick)


if __name__ == "__main__":
    main()
