"""The same job from two sources is shown once; when the one shown ends, the next takes its place.

Only vacancies of different sources are compared (a source knows its own jobs apart), and only like with like: a record
of the past or a sample never hides a job one can apply for.
"""

from __future__ import annotations

import functools
import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import connection

from volens.engines.duplicates import MOST_BEARERS, Commonness, Fingerprint, Posting, fingerprint, same
from volens.services.vacancies import outbox
from volens.services.vacancies.models import DuplicateKey, Source, Vacancy

#: Candidates looked at for one vacancy: those that share most keys.
MOST_CANDIDATES = 30
#: How many more facts a later vacancy must state to be shown instead of an earlier one.
CLEARLY_MORE = 2
#: Recent vacancies from which is learned what is boilerplate.
RECENT = 1000

_KEYS = DuplicateKey._meta.db_table


class Boilerplate:
    """Passages that many recent vacancies share, so that sharing them says nothing. Learned when first needed."""

    def __init__(self) -> None:
        self._learned: Commonness | None = None

    def learned(self) -> Commonness:
        """What recent vacancies share."""
        if self._learned is None:
            self._learned = Commonness()
            for vacancy in Vacancy.objects.filter(state=Vacancy.State.PUBLISHED).order_by("-pk")[:RECENT]:
                self._learned.observe(fingerprint(_posting(vacancy)).sequences)
        return self._learned


class _Known(NamedTuple):
    """What settles who is shown: the vacancy's number, its source, how much it states, behind whom it stands."""

    pk: int
    source_id: int
    facts: int
    behind: int | None


def fingerprints(batch: Sequence[Vacancy]) -> list[Fingerprint | None]:
    """Fingerprints of those of a batch that are to be published."""
    published = Vacancy.State.PUBLISHED
    return [fingerprint(_posting(vacancy)) if vacancy.state == published else None for vacancy in batch]


def settle(batch: Sequence[Vacancy], prints: Sequence[Fingerprint | None], boilerplate: Boilerplate) -> int:
    """Find what a batch duplicates and who of each group is shown, within the caller's transaction.

    Returns how many of the batch are not shown.
    """
    ids = [vacancy.pk for vacancy in batch]
    DuplicateKey.objects.filter(vacancy_id__in=ids).delete()
    _let_go(ids)
    shown = [(vacancy, made) for vacancy, made in zip(batch, prints, strict=True) if made is not None]
    rows = [(key, vacancy.pk) for vacancy, made in shown for key in made.keys]
    with connection.cursor() as cursor:
        cursor.executemany(f'INSERT INTO "{_KEYS}" (key, vacancy_id) VALUES (%s, %s)', rows)  # noqa: S608
    candidates = _candidates(shown)
    if not candidates:
        return 0
    return _Groups(shown, candidates).write(boilerplate.learned())


def take_over(ids: Iterable[int]) -> None:
    """Vacancies that are no longer shown: the next of each group takes the place. In the caller's transaction."""
    gone = list(ids)
    DuplicateKey.objects.filter(vacancy_id__in=gone).delete()
    heirs = Vacancy.objects.filter(duplicate_of__in=gone, state=Vacancy.State.PUBLISHED).exclude(pk__in=gone)
    groups: defaultdict[int | None, list[int]] = defaultdict(list)
    for pk, before in heirs.order_by("pk").values_list("pk", "duplicate_of"):
        groups[before].append(pk)
    for first, *others in groups.values():
        Vacancy.objects.filter(pk=first).update(duplicate_of=None)
        Vacancy.objects.filter(pk__in=others).update(duplicate_of=first)
        outbox.changed([first])
    Vacancy.objects.filter(duplicate_of__in=gone).update(duplicate_of=None)


def _let_go(ids: Sequence[int]) -> None:
    """What stood behind vacancies that are judged anew stands for itself until it is compared again."""
    behind = list(Vacancy.objects.filter(duplicate_of__in=ids).order_by().values_list("pk", flat=True))
    if behind:
        take_over(ids)


def _candidates(shown: Sequence[tuple[Vacancy, Fingerprint]]) -> dict[int, list[int]]:
    """For each vacancy the earlier and later ones of other sources that share keys with it, most first."""
    wanted: defaultdict[int, list[Vacancy]] = defaultdict(list)
    for vacancy, made in shown:
        for key in made.keys:
            wanted[key].append(vacancy)
    if Source.objects.count() < 2:
        return {}
    bearers: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    keys = iter(wanted)
    while chunk := list(itertools.islice(keys, 900)):
        rows = DuplicateKey.objects.filter(key__in=chunk).order_by()
        for key, pk, source_id in rows.values_list("key", "vacancy_id", "vacancy__source_id"):
            bearers[key].append((pk, source_id))
    found: dict[int, list[int]] = {}
    for vacancy, made in shown:
        counts = Counter(
            pk
            for key in made.keys
            if len(bearers[key]) <= MOST_BEARERS
            for pk, source_id in bearers[key]
            if source_id != vacancy.source_id
        )
        if counts:
            found[vacancy.pk] = [pk for pk, _ in counts.most_common(MOST_CANDIDATES)]
    return found


class _Groups:
    """Who stands behind whom, while a batch is settled one vacancy after another."""

    def __init__(self, shown: Sequence[tuple[Vacancy, Fingerprint]], candidates: dict[int, list[int]]) -> None:
        self._candidates = candidates
        self._batch = {vacancy.pk: vacancy for vacancy, _ in shown}
        self._prints = {vacancy.pk: made for vacancy, made in shown}
        self._known = {vacancy.pk: _known(vacancy, None) for vacancy, _ in shown}
        self._kinds = {vacancy.pk: _kind(vacancy) for vacancy, _ in shown}
        self._load({pk for others in candidates.values() for pk in others} - set(self._batch))
        self._before = {pk: known.behind for pk, known in self._known.items()}

    def _load(self, pks: set[int]) -> None:
        rows = Vacancy.objects.filter(pk__in=pks, state=Vacancy.State.PUBLISHED).select_related("source")
        for vacancy in rows:
            self._prints[vacancy.pk] = _fingerprint_of(vacancy.pk, bytes(vacancy.content_hash), _posting(vacancy))
            self._known[vacancy.pk] = _known(vacancy, vacancy.duplicate_of_id)
            self._kinds[vacancy.pk] = _kind(vacancy)
        heads = {known.behind for known in self._known.values() if known.behind} - set(self._known)
        for vacancy in Vacancy.objects.filter(pk__in=heads):
            self._known[vacancy.pk] = _known(vacancy, vacancy.duplicate_of_id)

    def write(self, commonness: Commonness) -> int:
        """Settle each vacancy of the batch in the order they came, and store what changed."""
        for pk in sorted(self._candidates):
            for other in self._candidates[pk]:
                if other not in self._prints or self._kinds[other] != self._kinds[pk]:
                    continue
                if self._head(pk) == self._head(other):
                    continue
                if same(self._prints[pk], self._prints[other], commonness).same:
                    self._join(self._head(pk), self._head(other))
        changed = {pk: known.behind for pk, known in self._known.items() if known.behind != self._before.get(pk)}
        for pk, behind in changed.items():
            Vacancy.objects.filter(pk=pk).update(duplicate_of=behind)
            if behind is not None:  # what stood behind it stands behind its new head too
                followers = Vacancy.objects.filter(duplicate_of=pk)
                followers.update(duplicate_of=behind)
        outbox.changed(changed)
        return sum(1 for pk in changed if pk in self._batch)

    def _head(self, pk: int) -> int:
        known = self._known[pk]
        while known.behind is not None and known.behind in self._known:
            known = self._known[known.behind]
        return known.pk

    def _join(self, one: int, other: int) -> None:
        """Two heads become one: the one that states clearly more, else the earlier."""
        first, second = sorted((self._known[one], self._known[other]))
        if second.facts >= first.facts + CLEARLY_MORE:
            first, second = second, first
        self._known[second.pk] = second._replace(behind=first.pk)
        for pk, known in self._known.items():
            if known.behind == second.pk:
                self._known[pk] = known._replace(behind=first.pk)


def _known(vacancy: Vacancy, behind: int | None) -> _Known:
    return _Known(vacancy.pk, vacancy.source_id, _facts(vacancy), behind)


def _kind(vacancy: Vacancy) -> tuple[bool, bool]:
    return vacancy.is_sample, vacancy.source.is_historical


def _facts(vacancy: Vacancy) -> int:
    """How many of the facts a worker asks for first are stated."""
    stated = (
        vacancy.pay_max or vacancy.pay_min,
        vacancy.place_id,
        vacancy.contract,
        vacancy.hours,
        vacancy.valid_through,
        vacancy.apply_url or vacancy.apply_contact or vacancy.original_url,
        vacancy.declarations,
        len(vacancy.text) > 400,
    )
    return sum(bool(fact) for fact in stated)


def _posting(vacancy: Vacancy) -> Posting:
    return Posting(
        title=vacancy.title,
        employer=vacancy.employer,
        text=vacancy.text,
        place=vacancy.place,
        place_id=vacancy.place_id,
        region=vacancy.region,
        latitude=vacancy.latitude,
        longitude=vacancy.longitude,
        pay_min=vacancy.pay_min,
        pay_max=vacancy.pay_max,
        pay_period=vacancy.pay_period,
        pay_month_min=vacancy.pay_month_min,
        pay_month_max=vacancy.pay_month_max,
        currency=vacancy.pay_currency,
        hours=vacancy.hours,
        contract=vacancy.contract,
        posted=vacancy.posted_at.toordinal(),
    )


@functools.lru_cache(5000)
def _fingerprint_of(pk: int, content_hash: bytes, posting: Posting) -> Fingerprint:  # noqa: ARG001 - the key of the cache
    return fingerprint(posting)
