"""Pay from text: a pay field as employers fill it in, or the words of a long description."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from typing import Final

from volens.engines.pay.currency import UNKNOWN_CURRENCY, current_currencies, minor_per_unit
from volens.engines.pay.grammar import Offer, Reader
from volens.engines.pay.lexer import fold, scan, vocabulary
from volens.engines.pay.model import MAX_MINOR, Pay, Period

#: A pay field longer than this is read as running text: evidence is asked for.
FIELD_LENGTH = 120
#: Running text is read this far.
TEXT_LENGTH = 20_000
_FIELD_READ = 2_000

_HAN = re.compile(r"[\u3400-\u9fff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_SENTENCE_END = re.compile(r"[\n。；;!！?？•·]+|\.\s+(?=[A-Z])")
_NUMBER = re.compile(r"\d+|[一二两三四五六七八九][百千万]")
# A sentence is read only where a sign or word of pay stands near a number.
_NEAR_PAY = re.compile(
    r"[$€£¥￥₹₽₩₪฿₫₴₺元块薪円원資资酬遇/／]|\b(?:per|an?|each)\s+(?:hour|hr|day|week|month|year|annum)|hourly|annual|monthly|p\.a"
    r"|salar|wage|\bpay|\brate\b|gehalt|lohn|compensation|\b(?:usd|eur|euro|gbp|cny|rmb|inr|pln|chf)\b|оплат|зарплат|руб|gaji"
    r"|lương|maaş|stipend|sueldo|zł|lakh|lpa"
)
_REACH_BEFORE, _REACH_BEHIND, _LONGEST_SENTENCE = 45, 28, 400

# Periods the grammar reads but pay is not kept in: how many of the kept one they are.
_OTHER_PERIODS: Final[dict[str, tuple[Period, int | Decimal]]] = {
    "fortnight": (Period.WEEK, 2),
    "half_month": (Period.MONTH, Decimal("0.5")),
    "quarter": (Period.MONTH, 3),
}
_MONTHS_OF: Final = {
    Period.HOUR: 174.0,
    Period.DAY: 21.75,
    Period.WEEK: 52 / 12,
    Period.MONTH: 1.0,
    Period.YEAR: 1 / 12,
    Period.PIECE: 1.0,
    Period.ONCE: 1.0,
}
#: A period nobody stated is guessed among these; a day only where day pay is usual.
_GUESSES: Final = (Period.HOUR, Period.MONTH, Period.YEAR)
#: Chinese pay without a period is nearly always monthly: how many times out of the ordinary it may be and stay so.
_MONTH_PREFERENCE: Final = {"CNY": math.log(3.3)}
_OUT_OF_RANGE = 1000.0
_PLAUSIBLE = 50.0
_WIDEST_RANGE = 100


def parse(text: str, *, currency: str = "", language: str = "") -> Pay | None:
    """The pay a text states, or None where it states none ("面议", "competitive") or nothing credible.

    `currency` (ISO 4217) is what an amount without a currency is in, and which of the currencies behind a shared
    sign ("$", "kr") is meant; `language` (BCP 47) settles decimal signs and, without a currency, 万 and "k" in Chinese.
    A short text is taken for a pay field: "80-95K" is enough. A long one is read like `find`. Never raises.
    """
    folded = fold(text[:_FIELD_READ])
    if len(folded) > FIELD_LENGTH:
        return find(text, currency=currency, language=language)
    return _field(folded, currency, language)


@lru_cache(maxsize=16_384)
def _field(folded: str, currency: str, language: str) -> Pay | None:
    """A pay field. Employers write the same few thousand of them: one that was read before is not read again."""
    return _best(_readings(folded, currency=currency, language=language, field=True))


def find(text: str, *, currency: str = "", language: str = "") -> Pay | None:
    """Pay within a long description. Conservative: an amount counts only where words for pay or a period stand by it.

    Bonuses, fees, revenue, headcounts, years, dates and telephone numbers are left alone. Never raises.
    """
    readings = (
        reading
        for sentence in _sentences(text[:TEXT_LENGTH])
        for reading in _readings(fold(sentence), currency=currency, language=language, field=False)
    )
    return _best(readings)


def _sentences(text: str) -> Iterator[str]:
    """The sentences in which a number stands near a sign or word of pay."""
    read_to = 0
    for number in _NUMBER.finditer(text):
        start, end = number.span()
        if start < read_to or not _NEAR_PAY.search(text[max(0, start - _REACH_BEFORE) : end + _REACH_BEHIND].lower()):
            continue
        first = max(read_to, start - _LONGEST_SENTENCE)
        for boundary in _SENTENCE_END.finditer(text, first, start):
            first = boundary.end()
        boundary_behind = _SENTENCE_END.search(text, end, end + _LONGEST_SENTENCE)
        read_to = boundary_behind.start() if boundary_behind else end + _LONGEST_SENTENCE
        yield text[first:read_to]


def _best(readings: Iterable[tuple[float, Pay]]) -> Pay | None:
    """The reading with the weightiest evidence, the first of equals."""
    best: tuple[float, Pay] | None = None
    for score, pay in readings:
        if best is None or score > best[0]:
            best = score, pay
    return best[1] if best else None


def _readings(folded: str, *, currency: str, language: str, field: bool) -> Iterator[tuple[float, Pay]]:
    """Every credible reading with the weight of its evidence."""
    if currency not in current_currencies():
        currency = ""
    tokens = scan(folded)
    payments = next((int(token.text[:2]) for token in tokens if "payments" in token.kinds), None)
    reader = Reader(folded, tokens, currency=currency, language=language)
    mentioned = next((token.kinds["currency"] for token in tokens if "currency" in token.kinds), ()) if field else ()
    for offer in reader.offers():
        if offer.reasons_against:
            continue
        score = _evidence(offer, folded, field=field, hinted=bool(currency))
        if score <= 0:
            continue
        pay = _pay(offer, offer.currencies or mentioned, folded, currency, language, payments)
        if pay is not None and (field or _plausible(pay)):
            yield score, pay


def _evidence(offer: Offer, folded: str, *, field: bool, hinted: bool) -> float:
    """How much speaks for an offer of pay; 0 where it is not enough."""
    stated = bool(offer.period)
    score = (
        2.0 * bool(offer.currencies) + 2.0 * stated + 1.0 * offer.period_touches + 2.0 * offer.key
        + 1.0 * offer.is_range + 0.5 * offer.scaled
    )  # fmt: skip
    if offer.low is None:  # "up to" and on-target earnings say less than what is sure
        score = max(score - 2.5, 0.5)
    if not field:
        return score if _enough_in_text(offer, folded) else 0
    if offer.currencies or stated or offer.key:
        return score
    if _looks_like_years(offer) or (offer.size >= 10**6 and not (hinted or offer.scaled or "," in folded)):
        return 0
    return score if hinted or offer.is_range or offer.scaled or offer.size >= 500 else 0


def _enough_in_text(offer: Offer, folded: str) -> bool:
    if offer.currencies:
        return bool(offer.period) or offer.key
    if _looks_like_years(offer):
        return False
    if offer.keyed or (offer.key and (offer.period_touches or offer.size >= 1000)):
        return offer.size >= 5
    return offer.period_touches and offer.is_range and offer.size >= 10 and _HAN.search(folded) is not None


def _looks_like_years(offer: Offer) -> bool:
    ends = [end for end in (offer.low, offer.high) if end is not None]
    return (
        not offer.scaled
        and not offer.period
        and all(1900 <= end <= 2100 and end % 1 == 0 for end in ends)
        and (offer.is_range or not offer.key)
    )


def _pay(
    offer: Offer, currencies: tuple[str, ...], folded: str, hint: str, language: str, payments: int | None
) -> Pay | None:
    code = _currency(currencies, folded, hint, language, offer)
    return pay_from_ends(offer.low, offer.high, code, offer.period, payments_per_year=payments)


def pay_from_ends(
    low: Decimal | None, high: Decimal | None, code: str, period_name: str, *, payments_per_year: int | None = None
) -> Pay | None:
    """Pay from amounts in whole units, or None where no such pay exists: zero, out of all proportion, absurdly wide.

    `period_name` is a name of the vocabulary's units, "" where it has to be inferred.
    """
    if low == 0 and high:
        low = None  # "0-30000" in a table says that nobody knows the lower end
    ends = [end for end in (low, high) if end is not None]
    if not ends:
        return None
    stated, share = _stated(period_name)
    period = stated or _guess_period(sum(ends, Decimal(0)) / len(ends), code)
    minors = [_minor(end, share, code) for end in ends]
    if min(minors) <= 0 or max(minors) > MAX_MINOR or max(minors) > _WIDEST_RANGE * min(minors):
        return None
    if _times_ordinary(max(minors) / minor_per_unit(code), period, code) > _OUT_OF_RANGE:
        return None
    return Pay(
        None if low is None else minors[0],
        None if high is None else minors[-1],
        code,
        period,
        period_inferred=stated is None,
        payments_per_year=payments_per_year,
    )


def _stated(name: str) -> tuple[Period | None, int | Decimal]:
    """The period pay is kept in and how many of it the named one is; None where nobody stated one."""
    if not name:
        return None, 1
    return _OTHER_PERIODS[name] if name in _OTHER_PERIODS else (Period(name), 1)


def single_amount(text: str) -> Decimal | None:
    """The first amount of a text in whole units, whatever stands around it; None where there is none."""
    folded = fold(text)
    reader = Reader(folded, scan(folded), currency="", language="")
    for offer in reader.offers():
        end = offer.low if offer.low is not None else offer.high
        if end is not None and end > 0 and "negative" not in offer.reasons_against:
            return end
    return None


def _minor(value: Decimal, share: int | Decimal, code: str) -> int:
    return int((value / share * minor_per_unit(code)).to_integral_value(ROUND_HALF_UP))


def _currency(options: tuple[str, ...], folded: str, hint: str, language: str, offer: Offer) -> str:
    """The currency meant: the one stated, the caller's where a sign is shared, else what words and script suggest."""
    suggested = _of_script(folded, language)
    if not options:
        return hint or next(iter(offer.implied), suggested)
    if hint in options:
        return hint
    if set(options) == {"CNY", "JPY"}:
        if suggested in options and (suggested == "JPY" or language):
            return suggested
        return _yuan_or_yen(offer)
    spoken = vocabulary()["language_currency"].get(language.partition("-")[0])
    return str(spoken) if spoken in options else options[0]


def _of_script(folded: str, language: str) -> str:
    """The currency that goes with a language or script used in one country first of all; XXX for all others."""
    for script, tag, code in ((_KANA, "ja", "JPY"), (_HANGUL, "ko", "KRW"), (_HAN, "zh", "CNY")):
        if language.startswith(tag) or script.search(folded):
            return code
    return UNKNOWN_CURRENCY


def _yuan_or_yen(offer: Offer) -> str:
    """Which of the two currencies behind "¥" the order of magnitude fits."""
    stated, _ = _stated(offer.period)

    def distance(code: str) -> float:
        times = _times_ordinary(float(offer.size), stated or _guess_period(offer.size, code), code)
        return abs(math.log(max(times, 1e-9)))

    return min(("CNY", "JPY"), key=distance)


@cache
def _ordinary_month() -> dict[str, float]:
    return {code: float(amount) for code, amount in vocabulary()["ordinary_month"].items()}


def _times_ordinary(amount: float, period: Period, code: str) -> float:
    """How many times ordinary monthly pay an amount makes in a month; 1 where the currency's level is not known."""
    ordinary = _ordinary_month().get(code)
    return amount * _MONTHS_OF[period] / ordinary if ordinary else 1.0


def _guess_period(amount: Decimal, code: str) -> Period:
    """The period that brings the amount nearest to ordinary pay."""
    size = max(float(amount), 1e-9)
    guesses = (*_GUESSES, Period.DAY) if code == "CNY" else _GUESSES

    def distance(period: Period) -> float:
        away = abs(math.log(_times_ordinary(size, period, code)))
        return away - _MONTH_PREFERENCE.get(code, 0.0) if period is Period.MONTH else away

    return min(guesses, key=distance)


def _plausible(pay: Pay) -> bool:
    """Amounts in running text must be of an ordinary order of magnitude."""
    end = pay.max_minor if pay.max_minor is not None else pay.min_minor
    if end is None or pay.period in {Period.PIECE, Period.ONCE}:
        return end is not None
    times = _times_ordinary(end / minor_per_unit(pay.currency), pay.period, pay.currency)
    return 1 / _PLAUSIBLE <= times <= _PLAUSIBLE
