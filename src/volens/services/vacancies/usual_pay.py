"""What published vacancies of an occupation and region pay at most: the 99th percentile, of a hundred at least.

Worked out anew from an index that holds nothing else, when a tenth more was published and once a day; looked up by key.
"""

from __future__ import annotations

import array
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np
from django.db import connection, transaction

from volens.engines.pay import Pay, Period
from volens.services.vacancies import circumstances
from volens.services.vacancies.models import UsualPay, Vacancy

#: A 99th percentile of fewer says nothing: it would be their highest.
FEWEST: Final = 100
SHARE: Final = 0.99
#: Digits of ISCO-08 and whether the region or its country, from what says most to what still says something.
_LEVELS: Final = ((4, True), (3, True), (4, False), (3, False), (2, False))
#: A run works it out again when so many more were published, or a tenth more than it knew of.
_WORTH_IT: Final = 100
#: The number of the lock of a refresh on PostgreSQL: any that nothing else of the deployment takes.
_LOCK: Final = 0x75_73_75_61_6C  # "usual"

#: (occupation, region, currency) to the most that is usual, minor units a month.
Highest = Mapping[tuple[str, str, str], int]


class Refreshing:
    """Works the figures out again while a delivery is taken in: often at first, then for each tenth more."""

    def __init__(self) -> None:
        self._published = 0
        self._due = _WORTH_IT

    def published(self, count: int) -> None:
        """So many more were published. Call it after their transaction."""
        self._published += count
        if self._published >= self._due:
            counted = refresh()
            self._published, self._due = 0, max(_WORTH_IT, counted // 10)


def refresh() -> int:
    """Work the figures out again. Returns of how many vacancies. Reads an index once, writes a row for each figure."""
    paid: defaultdict[tuple[str, str, str], array.array[int]] = defaultdict(lambda: array.array("q"))
    counted = 0
    for occupation, region, currency, amount in _amounts():
        counted += 1
        country = region[:2]
        for digits, finely in _LEVELS:
            if (finely and region == country) or len(occupation) < digits:
                continue
            paid[occupation[:digits], region if finely else country, currency].append(amount)
    rows = [
        UsualPay(
            occupation=occupation, region=region, currency=currency, vacancies=len(amounts),
            highest=int(np.quantile(np.frombuffer(amounts, dtype=np.int64), SHARE, method="inverted_cdf")),
        )
        for (occupation, region, currency), amounts in sorted(paid.items())
        if len(amounts) >= FEWEST
    ]  # fmt: skip
    with transaction.atomic():
        if connection.vendor == "postgresql":  # SQLite has one writer anyway
            with connection.cursor() as cursor:
                # Two that refresh at once would insert the same rows; the second waits, and sees what the first wrote.
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        UsualPay.objects.all().delete()
        UsualPay.objects.bulk_create(rows, batch_size=2000)
    return counted


def _amounts() -> Iterable[tuple[str, str, str, int]]:
    """Occupation, region, currency and the most a month of every published vacancy one can apply for."""
    sources = frozenset(circumstances.live_sources())
    if not sources:
        return
    with connection.cursor() as cursor:
        # The condition stands as it does in the index: bound values would not match it. SQLite, which keeps no figures
        # about values, would take another index, and read every vacancy.
        alone = "INDEXED BY vacancy_usual_pay" if connection.vendor == "sqlite" else ""
        cursor.execute(
            "SELECT isco, region, pay_currency, COALESCE(pay_month_max, pay_month_min), source_id"  # noqa: S608 - a name
            f" FROM \"{Vacancy._meta.db_table}\" {alone} WHERE state = 'published' AND NOT is_sample"
            " AND isco <> '' AND region <> '' AND pay_currency <> 'XXX'"
            " AND COALESCE(pay_month_max, pay_month_min) IS NOT NULL"
        )
        while rows := cursor.fetchmany(10_000):
            yield from (row[:4] for row in rows if row[4] in sources)


def known() -> dict[tuple[str, str, str], int]:
    """All figures. One query; a few thousand of them in a large deployment."""
    rows = UsualPay.objects.order_by().values_list("occupation", "region", "currency", "highest")
    return {(occupation, region, currency): highest for occupation, region, currency, highest in rows}


def within(figures: Highest, regions: Iterable[str]) -> dict[tuple[str, str, str], int]:
    """The figures of these regions and their countries: what a batch needs."""
    wanted = {part for region in regions for part in (region, region[:2])}
    return {key: highest for key, highest in figures.items() if key[1] in wanted}


def of(vacancy: Vacancy, figures: Highest) -> Pay | None:
    """The most that is usual for a vacancy's occupation and region; None where too few are known. No query."""
    if not vacancy.isco or not vacancy.region:
        return None
    country = vacancy.region[:2]
    for digits, finely in _LEVELS:
        if finely and vacancy.region == country:
            continue
        place = vacancy.region if finely else country
        highest = figures.get((vacancy.isco[:digits], place, vacancy.pay_currency))
        if highest is not None:
            return Pay(None, highest, vacancy.pay_currency, Period.MONTH)
    return None


def of_one(vacancy: Vacancy) -> Pay | None:
    """The same for one vacancy by itself. One query."""
    if not vacancy.isco or not vacancy.region or not vacancy.pay_currency:
        return None
    rows = UsualPay.objects.filter(
        region__in={vacancy.region, vacancy.region[:2]},
        occupation__in=[vacancy.isco[:digits] for digits in (2, 3, 4)],
        currency=vacancy.pay_currency,
    )
    figures = {
        (occupation, region, currency): highest
        for occupation, region, currency, highest in rows.order_by().values_list(
            "occupation", "region", "currency", "highest"
        )
    }
    return of(vacancy, figures)
