"""Finds the deliberate faults of samples from their structure and declarations alone, as vetting has to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from volens.engines.vetting.declarations import Declarations, Keeper, Lodging, Payee

# Far below any minimum the samples respect, per hour in local currency.
LOWEST_HOURLY = {"US": 12.0, "GB": 12.0, "IE": 13.5, "CA": 15.0, "AU": 24.0, "CN": 20.0}


_DECLARED: dict[str, Callable[[Declarations], bool]] = {
    "fee": lambda given: given.worker_pays is True,
    "papers_kept": lambda given: given.documents_kept_by not in (None, Keeper.WORKER),
    "cannot_leave": lambda given: given.may_leave_site is False,
    "lodging_required": lambda given: given.lodging is Lodging.REQUIRED,
    "cannot_resign": lambda given: given.may_resign is False or bool(given.resignation_cost_minor),
    "paid_elsewhere": lambda given: given.paid_to not in (None, Payee.WORKER),
    "endless_week": lambda given: (given.weekly_hours or 0) > 60 or given.rest_days == 0,
    "too_young": lambda given: given.minimum_age is not None and given.minimum_age < 16,
    "per_head": lambda given: given.recruiter_paid_per_head is True,
}


def faults(posting: dict[str, Any]) -> set[str]:
    """Codes of what is wrong with a posting; empty for a sound one."""
    given = Declarations.from_json(posting["volens:declarations"])
    found = {code for code, holds in _DECLARED.items() if holds(given)}
    if "jobLocation" not in posting:
        found.add("no_place")
    if "hiringOrganization" not in posting:
        found.add("no_employer")
    salary = posting.get("baseSalary")
    country = posting.get("jobLocation", {}).get("address", {}).get("addressCountry")
    if salary and country and salary["value"]["unitText"] == "HOUR":
        amount = salary["value"].get("minValue", salary["value"].get("value"))
        if amount < LOWEST_HOURLY[country]:
            found.add("low_pay")
    return found
