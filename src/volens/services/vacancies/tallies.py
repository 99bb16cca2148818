"""Exact counts of open vacancies for the published figures: public facts, by work and region, with the pay offered."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Q
from django.db.models.functions import Substr
from django.utils import timezone

from volens.services.vacancies.models import Source, Vacancy


@dataclass(frozen=True, slots=True)
class PayTally:
    """What is offered for one kind of work in one currency: minor units a month, middle of each range."""

    work: str
    currency: str
    vacancies: int
    low: int  # a quarter is offered no more
    median: int
    high: int  # a quarter is offered more


def _open() -> Q:
    now = timezone.now()
    return (
        Q(state=Vacancy.State.PUBLISHED, duplicate_of=None)
        & (Q(valid_through__isnull=True) | Q(valid_through__gt=now))
        & (Q(source__as_of__isnull=True) | Q(source__kind=Source.Kind.SAMPLE))
    )


def only_samples() -> bool:
    """Whether all open vacancies are made up: whoever shows the counts then has to say so."""
    return not Vacancy.objects.filter(_open(), is_sample=False).exists()


def by_work_and_region() -> list[tuple[str, str, int]]:
    """ISCO-08 major group ("" where unknown), region, count of real open vacancies, or of samples if there are none."""
    found = Vacancy.objects.filter(_open(), is_sample=only_samples()).annotate(work=Substr("isco", 1, 1))
    rows = found.order_by().values_list("work", "region").annotate(many=Count("pk"))
    return sorted((work, region, many) for work, region, many in rows)


def pay_by_work() -> list[PayTally]:
    """Quartiles of the monthly pay of open vacancies that state it, by work and currency. Reads every paid one once."""
    found = Vacancy.objects.filter(_open(), is_sample=only_samples()).exclude(pay_month_min=None, pay_month_max=None)
    values = found.order_by().values_list("isco", "pay_currency", "pay_month_min", "pay_month_max")
    amounts: dict[tuple[str, str], list[int]] = defaultdict(list)
    for isco, currency, low, high in values.iterator(chunk_size=10_000):
        ends = [each for each in (low, high) if each is not None]
        amounts[isco[:1], currency].append(sum(ends) // len(ends))
    return list(_quartiles(amounts))


def _quartiles(amounts: dict[tuple[str, str], list[int]]) -> Iterator[PayTally]:
    for (work, currency), found in sorted(amounts.items()):
        if len(found) == 1:
            yield PayTally(work, currency, 1, found[0], found[0], found[0])
        else:
            low, median, high = statistics.quantiles(found, n=4, method="inclusive")
            yield PayTally(work, currency, len(found), round(low), round(median), round(high))
