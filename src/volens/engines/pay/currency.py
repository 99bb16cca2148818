"""Currencies: which codes exist, and how many decimals their minor unit has (ISO 4217)."""

from __future__ import annotations

from functools import cache

from babel.core import get_global

#: ISO 4217's code for "no currency involved": an amount whose currency nobody stated.
UNKNOWN_CURRENCY = "XXX"

# CLDR, which Babel ships, gives the decimals people *write* today; ISO 4217 gives those that exist. They differ for
# a few currencies whose coins went out of use. Money is kept in the unit of the standard, so these follow ISO 4217.
_ISO_4217_WHERE_CLDR_DIFFERS = {
    "AFN": 2, "ALL": 2, "IQD": 3, "IRR": 2, "KPW": 2, "LAK": 2, "LBP": 2, "MGA": 2, "MMK": 2, "RSD": 2, "SLL": 2,
    "SOS": 2, "SYP": 2, "YER": 2,
}  # fmt: skip


@cache
def current_currencies() -> frozenset[str]:
    """Codes of the currencies that are legal tender somewhere today, and XXX."""
    territories = get_global("territory_currencies")
    codes = {
        code for entries in territories.values() for code, _start, end, tender in entries if end is None and tender
    }
    return frozenset(codes | {UNKNOWN_CURRENCY})


@cache
def exponent(currency: str) -> int:
    """Decimals of the currency's minor unit: 2 for USD, 0 for JPY, 3 for KWD. Unknown codes count as 2."""
    iso = _ISO_4217_WHERE_CLDR_DIFFERS.get(currency)
    if iso is not None:
        return iso
    fractions = get_global("currency_fractions")
    return int(fractions.get(currency, fractions["DEFAULT"])[0])


@cache
def minor_per_unit(currency: str) -> int:
    """How many minor units make one: 100 for USD, 1 for JPY, 1000 for KWD."""
    units: int = 10 ** exponent(currency)
    return units
