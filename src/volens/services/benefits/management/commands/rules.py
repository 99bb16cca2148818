"""`volens rules`: check a case, explain it, simulate a reform, look a pack over, draw it, document it."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from volens.engines.rules import FactError, Pack, Reform, RuleError
from volens.engines.rules.cases import run_all
from volens.engines.rules.explain import explain
from volens.engines.rules.grounds import refusal_over_time
from volens.engines.rules.lint import lint
from volens.engines.rules.picture import picture
from volens.engines.rules.population import ParquetPopulation, Population, Source
from volens.engines.rules.questions import read_partial
from volens.engines.rules.simulate import compare, simulate
from volens.engines.rules.synthetic import generate
from volens.engines.rules.values import BOOL
from volens.packs import law
from volens.packs.law import document, ilo

LANGUAGES = {"en": "en", "zh": "zh-Hans", "zh-hans": "zh-Hans", "zh-Hans": "zh-Hans"}


class Command(BaseCommand):
    """Law packs from the command line."""

    help = "Law as one graph: check, explain, simulate, lint, graph, document, cases, population."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """One subcommand for each reading."""
        parts = parser.add_subparsers(dest="reading", required=True, title="what to do", metavar="ACTION")

        def add(name: str, text: str, *, pack: str = "--pack", day: bool = True) -> argparse.ArgumentParser:
            part = parts.add_parser(name, help=text)
            if pack == "--pack":
                part.add_argument("--pack", required=True, choices=sorted(law.PACKS))
            else:
                part.add_argument("pack", choices=sorted(law.PACKS))
            if day:
                part.add_argument(
                    "--date", type=_day, default=None, help="the day the law is read for (default: today)"
                )
            part.add_argument("--lang", choices=sorted(LANGUAGES), default="en")
            return part

        for name, text in (("check", "results, reasons and the next question"), ("explain", "the whole reasoning")):
            part = add(name, text)
            part.add_argument(
                "file", nargs="?", type=Path, help="facts as JSON: {fact: value}; default: standard input"
            )
            part.add_argument("--goal", action="append", help="only this result (may be repeated)")
            part.add_argument("--json", action="store_true")
        part = add("simulate", "totals over a population, or what a reform changes")
        part.add_argument("--population", type=Path, required=True, help="a .parquet file or a folder of columns")
        part.add_argument("--reform", type=Path, help="YAML: name, parameters")
        part.add_argument("--by", help="a category fact to break the totals down by")
        part.add_argument("--goal", action="append")
        part.add_argument("--json", action="store_true")
        part = add("lint", "look a pack over: citations, dates, gaps, units, ILO minima", pack="pack", day=False)
        part.add_argument("--json", action="store_true")
        part = add("graph", "draw the pack as SVG")
        part.add_argument("--goal", action="append")
        part.add_argument("--output", type=Path, help="default: standard output")
        part = add("document", "write docs/law/PACK.md", pack="pack", day=False)
        part.add_argument("--output", type=Path, help="default: standard output")
        part = add("cases", "run the pack's own cases", pack="pack", day=False)
        part = add("population", "generate a synthetic population of the pack's facts", pack="pack", day=False)
        part.add_argument("--size", type=int, required=True)
        part.add_argument("--seed", type=int, default=1)
        part.add_argument("--output", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the reading asked for. Errors name the fact, the file and line, and the remedy."""
        pack = law.load(options["pack"])
        reading: Callable[[Pack, dict[str, Any]], None] = getattr(self, f"read_{options['reading']}")
        options["language"] = LANGUAGES[options["lang"]]
        try:
            reading(pack, options)
        except FactError as error:
            wrong = "\n".join(f"  {name}: {reason}" for name, reason in error.fields.items())
            raise CommandError(f"These facts do not fit the pack {pack.name}:\n{wrong}") from error
        except (RuleError, ValueError, KeyError, OSError) as error:
            raise CommandError(str(error)) from error

    # -- one case ---------------------------------------------------------------------------------------------------

    def read_check(self, pack: Pack, options: dict[str, Any]) -> None:
        """Results with value or interval, grounds of refusal, and the next question."""
        facts, household = self.facts(options["file"])
        day = options["date"] or dt.date.today()  # noqa: DTZ011 - a command runs where the person is
        graph = pack.on(day)
        case = read_partial(graph, facts, household, options["goal"])
        seen = case.outlook()
        question = case.question(seen)
        language = options["language"]
        said: dict[str, Any] = {"pack": pack.name, "date": day.isoformat(), "rule_version": graph.hash, "results": {}}
        for name, found in seen.findings.items():
            said["results"][name] = {
                "label": found.info.label[language],
                "state": found.state,
                "value": found.record(),
                "cite": found.info.cite,
                "confidence": found.info.confidence,
                "depends_on": list(seen.depends_on.get(name, ())),
                "grounds": self.grounds(pack, day, facts, name, household, language) if found.state == "no" else None,
                "trace": self.trace(graph, facts, household, name, language) if found.known else None,
            }
        said["next_question"] = (
            None
            if question is None
            else {
                "fact": question.name,
                "text": question.text.get(language, ""),
                "sensitivity": question.sensitivity.name,
            }
        )
        self.show(said, options["json"], self.lines(said))

    @staticmethod
    def grounds(pack: Pack, day: dt.date, facts: Any, name: str, household: Any, language: str) -> Any:
        """Every failing condition with its article, and when it would hold."""
        if pack.on(day).rules[name].shape.kind != BOOL:
            return None
        found = refusal_over_time(pack, day, facts, name, household)
        return found.record(language) if found else None

    @staticmethod
    def trace(graph: Any, facts: Any, household: Any, name: str, language: str) -> Any:
        """The reasoning, once everything it mentions was told."""
        try:
            return explain(graph, facts, household or (), [name])[0].record(language)
        except FactError:
            return None

    @staticmethod
    def lines(said: dict[str, Any]) -> Iterator[str]:
        """The answer for a person at a terminal."""
        yield f"{said['pack']}, law of {said['date']} (rules {said['rule_version'][:12]})"
        for each in said["results"].values():
            value = each["value"]
            shown = {"no rule": "no rule known"}.get(
                each["state"], f"{value['low']} to {value['high']}" if isinstance(value, dict) else value
            )
            yield f"  {each['label']}: {shown}   [{each['cite']}; {each['confidence']}]"
            if each["depends_on"]:
                yield f"      depends on {', '.join(each['depends_on'])}"
            for ground in (each["grounds"] or {}).get("failing", ()):
                yield f"      not met: {ground['label']} ({ground['cite']})"
            if (each["grounds"] or {}).get("when"):
                yield f"      {each['grounds']['when']['words']}"
        if said["next_question"]:
            yield f"Next: {said['next_question']['text']} [{said['next_question']['fact']}]"

    def read_explain(self, pack: Pack, options: dict[str, Any]) -> None:
        """The reasoning of a complete case."""
        facts, household = self.facts(options["file"])
        graph = pack.on(options["date"] or dt.date.today())  # noqa: DTZ011
        steps = explain(graph, facts, household or (), options["goal"])
        language = options["language"]
        said = {"pack": pack.name, "rule_version": graph.hash, "steps": [step.record(language) for step in steps]}
        self.show(said, options["json"], (line for step in steps for line in step.lines(language)))

    def facts(self, path: Path | None) -> tuple[dict[str, Any], list[dict[str, Any]] | None]:
        """Facts from a file or standard input; `household` lists the other members. Raises ValueError with the line."""
        if path is None and sys.stdin.isatty():
            return {}, None
        text = sys.stdin.read() if path is None else path.read_text(encoding="utf-8")
        try:
            content = json.loads(text) if text.strip() else {}
        except json.JSONDecodeError as error:
            where = path or "standard input"
            raise ValueError(f"{where}, line {error.lineno}: this is not JSON ({error.msg}).") from error
        if not isinstance(content, dict):
            raise TypeError("Facts are one JSON object: {fact: value}.")
        household = content.pop("household", None)
        if household is not None and not (isinstance(household, list) and all(isinstance(x, dict) for x in household)):
            raise ValueError("household is a list of objects, one for each other member.")
        return content, household

    # -- many cases -------------------------------------------------------------------------------------------------

    def read_simulate(self, pack: Pack, options: dict[str, Any]) -> None:
        """Aggregates only: totals, and with a reform winners, losers and cost."""
        path: Path = options["population"]
        source: Source = Population.open(path) if path.is_dir() else ParquetPopulation(path)
        graph = pack.on(options["date"] or dt.date.today())  # noqa: DTZ011
        with self.bar(source.size) as progress:
            if options["reform"] is None:
                totals = simulate(graph, source, options["goal"], by=options["by"], progress=progress)
                said: dict[str, Any] = {
                    "persons": totals.persons,
                    "totals": {name: each.record() for name, each in totals.totals.items()},
                    "groups": {code: {n: s.record() for n, s in sums.items()} for code, sums in totals.groups.items()},
                }
            else:
                reform = Reform.from_yaml(options["reform"].read_text(encoding="utf-8"), str(options["reform"]))
                changed = pack.build(graph.day, reform, graph.table)
                effect = compare(graph, changed, source, options["goal"], by=options["by"], progress=progress)
                said = {
                    "persons": effect.persons,
                    "reform": reform.name,
                    "before": {name: each.record() for name, each in effect.before.items()},
                    "after": {name: each.record() for name, each in effect.after.items()},
                    "changes": {name: each.record() for name, each in effect.changes.items()},
                    "groups": {code: {n: c.record() for n, c in each.items()} for code, each in effect.groups.items()},
                    "evaluated_again": effect.again,
                    "steps": effect.nodes,
                }
        self.show(said, options["json"], [json.dumps(said, ensure_ascii=False, indent=1)])

    @contextmanager
    def bar(self, size: int) -> Iterator[Callable[[int], None] | None]:
        """A progress bar on a terminal, nothing elsewhere."""
        console = Console(stderr=True)
        if not console.is_terminal:
            yield None
            return
        with Progress(
            TextColumn("{task.completed:,} of {task.total:,}"), BarColumn(), TimeRemainingColumn(), console=console
        ) as shown:
            task = shown.add_task("", total=size)
            yield lambda done: shown.update(task, completed=done)

    def read_population(self, pack: Pack, options: dict[str, Any]) -> None:
        """A synthetic population: every fact drawn uniformly over its range, columns memory-mapped."""
        sizes = {1: 0.25, 2: 0.3, 3: 0.25, 4: 0.15, 5: 0.05} if pack.household else None
        made = generate(
            pack.facts.values(), options["size"], seed=options["seed"], sizes=sizes, folder=options["output"]
        )
        self.stdout.write(f"{made.size:,} made-up persons, {len(pack.facts)} facts each, in {options['output']}")

    # -- a pack -----------------------------------------------------------------------------------------------------

    def read_lint(self, pack: Pack, options: dict[str, Any]) -> None:
        """Findings with file, line and remedy; the ILO report. Exit code 1 when there is an error."""
        found = lint(pack)
        minima = ilo.report(pack)
        said = {
            "problems": [
                {
                    "file": _short(found_one.file),
                    "line": found_one.line,
                    "severity": found_one.severity,
                    "code": found_one.code,
                    "message": found_one.message,
                    "remedy": found_one.remedy,
                }
                for found_one in found
            ],
            "ilo": [
                {
                    "claimant": line.claimant[options["language"]],
                    "convention": line.convention,
                    "measure": line.measure[options["language"]],
                    "floor": line.floor,
                    "given": line.given,
                    "reached": line.reached,
                    "confidence": line.confidence,
                }
                for line in minima
            ],
        }
        errors = sum(each.severity == "error" for each in found)
        lines = [
            *(f"{_short(p.file)}:{p.line}: {p.severity}: {p.message}. {p.remedy} [{p.code}]" for p in found),
            *(
                f"ILO {m.convention}: {m.claimant['en']}: {m.measure['en']} {m.given}, at least {m.floor}: "
                f"{'reached' if m.reached else 'NOT reached'} [{m.confidence}]"
                for m in minima
            ),
            f"{errors} errors, {len(found) - errors} warnings.",
        ]
        self.show(said, options["json"], lines)
        if any(problem.severity == "error" for problem in found):
            sys.exit(1)

    def read_graph(self, pack: Pack, options: dict[str, Any]) -> None:
        """The pack as a stand-alone SVG."""
        graph = pack.on(options["date"] or dt.date.today())  # noqa: DTZ011
        self.write(picture(graph, options["goal"], language=options["language"]), options["output"])

    def read_document(self, pack: Pack, options: dict[str, Any]) -> None:
        """The pack's page of documentation."""
        self.write(document.render(pack), options["output"])

    def read_cases(self, pack: Pack, options: dict[str, Any]) -> None:
        """Run the cases; exit code 1 when one is not as expected."""
        outcomes = run_all(pack, document.cases(pack))
        wrong = [outcome for outcome in outcomes if not outcome.passed]
        for outcome in wrong:
            self.stdout.write(str(outcome))
        self.stdout.write(f"{len(outcomes) - len(wrong)} of {len(outcomes)} cases as expected.")
        if wrong:
            sys.exit(1)

    def write(self, text: str, path: Path | None) -> None:
        """To a file or to standard output."""
        if path is None:
            self.stdout.write(text)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def show(self, said: Any, as_json: bool, lines: Iterable[str]) -> None:
        """JSON, or lines for a person."""
        if as_json:
            self.stdout.write(json.dumps(said, ensure_ascii=False))
        else:
            for line in lines:
                self.stdout.write(line)


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date like 2021-06-01") from None


def _short(file: str) -> str:
    """A path below the package, so that output is the same on every machine."""
    marker = "volens/packs/"
    return file[file.index(marker) :] if marker in file else file
