"""What an employer declares about a vacancy: typed answers, each of which may be missing ("not declared")."""

from __future__ import annotations

import enum
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, Self

from volens.engines.pay import MAX_MINOR, Pay, Period, current_currencies


class Keeper(enum.StrEnum):
    """Who keeps the worker's identity documents during the job."""

    WORKER = "worker"
    EMPLOYER = "employer"
    RECRUITER = "recruiter"
    OTHER = "other"


class Payee(enum.StrEnum):
    """Whom the pay is handed or transferred to."""

    WORKER = "worker"
    RECRUITER = "recruiter"
    FAMILY = "family"
    OTHER = "other"


class Method(enum.StrEnum):
    """How pay is handed over."""

    BANK_TRANSFER = "bank_transfer"
    MOBILE_MONEY = "mobile_money"
    CASH = "cash"
    CHEQUE = "cheque"
    IN_KIND = "in_kind"
    VOUCHERS = "vouchers"


class Lodging(enum.StrEnum):
    """Whether lodging comes with the job, and whether the worker may live elsewhere."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class Problem:
    """One answer that cannot be read: the field, what is wrong, and what to write instead."""

    field: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.field}: {self.reason} {self.remedy}"


class DeclarationError(ValueError):
    """Answers that cannot be read. `problems` lists every one, so that a form can show them all at once."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Declarations:
    """The employer's answers, in reading order. None is "not declared", which is no finding about the text.

    Amounts are minor units of `currency`. `first_pay_days` counts days from the first day of work to the first pay;
    `rest_days` are days a week. The names of the fields are the stable codes of the declarations.
    """

    worker_pays: bool | None = None
    worker_pays_minor: int | None = None
    worker_pays_for: str | None = None
    documents_kept_by: Keeper | None = None
    may_leave_site: bool | None = None
    may_resign: bool | None = None
    resignation_cost_minor: int | None = None
    pay_min_minor: int | None = None
    pay_max_minor: int | None = None
    currency: str | None = None
    pay_period: Period | None = None
    pay_method: Method | None = None
    first_pay_days: int | None = None
    paid_to: Payee | None = None
    weekly_hours: float | None = None
    rest_days: float | None = None
    overtime_paid: bool | None = None
    minimum_age: int | None = None
    night_work: bool | None = None
    written_contract: bool | None = None
    contract_language: str | None = None
    lodging: Lodging | None = None
    group_transport: bool | None = None
    recruiter_paid_per_head: bool | None = None
    legal_employer: str | None = None
    licence_required: bool | None = None
    licence: str | None = None
    workplace: str | None = None
    workplace_accessible: bool | None = None

    @property
    def pay(self) -> Pay | None:
        """The declared pay, where amount, currency and period are all declared."""
        if self.currency is None or self.pay_period is None:
            return None
        if self.pay_min_minor is None and self.pay_max_minor is None:
            return None
        return Pay(self.pay_min_minor, self.pay_max_minor, self.currency, self.pay_period)

    def undeclared(self) -> tuple[str, ...]:
        """Codes of the questions left open, in reading order. What only follows from another answer counts with it."""
        if self is NOTHING_DECLARED:
            return _ALL_OPEN
        return _open(self)

    def to_json(self) -> dict[str, Any]:
        """The declared answers as a JSON object; what is not declared is left out."""
        return {code: value for code in CODES if (value := getattr(self, code)) is not None}

    @classmethod
    def from_json(cls, answers: Mapping[str, Any]) -> Self:
        """Read a JSON object as `to_json` writes it. Null means "not declared".

        Raises DeclarationError with every unknown field, wrong type and impossible value, each with its remedy.
        """
        if not isinstance(answers, Mapping):
            raise DeclarationError((Problem("declarations", "is not an object.", 'Give {"field": answer, ...}.'),))
        problems: list[Problem] = []
        read: dict[str, Any] = {}
        for code, value in answers.items():
            reader = _READERS.get(code)
            if reader is None:
                problems.append(Problem(str(code)[:60], "is no declaration.", f"Use one of: {', '.join(CODES)}."))
            elif value is not None:
                try:
                    read[code] = reader(value)
                except _UnreadableError as unreadable:
                    problems.append(Problem(code, *unreadable.args))
        problems.extend(_contradictions(read))
        if problems:
            raise DeclarationError(tuple(problems))
        return cls(**read)


#: What an imported vacancy declares.
NOTHING_DECLARED: Final = Declarations()
#: The stable codes of the declarations, in reading order.
CODES: Final = tuple(field.name for field in fields(Declarations))


class _UnreadableError(Exception):
    """Reason and remedy of one answer."""


def _yes_no(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise _UnreadableError(f"is {_shown(value)}, not yes or no.", "Write true or false.")


def _whole(most: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most:
            return value
        raise _UnreadableError(f"is {_shown(value)}.", f"Write a whole number from 0 to {most}.")

    return read


def _number(most: float) -> Callable[[object], float]:
    def read(value: object) -> float:
        if (
            isinstance(value, int | float)
            and not isinstance(value, bool)
            and math.isfinite(value)
            and 0 <= value <= most
        ):
            return float(value)
        raise _UnreadableError(f"is {_shown(value)}.", f"Write a number from 0 to {most:g}.")

    return read


def _words(most: int) -> Callable[[object], str]:
    def read(value: object) -> str:
        if isinstance(value, str) and len(value) <= most and value.isprintable():
            return value.strip()
        raise _UnreadableError(f"is {_shown(value)}.", f"Write plain words on one line, at most {most} characters.")

    return read


def _choice(kind: type[enum.StrEnum]) -> Callable[[object], enum.StrEnum]:
    def read(value: object) -> enum.StrEnum:
        if isinstance(value, str) and value in kind.__members__.values():
            return kind(value)
        raise _UnreadableError(f"is {_shown(value)}.", f"Write one of: {', '.join(kind)}.")

    return read


def _currency(value: object) -> str:
    if isinstance(value, str) and value in current_currencies():
        return value
    raise _UnreadableError(f"is {_shown(value)}.", 'Write a currency in use as its ISO 4217 code, such as "CNY".')


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:37]}..."


_READERS: Final[dict[str, Callable[[object], Any]]] = {
    "worker_pays": _yes_no,
    "worker_pays_minor": _whole(MAX_MINOR),
    "worker_pays_for": _words(300),
    "documents_kept_by": _choice(Keeper),
    "may_leave_site": _yes_no,
    "may_resign": _yes_no,
    "resignation_cost_minor": _whole(MAX_MINOR),
    "pay_min_minor": _whole(MAX_MINOR),
    "pay_max_minor": _whole(MAX_MINOR),
    "currency": _currency,
    "pay_period": _choice(Period),
    "pay_method": _choice(Method),
    "first_pay_days": _whole(3660),
    "paid_to": _choice(Payee),
    "weekly_hours": _number(168),
    "rest_days": _number(7),
    "overtime_paid": _yes_no,
    "minimum_age": _whole(120),
    "night_work": _yes_no,
    "written_contract": _yes_no,
    "contract_language": _words(35),
    "lodging": _choice(Lodging),
    "group_transport": _yes_no,
    "recruiter_paid_per_head": _yes_no,
    "legal_employer": _words(300),
    "licence_required": _yes_no,
    "licence": _words(120),
    "workplace": _words(500),
    "workplace_accessible": _yes_no,
}


def _contradictions(read: Mapping[str, Any]) -> list[Problem]:
    """Answers that cannot both be true."""
    problems = []
    low, high = read.get("pay_min_minor"), read.get("pay_max_minor")
    if low is not None and high is not None and low > high:
        problems.append(Problem("pay_max_minor", f"is {high}, below pay_min_minor {low}.", "Swap the two ends."))
    if read.get("worker_pays") is False and read.get("worker_pays_minor"):
        problems.append(
            Problem("worker_pays_minor", "is an amount though worker_pays is false.", "Correct one of the two.")
        )
    amounts = ("worker_pays_minor", "resignation_cost_minor", "pay_min_minor", "pay_max_minor")
    if "currency" not in read and any(read.get(code) for code in amounts):
        problems.append(Problem("currency", "is missing though an amount is given.", 'Add it, such as "CNY".'))
    return problems


def _always(_: Declarations) -> bool:
    return True


def _amount_open(given: Declarations) -> bool:
    return given.pay_min_minor is None and given.pay_max_minor is None


# What is asked, and when: a question about an amount is asked once the answer before it makes it one.
_ONLY_WHEN: Final[dict[str, Callable[[Declarations], bool]]] = {
    "worker_pays_minor": lambda given: given.worker_pays is True,
    "worker_pays_for": lambda given: given.worker_pays is True,
    "resignation_cost_minor": lambda given: given.may_resign is True,
    "pay_min_minor": _amount_open,
    "pay_max_minor": lambda _: False,  # one end is enough
    "currency": _amount_open,
    "contract_language": lambda given: given.written_contract is True,
    "licence": lambda given: given.licence_required is True,
}
_ASKED: Final = tuple((code, _ONLY_WHEN.get(code, _always)) for code in CODES)


def _open(given: Declarations) -> tuple[str, ...]:
    return tuple(code for code, applies in _ASKED if getattr(given, code) is None and applies(given))


_ALL_OPEN: Final = _open(NOTHING_DECLARED)
