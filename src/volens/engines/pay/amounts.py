"""Amounts in a tokenised text: a number, what multiplies it, and the currency that touches it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from volens.engines.pay import numbers
from volens.engines.pay.lexer import Token

_APPROXIMATE = frozenset({"多", "余", "来", "約", "约"})
_SCALES = (
    dict.fromkeys("百백佰", 100)
    | dict.fromkeys("千仟천", 1000)
    | dict.fromkeys("万萬만", 10**4)
    | dict.fromkeys("亿億억", 10**8)
)


@dataclass(frozen=True, slots=True)
class Amount:
    """One number with the currency that touches it. `after` is the index of the first token behind it."""

    value: Decimal
    scale: int  # what a multiplier behind the number stands for, 1 without one
    raw: Decimal  # the number without its multiplier
    currencies: tuple[str, ...]  # possible codes, best first
    start: int
    after: int


class AmountReader:
    """Access to the tokens of one folded text, and the amounts among them."""

    def __init__(self, text: str, tokens: list[Token], *, currency: str, language: str) -> None:
        self.text, self.tokens, self.currency, self.language = text, tokens, currency, language

    def _is(self, index: int, kind: str) -> bool:
        return 0 <= index < len(self.tokens) and kind in self.tokens[index].kinds

    def _sign(self, index: int) -> str:
        return self.tokens[index].text if 0 <= index < len(self.tokens) and len(self.tokens[index].text) == 1 else ""

    def _gap(self, index: int) -> str:
        """The text between a token and the one before it."""
        return self.text[self.tokens[index - 1].end : self.tokens[index].start] if 0 < index < len(self.tokens) else ""

    def _touches(self, index: int) -> bool:
        return 0 < index < len(self.tokens) and len(self._gap(index)) <= 2 and not self._gap(index).strip()

    def _is_number(self, index: int) -> bool:
        return self._is(index, "number") or self._is(index, "han")

    def _amount(self, index: int) -> Amount | None:
        start = index
        currencies: tuple[str, ...] = ()
        if self._is(index, "currency") and not self._is_number(index):
            currencies = self.tokens[index].kinds["currency"]
            index += 1
            if self._sign(index) == ":" and self._touches(index):
                index += 1
            if not self._touches(index):
                return None
        if not self._is_number(index):
            return None
        token = self.tokens[index]
        hint = currencies[0] if len(currencies) == 1 else self.currency
        index += 1
        if "han" in token.kinds:
            value = numbers.han(token.text)
            scale = _SCALES.get(token.text[-1], 1)
        else:
            if not currencies and self._is(index, "currency") and self._touches(index):
                hint = self.tokens[index].kinds["currency"][0]
            value = numbers.western(token.text, currency=hint, language=self.language)
            scale = 1
        if value is None:
            return None
        raw = value / scale
        if scale == 1 and self._is_multiplier(index):
            scale = self.tokens[index].kinds["multiplier"]
            raw, value, index = value, value * scale, index + 1
        index = self._behind_number(index)
        if self._is(index, "currency") and self._touches(index) and not self._starts_next(index, currencies):
            own = self.tokens[index].kinds["currency"]
            if not currencies or set(own) & set(currencies):
                currencies, index = narrower(own, currencies), index + 1
        return Amount(value, scale, raw, currencies, start, self._behind_number(index))

    def _starts_next(self, index: int, currencies: tuple[str, ...]) -> bool:
        """A currency behind a number that already has one may belong to the next number: "$18 $22"."""
        return bool(currencies) and self._is_number(index + 1) and self._touches(index + 1)

    def _is_multiplier(self, index: int) -> bool:
        if not self._is(index, "multiplier"):
            return False
        if len(self.tokens[index].text) > 1:
            return self._touches(index)
        return not self._gap(index) or (self.tokens[index].text == "k" and self._gap(index) == " ")

    def _behind_number(self, index: int) -> int:
        """Skip what only rounds off a number: "6000多", "2.500,-"."""
        if index < len(self.tokens) and self.tokens[index].text in _APPROXIMATE and not self._gap(index):
            return index + 1
        dash = index + 1
        if self._sign(index) in {",", "."} and not self._gap(index) and self._sign(dash) == "-" and not self._gap(dash):
            return dash + 1 if not (self._is_number(dash + 1) and not self._gap(dash + 1)) else index
        return index


def narrower(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    """The more telling of two sets of possible currencies."""
    if not first or not second:
        return first or second
    return first if len(first) <= len(second) else second
