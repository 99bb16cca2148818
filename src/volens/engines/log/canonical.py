"""Canonical JSON (RFC 8785): one value, one spelling, so that everyone hashes the same bytes."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

from volens.engines.log.errors import FormatError

#: Whole numbers beyond this have no exact IEEE 754 double (RFC 7493).
MAX_INTEGER = 2**53 - 1
_ESCAPES = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}
_LETTERS = {code: _ESCAPES.get(code, f"\\u{code:04x}") for code in (*range(32), 34, 92)}


def canonical(value: Any) -> bytes:
    """The bytes of a JSON value (dict, list, tuple, str, bool, None, int, float).

    Raises FormatError, naming the place, on what RFC 8785 cannot express: other types, keys that are not strings, NaN
    and infinities, integers beyond 2**53 - 1, unpaired surrogates.
    """
    return "".join(_write(value, "$")).encode("utf-8")


def parse(data: bytes) -> Any:
    """The value of canonical JSON. Raises FormatError when the bytes are not exactly its canonical spelling."""
    try:
        value = json.loads(data.decode("utf-8"), parse_int=_whole)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise FormatError("JSON", str(error)) from None
    if canonical(value) != data:
        raise FormatError("JSON", "not the canonical spelling (RFC 8785), or a key stands twice")
    return value


def _whole(text: str) -> int | float:
    """Digits as a whole number, or as the double they stand for when they are a double's canonical spelling."""
    if len(text) > 22:
        raise FormatError("JSON", f"a number of {len(text)} digits")
    return int(text) if abs(int(text)) <= MAX_INTEGER else float(text)


def _write(value: Any, where: str) -> Iterator[str]:
    match value:
        case None:
            yield "null"
        case bool():
            yield "true" if value else "false"
        case str():
            yield _string(value, where)
        case int():
            if abs(value) > MAX_INTEGER:
                raise FormatError(where, f"{value} is beyond 2**53 - 1; write it as a string")
            yield str(int(value))
        case float():
            yield number(value, where)
        case list() | tuple():
            yield "["
            for at, item in enumerate(value):
                yield "," if at else ""
                yield from _write(item, f"{where}[{at}]")
            yield "]"
        case Mapping():
            yield from _object(value, where)
        case _:
            raise FormatError(where, f"a {type(value).__name__} is not a JSON value")


def _object(value: Mapping[Any, Any], where: str) -> Iterator[str]:
    for key in value:
        if not isinstance(key, str):
            raise FormatError(where, f"the key {key!r} is not a string")
    yield "{"
    for at, key in enumerate(sorted(value, key=lambda key: _utf16(key, where))):
        yield "," if at else ""
        yield _string(key, where)
        yield ":"
        yield from _write(value[key], f"{where}.{key}")
    yield "}"


def _utf16(text: str, where: str) -> bytes:
    try:
        return text.encode("utf-16-be")
    except UnicodeEncodeError:
        raise FormatError(where, "text with an unpaired surrogate") from None


def _string(text: str, where: str) -> str:
    _utf16(text, where)
    return f'"{text.translate(_LETTERS)}"'


def number(value: float, where: str = "$") -> str:
    """A double as ECMAScript writes it: the shortest digits that read back as the same number."""
    if not math.isfinite(value):
        raise FormatError(where, f"{value} is not a JSON number")
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).strip("0")
    # Where the decimal point stands, counted from the first digit that is not zero.
    leading = len(whole + fraction) - len((whole + fraction).lstrip("0"))
    point = len(whole) - leading + int(exponent or 0)
    if len(digits) <= point <= 21:
        return sign + digits + "0" * (point - len(digits))
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    power = f"e{point - 1:+d}"
    return sign + digits[0] + (f".{digits[1:]}" if len(digits) > 1 else "") + power
