"""Pages of figures and their files. Everything shown was published before; nothing is counted while a page is made."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from volens.engines.disclosure import BASE, POPULATION_FLOOR, THRESHOLD, noise_table
from volens.services.market import charts, files, queries, recorded
from volens.services.market.models import Publication
from volens.services.trust.queries import leaf_about

#: What each table is called in links to its files.
TITLES = {
    "vacancies": _("Open vacancies"),
    "pay": _("Pay offered"),
    "pay-by-occupation": _("Pay by occupation and region"),
    "decisions": _("How fast this service decides"),
    "applications-by-work": _("Applications that were answered, by kind of work"),
    "applications-by-region": _("Applications that were answered, by region"),
}
KINDS = {
    "csv": ("text/csv; charset=utf-8", files.plain),
    "sdmx": ("application/vnd.sdmx.data+csv; version=2.0.0", files.sdmx),
}


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """The newest tables, as charts with the numbers in words."""
    code = get_language() or "en"
    shown: dict[str, Any] = {}
    for name in (
        "vacancies",
        "pay",
        "pay-by-occupation",
        "decisions",
        "applications-by-work",
        "applications-by-region",
    ):
        found = queries.newest(name)
        shown[name.replace("-", "_")] = _block(found, code) if found else None
    return render(request, "market/figures.html", shown)


def _block(found: Publication, code: str) -> dict[str, Any]:
    content: Any = None
    if not found.refused:
        match found.name:
            case "vacancies":
                content = charts.vacancies(found, code)
            case "pay":
                content = charts.pay(found, code)
            case "pay-by-occupation":
                content = None  # too long to be shown: the files have it, and the pages of occupations
            case "decisions":
                content = charts.decisions(found)
            case _:
                content = charts.answered(found, found.name.rpartition("-")[2], code)
    return {
        "name": found.name,
        "title": TITLES[found.name],
        "period": found.period,
        "when": charts.period_name(found.period, code),
        "samples": found.spec.get("samples", False),
        "refused": found.get_refused_display() if found.refused else "",
        "content": content,
        "receipt": leaf_about("market", recorded.publication_name(found)),
    }


@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """How figures about people are protected, and how far they may be off."""
    table = noise_table()
    chances = table.probabilities(table.maximum)
    context = {
        "threshold": THRESHOLD,
        "base": BASE,
        "floor": POPULATION_FLOOR,
        "maximum": table.maximum,
        "variance": table.variance,
        "farthest": table.maximum + BASE // 2,
        "noise": [(noise, f"{chance:.1%}", round(400 * chance, 2)) for noise, chance in sorted(chances.items())],
    }
    return render(request, "market/method.html", context)


@require_safe
def download(_request: HttpRequest, name: str, period: str, kind: str) -> HttpResponse:
    """A table as a file."""
    found = queries.of_period(name, period)
    if found is None or kind not in KINDS:
        raise Http404
    content_type, write = KINDS[kind]
    response = HttpResponse(write(found), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}-{period}{"-sdmx" if kind == "sdmx" else ""}.csv"'
    return response
