"""Published tables as pages show them: rows in words, and bars whose lengths are told in numbers beside them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from volens.engines.pay.currency import exponent
from volens.packs import places
from volens.services.market.exact import ENOUGH, TOTAL
from volens.services.market.models import Publication
from volens.services.market.tables import ELSEWHERE
from volens.services.vacancies import labels, presentation

#: Length of the longest bar, in the units of the drawing.
WIDTH = 100
#: Regions shown one by one; the others are in the files.
MOST_REGIONS = 15


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a chart: what, how many (None: not shown), its length from 0 to `WIDTH`."""

    label: str
    count: int | None
    length: float
    note: str = ""


def work_name(code: str, language: str) -> str:
    """The name of an ISCO-08 major group."""
    return labels.majors(language).get(code) or _("Kind of work not known")


def region_name(code: str, language: str) -> str:
    """The name of a region, or what stands for those not told apart."""
    if code == ELSEWHERE or not code:
        return _("Smaller regions together") if code else _("Place not stated")
    return places.region_name(code, language)


def kind_name(code: str) -> str:
    """What was decided on."""
    return {"vacancy": _("Vacancies in review"), "organisation": _("Organisations to be verified")}.get(code, code)


def within_name(code: str) -> str:
    """How long a decision took."""
    return {
        "1_day": _("within a day"),
        "2_days": _("in one to two days"),
        "7_days": _("in two to seven days"),
        "14_days": _("in one to two weeks"),
        "later": _("later"),
    }.get(code, code)


def _bars(counts: list[tuple[str, int | None]]) -> list[Bar]:
    top = max((count or 0 for _label, count in counts), default=0)
    return [Bar(label, count, round(WIDTH * (count or 0) / top, 2) if top else 0.0) for label, count in counts]


def vacancies(publication: Publication, language: str) -> tuple[list[Bar], list[Bar]]:
    """Open vacancies by kind of work, and by region, most first."""
    work: dict[str, int] = defaultdict(int)
    region: dict[str, int] = defaultdict(int)
    for row in publication.rows:
        work[row["work"]] += row["count"]
        region[row["region"]] += row["count"]
    by_work = sorted(work.items(), key=lambda each: (-each[1], each[0]))
    by_region = sorted(region.items(), key=lambda each: (-each[1], each[0]))[:MOST_REGIONS]
    return (
        _bars([(work_name(code, language), many) for code, many in by_work]),
        _bars([(region_name(code, language), many) for code, many in by_region]),
    )


def pay(publication: Publication, language: str) -> list[dict[str, Any]]:
    """Pay by kind of work and by region: one block for each currency, the commonest first."""
    works, regions = _pay_rows(publication, "region"), _pay_rows(publication, "work")
    order = sorted(works, key=lambda currency: (-sum(row["count"] for row in works[currency]), currency))
    found = []
    for currency in order:
        by_work = [row for row in works[currency] if row["count"] >= ENOUGH]
        by_region = sorted(regions.get(currency, []), key=lambda row: (-row["count"], row["region"]))[:MOST_REGIONS]
        if by_work:
            found.append(
                {
                    "currency": currency,
                    "rows": [_pay_row(row, work_name(row["work"], language), language) for row in by_work],
                    "regions": [_pay_row(row, region_name(row["region"], language), language) for row in by_region],
                }
            )
    return found


def _pay_rows(publication: Publication, over: str) -> dict[str, list[dict[str, Any]]]:
    """Rows by currency in which one dimension is a total and the other is not, best paid first."""
    other = "work" if over == "region" else "region"
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    # Tables from before pay was told by region have no such column: their rows are of all regions together.
    for row in sorted(publication.rows, key=lambda row: (-row["median"], row.get(other, TOTAL))):
        if row.get(over, TOTAL) == TOTAL and row.get(other, TOTAL) != TOTAL:
            found[row["currency"]].append(row)
    return found


def _pay_row(row: dict[str, Any], label: str, language: str) -> dict[str, Any]:
    amounts = {name: _whole(row[name], row["currency"], language) for name in ("low", "median", "high")}
    return {"label": label, "count": row["count"], **amounts}


def _whole(minor: int, currency: str, language: str) -> str:
    """An amount without its decimals: quartiles are no more exact than that."""
    unit = 10 ** exponent(currency)
    return presentation.money(round(minor / unit) * unit, currency, language)


def decisions(publication: Publication) -> list[tuple[str, list[Bar]]]:
    """Time to decision: one chart for each kind."""
    kinds: dict[str, list[tuple[str, int | None]]] = defaultdict(list)
    order = ("1_day", "2_days", "7_days", "14_days", "later")
    for row in sorted(publication.rows, key=lambda row: order.index(row["within"])):
        kinds[row["kind"]].append((within_name(row["within"]), row["count"]))
    return [(kind_name(kind), _bars(counts)) for kind, counts in kinds.items()]


def answered(publication: Publication, by: str, language: str) -> list[Bar]:
    """The share answered for each category, in steps of five percent, from the published counts alone."""
    counts: dict[str, dict[str, int | None]] = defaultdict(dict)
    for row in publication.rows:
        counts[row[by]][row["answered"]] = row["count"]
    found = []
    for code, each in sorted(counts.items()):
        yes, no = each.get("yes"), each.get("no")
        name = work_name(code, language) if by == "work" else region_name(code, language)
        if yes is None or no is None:
            found.append(Bar(name, None, 0.0))
        else:
            percent = round(20 * yes / (yes + no)) * 5
            found.append(Bar(name, percent, float(percent)))
    return found


def period_name(period: str, language: str) -> str:
    """A day, or "third quarter of 2026", in words."""
    if "-Q" not in period:
        return presentation.day(dt.date.fromisoformat(period), language)
    year, quarter = period.split("-Q")
    names = {"1": _("first quarter"), "2": _("second quarter"), "3": _("third quarter"), "4": _("fourth quarter")}
    return _("%(quarter)s of %(year)s") % {"quarter": names[quarter], "year": year}
