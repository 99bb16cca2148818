"""Numbers as sources write them."""

from __future__ import annotations

import math
from typing import Any

from volens.services.vacancies.importing.rejects import RecordError


def number(value: Any, field: str, lowest: float, highest: float) -> float | None:
    """A finite number between two bounds, None for nothing. Raises RecordError for anything else."""
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise RecordError(field, "wrong_type", allowed="a number", value=type(value).__name__)
    try:
        number = float(value[:40] if isinstance(value, str) else value)
    except (ValueError, OverflowError):
        raise RecordError(field, "bad_number", value=value) from None
    if not math.isfinite(number) or not lowest <= number <= highest:
        raise RecordError(field, "bad_number", value=value)
    return number
