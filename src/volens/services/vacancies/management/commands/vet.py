"""`volens vet [FILE] --json`."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Self

import orjson
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from volens.engines.vetting import Nets, Outcome, shipped_nets
from volens.engines.vetting.handbook import handbook
from volens.engines.vetting.messages import LANGUAGES
from volens.engines.vetting.text import RuleBookError, check_examples, load_book
from volens.services.vacancies import pool, vetting
from volens.services.vacancies.vetting_lines import Told, vet


class Command(BaseCommand):
    """Judge advertisements, or say what other rules would have done to the vacancies stored here."""

    help = (
        "Judge advertisements (JSON Lines, a file or standard input): publish, hold or block, and why. "
        "With --preview, say what other rules would have done to the last vacancies. See docs/vetting.md."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Options of the command; `--json` is a contract with scripts."""
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="default: standard input")
        parser.add_argument("--json", action="store_true", help="one JSON object a line, and nothing else")
        parser.add_argument(
            "--features", action="store_true", help="also what the text and its facts look like, in numbers"
        )
        parser.add_argument("--on", type=_day, metavar="DATE", help="judge as of a day (2026-11-30); default: today")
        parser.add_argument("--workers", type=int, help="processes; default: one for each processor, four at most")
        parser.add_argument("--preview", type=Path, metavar="RULES", help="a folder of rule files to compare with")
        parser.add_argument("--handbook", type=Path, metavar="FOLDER", help="write the rules down for people to read")
        parser.add_argument("--last", type=int, default=vetting.PREVIEWED, help="so many vacancies for --preview")

    def handle(self, *args: Any, **options: Any) -> None:
        """Judge, answer line by line, and end with 1 where a line could not be read."""
        if options["handbook"] is not None:
            for language in LANGUAGES:
                path = options["handbook"] / f"vetting.{language}.md"
                path.write_text(handbook(language), encoding="utf-8")
            return
        on: dt.date = options["on"] or timezone.localdate()
        if options["preview"] is not None:
            self._preview(options["preview"], on=on, last=options["last"], as_json=options["json"])
            return
        if options["features"] and not options["json"]:
            raise CommandError(_("--features needs --json: its numbers are for programs."))
        self._judge(
            options["file"], on=on, workers=options["workers"], as_json=options["json"], features=options["features"]
        )

    def _judge(self, path: Path | None, *, on: dt.date, workers: int | None, as_json: bool, features: bool) -> None:
        if path is not None and path.is_dir():
            raise CommandError(_("%(path)s is a folder. Give a file.") % {"path": path})
        if path is not None and not path.exists():
            raise CommandError(_("There is no file %(path)s.") % {"path": path})
        if workers is not None and workers < 0:
            raise CommandError(_("--workers must be at least 0."))
        workers = pool.usual_workers() if workers is None else workers
        counts: Counter[str] = Counter()
        with _source(path) as stream, _Bar(path) as bar:
            for chunk in vet(bar.watched(stream), on=on, workers=workers, features=features):
                for told in chunk:
                    self._tell(told, counts, bar, as_json=as_json)
                bar.done(len(chunk))
        if not as_json:
            self.stdout.write(
                _("%(publish)d to publish, %(hold)d to hold, %(block)d to block; %(bad)d lines could not be read.")
                % {name: counts[name] for name in ("publish", "hold", "block", "bad")}
            )
        if counts["bad"]:
            raise SystemExit(1)

    def _tell(self, told: Told, counts: Counter[str], bar: _Bar, *, as_json: bool) -> None:
        if told.answer is None:
            counts["bad"] += 1
            problem = _("Line %(line)d: %(problem)s") % {"line": told.line, "problem": told.problem}
            if not bar.above(problem):
                self.stderr.write(problem)
            return
        counts[told.answer["verdict"]] += 1
        said = orjson.dumps(told.answer).decode() if as_json else _in_words(told.answer, told.line)
        if not (sys.stdout.isatty() and bar.above(said)):
            self.stdout.write(said)

    def _preview(self, folder: Path, *, on: dt.date, last: int, as_json: bool) -> None:
        try:
            book = load_book(folder)
            check_examples(book)
        except RuleBookError as error:
            raise CommandError(str(error)) from error
        moved: Counter[tuple[Outcome, Outcome]] = Counter()
        seen = 0
        for change in vetting.preview(Nets(book, shipped_nets().learned), on=on, last=last):
            seen += 1
            if change is None:
                continue
            moved[change.before, change.after] += 1
            if as_json:
                self.stdout.write(orjson.dumps(change._asdict()).decode())
            elif change.before is not change.after:
                gone = sorted(set(change.rules_before) - set(change.rules_after))
                new = sorted(set(change.rules_after) - set(change.rules_before))
                rules = " ".join([*(f"-{rule}" for rule in gone), *(f"+{rule}" for rule in new)])
                self.stdout.write(
                    f"{change.vacancy}: {change.before.value} -> {change.after.value} ({rules}) {change.title}"
                )
        if not as_json:
            self.stdout.write(
                _("%(seen)d vacancies: %(moved)d would be judged otherwise, %(reasons)d for other reasons only.")
                % {
                    "seen": seen,
                    "moved": sum(count for (old, new), count in moved.items() if old is not new),
                    "reasons": sum(count for (old, new), count in moved.items() if old is new),
                }
            )


def _day(said: str) -> dt.date:
    """A day of the calendar. Raises ArgumentTypeError with how to write one."""
    try:
        return dt.date.fromisoformat(said)
    except ValueError as error:
        raise argparse.ArgumentTypeError(_("“%(said)s” is no day. Write it as 2026-11-30.") % {"said": said}) from error


def _in_words(answer: dict[str, Any], line: int) -> str:
    """A verdict and its reasons for a reader; an advertisement without an id goes by its line."""
    said = [f"{answer['id'] if answer['id'] is not None else line}: {answer['verdict']}"]
    for finding in answer["findings"]:
        quote = f" “{finding['quote']}”" if finding["quote"] and finding["quote"] not in finding["message"] else ""
        said.append(f"    {finding['severity']} {finding['rule']}: {finding['message']}{quote}")
    return "\n".join(said)


def _source(path: Path | None) -> BinaryIO:
    return path.open("rb") if path is not None else sys.stdin.buffer


class _Bar:
    """Progress on a terminal: bytes of a file, or advertisements where the end is not known."""

    def __init__(self, path: Path | None) -> None:
        self._size = (path.stat().st_size or None) if path is not None else None  # a pipe has none
        self._progress: Progress | None = None
        self._task: TaskID | None = None
        self._count = 0
        self._read = 0

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            columns = (
                TextColumn("{task.description}"),
                BarColumn(),
                TextColumn("{task.fields[figures]}"),
                TimeElapsedColumn(),
            )
            self._progress = Progress(*columns, console=Console(stderr=True), transient=True)
            self._progress.start()
            self._task = self._progress.add_task(_("Vetting"), total=self._size, figures="")
        return self

    def __exit__(self, *about: object) -> None:
        if self._progress is not None:
            self._progress.stop()

    def above(self, text: str) -> bool:
        """Print above the bar, so that the two do not run into each other; False where there is no bar."""
        if self._progress is None:
            return False
        self._progress.console.print(text, markup=False, emoji=False, highlight=False, soft_wrap=True)
        return True

    def watched(self, stream: BinaryIO) -> Iterator[bytes]:
        """The lines, counted."""
        for line in stream:
            self._read += len(line)
            yield line

    def done(self, count: int) -> None:
        """So many more are judged."""
        self._count += count
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, completed=self._read, figures=f"{self._count:,}")
