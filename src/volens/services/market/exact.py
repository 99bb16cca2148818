"""Exact tables of public facts: open vacancies and the pay they offer. A table is a function of its inputs alone."""

from __future__ import annotations

import statistics
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import orjson

from volens.engines.disclosure import POPULATION_FLOOR
from volens.services.market import queries
from volens.services.vacancies import tallies
from volens.services.vacancies.tallies import OpenVacancy

NAMES = ("vacancies", "pay", "pay-by-occupation")
#: How the tables are counted; counted up when the same inputs would give others.
METHOD = "exact-2"
#: All kinds of work, or all regions, together (SDMX code list CL_AREA and others: _T).
TOTAL = "_T"
#: Quartiles of fewer vacancies say nothing.
ENOUGH = 4
#: Digits of the ISCO-08 groups whose pay is told: sub-major, minor and unit groups.
GROUPS = (2, 3, 4)

Made = dict[str, tuple[dict[str, Any], list[dict[str, Any]]]]
Row = dict[str, Any]


def inputs() -> bytes:
    """What is counted today, as bytes: whether all are samples, which regions are too small to be told by themselves
    beside an occupation, and a row for each open vacancy. Three queries.
    """
    samples = tallies.only_samples()
    loaded = queries.populations()
    rows = [
        (each.number, each.isco, each.region, each.currency, each.pay)
        for each in tallies.open_vacancies(samples=samples)
    ]
    small: list[str] = []
    if loaded:  # a region the table does not know may be a small one, and counts as such
        named = {region for _number, _isco, region, *_pay in rows if region}
        small = sorted(region for region in named if loaded.regions.get(region, 0) < POPULATION_FLOOR)
    return orjson.dumps({"samples": samples, "small": small, "rows": rows})


def packed(content: bytes) -> bytes:
    """Inputs as they are kept."""
    return zlib.compress(content, 6)


def unpacked(kept: bytes) -> bytes:
    """Inputs that were kept. Raises ValueError when they were altered beyond reading."""
    try:
        return zlib.decompress(kept)
    except zlib.error as error:
        raise ValueError(str(error)) from error


def tables(content: bytes) -> Made:
    """Each table by name, made of inputs: what it is, and its rows. Raises ValueError when they cannot be read."""
    told = orjson.loads(content)
    found, samples = [OpenVacancy(*row) for row in told["rows"]], bool(told["samples"])
    small = frozenset(told["small"])
    quartiles = ("count", "low", "median", "high")
    return {
        "vacancies": (_spec(("work", "region"), ("count",), samples=samples), _counts(found)),
        "pay": (_spec(("work", "region", "currency"), quartiles, samples=samples), _pay(found, small)),
        "pay-by-occupation": (
            _spec(("work", "region", "currency"), quartiles, samples=samples) | {"totals": ["region"]},
            _pay_by_occupation(found, small),
        ),
    }


def _spec(by: tuple[str, ...], values: tuple[str, ...], *, samples: bool) -> dict[str, Any]:
    return {"by": list(by), "columns": [*by, *values, "status"], "exact": True, "samples": samples}


def _counts(found: Iterable[OpenVacancy]) -> list[Row]:
    counts = Counter((each.isco[:1], each.region) for each in found)
    return [
        {"work": work, "region": region, "count": many, "status": "published"}
        for (work, region), many in sorted(counts.items())
    ]


def _pay(found: Iterable[OpenVacancy], small: frozenset[str]) -> list[Row]:
    """Monthly pay by major group, by region, and by both, wherever enough vacancies state it."""
    amounts: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for each in found:
        if each.pay is not None:
            work, region = each.isco[:1], each.region
            cells = {(work, TOTAL)} if region in small else {(work, TOTAL), (TOTAL, region), (work, region)}
            for cell in cells:
                amounts[*cell, each.currency].append(each.pay)
    return [
        {"work": work, "region": region, "currency": currency, **_quartiles(offered)}
        for (work, region, currency), offered in sorted(amounts.items())
        if len(offered) >= ENOUGH
    ]


def _pay_by_occupation(found: Iterable[OpenVacancy], small: frozenset[str]) -> list[Row]:
    """The same by group and region, where enough vacancies state it; region "" is everywhere."""
    amounts: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for each in found:
        if each.pay is None:
            continue
        regions = {"", each.region} if each.region not in small else {""}
        for digits in GROUPS:
            if len(each.isco) >= digits:
                for region in regions:
                    amounts[each.isco[:digits], region, each.currency].append(each.pay)
    return [
        {"work": work, "region": region, "currency": currency, **_quartiles(offered)}
        for (work, region, currency), offered in sorted(amounts.items())
        if len(offered) >= ENOUGH
    ]


def _quartiles(offered: Sequence[int]) -> Row:
    """How many (at least `ENOUGH`), and the quartiles of what they offer, in minor units a month."""
    low, median, high = statistics.quantiles(offered, n=4, method="inclusive")
    return {
        "count": len(offered),
        "low": round(low),
        "median": round(median),
        "high": round(high),
        "status": "published",
    }
