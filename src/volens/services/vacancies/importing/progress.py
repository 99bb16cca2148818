"""A progress bar on a terminal, nothing elsewhere."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from volens.services.vacancies.importing.readers.streams import Watch
from volens.services.vacancies.importing.run import Summary


class Bar:
    """Shows how far a delivery is read and how many vacancies each later stage has done."""

    def __init__(self, progress: Progress | None, size: int = 0) -> None:
        self.watch = Watch()
        self._progress = progress
        self._size = size
        self._stages: dict[str, TaskID] = {}

    def on_batch(self, summary: Summary) -> None:
        """A batch of records was stored."""
        if self._progress is None:
            return
        task = self._task("import", self._size or None)
        figures = (
            f"{summary.read:,} · +{summary.created:,} ~{summary.updated:,} ={summary.unchanged:,} ×{summary.rejected:,}"
        )
        self._progress.update(task, completed=self.watch.position, figures=figures)

    def on_stage(self, stage: str, count: int) -> None:
        """A stage began, or did so many more vacancies."""
        if self._progress is None:
            return
        task = self._task(stage, None)
        self._progress.advance(task, count)
        self._progress.update(task, figures=f"{int(self._progress.tasks[task].completed):,}")

    def _task(self, stage: str, total: int | None) -> TaskID:
        if self._progress is not None and stage not in self._stages:
            names = {"import": _("Importing"), "process": _("Vetting, linking"), "index": _("Indexing")}
            self._stages[stage] = self._progress.add_task(names.get(stage, stage), total=total, figures="")
        return self._stages[stage]


@contextlib.contextmanager
def bar(paths: Sequence[Path] = (), *, quiet: bool = False) -> Iterator[Bar]:
    """A bar on standard error if that is a terminal."""
    if quiet or not sys.stderr.isatty():
        yield Bar(None)
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[figures]}"))
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True) as progress:
        yield Bar(progress, sum(path.stat().st_size for path in paths if path.exists()))
