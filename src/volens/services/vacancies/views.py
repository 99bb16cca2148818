"""The browser's side of the room of vacancies. Thin: what is found comes from `queries`, what is said from `cards`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe
from markupsafe import Markup

from volens.engines.search.port import Sort
from volens.packs import places
from volens.packs.classifications import isco
from volens.services.people.actions.entry import network_of
from volens.services.vacancies import (
    actions,
    alongside,
    bridging,
    cards,
    details,
    facets,
    labels,
    listing,
    personal,
    presentation,
    queries,
    workplaces,
)
from volens.services.vacancies.forms import ReportForm
from volens.services.vacancies.index import index
from volens.services.vacancies.models import Vacancy
from volens.services.vacancies.page_cache import keep_for_seconds
from volens.services.vacancies.parameters import MULTIPLE, RADII, SearchParameters, read
from volens.services.vacancies.queries import SearchPage
from volens.services.vacancies.review.reporting import TooManyReportsError

#: Identifiers are 64-bit; a longer number in an address names nothing.
LARGEST = 2**63 - 1
#: Other searches offered where nothing was found.
MOST_SUGGESTIONS = 8
#: What the page counts with each search. Steps of pay are the dearest to count, so they are kept for a while instead.
FACETS = ("isco", "region", "contract", "hours", "language", "employer", "posted", "accommodation", "accessible")


@require_safe
@keep_for_seconds
def results(request: HttpRequest) -> HttpResponse:
    """Results of a search, with filters. The address holds the whole search, so every search is a link."""
    code = presentation.language()
    asked = read(request.GET, language=code)
    hidden = personal.hidden(request)
    page = queries.search(asked, facets=FACETS, among=hidden)
    if page.total and asked.page > page.pages:
        return HttpResponseRedirect(f"{request.path}?{asked.address(page=page.pages)}")
    shown, near_map = cards.of_page(page)
    mine = personal.on_results(request, personal.Found([card.number for card in shown], page.total, page.among))
    if mine is not None:
        shown = [card for card in shown if card.number not in mine.left_out]
    address = asked.address()
    beside = bridging.beside(page, code, without=frozenset(hidden))
    base = "&".join(filter(None, (address, mine.keep if mine else "", "page=")))
    response = render(
        request,
        "vacancies/results.html",
        {
            "asked": asked,
            "page": page,
            "cards": listing.card_list(shown, code, in_card=mine.in_card if mine else None) if shown else "",
            "mine": mine,
            "beside": beside,
            "beside_cards": listing.card_list(cards.make(beside.rows), code, level="h3")
            if beside and beside.rows
            else "",
            "own_language": facets.own_language(page.facets, asked, page.total, code),
            "near_map": near_map,
            "heading": heading(page, code),
            "place_label": places.name(asked.place, code) if asked.place is not None else "",
            "search_form": search_form(asked, code),
            "filters": filters(page, code),
            "active": facets.active(asked, code),
            "sorts": listing.options(facets.sorts(asked, code, currency=sort_currency(page))),
            "pager": pager(page, base),
            "page_base": base,
            "suggestions": suggestions(page) if not page.total and beside is None else (),
            "near_names": near_names(asked),
            "bare": facets.without_filters(asked),
            "feed": f"{reverse('vacancies:feed')}?{address}" if address else reverse("vacancies:feed"),
        },
    )
    if mine is not None:
        response.headers["Cache-Control"] = "no-store, private"
    listed = (*page.rows, *beside.rows) if beside else page.rows
    response.shown = [row.id for row in listed]  # type: ignore[attr-defined]
    return response


FAULT = {
    name: Markup(f' aria-invalid="true" aria-describedby="{name}-problem"')  # noqa: S704 - names of fields
    for name in ("where", "radius", "pay")
}
NOTHING, OPEN = Markup(), Markup(" open")


def search_form(asked: SearchParameters, code: str) -> Markup:
    """The search box with what was asked."""
    return listing.filled(
        "vacancies/_search.html",
        code,
        text=asked.text,
        where=asked.where,
        where_fault=FAULT["where"] if "where" in asked.problems else NOTHING,
        radius_fault=FAULT["radius"] if "radius" in asked.problems else NOTHING,
        radii=listing.options(facets.radii(asked, RADII)),
        results_url=reverse("vacancies:results"),
        words_url=reverse("vacancies:suggest_words"),
        places_url=reverse("vacancies:suggest_places"),
    )


def filters(page: SearchPage, code: str) -> Markup:
    """The filters with their counts, and beside a field what was wrong with it."""
    asked = page.parameters
    wrong = [(name, asked.problems[name].message) for name in ("pay", "currency") if name in asked.problems]
    problem = Markup('<span class="error-text" id="{}-problem">{}</span>')
    return listing.filled(
        "vacancies/_facets.html",
        code,
        pay_open=OPEN if asked.pay is not None or wrong else NOTHING,
        pay_problems=Markup().join(problem.format(name, message) for name, message in wrong) if wrong else NOTHING,
        pay=asked.pay_typed,
        pay_fault=FAULT["pay"] if "pay" in asked.problems else NOTHING,
        currency=asked.currency,
        currencies=listing.options(labels.currencies(asked.currency, code)),
        pay_steps=listing.steps(facets.pay_steps(queries.pay_floors(asked.currency), asked, code)),
        groups=listing.facet_groups(facets.groups(page.facets, asked, code), any_time=facets.headings(code)["any"]),
        more_open=OPEN if asked.accessible or asked.lodging_optional else NOTHING,
        switches=listing.switches(facets.switches(page.facets, asked, code)),
    )


def heading(page: SearchPage, code: str) -> str:
    """The count and what it is of, in words."""
    total, asked = page.total, page.parameters
    number = presentation.number(total, code)
    if asked.place is not None:
        named = {"number": number, "place": places.name(asked.place, code)}
        if asked.near:
            return ngettext("%(number)s vacancy near %(place)s", "%(number)s vacancies near %(place)s", total) % named
        return ngettext("%(number)s vacancy in %(place)s", "%(number)s vacancies in %(place)s", total) % named
    return ngettext("%(number)s vacancy", "%(number)s vacancies", total) % {"number": number}


def sort_currency(page: SearchPage) -> str:
    """The currency by which the highest pay comes first; "" where the search does not tell."""
    asked = page.parameters
    if asked.order is Sort.PAY:
        return page.query.currency or (page.rows[0].pay_currency if page.rows else "")
    return asked.currency if asked.currency_chosen or asked.pay is not None or asked.place is not None else ""


def near_names(asked: SearchParameters) -> list[tuple[str, str]]:
    """Places that may have been meant: name and address of the search there."""
    problem = asked.problems.get("where")
    return [(label, asked.address(where=label)) for label in problem.suggestions] if problem else []


def pager(page: SearchPage, base: str) -> list[tuple[int, str]]:
    """Pages to offer as (number, address); number 0 stands for a gap. Empty when one page holds all."""
    last, here = page.pages, page.parameters.page
    if last < 2:
        return []
    wanted = sorted({1, last, *range(max(1, here - 1), min(last, here + 1) + 1)})
    found: list[tuple[int, str]] = []
    before = 0
    for number in wanted:
        if number > before + 1:
            found.append((0, ""))
        found.append((number, f"{base}{number}"))
        before = number
    return found


def suggestions(page: SearchPage) -> list[tuple[str, str, int]]:
    """What else to try when nothing was found: words, address and what it would find. Only what finds something."""
    asked = page.parameters
    tries: list[tuple[str, SearchParameters]] = []
    if asked.filtered:
        bare = SearchParameters(text=asked.text, where=asked.where, place=asked.place, radius_km=asked.radius_km)
        tries.append((gettext("Without the filters"), bare))
        tries += without_each(asked)
    if asked.near:
        for radius in (50, 100, 200):
            if radius > asked.radius_km:
                label = gettext("Within %(km)d km") % {"km": radius}
                tries.append((label, replace(asked, radius_km=radius, page=1)))
    if asked.place is not None:
        tries.append((gettext("Everywhere"), replace(asked, place=None, where="", page=1)))
    if asked.text:
        for word in asked.text.split()[:3]:
            tries += [(like, replace(asked, text=like, page=1)) for like in index().suggest(word[:4], limit=2)]
        tries.append((gettext("Any work here"), replace(asked, text="", page=1)))
    found: list[tuple[str, str, int]] = []
    for label, other in tries:
        address = other.address()
        if address in {each[1] for each in found}:
            continue
        total = queries.search(replace(other, limit=1), facets=()).total
        if total:
            found.append((label, address, total))
        if len(found) == MOST_SUGGESTIONS:
            break
    return found


def without_each(asked: SearchParameters) -> list[tuple[str, SearchParameters]]:
    """The search without its pay, and without each of its other filters: words and search."""
    names = facets.headings(presentation.language())
    drops: list[tuple[str, dict[str, Any]]] = []
    if asked.pay is not None:
        drops.append((gettext("Pay"), {"pay": None, "pay_typed": ""}))
    drops += [(names[name], {attribute: ()}) for name, attribute in MULTIPLE.items() if getattr(asked, attribute)]
    if asked.posted_days:
        drops.append((names["posted"], {"posted_days": None}))
    if asked.accessible:
        drops.append((names["accessible"], {"accessible": False}))
    if asked.lodging_optional:
        drops.append((names["lodging"], {"lodging_optional": False}))
    return [
        (gettext("Without the filter “%(name)s”") % {"name": name}, replace(asked, page=1, **changes))
        for name, changes in drops
    ]


@require_safe
def vacancy(request: HttpRequest, number: int) -> HttpResponse:
    """One vacancy; 410 with similar ones when it has ended; 404 when it was never public."""
    found = queries.vacancy(number) if number <= LARGEST else None
    if found is None:
        if number <= LARGEST and queries.is_paused(number):
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


def _found(number: int) -> Vacancy:
    found = queries.vacancy(number) if number <= LARGEST else None
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, number: int) -> HttpResponse:
    """Report a posting by a fixed category. Nothing about who reports is asked or kept (S14)."""
    found = _found(number)
    form = ReportForm(request.POST) if request.method == "POST" else None
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
    """After a report: what happens next."""
    return render(request, "vacancies/thanks.html", {"vacancy": _found(number)})


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
