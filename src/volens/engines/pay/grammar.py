"""How amounts, bounds and periods stand together: reads one offer of pay around each number of a text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from volens.engines.pay import numbers
from volens.engines.pay.lexer import Token, is_running, vocabulary

# "And" joins a range only after "between": elsewhere it joins two different things.
_WEAK_RANGE = frozenset({"and", "und", "et", "y", "e", "en", "och", "og", "i", "ja", "or", "se", "a"})
_APPROXIMATE = frozenset({"多", "余", "来", "約", "约"})
#: Units people count out: so many hours are a shift, so many days a month.
_COUNTED = (("day", "hour", 6, 14), ("month", "day", 20, 31))
_UNITLIKE = frozenset({"unit", "rate", "currency", "range", "filler", "per"})
_STOPS = frozenset({".", ";", "!", "?", "|", "·", "•"})
_SCALES = {
    "万": 10**4,
    "萬": 10**4,
    "만": 10**4,
    "千": 1000,
    "仟": 1000,
    "천": 1000,
    "百": 100,
    "亿": 10**8,
    "億": 10**8,
}


@dataclass(frozen=True, slots=True)
class Amount:
    """One number with the currency that touches it. `after` is the index of the first token behind it."""

    value: Decimal
    scale: int  # what a multiplier behind the number stands for, 1 without one
    raw: Decimal  # the number without its multiplier
    currencies: tuple[str, ...]  # possible codes, best first
    start: int
    after: int


@dataclass(slots=True)
class Offer:
    """What one place in the text says about pay, with the evidence for it."""

    low: Decimal | None
    high: Decimal | None
    currencies: tuple[str, ...]
    implied: tuple[str, ...] = ()  # a currency the multiplier suggests: lakhs are of rupees
    period: str = ""  # a key of the vocabulary's units, "" where none is stated
    period_touches: bool = False  # stated right at the amount: "/hr", "月薪8000"
    key: bool = False  # a word for pay stands before it
    keyed: bool = False  # a word for pay that names the period stands before it
    scaled: bool = False
    position: int = 0
    reasons_against: list[str] = field(default_factory=list)

    @property
    def is_range(self) -> bool:
        """Both ends are given and differ."""
        return self.low is not None and self.high is not None and self.low != self.high

    @property
    def size(self) -> Decimal:
        """A value to judge the order of magnitude by."""
        ends = [end for end in (self.low, self.high) if end is not None]
        return sum(ends, Decimal(0)) / len(ends)


class Reader:
    """Reads the offers of one folded text."""

    def __init__(self, text: str, tokens: list[Token], *, currency: str, language: str) -> None:
        self.text, self.tokens, self.currency, self.language = text, tokens, currency, language

    def offers(self) -> Iterator[Offer]:
        """Every number that may be pay, in order, with what speaks for and against it."""
        index = 0
        while index < len(self.tokens):
            amount = self._amount(index)
            if amount is None:
                index += 1
                continue
            offer, index = self._offer(amount)
            yield offer

    # -- amounts -------------------------------------------------------------------------------------------------

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
            if not currencies or (len(own) == 1 and own[0] in currencies):
                currencies, index = own, index + 1
        return Amount(value, scale, raw, currencies, start, self._behind_number(index))

    def _starts_next(self, index: int, currencies: tuple[str, ...]) -> bool:
        """A currency behind a number that already has one may belong to the next number: "$18 $22"."""
        return bool(currencies) and self._is_number(index + 1) and self._touches(index + 1)

    def _is_multiplier(self, index: int) -> bool:
        if not self._is(index, "multiplier"):
            return False
        return not self._gap(index) if len(self.tokens[index].text) == 1 else self._touches(index)

    def _behind_number(self, index: int) -> int:
        """Skip what only rounds off a number: "6000多", "2.500,-"."""
        if index < len(self.tokens) and self.tokens[index].text in _APPROXIMATE and not self._gap(index):
            return index + 1
        dash = index + 1
        if self._sign(index) in {",", "."} and not self._gap(index) and self._sign(dash) == "-" and not self._gap(dash):
            return dash + 1 if not (self._is_number(dash + 1) and not self._gap(dash + 1)) else index
        return index

    # -- offers --------------------------------------------------------------------------------------------------

    def _offer(self, first: Amount) -> tuple[Offer, int]:
        low, high, currencies, after = first.value, first.value, first.currencies, first.after
        scaled = first.scale > 1
        period, behind = self._period_after(first)
        second = self._second(first, behind)
        if second is not None:
            low, high = _share_scale(first, second)
            currencies = _narrower(first.currencies, second.currencies)
            after, scaled = second.after, scaled or second.scale > 1
            own_period, own_behind = self._period_after(second)
            period, behind = (own_period, own_behind) if own_period else (period, after)
        offer = Offer(min(low, high), max(low, high), currencies, position=first.start, scaled=scaled)
        multiplier = self.tokens[after - 1].kinds if "multiplier" in self.tokens[after - 1].kinds else {}
        offer.implied = multiplier.get("implies", ())
        period = period or str(multiplier.get("rate", ""))
        offer.period, offer.period_touches = period, bool(period)
        if second is None:
            behind = self._bounds(offer, first, behind)
        self._look_back(offer, first)
        self._look_against(offer, first, second or first, behind)
        return offer, max(after, behind)

    def _second(self, first: Amount, behind: int) -> Amount | None:
        """The upper end of a range, if one follows."""
        joint = max(first.after, behind)
        if not self._is(joint, "range") or len(self._gap(joint).strip()) > 0:
            return None
        word = self.tokens[joint].text
        if word in _WEAK_RANGE and word != "a" and not self._is(first.start - 1, "between"):
            return None
        nxt = joint + 1
        while self._is(nxt, "to") and not self._is_number(nxt) and self._touches(nxt):
            nxt += 1
        if not (self._touches(nxt)):
            return None
        second = self._amount(nxt)
        if second is None or self._counts_something(second):
            return None
        if word == "a" and not (first.currencies or second.currencies or self.currency):
            return None
        return second

    def _period_after(self, amount: Amount) -> tuple[str, int]:
        """The period stated behind an amount, and the index behind it; "" where there is none."""
        index, skipped = amount.after, 0
        while skipped < 4 and (self._is(index, "filler") or self._sign(index) == "(") and not self._unit_at(index):
            if self._is(index, "per") and self._unit_at(index + 1):
                break
            if len(self._gap(index).strip()) > 0:
                return "", amount.after
            index, skipped = index + 1, skipped + 1
        bounded = index
        if self._is(index, "from_after") and len(self._gap(index).strip()) == 0 and not self._is(index, "range"):
            bounded = index + 1
        for place in dict.fromkeys((index, bounded)):
            if place >= len(self.tokens) or len(self._gap(place).strip()) > 0:
                continue
            found = self._period_at(place, amount)
            if found:
                return found
        return "", amount.after

    def _period_at(self, index: int, amount: Amount) -> tuple[str, int] | None:
        token = self.tokens[index]
        if "rate" in token.kinds and (_is_clear(token.text) or amount.currencies or self.currency):
            return str(token.kinds["rate"]), index + 1
        if "keyed" in token.kinds and not self._is(amount.start - 1, "keyed") and not self._is_number(index + 1):
            return str(token.kinds["keyed"]), index + 1
        if "per" in token.kinds:
            return self._counted_unit(index + 1)
        if amount.currencies and self._unit_at(index) and self._stands_alone(index):
            return str(token.kinds["unit"]), index + 1
        return None

    def _counted_unit(self, index: int) -> tuple[str, int] | None:
        """The unit after "per" or "/": also "/8小时" (a shift) and "/26天" (a month's days)."""
        if self._is(index, "per") and self._touches(index):
            index += 1
        if not self._touches(index):
            return None
        if self._is(index, "number") and self._unit_at(index + 1) and self._touches(index + 1):
            count, unit = numbers.western(self.tokens[index].text), str(self.tokens[index + 1].kinds["unit"])
            for name, of, least, most in _COUNTED:
                if unit == of and count is not None and least <= count <= most:
                    return name, index + 2
            return (unit, index + 2) if count == 1 else None
        kinds = self.tokens[index].kinds
        period = kinds.get("unit") or kinds.get("rate")
        return (str(period), index + 1) if period else None

    def _unit_at(self, index: int) -> bool:
        return self._is(index, "unit")

    def _stands_alone(self, index: int) -> bool:
        """A unit without "per" counts as a whole word in the singular only: not the 月 of 月休, nor days."""
        token = self.tokens[index]
        following = self.text[token.end : token.end + 1]
        if is_running(token.text[-1]):
            return not (following and is_running(following))
        return len(token.text) > 1 and token.text not in _plurals()

    def _bounds(self, offer: Offer, amount: Amount, behind: int) -> int:
        """Words such as "from", "up to" or a "+" open one end of a single amount."""
        before = amount.start - 1
        while self._is(before, "filler") and not self._is(before, "from") and self._touches(before + 1):
            before -= 1
        close = len(self._gap(before + 1).strip()) == 0 or self._sign(before) == ":"
        for index in dict.fromkeys((amount.after, behind)):
            plus = self._sign(index) == "+"
            if self._is(index, "from_after") and not self._gap(index).strip():
                if plus and (self._gap(index) or self._is(index + 1, "other_money") or self._is(index + 1, "unknown")):
                    continue
                offer.high = None
                return max(behind, index + 1)
            if self._is(index, "to_after") and not self._gap(index).strip():
                offer.low = None
                return max(behind, index + 1)
        if close and self._is(before, "to"):
            offer.low = None
        elif close and self._is(before, "from"):
            offer.high = None
        return behind

    # -- what stands around --------------------------------------------------------------------------------------

    def _before(self, index: int, *, characters: int, commas: bool) -> Iterator[int]:
        """Indices of the tokens before one, nearest first, up to a number, the end of a sentence or too far away."""
        unknown = 0
        for place in range(index - 1, -1, -1):
            gap = self.text[self.tokens[place].end : self.tokens[place + 1].start]
            unknown += len(gap.replace(" ", ""))
            sign = self._sign(place)
            if unknown > 6 or self.tokens[index].start - self.tokens[place].end > characters:
                return
            if (
                self._is_number(place)
                or self._is(place, "junk")
                or sign in _STOPS
                or (not commas and sign in {",", "\n"})
            ):
                return
            yield place

    def _look_back(self, offer: Offer, first: Amount) -> None:
        for place in self._before(first.start, characters=40, commas=True):
            kinds = self.tokens[place].kinds
            if "keyed" in kinds:
                offer.key = offer.keyed = True
                if not offer.period:
                    offer.period, offer.period_touches = kinds["keyed"], True
            offer.key = offer.key or "keys" in kinds
            text = self.tokens[place].text
            if not offer.period and "rate" in kinds and _is_clear(text):
                offer.period, offer.period_touches = kinds["rate"], self._touches(place + 1)
            elif not offer.period and "unit" in kinds and (self._is(place - 1, "per") or self._sign(place - 1) == "("):
                offer.period = kinds["unit"]
            if not offer.currencies and "currency" in kinds and not self._is_number(place - 1):
                offer.currencies = kinds["currency"]

    def _look_against(self, offer: Offer, first: Amount, last: Amount, behind: int) -> None:
        against = offer.reasons_against
        for place in self._before(first.start, characters=30, commas=False):
            if self._is(place, "and_also"):
                break
            if self._is(place, "other_money") and not self._is(place, "keys"):
                against.append("other money before")
                break
        if self._names_money(last.after) or self._names_money(behind):
            against.append("other money behind")
        if self._counts_something(last) or self._counts_something(first):
            against.append("counts something")
        named = first.start - 1
        if self._sign(named) in {":", "."}:
            named -= 1
        if not first.currencies and self._is(named, "named") and not self._is(named, "keys"):
            against.append("names something")
        if self._negative(first):
            against.append("negative")

    def _names_money(self, index: int) -> bool:
        """Whether the words behind an amount say it is a bonus, a fee, revenue: "$5,000 sign-on bonus"."""
        for place in range(index, min(index + 4, len(self.tokens))):
            token = self.tokens[place]
            if token.start - self.tokens[index - 1].end > 28 or len(self._gap(place).replace(" ", "")) > 3:
                return False
            if "other_money" in token.kinds:
                return True
            if "and_also" in token.kinds or "sign" in token.kinds or self._is_number(place) or "range" in token.kinds:
                return False
        return False

    def _counts_something(self, amount: Amount) -> bool:
        """Whether a number is followed by what it counts: people, years, hours, the letters of a product's name."""
        index = amount.after
        if index >= len(self.tokens):
            return False
        token = self.tokens[index]
        word, glued = token.text, not self._gap(index)
        if glued and word.isascii() and word.isalpha() and (len(word) == 1 or not token.kinds.keys() & _UNITLIKE):
            return True
        if amount.currencies:
            return False
        if not self._touches(index):
            return self._gap(index)[:1] in {"个", "個"}
        return bool(token.kinds.keys() & {"counted", "unit"}) and ("rate" not in token.kinds or is_running(word[0]))

    def _negative(self, first: Amount) -> bool:
        index = first.start
        if self._sign(index - 1) != "-" or self._gap(index):
            return False
        before = self.text[: self.tokens[index - 1].start]
        return not before or before[-1].isspace() or before[-1] in ":$€£¥("


@cache
def _plurals() -> frozenset[str]:
    """Plural forms among the unit words: after an amount of money they are a length of time."""
    return frozenset(
        word
        for words in vocabulary()["units"].values()
        for word in words
        if word.endswith(("s", "en")) and (word[:-1] in words or word[:-2] in words)
    )


def _is_clear(rate: str) -> bool:
    """Short forms such as "pa" and "pd" say a period only next to money; words and Chinese forms say it anywhere."""
    return len(rate) > 2 or not rate.isascii()


def _share_scale(first: Amount, second: Amount) -> tuple[Decimal, Decimal]:
    """Both ends of a range with a multiplier on one side only: "80-95K" is eighty thousand, "6000-1万" six thousand."""
    low, high = first.value, second.value
    if first.scale == 1 and second.scale > 1 and first.value <= second.raw:
        low = first.value * second.scale
    elif second.scale == 1 and first.scale > 1 and first.raw <= second.value < first.value:
        high = second.value * first.scale
    return low, high


def _narrower(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    if not first or not second:
        return first or second
    return first if len(first) <= len(second) else second
