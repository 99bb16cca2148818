"""What a written number says: separators of any locale, Chinese numerals, thousands, ten-thousands and lakhs."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from babel import Locale, UnknownLocaleError

from volens.engines.pay.currency import exponent

#: Longer runs of digits are identifiers, not money.
MAX_DIGITS = 15

_HAN_DIGITS = dict(zip("零〇一二三四五六七八九", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)) | dict(
    zip("两兩壹贰叁肆伍陆柒捌玖", (2, 2, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)
)
_SMALL_SCALES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "백": 100, "千": 1000, "仟": 1000, "천": 1000}
_LARGE_SCALES = {"万": 10**4, "萬": 10**4, "만": 10**4, "亿": 10**8, "億": 10**8, "억": 10**8}
_PARTS = re.compile(r"\d+(?:[.,]\d+)?|\S")
_INDIAN = re.compile(r"\d{1,3}(?:,\d{2})*,\d{3}$")
_THREES = re.compile(r"\d{1,3}(?:[.,' ]\d{3})+$")


@cache
def decimal_sign(language: str) -> str:
    """The decimal sign people write in a language ("de") or locale ("de-CH"); a dot where it is unknown."""
    if not language:
        return "."
    try:
        symbols = Locale.parse(language.replace("-", "_")).number_symbols
    except (UnknownLocaleError, ValueError):
        base, _, rest = language.partition("-")
        return decimal_sign(base) if rest else "."
    sign = symbols.get("latn", {}).get("decimal", ".")
    return sign if sign in {".", ","} else "."


def western(text: str, *, currency: str = "", language: str = "") -> Decimal | None:
    """The value of digits with separators, or None where they make no number.

    A sign that returns, or that stands before exactly three digits, groups thousands; else it is the decimal sign.
    Currencies with three decimals leave "1.500" open: there the decimal sign of the language decides.
    """
    text = text.strip(" .,'")
    digits = sum(character.isdigit() for character in text)
    if not 0 < digits <= MAX_DIGITS:
        return None
    signs = [character for character in text if not character.isdigit()]
    if not signs:
        return Decimal(text)
    last = signs[-1]
    whole, _, rest = text.rpartition(last)
    if len(set(signs)) > 1 or (len(signs) == 1 and last in ".," and _is_decimal(whole, rest, last, currency, language)):
        if last in signs[:-1] or last not in ".," or len(rest) > 3:
            return None
        return _grouped(whole, rest)
    return _grouped(text, "")


def _is_decimal(whole: str, rest: str, sign: str, currency: str, language: str) -> bool:
    if len(rest) != 3:
        return True
    if whole == "0":
        return True
    return exponent(currency) == 3 and sign == decimal_sign(language) if currency else False


def _grouped(whole: str, decimals: str) -> Decimal | None:
    if whole.isdigit() or _THREES.match(whole) or _INDIAN.match(whole):
        return Decimal(re.sub(r"\D", "", whole) + (f".{decimals}" if decimals else ""))
    return None


def han(text: str) -> Decimal | None:
    """The value of a number in Chinese, Japanese or Korean scales: 1万2 = 12,000, 八千五 = 8,500, 两万 = 20,000.

    None for numerals without a scale ("三"): alone they are words more often than amounts.
    """
    total, section, number = Decimal(0), Decimal(0), None
    last_scale, after_zero, scaled = 0, False, False
    for part in _PARTS.findall(text):
        if part[0].isdigit() and part[0].isascii():
            number, after_zero = western(part), len(part) > 1
            if number is None:
                return None
        elif part in _HAN_DIGITS:
            after_zero = after_zero or _HAN_DIGITS[part] == 0
            number = Decimal(_HAN_DIGITS[part])
        elif part in _SMALL_SCALES:
            section += (1 if number is None else number) * _SMALL_SCALES[part]
            number, last_scale, after_zero, scaled = None, _SMALL_SCALES[part], False, True
        elif part in _LARGE_SCALES:
            total += (section + (number or 0)) * _LARGE_SCALES[part]
            section, number, last_scale, after_zero, scaled = Decimal(0), None, _LARGE_SCALES[part], False, True
    if not scaled:
        return None
    if number is not None:
        # Spoken short: the digit after a scale is of the next lower one, 1万2 is twelve thousand.
        section += number * last_scale / 10 if number < 10 and last_scale >= 100 and not after_zero else number
    value = total + section
    return value if 0 < value < 10**MAX_DIGITS else None
