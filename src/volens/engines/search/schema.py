"""How a vacancy lies in the index: its fields, and what each is for.

Text fields hold terms that `words` has already made, joined by spaces. Nothing is stored: pages come from the database.
"""

from __future__ import annotations

import bisect
import functools
import re
from importlib.metadata import version
from typing import Any

import orjson
import tantivy

from volens.engines.search import places, words
from volens.engines.search.port import MOST_PLACES, Document, FurtherPlace, Prepared

#: Raise it when fields change. With the version of the text analysis and of the engine it is stamped on every index.
FORMAT = f"8.{words.VERSION}/tantivy-{version('tantivy')}"

#: No time or amount is larger; what is, is cut to it.
NEVER = 2**60
HOUR = 3_600

LARGEST_ID = 2**32 - 1
_SEAM = " \x1f "  # a term no text has: keeps phrases from running over from title to employer to text

#: Fields of exact values, for filters and facets.
KEYWORDS = ("language", "region", "employer", "currency", "contract", "hours", "accommodation")
LONGEST_KEYWORD = 200
#: Stands for what was not said, in every field a facet counts: a column with gaps is read much more slowly.
UNSAID = "\x1f"
NO_GROUP = 10  # the same for the first digit of an occupation
_WITHOUT_GAPS = ("language", "region", "employer", "contract", "hours", "accommodation", "pay_band")


#: Round amounts in minor units, near enough to each other that every wage level has some.
FLOORS = tuple(step * 10**power // 10 for power in range(4, 9) for step in (10, 12, 15, 20, 25, 30, 40, 50, 60, 80))


_HEAD = re.compile(r'\{"id":\d+,"newest":(\d+),"until":(-?\d+)(?:,"spot":(\d+))?(?:,"spots":\[([\d,]+)\])?,"')


@functools.cache
def schema() -> tantivy.Schema:
    """The fields of the index."""
    builder = tantivy.SchemaBuilder()
    # A signed id on purpose: in tantivy-py 0.27 deleting by an unsigned term deletes nothing, silently.
    builder.add_integer_field("id", indexed=True, fast=True)
    builder.add_text_field("all", tokenizer_name="whitespace", index_option="position")  # decides what matches
    builder.add_text_field("title", tokenizer_name="whitespace", index_option="freq")  # adds to the score
    builder.add_text_field("pairs", tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("title_words", tokenizer_name="whitespace", index_option="basic")
    for name in KEYWORDS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field("pay_band", tokenizer_name="raw", index_option="basic", fast=True)  # for its facet
    for digits in range(1, 5):
        builder.add_unsigned_field(f"isco{digits}", indexed=True, fast=True)
    for name in ("posted", "until", "pay"):
        builder.add_integer_field(name, fast=True)
    builder.add_integer_field("expiry_hour", indexed=True)  # few have expired: they are quickly listed
    builder.add_unsigned_field("newest", fast=True)  # time of posting, then id: one key for both
    builder.add_float_field("fresh", fast=True)
    builder.add_unsigned_field("spot", fast=True)  # the first position
    builder.add_unsigned_field("spots", fast=True)  # all positions, of documents that have several
    builder.add_unsigned_field("cell", indexed=True)  # of all positions
    builder.add_boolean_field("several", indexed=True)
    builder.add_boolean_field("accessible", indexed=True, fast=True)
    return builder.build()


def analyzer() -> tantivy.TextAnalyzer:
    """What splits the joined terms again."""
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()


def keyword(value: str) -> str:
    """A value as it is kept and compared in an exact field."""
    return value.encode("utf-8", "replace").decode("utf-8")[:LONGEST_KEYWORD]


def newest_key(posted: int, id_: int) -> int:
    """One number that sorts by time of posting and then by id, lowest id highest. Times before 1970 count as 1970."""
    return (min(max(posted, 0), 2**32 - 1) << 32) | (LARGEST_ID - id_)


def unpack_newest(key: int) -> tuple[int, int]:
    """The time of posting and the id in a `newest_key`."""
    return key >> 32, LARGEST_ID - (key & LARGEST_ID)


def pay_band(currency: str, pay: int) -> str:
    """A currency, and how many of `FLOORS` pay reaches in it: counted much faster than amounts are."""
    return f"{currency}:{bisect.bisect_right(FLOORS, pay):02}"


def unpack_pay_band(band: str) -> tuple[str, int]:
    """The currency and the number of floors reached in a `pay_band`."""
    currency, _, reached = band.rpartition(":")
    return currency, int(reached)


def _fresh(posted: int) -> float:
    """The number whose logarithm the engine multiplies scores by: 1 in 1990, 1.01 in 2070.

    Equal scores so come newest first, while a vacancy a year newer gains no more than an eight-thousandth.
    """
    share = (posted / 31_557_600 - 20) / 80
    return float(2 ** (1 + 0.01 * min(max(share, 0.0), 1.0)) - 2)


def prepared(document: Document) -> Prepared:
    """A vacancy as the engine takes it: all the work of indexing that needs no index, so any process can do it.

    A position that is not on Earth is left out. Raises ValueError for an id that is out of range.
    """
    if not 0 <= document.id <= LARGEST_ID:
        raise ValueError(f"The id of a document must lie between 0 and {LARGEST_ID}, not {document.id}.")
    values = _values(document)
    first: dict[str, Any] = {name: values[name] for name in ("newest", "until", "spot", "spots") if name in values}
    entry = {"id": document.id, **first, **analysis(document), **values}
    return Prepared(document.id, orjson.dumps(entry).decode())


def standing(entry: Prepared) -> tuple[int, int, list[int]]:
    """The key and the last moment of what `prepared` made, and all its positions: read without reading its text."""
    found = _HEAD.match(entry.data)
    if found is None:
        raise ValueError(f"The document {entry.id} was not prepared by this engine.")
    newest, until, spot, spots = found.groups()
    return int(newest), int(until), list(map(int, (spots or spot).split(","))) if spot else []


def analysis(document: Document) -> dict[str, str]:
    """The terms of a vacancy by text field: most of the work of indexing, and free of the engine's objects."""
    parts = tuple(map(words.fold, (document.title, document.employer, document.text)))
    title, employer, text = (" ".join(words.terms(part)) for part in parts)
    terms = {
        "title": title,
        "all": _SEAM.join((title, employer, employer, text)),  # who asks for an employer means it
        "title_words": " ".join(dict.fromkeys(words.words(parts[0]))),
    }
    if not all(part.isascii() for part in parts):
        terms["pairs"] = _SEAM.join(map(words.joined_pairs, parts))
    return terms


def _values(document: Document) -> dict[str, Any]:
    pay = document.pay_month_max if document.pay_month_max is not None else document.pay_month_min
    paid = pay is not None and pay >= 0
    posted, expires = document.posted, document.expires
    values: dict[str, Any] = {**dict.fromkeys(_WITHOUT_GAPS, UNSAID), "isco1": NO_GROUP}
    values |= {
        name: keyword(value) for name in KEYWORDS if (value := getattr(document, name)) and (paid or name != "currency")
    }
    isco = document.isco
    if isco.isascii() and isco.isdigit():
        for digits in range(1, min(len(isco), 4) + 1):
            values[f"isco{digits}"] = int(isco[:digits])
    values["posted"] = min(max(posted, -NEVER), NEVER)
    values["until"] = NEVER
    if expires is not None:
        values["until"] = min(max(expires, -NEVER), NEVER)
        values["expiry_hour"] = values["until"] // HOUR
    if pay is not None and paid:
        values["pay"] = min(pay, NEVER)
        if document.currency:
            values["pay_band"] = pay_band(values["currency"], pay)
    values["newest"] = newest_key(posted, document.id)
    values["fresh"] = _fresh(posted)
    values["accessible"] = document.accessible
    return values | _places(document)


def _places(document: Document) -> dict[str, Any]:
    """The regions and positions of all places of a vacancy, each once."""
    all_: list[Document | FurtherPlace] = [document, *document.further_places[: MOST_PLACES - 1]]
    values: dict[str, Any] = {}
    regions = list(dict.fromkeys(keyword(each.region) for each in all_ if each.region))
    if regions:
        values["region"] = regions
    at = {
        spot: (each.latitude or 0.0, each.longitude or 0.0)
        for each in all_
        if (spot := places.spot(each.latitude, each.longitude)) is not None
    }
    if at:
        values["spot"] = next(iter(at))
        values["cell"] = list(dict.fromkeys(cell for position in at.values() for cell in places.cells(*position)))
    if len(at) > 1:
        values["spots"] = list(at)
        values["several"] = True
    return values
