"""`volens worker`: what happens by itself. Index, feeds, expiry."""

from __future__ import annotations

import argparse
import io
import logging
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, close_old_connections

from volens.engines.search.port import SearchIndexError
from volens.services.trust import actions as trust
from volens.services.trust.record import integrating
from volens.services.vacancies import actions, feeds, indexing, receiving
from volens.services.vacancies.importing import locks
from volens.services.vacancies.importing.run import Summary
from volens.services.vacancies.models import IndexChange, Vacancy

log = logging.getLogger("volens.worker")


class StoppedError(Exception):
    """The worker was told to stop in the middle of something that can be taken up again."""


class Command(BaseCommand):
    """Drain the outbox into the index, fetch due feeds, end what is over; until told to stop."""

    help = "Keep index, feeds and expiry up to date. One worker for each deployment; Ctrl-C or SIGTERM ends it cleanly."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Options of the command."""
        parser.add_argument("--every", type=float, default=1.0, help="seconds between looks at the outbox")
        parser.add_argument("--once", action="store_true", help="do everything that is due, then end")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until told to stop."""
        self._stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        try:
            with locks.only_one("worker"):
                self._run(options["every"], once=options["once"])
        except locks.BusyError as error:
            raise CommandError(str(error)) from error

    def _run(self, every: float, *, once: bool) -> None:
        jobs: list[tuple[float, Callable[[], object]]] = [
            (every, self._index),
            (5.0, self._process),
            (5.0, integrating.Tending()),
            (10.0, self._feeds),
            (30.0, actions.expire_due),
            (60.0, self._post),
            (5.0, self._alerts),
            (3600.0, self._clocks),
        ]
        next_at = [0.0] * len(jobs)
        self._attempt(self._rebuild)
        while not self._stop.is_set():
            for number, (interval, job) in enumerate(jobs):
                if not self._stop.is_set() and time.monotonic() >= next_at[number]:
                    self._attempt(job)
                    next_at[number] = time.monotonic() + interval
            if once:
                self._attempt(self._index)
                return
            close_old_connections()
            self._stop.wait(every)

    def _attempt(self, job: Callable[[], object]) -> None:
        """One failing job must not end the others; the next round tries again."""
        try:
            job()
        except StoppedError:
            log.info("stopped in the middle; the next start takes it up again")
        except (OperationalError, SearchIndexError, locks.BusyError) as error:
            log.warning("%s: %s", type(error).__name__, error)
        except Exception:
            log.exception("the worker goes on")

    def _rebuild(self) -> None:
        if indexing.needs_rebuild():
            log.info("building the search index")
            indexing.rebuild()

    def _index(self) -> None:
        if IndexChange.objects.exists():
            indexing.drain_if_free()

    def _process(self) -> None:
        if Vacancy.objects.filter(state=Vacancy.State.RECEIVED).exists():
            receiving.process_and_index(lambda _stage, _count: self._check())

    def _feeds(self) -> None:
        for visit in feeds.visit_due(on_batch=self._check):
            if visit.problem:
                log.warning("feed %s: %s", visit.source.name, visit.problem)

    def _post(self) -> None:
        from volens.services.people import post

        post.try_again()
        trust.absorb(post.tell_about_reading)

    def _alerts(self) -> None:
        from volens.services.alerts import actions as alerts

        alerts.send_due()

    def _clocks(self) -> None:
        call_command("daily", stdout=io.StringIO())

    def _check(self, _summary: Summary | None = None) -> None:
        if self._stop.is_set():
            raise StoppedError

    def _on_signal(self, *_: object) -> None:
        self._stop.set()
