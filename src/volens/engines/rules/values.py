"""Kinds, units and how a value is written outside the graph.

Inside a graph every value is an integer: money is minor units, a share is an integer over a fixed denominator
(`scale`), a date is its proleptic Gregorian ordinal, a category is the position of its code, yes and no are 1 and 0.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache

BOOL, NUMBER, DATE, CATEGORY = "bool", "number", "date", "category"
LANGUAGES = ("en", "zh-Hans")
Text = Mapping[str, str]
Unit = tuple[tuple[str, int], ...]

_BASES = frozenset(
    [
        "hour",
        "day",
        "week",
        "month",
        "quarter",
        "year",
        "person",
        "household",
        "employer",
        "post",
        "point",
        "event",
        "kilometre",
        "square_metre",
        "piece",
    ]
)
_DIMENSIONLESS = frozenset({"", "1", "share", "count", "number"})
# ISO 4217: currencies whose minor unit is not a hundredth.
_DIGITS = dict.fromkeys(
    ["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"], 0
) | dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3)
_CURRENCY = re.compile(r"[A-Z]{3}")
_RATIO = re.compile(r"\s*(-?\d+)\s*/\s*(\d+)\s*")


@cache
def parse_unit(text: str) -> Unit:
    """Read "CNY/month", "month", "share" or "person*month". Raises ValueError naming the part that is not a unit."""
    powers: dict[str, int] = {}
    sign = 1
    for part in re.split(r"([*/])", text.strip()):
        name = part.strip()
        if name in {"*", "/"}:
            sign = -1 if name == "/" else 1
        elif name in _BASES or _CURRENCY.fullmatch(name):
            powers[name] = powers.get(name, 0) + sign
        elif name not in _DIMENSIONLESS:
            known = ", ".join(sorted(_BASES))
            raise ValueError(f"{name!r} is not a unit: use an ISO 4217 currency, share, count, or one of {known}")
    return tuple(sorted((name, power) for name, power in powers.items() if power))


@cache
def multiply_units(left: Unit, right: Unit, sign: int = 1) -> Unit:
    """Combine two units by multiplication, or by division with `sign` -1."""
    powers = dict(left)
    for name, power in right:
        powers[name] = powers.get(name, 0) + sign * power
    return tuple(sorted((name, power) for name, power in powers.items() if power))


@cache
def show_unit(unit: Unit) -> str:
    """Write a unit as it is written in a pack: "CNY/month"; nothing at all is "share"."""
    above = [name for name, power in unit for _ in range(max(0, power))]
    below = [name for name, power in unit for _ in range(max(0, -power))]
    if not unit:
        return "share"
    return "*".join(above or ["1"]) + "".join(f"/{name}" for name in below)


@cache
def money_digits(unit: Unit) -> int | None:
    """Return the number of decimals of a unit of money, or None where the unit is not money."""
    for name, power in unit:
        if power == 1 and _CURRENCY.fullmatch(name):
            return _DIGITS.get(name, 2)
    return None


def exact(value: object) -> Fraction:
    """Read 12, "12.50", "2/3", "90%", 0.9 or a Decimal without loss: a float means the decimal it is printed as."""
    if isinstance(value, bool) or value is None:
        raise ValueError(f"{value!r} is not a number")
    if isinstance(value, float):
        return Fraction(repr(value))
    if isinstance(value, (int, Fraction, Decimal)):
        return Fraction(value)
    text = str(value).strip().replace(",", "").replace("_", "")
    try:
        if ratio := _RATIO.fullmatch(text):
            return Fraction(int(ratio[1]), int(ratio[2]))
        return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"{value!r} is not a number: write 12, 12.50, 2/3 or 90%") from None


@dataclass(frozen=True, slots=True)
class Domain:
    """The closed list of codes a category may take, in order, with a label for each in every language."""

    name: str
    codes: tuple[str, ...]
    labels: Mapping[str, Text] = field(default_factory=dict, compare=False, hash=False)

    def position(self, code: object) -> int:
        """Return the position of a code. Raises ValueError listing the codes there are."""
        try:
            return self.codes.index(str(code))
        except ValueError:
            shown = ", ".join(self.codes[:12]) + (", ..." if len(self.codes) > 12 else "")
            raise ValueError(f"{code!r} is not one of {shown}") from None


@dataclass(frozen=True, slots=True)
class Shape:
    """What a value is: its kind, its unit, the denominator it is kept over, and the codes it may take."""

    kind: str
    unit: Unit = ()
    scale: int = 1
    domain: Domain | None = None

    @property
    def factor(self) -> int:
        """How many internal units make one unit as people write it (100 for euros, 1 for months)."""
        return self.scale * int(10 ** (money_digits(self.unit) or 0))

    @property
    def codes(self) -> Domain:
        """The codes of a category. Raises ValueError for anything else."""
        if self.domain is None:
            raise ValueError(f"a {self.kind} has no codes")
        return self.domain

    def read(self, value: object) -> int:
        """Turn a value as people write it into its integer. Raises ValueError saying what would have been right."""
        if self.kind == BOOL:
            return _read_bool(value)
        if self.kind == DATE:
            return read_date(value).toordinal()
        if self.kind == CATEGORY:
            return self.codes.position(value)
        number = exact(value) * self.factor
        if number.denominator != 1:
            raise ValueError(f"{value} is finer than 1/{self.factor} of {show_unit(self.unit)}")
        return int(number)

    def show(self, value: int) -> bool | int | str:
        """Turn an internal integer into JSON: true, 12, "2070.00", "0.9", "2021-06-01", "guangzhou"."""
        if self.kind == BOOL:
            return bool(value)
        if self.kind == DATE:
            return date.fromordinal(value).isoformat()
        if self.kind == CATEGORY:
            return self.codes.codes[value]
        return value if self.factor == 1 else _decimal(value, self.factor, money_digits(self.unit))

    def words(self, value: int, language: str) -> str:
        """Say a value to a person."""
        if self.kind == BOOL:
            return _YES_NO[language][bool(value)]
        if self.kind == CATEGORY:
            code = self.codes.codes[value]
            return self.codes.labels.get(code, {}).get(language, code)
        if self.kind == NUMBER and self.unit:
            space = " " if language == "en" else ""
            return f"{self.show(value)}{space}{unit_words(self.unit, language)}"
        if self.kind == NUMBER and self.scale != 1:
            percent = _decimal(value * 100, self.factor, None)
            return f"{percent} %" if "/" not in percent else _decimal(value, self.factor, None)
        return str(self.show(value))


_YES_NO = {"en": ("no", "yes"), "zh-Hans": ("否", "是")}
_UNIT_WORDS = {
    "hour": ("hours", "小时"), "day": ("days", "天"), "week": ("weeks", "周"), "month": ("months", "个月"),
    "quarter": ("quarters", "个季度"), "year": ("years", "年"), "person": ("persons", "人"),
    "household": ("households", "户"), "employer": ("employers", "家单位"), "CNY": ("CNY", "元"),
    "EUR": ("EUR", "欧元"), "USD": ("USD", "美元"),
}  # fmt: skip
_PER_WORDS = {
    "month": ("a month", "/月"),
    "day": ("a day", "/天"),
    "week": ("a week", "/周"),
    "year": ("a year", "/年"),
}


@cache
def unit_words(unit: Unit, language: str) -> str:
    """Say a unit: "CNY a month", "元每月"."""
    column = LANGUAGES.index(language)
    above = [_UNIT_WORDS.get(name, (name, name))[column] for name, power in unit if power > 0]
    below = [_PER_WORDS.get(name, (f"per {name}", f"/{name}"))[column] for name, power in unit if power < 0]
    return " ".join([*above, *below]) if language == "en" else "".join([*above, *below])


def _read_bool(value: object) -> int:
    if isinstance(value, bool) or value in {0, 1}:
        return int(bool(value))
    raise ValueError(f"{value!r} is neither true nor false")


def read_date(value: object) -> date:
    """Read a date object or "2021-06-01" ("2021-06" is its first day). Raises ValueError with the form expected."""
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    text = str(value)
    try:
        return date.fromisoformat(f"{text}-01" if re.fullmatch(r"\d{4}-\d{2}", text) else text)
    except ValueError:
        raise ValueError(f"{value!r} is not a date of the form 2021-06-01") from None


def _decimal(value: int, factor: int, digits: int | None) -> str:
    """Write value / factor exactly where it is a finite decimal, else as a fraction."""
    if digits is not None and factor == 10**digits:
        sign, size = ("-" if value < 0 else ""), abs(value)
        return f"{sign}{size // factor}.{size % factor:0{digits}d}" if digits else str(value)
    number = Fraction(value, factor)
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return f"{number.numerator}/{number.denominator}"
    text = format(Decimal(number.numerator) / Decimal(number.denominator), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def decimal_text(number: Fraction) -> str:
    """Write a fraction as a decimal where it is a finite one: 2/3 stays "2/3"."""
    return _decimal(number.numerator, number.denominator, None)


def text_of(text: Text | str | None, language: str) -> str:
    """Pick a language, falling back to English, then to any."""
    if text is None:
        return ""
    if isinstance(text, str):
        return text
    return text.get(language) or text.get("en") or next(iter(text.values()), "")
