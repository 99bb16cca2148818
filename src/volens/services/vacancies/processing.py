"""The stages between storing and publishing: judge, link, find duplicates. Each works on all that waits.

A vacancy in state `received` waits for all of them. A batch is computed first and written in one transaction, so a
crash at any point leaves it waiting, to be done again.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.utils import timezone

from volens.packs import classifications
from volens.services.vacancies import duplicates, outbox, policies, vetting
from volens.services.vacancies.importing import locks, store
from volens.services.vacancies.importing.run import clock_of
from volens.services.vacancies.models import Source, Vacancy

BATCH = 500


@dataclass(slots=True)
class Processed:
    """How many vacancies went through, what became of them, and the seconds each stage took."""

    vacancies: int = 0
    states: dict[str, int] = field(default_factory=dict)
    linked: int = 0
    duplicates: int = 0
    seconds: dict[str, float] = field(
        default_factory=lambda: dict.fromkeys(("judge", "link", "duplicates", "store"), 0.0)
    )

    def rates(self) -> dict[str, int]:
        """Vacancies a second, by stage."""
        return {stage: round(self.vacancies / spent) for stage, spent in self.seconds.items() if spent > 0}


def process(*, source: Source | None = None, on_batch: Callable[[int], None] | None = None) -> Processed:
    """Take every waiting vacancy (of a source) through all stages. Raises BusyError while another process does it."""
    done = Processed()
    boilerplate = duplicates.Boilerplate()
    with locks.only_one("processing"):
        waiting = Vacancy.objects.filter(state=Vacancy.State.RECEIVED).order_by("pk").select_related("source")
        if source is not None:
            waiting = waiting.filter(source=source)
        last = 0
        while batch := list(waiting.filter(pk__gt=last)[:BATCH]):
            last = batch[-1].pk
            _process(batch, done, boilerplate)
            if on_batch:
                on_batch(len(batch))
    return done


def _process(batch: Sequence[Vacancy], done: Processed, boilerplate: duplicates.Boilerplate) -> None:
    spent, began = done.seconds, time.perf_counter()

    def lap(stage: str) -> None:
        nonlocal began
        now = time.perf_counter()
        spent[stage] += now - began
        began = now

    approved = {source: policies.publishes_undeclared(source) for source in {v.source for v in batch}}
    days = {source: clock_of(source).date() for source in approved}
    judgements = [vetting.judged(v, on=days[v.source], approved=approved[v.source]) for v in batch]
    lap("judge")
    for vacancy in batch:
        _link(vacancy)
        done.linked += bool(vacancy.isco)
    lap("link")
    for vacancy, judgement in zip(batch, judgements, strict=True):
        vacancy.state = judgement.state
        done.states[judgement.state] = done.states.get(judgement.state, 0) + 1
    prints = duplicates.fingerprints(batch)
    lap("duplicates")
    with transaction.atomic():
        _write(batch, judgements)
        lap("store")
        done.duplicates += duplicates.settle(batch, prints, boilerplate)
        lap("duplicates")
        outbox.changed(v.pk for v in batch if v.state == Vacancy.State.PUBLISHED)
    lap("store")
    done.vacancies += len(batch)


def _link(vacancy: Vacancy) -> None:
    """The ISCO unit group: the source's own, else the linker's, else none."""
    if vacancy.isco and vacancy.isco_confidence == 1.0:
        return
    link = classifications.linker().assign(vacancy.title, vacancy.text[:2000])
    vacancy.isco, vacancy.isco_confidence = (link.code, float(link.confidence)) if link else ("", None)


def _write(batch: Sequence[Vacancy], judgements: Sequence[vetting.Judgement]) -> None:
    """Only what still waits and is still the same: a newer delivery may have come in between."""
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    rows = [
        (
            judgement.state, json.dumps(judgement.findings, ensure_ascii=False), json.dumps(judgement.undeclared), now,
            vacancy.isco, vacancy.isco_confidence,
            vacancy.pk, Vacancy.State.RECEIVED.value, bytes(vacancy.content_hash),
        )
        for vacancy, judgement in zip(batch, judgements, strict=True)
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.executemany(
            f'UPDATE "{store.TABLE}" SET state = %s, findings = %s, undeclared = %s, judged_at = %s, isco = %s,'  # noqa: S608
            " isco_confidence = %s WHERE id = %s AND state = %s AND content_hash = %s",
            rows,
        )
