"""The browser's side of the room of vacancies. Thin: what is found comes from `queries`, what is said from `cards`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from volens.packs import places
from volens.packs.classifications import isco
from volens.services.people.actions.entry import network_of
from volens.services.vacancies import (
    actions,
    alongside,
    bridging,
    cards,
    details,
    labels,
    listing,
    personal,
    presentation,
    queries,
    results_page,
    workplaces,
)
from volens.services.vacancies.forms import ReportForm
from volens.services.vacancies.index import index
from volens.services.vacancies.models import Vacancy
from volens.services.vacancies.page_cache import keep_for_seconds
from volens.services.vacancies.parameters import SearchParameters, read
from volens.services.vacancies.review.reporting import TooManyReportsError

#: Identifiers are 64-bit; a longer number in an address names nothing.
LARGEST = 2**63 - 1


@require_safe
@keep_for_seconds
def results(request: HttpRequest) -> HttpResponse:
    """Results of a search, with filters. The address holds the whole search, so every search is a link."""
    code = presentation.language()
    asked = read(request.GET, language=code)
    hidden = personal.hidden(request)
    page = queries.search(asked, facets=results_page.FACETS, among=hidden)
    if page.total and asked.page > page.pages:
        return HttpResponseRedirect(f"{request.path}?{asked.address(page=page.pages)}")
    shown, near_map = cards.of_page(page)
    mine = personal.on_results(request, personal.Found([card.number for card in shown], page.total, page.among))
    if mine is not None:
        shown = [card for card in shown if card.number not in mine.left_out]
    beside = bridging.beside(page, code, without=frozenset(hidden))
    response = render(request, "vacancies/results.html", results_page.told(page, shown, near_map, mine, beside, code))
    if mine is not None:
        response.headers["Cache-Control"] = "no-store, private"
    listed = (*page.rows, *beside.rows) if beside else page.rows
    response.shown = [row.id for row in listed]  # type: ignore[attr-defined]
    return response


@require_safe
def vacancy(request: HttpRequest, number: int) -> HttpResponse:
    """One vacancy; 410 with similar ones when it has ended; 404 when it was never public."""
    found = queries.vacancy(number) if number <= LARGEST else None
    if found is None:
        if number <= LARGEST and queries.paused(number) is not None:
            return render(request, "vacancies/paused.html", status=404)
        raise Http404
    if found.duplicate_of_id and queries.is_open(found):
        original = queries.vacancy(found.duplicate_of_id)
        if original is not None and queries.is_open(original):
            return HttpResponseRedirect(cards.vacancy_url(original.pk))
    code = presentation.language()
    near = cards.make(queries.similar(found, limit=4))
    similar = listing.card_list(near, code, level="h3", style="two") if near else ""
    if not queries.is_open(found):
        told = {"vacancy": found, "similar": similar, "where": workplaces.line(found, code) if found.place else ""}
        return render(request, "vacancies/ended.html", told, status=410)
    return render(
        request,
        "vacancies/vacancy.html",
        details.context(found, request)
        | {
            "similar": similar,
            "mine": personal.on_vacancy(request, number),
            "alongside": alongside.beside_vacancy(found),
        },
    )


def _public_or_paused(number: int) -> tuple[Vacancy, bool]:
    """A vacancy that is public or was and is being looked at again, and whether it is the latter."""
    found = queries.vacancy(number) if number <= LARGEST else None
    if found is not None:
        return found, False
    paused = queries.paused(number) if number <= LARGEST else None
    if paused is None:
        raise Http404
    return paused, True


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, number: int) -> HttpResponse:
    """Report a posting by a fixed category. Nothing about who reports is asked or kept (S14).

    What is sent while it is being checked again is stored too: the form may have been open when it was taken down. No
    page shows anything of it then: what it says now may be what nobody has vetted yet (S10).
    """
    found, paused = _public_or_paused(number)
    form = ReportForm(request.POST) if request.method == "POST" else None
    if paused and (form is None or not form.is_valid()):
        return render(request, "vacancies/paused.html", status=404)
    if form is not None and form.is_valid():
        try:
            actions.report(None, found, form.cleaned_data["category"], network=network_of(request.META))
        except TooManyReportsError:
            return render(request, "vacancies/too_many_reports.html", {"vacancy": found}, status=429)
        return HttpResponseRedirect(reverse("vacancies:thanks", args=[number]))
    errors = list(form.errors.get("category", ())) if form is not None else []
    context = {"vacancy": found, "categories": labels.reports(presentation.language()), "errors": errors}
    return render(request, "vacancies/report.html", context, status=422 if errors else 200)


@require_safe
def thanks(request: HttpRequest, number: int) -> HttpResponse:
    """After a report: what happens next. Also when this very report took the vacancy down."""
    found, paused = _public_or_paused(number)
    return render(request, "vacancies/thanks.html", {"vacancy": found, "paused": paused})


@require_safe
def occupations(request: HttpRequest) -> HttpResponse:
    """Kinds of work by ISCO-08: the major groups and what is in them."""
    code = presentation.language()
    counts = queries.occupation_counts()
    tree = [_branch(major.code, code, counts) for major in isco().major_groups()]
    return render(request, "vacancies/occupations.html", {"tree": tree})


def _branch(group: str, code: str, counts: Any) -> dict[str, Any]:
    return {
        "code": group,
        "title": labels.occupation(group, code),
        "count": counts.get(group, 0),
        "children": [
            {"code": each.code, "title": each.title(code), "count": counts.get(each.code, 0)}
            for each in isco().children(group)
        ],
    }


@require_safe
def occupation(request: HttpRequest, group: str) -> HttpResponse:
    """One ISCO-08 group: what it is part of, what is in it, its newest vacancies."""
    code = presentation.language()
    if not isco().exists(group):
        raise Http404
    asked = SearchParameters(isco=(group,))
    page = queries.search(replace(asked, limit=6), facets=())
    context = {
        "group": _branch(group, code, queries.occupation_counts()),
        "above": [(each.code, each.title(code)) for each in isco().ancestors(group)],
        "total": page.total,
        "number_words": presentation.number(page.total, code),
        "cards": listing.card_list(cards.make(page.rows), code, level="h3", style="two") if page.rows else "",
        "shown": len(page.rows),
        "address": f"{reverse('vacancies:results')}?{asked.address()}",
        "alongside": alongside.beside_occupation(group),
    }
    return render(request, "vacancies/occupation.html", context)


@require_safe
@cache_control(public=True, max_age=300)
def suggest_words(request: HttpRequest) -> JsonResponse:
    """Words of titles that continue what was typed, for the field "what"."""
    typed = request.GET.get("q", "")[:60].replace("\0", "")
    found = index().suggest(typed) if typed.strip() else ()
    return JsonResponse({"suggestions": [{"value": each} for each in found]})


@require_safe
@cache_control(public=True, max_age=300)
def suggest_places(request: HttpRequest) -> JsonResponse:
    """Places that begin like what was typed, for the field "where"."""
    typed = request.GET.get("q", "")[:60].replace("\0", "").strip()
    found = places.suggest(typed, limit=7, language=presentation.language()) if typed else ()
    return JsonResponse({"suggestions": [{"value": each.label} for each in found]})
