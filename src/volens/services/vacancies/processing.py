"""The stages between storing and publishing: judge, link, find duplicates. Each works on all that waits.

A vacancy in state `received` waits for all of them. A batch is computed first and written in one transaction, so a
crash at any point leaves it waiting, to be done again.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from volens.engines.duplicates import Fingerprint
from volens.engines.linking import Linker
from volens.engines.vetting import Circumstances
from volens.packs import classifications as shipped
from volens.services.classifications import queries as classifications
from volens.services.vacancies import circumstances, duplicates, outbox, policies, pool, usual_pay, vetting
from volens.services.vacancies.importing import locks, store
from volens.services.vacancies.importing.run import clock_of
from volens.services.vacancies.models import Source, Vacancy
from volens.services.vacancies.review import intake

BATCH = 250
#: As many batches are not worth starting processes for.
INLINE_BATCHES = 12


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


@dataclass(frozen=True, slots=True)
class _Work:
    """A batch on its way to a worker process: with it what only the database knows."""

    batch: list[Vacancy]
    approved: dict[int, bool]
    days: dict[int, dt.date]
    loaded: bool  # the operator has loaded classifications beside the shipped one
    stopped: frozenset[int]  # what no rule may publish: refused by a person, or reported and in front of one
    secret: bytes  # of the marks of contacts and texts
    usual: usual_pay.Highest
    changed: dict[int, tuple[str, ...]]  # what differs from what a person approved
    licensed: frozenset[int]  # sources whose contact may stand for many employers


@dataclass(frozen=True, slots=True)
class _Worked:
    """What a worker found out about a batch, and the seconds of processor time each stage took it."""

    batch: list[Vacancy]
    judgements: list[vetting.Judgement]
    prints: list[Fingerprint | None]
    marks: list[circumstances.Marks | None]
    licensed: list[bool]
    seconds: dict[str, float]


def process(
    *, source: Source | None = None, workers: int | None = None, on_batch: Callable[[int], None] | None = None
) -> Processed:
    """Take every waiting vacancy (of a source) through all stages. Raises BusyError while another process does it.

    Times of stages are processor time, summed over the processes that worked; that of writing is time gone by.
    """
    done = Processed()
    boilerplate = duplicates.Boilerplate()
    pay = usual_pay.Refreshing()
    workers = pool.usual_workers() if workers is None else workers
    with locks.only_one("processing"):
        for worked in pool.ordered(_worked, _waiting(source), workers=workers, inline=INLINE_BATCHES):
            before = done.states.get(Vacancy.State.PUBLISHED, 0)
            _store(worked, done, boilerplate)
            pay.published(done.states.get(Vacancy.State.PUBLISHED, 0) - before)
            if on_batch:
                on_batch(len(worked.batch))
    return done


def _waiting(source: Source | None) -> Iterator[_Work]:
    waiting = Vacancy.objects.filter(state=Vacancy.State.RECEIVED).order_by("pk").select_related("source")
    if source is not None:
        waiting = waiting.filter(source=source)
    loaded = bool(classifications.schemes())
    secret = circumstances.secret()
    last = 0
    while batch := list(waiting.filter(pk__gt=last)[:BATCH]):
        last = batch[-1].pk
        sources = {vacancy.source_id: vacancy.source for vacancy in batch}
        live = [vacancy for vacancy in batch if not circumstances.stands_alone(vacancy)]
        yield _Work(
            batch,
            {number: policies.publishes_undeclared(one) for number, one in sources.items()},
            {number: clock_of(one).date() for number, one in sources.items()},
            loaded,
            intake.not_to_publish([vacancy.pk for vacancy in batch]),
            secret,
            usual_pay.within(usual_pay.known(), {vacancy.region for vacancy in live}) if live else {},
            circumstances.changed(live) if live else {},
            circumstances.licensed_sources(sources) if live else frozenset(),
        )


def _worked(work: _Work) -> _Worked:
    """The stages that write nothing: link, judge, take fingerprints."""
    times = [time.process_time()]
    _link(work.batch, _linker(work))
    times.append(time.process_time())
    judgements = vetting.judged_all(
        [
            vetting.Case(
                vacancy, work.days[vacancy.source_id], work.approved[vacancy.source_id], _beside(vacancy, work)
            )
            for vacancy in work.batch
        ]
    )
    judgements = [
        each._replace(state=Vacancy.State.HELD.value)
        if vacancy.pk in work.stopped and each.state == Vacancy.State.PUBLISHED
        else each
        for vacancy, each in zip(work.batch, judgements, strict=True)
    ]
    marks, licensed = _marked(work)
    for vacancy, judgement in zip(work.batch, judgements, strict=True):
        vacancy.state = judgement.state
    times.append(time.process_time())
    prints = duplicates.fingerprints(work.batch)
    times.append(time.process_time())
    spent = [after - before for before, after in itertools.pairwise(times)]
    seconds = dict(zip(("link", "judge", "duplicates"), spent, strict=True))
    return _Worked(work.batch, judgements, prints, marks, licensed, seconds)


def _beside(vacancy: Vacancy, work: _Work) -> Circumstances:
    """What is known of a vacancy before others of its batch are stored. Whom it shares with turns out in order."""
    if circumstances.stands_alone(vacancy):
        return Circumstances()
    return Circumstances(highest_usual_pay=usual_pay.of(vacancy, work.usual), changed=work.changed.get(vacancy.pk, ()))


def _marked(work: _Work) -> tuple[list[circumstances.Marks | None], list[bool]]:
    """What each vacancy may share with others, and whether its poster may use one contact for many employers."""
    marks: list[circumstances.Marks | None] = []
    licensed: list[bool] = []
    for vacancy in work.batch:
        alone = circumstances.stands_alone(vacancy)
        judged = None if alone else vetting.posting(vacancy)
        marks.append(None if judged is None else circumstances.marks(judged, work.secret))
        licensed.append(
            judged is not None and (vacancy.source_id in work.licensed or circumstances.names_licence(judged))
        )
    return marks, licensed


def _store(worked: _Worked, done: Processed, boilerplate: duplicates.Boilerplate) -> None:
    batch, prints = worked.batch, worked.prints
    for stage, spent in worked.seconds.items():
        done.seconds[stage] += spent
    began = time.perf_counter()
    with transaction.atomic():
        judgements = _shared(worked)
        _write(batch, judgements)
        for number, (vacancy, judgement) in enumerate(zip(batch, judgements, strict=True)):
            vacancy.state, vacancy.findings = judgement.state, judgement.findings
            if judgement.state != Vacancy.State.PUBLISHED:
                prints[number] = None
        intake.take_imported(batch)
        compared = time.perf_counter()
        done.duplicates += duplicates.settle(batch, prints, boilerplate)
        compared = time.perf_counter() - compared
        outbox.changed(v.pk for v in batch if v.state == Vacancy.State.PUBLISHED)
    done.seconds["duplicates"] += compared
    done.seconds["store"] += time.perf_counter() - began - compared
    done.vacancies += len(batch)
    done.linked += sum(1 for vacancy in batch if vacancy.isco)
    for vacancy in batch:
        done.states[vacancy.state] = done.states.get(vacancy.state, 0) + 1


def _shared(worked: _Worked) -> list[vetting.Judgement]:
    """The judgements with what turns out in the order of the vacancies: who else uses their contacts and texts."""
    found = circumstances.Sharing.of(worked.marks)
    judgements, kept = [], []
    for judgement, own, licensed in zip(worked.judgements, worked.marks, worked.licensed, strict=True):
        contact, text = found.count(own)
        judgements.append(vetting.shared(judgement, Circumstances(contact, text, licensed)))
        if judgements[-1].state == Vacancy.State.PUBLISHED:
            found.add(own)  # what is not shown counts against nobody, until a person lets it be seen
            kept.append(own)
    found.remember(kept)
    return judgements


def _linker(work: _Work) -> Linker:
    """The linker with every title there is. Only what the operator loaded is in the database; the rest ships."""
    return classifications.linker() if work.loaded else shipped.linker(Path(settings.DATA_DIR) / "models")


def _link(batch: Sequence[Vacancy], linker: Linker) -> None:
    """The ISCO unit group: the source's own, else the linker's, else none."""
    unsaid = [vacancy for vacancy in batch if not (vacancy.isco and vacancy.isco_confidence == 1.0)]
    links = linker.assign_many([(vacancy.title, vacancy.text[:2000]) for vacancy in unsaid])
    for vacancy, link in zip(unsaid, links, strict=True):
        vacancy.isco, vacancy.isco_confidence = (link.code, float(link.confidence)) if link else ("", None)


def _write(batch: Sequence[Vacancy], judgements: Sequence[vetting.Judgement]) -> None:
    """Only what still waits and is still the same: a newer delivery may have come in between."""
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    rows = [
        (
            judgement.state, json.dumps(judgement.findings, ensure_ascii=False), json.dumps(judgement.undeclared),
            json.dumps(judgement.suppressed), now,
            vacancy.isco, vacancy.isco_confidence,
            vacancy.pk, Vacancy.State.RECEIVED.value, bytes(vacancy.content_hash),
        )
        for vacancy, judgement in zip(batch, judgements, strict=True)
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.executemany(
            f'UPDATE "{store.TABLE}" SET state = %s, findings = %s, undeclared = %s, suppressed = %s, judged_at = %s,'  # noqa: S608
            " isco = %s, isco_confidence = %s WHERE id = %s AND state = %s AND content_hash = %s",
            rows,
        )
