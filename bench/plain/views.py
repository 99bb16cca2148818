"""What the results page is measured against: an empty view, and the same page as a Django project usually writes it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template import engines

from volens.services.vacancies import cards, facets, labels, presentation, queries
from volens.services.vacancies.parameters import RADII, read
from volens.services.vacancies.results_page import FACETS, heading, near_names, pager


def empty(_request: HttpRequest) -> HttpResponse:
    """Nothing but the middleware."""
    return HttpResponse("ok")


def plain(request: HttpRequest) -> HttpResponse:
    """The same answer, the same rows and the same markup, made by Django's own templates."""
    code = presentation.language()
    asked = read(request.GET, language=code)
    page = queries.search(asked, facets=FACETS)
    shown, near_map = cards.of_page(page)
    address = asked.address()
    base = f"{address}&page=" if address else "page="
    context = {
        "asked": asked,
        "page": page,
        "cards": shown,
        "near_map": near_map,
        "heading": heading(page, code),
        "groups": facets.groups(page.facets, asked, code),
        "switches": facets.switches(page.facets, asked, code),
        "active": facets.active(asked, code),
        "pay_steps": facets.pay_steps(queries.pay_floors(asked.currency), asked, code),
        "currencies": labels.currencies(asked.currency, code),
        "sorts": facets.sorts(asked, code),
        "radii": facets.radii(asked.radius_km, RADII, code),
        "pager": pager(page, base),
        "near_names": near_names(asked),
        "bare": facets.without_filters(asked),
        "address": address,
    }
    return HttpResponse(engines["django"].get_template("results.html").render(context, request))
