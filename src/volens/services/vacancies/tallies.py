"""Open vacancies as the published figures count them: public facts, by work, region and pay offered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from volens.services.vacancies import queries
from volens.services.vacancies.models import Source, Vacancy


@dataclass(frozen=True, slots=True)
class OpenVacancy:
    """One open vacancy: ISCO-08 unit group ("" where unknown), region, and the middle of the pay it states.

    `pay` is minor units of `currency` a month; None where no pay is stated.
    """

    number: int
    isco: str
    region: str
    currency: str
    pay: int | None


def _open() -> QuerySet[Vacancy]:
    """Those everyone can find, without records of the past: what is shown as of a day is not open today."""
    return queries.visible().filter(Q(source__as_of__isnull=True) | Q(source__kind=Source.Kind.SAMPLE))


def only_samples() -> bool:
    """Whether all open vacancies are made up: whoever shows the counts then has to say so."""
    return not _open().filter(is_sample=False).exists()


def open_vacancies(*, samples: bool) -> Iterator[OpenVacancy]:
    """Every real open vacancy, or every sample, by number. One query; reads each row once."""
    found = _open().filter(is_sample=samples).order_by("pk")
    columns = ("pk", "isco", "region", "pay_currency", "pay_month_min", "pay_month_max")
    for number, isco, region, currency, low, high in found.values_list(*columns).iterator(chunk_size=10_000):
        ends = [each for each in (low, high) if each is not None]
        yield OpenVacancy(number, isco, region, currency if ends else "", sum(ends) // len(ends) if ends else None)
