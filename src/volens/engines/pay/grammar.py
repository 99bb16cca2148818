"""How amounts, bounds and periods stand together: reads one offer of pay around each number of a text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from volens.engines.pay import numbers
from volens.engines.pay.amounts import Amount, AmountReader, narrower
from volens.engines.pay.lexer import is_running, vocabulary

# "And" joins a range only after "between": elsewhere it joins two different things.
_WEAK_RANGE = frozenset({"and", "und", "et", "y", "e", "en", "och", "og", "i", "ja", "or", "se"})
#: Units people count out: so many hours are a shift, so many days a month.
_COUNTED = (("day", "hour", 6, 14), ("month", "day", 20, 31))
_UNITLIKE = frozenset({"unit", "rate", "currency", "range", "filler", "per"})
_BEGINS = frozenset({"currency", "number", "han"})
_GLUE = frozenset("^#_abcdefghijklmnopqrstuvwxyz")
_STOPS = frozenset({".", ";", "!", "?", "|", "·", "•"})


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


class Reader(AmountReader):
    """Reads the offers of one folded text."""

    def offers(self) -> Iterator[Offer]:
        """Every number that may be pay, in order, with what speaks for and against it."""
        index = 0
        while index < len(self.tokens):
            amount = self._amount(index) if self.tokens[index].kinds.keys() & _BEGINS else None
            if amount is None:
                index += 1
                continue
            offer, index = self._offer(amount)
            yield offer

    def _offer(self, first: Amount) -> tuple[Offer, int]:
        low, high, currencies, after = first.value, first.value, first.currencies, first.after
        scaled = first.scale > 1
        period, behind = self._period_after(first)
        second = self._second(first, behind)
        if second is not None:
            low, high = _share_scale(first, second)
            currencies = narrower(first.currencies, second.currencies)
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
        if not self._joins(joint, first):
            return None
        nxt = joint + 1
        while self._is(nxt, "to") and not self._is_number(nxt) and self._touches(nxt):
            nxt += 1
        second = self._amount(nxt) if self._touches(nxt) else None
        return None if second is None or self._counts_something(second) else second

    def _joins(self, joint: int, first: Amount) -> bool:
        """Whether the word or sign behind an amount leads on to the other end of a range."""
        if not self._is(joint, "range") or self._gap(joint).strip():
            return False
        word = self.tokens[joint].text
        if word.isascii() and word.isalpha() and not self._gap(joint):
            return False
        return word not in _WEAK_RANGE or self._is(first.start - 1, "between")

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
        for place in self._before(first.start, characters=40, commas=False):
            if self._is(place, "and_also"):
                break
            if self._is(place, "other_money") and not self._is(place, "keys"):
                against.append("other money before")
                break
        if self._names_money(last.after) or self._names_money(behind):
            against.append("other money behind")
        if self._counts_something(last):
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
        foreign = word.isascii() and (word[0].isalpha() or word == "^")
        if glued and foreign and (len(word) == 1 or not token.kinds.keys() & _UNITLIKE):
            return True
        if amount.currencies:
            return False
        if not self._touches(index):
            return self._gap(index)[:1] in {"个", "個"}
        return bool(token.kinds.keys() & {"counted", "unit"}) and ("rate" not in token.kinds or is_running(word[0]))

    def _negative(self, first: Amount) -> bool:
        index = first.start
        glued = not self._gap(index) and not self._is(index, "currency")
        if glued and self._sign(index - 1) and self._sign(index - 1) in _GLUE:
            return True
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
