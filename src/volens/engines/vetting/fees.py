"""Finds an amount the worker would have to pay, named in the text. Conservative: what it finds, a person would too.

The forms are data (`fees.yaml`), by language, and all languages are read at once: a Chinese advertisement may name its
fee in English. Paraphrase is not for patterns; the learned net looks for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

import yaml

#: Longer texts are read this far.
TEXT_LENGTH = 20_000

# A clause ends at a stop or a comma that is not inside a number.
_CLAUSE_END: Final = re.compile(r"[\n。；;！!？?，•·]|\.(?=$|\s+(?!\d))|,(?!\d)| but |但")
_DEPOSIT: Final = re.compile("deposit|押")
_SENTENCE_END: Final = re.compile(r"[\n。.;!?]")
_FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B)} | {0xFF0C: 0xFF0C, 0xFF1A: 0x3A}
_HAS_FULL_WIDTH: Final = re.compile("[\uff10-\uff5a]")
_AMOUNT: Final = re.compile(
    r"(?:(?:[$€£¥₹₽₩฿₫₱]|\b(?:usd|eur|gbp|cny|rmb|inr|rm|rs|rp|php|aed|sar|hkd|sgd|kes|ngn)\b\.?)\s?\d[\d,. ]*\d?"
    r"|(?<![\d.])\d[\d,.]*\d\s?(?:元|块|rmb|千|百|万|k\b|usd|eur|dollars?|euros?|€|руб|₽|đồng|vnd|rupees|ringgit|pesos?|naira)"
    r"|(?<![\d.])\d[\d,.]*\d(?![\d%])(?!\s?(?:%|-?days?\b|天|日|个月|月|months?\b|years?\b|年|-?hours?\b|小时|人|名|岁|号|am\b|pm\b"
    r"|weeks?\b|tage?\b|jours?\b|días?\b|dni\b|дней|hari\b|ngày))"
    r"|[一二两三四五六七八九][一二两三四五六七八九十百千万]*(?:元|块))"
)


@dataclass(frozen=True, slots=True)
class NamedFee:
    """A clause that names an amount to be paid. `certain`: it also says that it has to be."""

    start: int
    end: int
    quote: str
    certain: bool


@dataclass(frozen=True, slots=True)
class _Forms:
    signals: re.Pattern[str]
    nouns: re.Pattern[str]
    payers: re.Pattern[str] | None
    payer_context: re.Pattern[str] | None
    duties: re.Pattern[str]
    cancel_before: re.Pattern[str]
    cancel_after: re.Pattern[str]
    lent: re.Pattern[str] | None
    lent_unless: re.Pattern[str] | None


@cache
def _forms() -> tuple[_Forms, ...]:
    raw: dict[str, dict[str, Any]] = yaml.safe_load(
        resources.files(__package__).joinpath("fees.yaml").read_text(encoding="utf-8")
    )
    return tuple(
        _Forms(
            signals=re.compile(forms["signals"]),
            nouns=re.compile("|".join(forms["nouns"])),
            payers=re.compile("|".join(forms["payers"])) if forms["payers"] else None,
            payer_context=re.compile(forms["payer_context"]) if forms["payer_context"] else None,
            duties=re.compile(forms["duties"]),
            cancel_before=re.compile(forms["cancel_before"]),
            cancel_after=re.compile(forms["cancel_after"]),
            lent=re.compile("|".join(forms["lent"])) if "lent" in forms else None,
            lent_unless=re.compile(forms["lent_unless"]) if "lent_unless" in forms else None,
        )
        for forms in raw.values()
    )


@cache
def _any_signal() -> re.Pattern[str]:
    return re.compile("|".join(forms.signals.pattern for forms in _forms()))


# Every amount that counts has two digits or a Chinese unit: the rarest sign, so it is looked for first.
_NUMBER: Final = re.compile(r"[0-9元块][0-9,.]*")
#: A clause is looked for this far on both sides of an amount.
_REACH: Final = 300
#: Who pays, and that it must be paid, is often said right behind the clause: "training fee 250, to be paid first".
_AFTERTHOUGHT: Final = 36


def named_fee(text: str) -> NamedFee | None:
    """The first amount a worker would have to pay, a certain one before a doubtful one; None where there is none."""
    lower = folded(text[:TEXT_LENGTH])
    doubtful: NamedFee | None = None
    read_to = 0
    for number in _NUMBER.finditer(lower):
        digits = number[0].rstrip(",.")
        if number.start() < read_to or (len(digits) == 1 and digits.isdecimal()):
            continue
        start, end = _clause(lower, number.start(), number.start() + len(digits), read_to)
        read_to = end
        if not _any_signal().search(lower, start, end):
            continue
        certain = _reads_as_fee(lower[start:end], lower[end : end + _AFTERTHOUGHT])
        if certain is None or _comes_back_with_the_key(lower, start, end):
            continue
        lead = end - start - len(lower[start:end].lstrip())
        quote = text[start + lead : end].rstrip()
        fee = NamedFee(start + lead, start + lead + len(quote), quote, certain)
        if certain:
            return fee
        doubtful = doubtful or fee
    return doubtful


def _comes_back_with_the_key(lower: str, start: int, end: int) -> bool:
    """Whether the deposit a clause names is one on a thing lent, returned with it, in a sentence that says no more."""
    first = max(0, start - _REACH)
    for stop in _SENTENCE_END.finditer(lower, first, start):
        first = stop.end()
    last = min(len(lower), end + _REACH)
    if (behind := _SENTENCE_END.search(lower, end, last)) is not None:
        last = behind.start()
    for forms in _forms():
        if forms.lent is None or (forms.lent_unless and forms.lent_unless.search(lower, first, last)):
            continue
        for match in forms.lent.finditer(lower, first, last):
            if _DEPOSIT.search(lower, max(match.start(), start), min(match.end(), end)):
                return True
    return False


def _clause(folded: str, start: int, end: int, earliest: int) -> tuple[int, int]:
    """The clause around a place, without the signs that end it. It begins no earlier than the last one ended."""
    first = max(earliest, start - _REACH)
    for match in _CLAUSE_END.finditer(folded, first, end):
        if match.end() > start:
            break
        first = match.end()
    after = _CLAUSE_END.search(folded, end, min(len(folded), end + _REACH))
    return first, after.start() if after else min(len(folded), end + _REACH)


def folded(text: str) -> str:
    """Lower case and half width, character for character, so that places in it are places in the text."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(small if len(small := character.lower()) == 1 else character for character in text)
    return lower.translate(_FULL_WIDTH) if _HAS_FULL_WIDTH.search(lower) else lower


def _reads_as_fee(clause: str, behind: str) -> bool | None:
    """True where the clause demands an amount, False where it only names one, None where it does neither."""
    if not _AMOUNT.search(clause):
        return None
    for forms in _forms():
        if not forms.signals.search(clause):
            continue
        found = forms.nouns.search(clause)
        paying = found is None and forms.payers is not None
        if paying and forms.payers is not None:
            found = forms.payers.search(clause)
            context = forms.payer_context
            if found is not None and (context is None or not context.search(clause)):
                found = None
        if found is None:
            continue
        behind = _SENTENCE_END.split(behind, maxsplit=1)[0]
        if forms.cancel_before.search(clause[: found.start()]) or forms.cancel_after.search(
            clause[found.start() :] + behind
        ):
            return None
        return paying or forms.duties.search(clause + behind) is not None
    return None
