"""`volens classification`: load ISCO-08, ESCO, O*NET or CSCO, learn from them, and list what is loaded."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from volens.services.classifications import actions, queries
from volens.services.classifications.loading.errors import PackageError


@contextmanager
def progress_bar() -> Iterator[actions.Progress]:
    """A progress bar on a terminal, silence elsewhere."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(file=sys.stderr), disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("", total=None)

        def show(stage: str, done: int, total: int) -> None:
            bar.update(task, description=stage, completed=done, total=total or None)

        yield show


class Command(BaseCommand):
    """Load and list classifications."""

    help = "Load a classification (ISCO-08 is shipped; ESCO and O*NET from the operator's own download), or list them."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """`load {isco,esco,onet,csco} [PATH]`, `build` and `list`; all take --json."""
        commands = parser.add_subparsers(dest="action", required=True, metavar="{load,list,build}")
        load = commands.add_parser("load", help="load a classification; loading the same again changes nothing")
        load.add_argument("scheme", choices=["isco", "esco", "onet", "csco"])
        load.add_argument("path", nargs="?", type=Path, help="folder or zip of the official package (not for isco)")
        load.add_argument("--json", action="store_true", help="print the result as JSON")
        build = commands.add_parser("build", help="learn from what is loaded what titles mean (some minutes; once)")
        build.add_argument("--again", action="store_true", help="also when it was done before")
        build.add_argument("--json", action="store_true", help="print the result as JSON")
        listing = commands.add_parser("list", help="list what is loaded")
        listing.add_argument("--json", action="store_true", help="print the list as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do as asked; problems of a package end in a message with a remedy."""
        if options["action"] == "list":
            self.list(as_json=options["json"])
            return
        if options["action"] == "build":
            self.build(again=options["again"], as_json=options["json"])
            return
        scheme, path = options["scheme"], options["path"]
        if scheme == "isco" and path is not None:
            raise CommandError(_("ISCO-08 is shipped: leave out the path."))
        if scheme != "isco" and path is None:
            raise CommandError(_("Give the folder or the zip of the official package."))
        try:
            with progress_bar() as progress:
                loaded = self.load(scheme, path, progress)
        except PackageError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(asdict(loaded)))
            return
        did = _("loaded") if loaded.changed else _("unchanged")
        self.stdout.write(
            _("%(scheme)s %(version)s %(did)s: %(concepts)d concepts, %(labels)d labels, %(relations)d relations")
            % {**asdict(loaded), "did": did}
        )

    @staticmethod
    def load(scheme: str, path: Path | None, progress: actions.Progress) -> actions.Loaded:
        """Load one scheme."""
        if path is None:
            return actions.load_isco(progress=progress)
        return {"esco": actions.load_esco, "onet": actions.load_onet, "csco": actions.load_csco}[scheme](
            path, progress=progress
        )

    def build(self, *, again: bool, as_json: bool) -> None:
        """Train the embedding, and build the linkers to all that is loaded."""
        with progress_bar() as progress:
            path = actions.build_embedding(again=again, progress=progress)
            for target in ("isco", *queries.TARGETS):
                queries.linker_to(target)
        files = {file.name: file.stat().st_size for file in sorted(path.parent.glob("*.npz"))}
        if as_json:
            self.stdout.write(json.dumps({"embedding": path.name, "files": files}))
            return
        for name, size in files.items():
            self.stdout.write(f"{name}  {size / 1e6:.1f} MB")

    def list(self, *, as_json: bool) -> None:
        """Print what is loaded."""
        found = [
            {
                "scheme": scheme.code,
                "title": scheme.title,
                "version": scheme.version,
                "languages": scheme.languages,
                "concepts": scheme.concept_count,  # type: ignore[attr-defined]
                "source": scheme.source,
                "attribution": scheme.attribution,
                "loaded_at": scheme.loaded_at.isoformat(),
            }
            for scheme in queries.schemes()
        ]
        if as_json:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            return
        if not found:
            self.stdout.write(_("Nothing is loaded yet. Start with: volens classification load isco"))
        for row in found:
            self.stdout.write(
                "{scheme:8} {version:8} {concepts:7} {spoken:12} {title}".format(
                    **row, spoken=" ".join(row["languages"])
                )
            )
