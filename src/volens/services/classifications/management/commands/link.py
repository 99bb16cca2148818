"""`volens link`: job titles (or sentences about skills) to the codes of a classification, one line each."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any, NamedTuple, Protocol

import orjson
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError, connections
from django.utils.translation import gettext as _

from volens.engines.linking import Entry, Example, Learner, Link, Linker
from volens.engines.linking.examples import MOST
from volens.services.classifications import actions, queries
from volens.services.classifications.management.commands.classification import progress_bar

#: Lines answered together; fewer than two of these are not worth a second process.
BLOCK = 1_000
LONGEST_LINE = 1_000_000

SCHEMES = ("isco", *queries.TARGETS)


class Asked(NamedTuple):
    """One line: its id as it was given, and the text to link."""

    id: Any
    text: str


class Answering(Protocol):
    """What links: a `Linker`, or a `Learner` that was given examples."""

    def link_many(self, titles: Sequence[str], *, limit: int) -> Sequence[Sequence[Link]]:
        """Ranked links of each title."""


class Command(BaseCommand):
    """Link titles to codes."""

    help = "Link job titles to the codes of a classification. Reads lines, writes lines; see docs/linking.md"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The file (or standard input), what to link to, how much to answer."""
        parser.add_argument(
            "file", nargs="?", type=Path, help="one title a line, or JSON Lines; default: standard input"
        )
        goal = parser.add_mutually_exclusive_group()
        goal.add_argument("--scheme", choices=SCHEMES, default="isco", help="what to link to (default: isco)")
        goal.add_argument("--corpus", type=Path, help='link to the lines of this file instead: {"id", "text"} each')
        parser.add_argument("--examples", type=Path, help='learn from coded titles: {"text", "codes": [...]} each')
        parser.add_argument("--limit", type=int, default=20, help="at most so many codes for each title (default: 20)")
        parser.add_argument("--least", type=float, default=0.0, help="leave out codes less sure than this (0 to 1)")
        parser.add_argument("--json", action="store_true", help='lines are {"id", "text"}; answers are JSON Lines too')
        parser.add_argument("--lexical", action="store_true", help="letters and words only; nothing is learned first")
        parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes for long inputs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer line by line; a bad line is told of and the others are answered. Ends with 1 where there was one."""
        _check(options)
        answering = self.ready(options)
        as_json, limit, least = options["json"], options["limit"], options["least"]

        def answer(block: Sequence[Asked]) -> bytes:
            linked = answering.link_many([asked.text for asked in block], limit=limit)
            return b"".join(
                _line(asked, [link for link in links if link.confidence >= least], as_json=as_json)
                for asked, links in zip(block, linked, strict=True)
            )

        path: Path | None = options["file"]
        bad = 0

        def tell(problem: BadLineError) -> None:
            nonlocal bad
            bad += 1
            self.stderr.write(str(problem))

        try:
            with sys.stdin.buffer if path is None else path.open("rb") as file, ExitStack() as later:
                lines = _asked(file, tell, as_json=as_json, name=str(path or _("standard input")))
                show: actions.Progress | None = None
                linked = 0
                for text in _answers(lines, answer, max(1, options["jobs"])):
                    if show is None and not sys.stdout.isatty():  # answers on the screen are progress enough
                        show = later.enter_context(progress_bar())  # its thread starts after the processes
                    self.write(text)
                    linked += text.count(b"\n")
                    if show is not None:
                        show(_("Linking"), linked, 0)
        except BrokenPipeError:
            raise  # of the output, not of the file that is read
        except OSError as error:
            raise CommandError(
                _("%(path)s cannot be read: %(error)s.")
                % {"path": path or _("standard input"), "error": error.strerror}
            ) from error
        if bad:
            raise SystemExit(1)

    def write(self, text: bytes) -> None:
        """Write whole lines."""
        self.stdout.write(text.decode(), ending="")

    def ready(self, options: dict[str, Any]) -> Answering:
        """`answering`, or a CommandError with what to do where there is no database yet."""
        try:
            return self.answering(options)
        except (OperationalError, ProgrammingError) as error:
            raise CommandError(_("The database cannot be read. Was it made? Run: volens migrate")) from error

    def answering(self, options: dict[str, Any]) -> Answering:
        """What links, as the options ask for; the embedding is trained first when there is none for what is loaded."""
        examples: list[Example] = []
        if options["examples"] is not None:
            rows = _read(options["examples"], "codes")
            examples = [Example(row.text, row.codes) for row in rows if isinstance(row, Coded)]
            if not examples:
                raise CommandError(_("There are no examples in %(path)s.") % {"path": options["examples"]})
            if len(examples) > MOST:
                raise CommandError(
                    _("There are %(found)d examples in %(path)s; %(most)d are the most that can be learned from.")
                    % {"found": len(examples), "path": options["examples"], "most": MOST}
                )
        if not options["lexical"] and not queries.embedding_path().is_file():
            self.stderr.write(_("Learning what job titles mean, once for what is loaded. This takes some minutes."))
            with progress_bar() as progress:
                actions.build_embedding(progress=progress)
        linker = self.linker(options)
        return Learner(linker, examples) if examples else linker

    @staticmethod
    def linker(options: dict[str, Any]) -> Linker:
        """The linker to the scheme or to the lines of a file."""
        meaning = not options["lexical"]
        if options["corpus"] is not None:
            entries = [Entry(str(asked.id), asked.text) for asked in _read(options["corpus"], "text")]
            try:
                return Linker(entries, embedding=queries.embedding() if meaning else None)
            except ValueError as error:
                raise CommandError(
                    _("There is nothing to link to in %(path)s.") % {"path": options["corpus"]}
                ) from error
        scheme = options["scheme"]
        linker = queries.linker_to(scheme, meaning=meaning)
        if linker is None:
            package = queries.TARGETS[scheme][0]
            raise CommandError(
                _("“%(package)s” is not loaded. Load it first: volens classification load %(package)s PATH")
                % {"package": package}
            )
        return linker


def _check(options: dict[str, Any]) -> None:
    """CommandError for an option that means nothing."""
    if options["limit"] < 1:
        raise CommandError(_("--limit must be at least 1."))
    if not 0 <= options["least"] <= 1:
        raise CommandError(_("--least must lie between 0 and 1."))
    if options["file"] is not None and options["file"].is_dir():
        raise CommandError(_("%(path)s is a folder. Give a file.") % {"path": options["file"]})
    if options["file"] is not None and not options["file"].exists():
        raise CommandError(_("%(path)s cannot be read: there is no such file.") % {"path": options["file"]})


class BadLineError(ValueError):
    """A line that cannot be used; the message names it and what it should be."""


class Coded(NamedTuple):
    """One example: its id, its text, the codes it was given."""

    id: Any
    text: str
    codes: tuple[str, ...]


def _read(path: Path, wanted: str) -> list[Asked | Coded]:
    """All lines of a file of candidates or examples. CommandError names the bad line."""
    found: list[Asked | Coded] = []
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if not line.strip():
                    continue
                row = _object(line, str(path), number)
                text = _text(row, str(path), number)
                if wanted == "codes":
                    codes = row.get("codes")
                    if not isinstance(codes, list) or not codes or not all(isinstance(c, str) and c for c in codes):
                        raise BadLineError(
                            _("%(file)s, line %(line)d, field codes: must be a list of codes in quotes.")
                            % {"file": path, "line": number}
                        )
                    found.append(Coded(row.get("id"), text, tuple(codes)))
                else:
                    if not isinstance(row.get("id"), str | int):
                        raise BadLineError(_missing(str(path), number, "id"))
                    found.append(Asked(row["id"], text))
    except BadLineError as error:
        raise CommandError(str(error)) from error
    except OSError as error:
        raise CommandError(
            _("%(path)s cannot be read: %(error)s.") % {"path": path, "error": error.strerror}
        ) from error
    return found


def _asked(file: IO[bytes], tell: Callable[[BadLineError], None], *, as_json: bool, name: str) -> Iterator[Asked]:
    """The lines of the input; empty ones are passed over, those that cannot be used told of and passed over."""
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        try:
            yield _asked_in(line, name, number, as_json=as_json)
        except BadLineError as problem:
            tell(problem)


def _asked_in(line: bytes, name: str, number: int, *, as_json: bool) -> Asked:
    if len(line) > LONGEST_LINE:
        raise BadLineError(
            _("%(file)s, line %(line)d: is longer than a million characters. Give one title a line.")
            % {"file": name, "line": number}
        )
    if as_json:
        row = _object(line, name, number)
        if row.get("id") is None:
            raise BadLineError(_missing(name, number, "id"))
        return Asked(row["id"], _text(row, name, number))
    try:
        return Asked(number, line.decode("utf-8-sig").strip())
    except UnicodeDecodeError as error:
        raise BadLineError(
            _("%(file)s, line %(line)d: is not UTF-8. Save the file as UTF-8.") % {"file": name, "line": number}
        ) from error


def _object(line: bytes, name: str, number: int) -> dict[str, Any]:
    try:
        row = orjson.loads(line.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError:
        row = None
    if not isinstance(row, dict):
        raise BadLineError(
            _('%(file)s, line %(line)d: is not a JSON object. Give {"id": ..., "text": "..."} on each line.')
            % {"file": name, "line": number}
        )
    return row


def _text(row: dict[str, Any], name: str, number: int) -> str:
    if "text" not in row:
        raise BadLineError(_missing(name, number, "text"))
    if not isinstance(row["text"], str):
        raise BadLineError(
            _("%(file)s, line %(line)d, field text: must be text in quotes.") % {"file": name, "line": number}
        )
    return str(row["text"])


def _missing(name: str, number: int, field: str) -> str:
    return _('%(file)s, line %(line)d, field %(field)s: is missing. Give {"id": ..., "text": "..."} on each line.') % {
        "file": name,
        "line": number,
        "field": field,
    }


def _line(asked: Asked, links: Sequence[Link], *, as_json: bool) -> bytes:
    if as_json:
        scores = [round(link.confidence, 6) for link in links]
        return orjson.dumps({"id": asked.id, "codes": [link.code for link in links], "scores": scores}) + b"\n"
    said = "\t".join(f"{link.code} {link.confidence:.2f} {link.label}" for link in links)
    return f"{asked.text}\t{said or '-'}\n".encode()


def _answers(lines: Iterator[Asked], answer: Callable[[Sequence[Asked]], bytes], jobs: int) -> Iterator[bytes]:
    """Answers in the order of the lines; several processes when there is more than a little to do."""
    blocks = _blocks(lines)
    first = next(blocks, None)
    if first is None:
        return
    if jobs == 1 or len(first) < BLOCK:
        for block in chain([first], blocks):
            yield answer(block)
        return
    global _answer  # noqa: PLW0603 - what the child processes inherit
    _answer = answer
    connections.close_all()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # 3.12 warns of any thread; those of BLAS survive a fork
        pool = multiprocessing.get_context("fork").Pool(jobs)
    waiting = [pool.apply_async(_answered, (block,)) for block in [first]]
    try:
        while waiting:
            waiting += [pool.apply_async(_answered, (block,)) for block in islice(blocks, 3 * jobs - len(waiting))]
            yield waiting.pop(0).get()
    finally:
        # Let them finish: a process ended by a signal while it holds the lock of the queue leaves the others waiting
        # for it, and this one waiting for them.
        pool.close()
        pool.join()


_answer: Callable[[Sequence[Asked]], bytes] | None = None


def _answered(block: Sequence[Asked]) -> bytes:
    if _answer is None:
        raise RuntimeError("The process was started without what links.")
    return _answer(block)


def _blocks(lines: Iterator[Asked]) -> Iterator[list[Asked]]:
    while block := list(islice(lines, BLOCK)):
        yield block
