"""Exact tables of public facts: open vacancies and the pay they offer."""

from __future__ import annotations

from typing import Any

from volens.services.vacancies import tallies

NAMES = ("vacancies", "pay")


def tables() -> dict[str, tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Each table by name: what it is, and its rows."""
    samples = tallies.only_samples()
    counts = [
        {"work": work, "region": region, "count": many, "status": "published"}
        for work, region, many in tallies.by_work_and_region()
    ]
    pay = [
        {
            "work": each.work,
            "currency": each.currency,
            "count": each.vacancies,
            "low": each.low,
            "median": each.median,
            "high": each.high,
            "status": "published",
        }
        for each in tallies.pay_by_work()
    ]
    return {
        "vacancies": (_spec(("work", "region"), ("count",), samples=samples), counts),
        "pay": (_spec(("work", "currency"), ("count", "low", "median", "high"), samples=samples), pay),
    }


def _spec(by: tuple[str, ...], values: tuple[str, ...], *, samples: bool) -> dict[str, Any]:
    return {"by": list(by), "columns": [*by, *values, "status"], "exact": True, "samples": samples}
