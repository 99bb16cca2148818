"""Pages that belong to no single room: the first page, what the house promises, its health, its errors."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, get_language_from_request, gettext
from django.views.decorators.http import require_safe

from volens.packs import places
from volens.services.trust import help as danger
from volens.services.vacancies import cards, labels, listing, newest, presentation, queries
from volens.services.vacancies.models import ImportRun, Source

ERROR_PAGE = "site/error.html"


@require_safe
def choose_language(request: HttpRequest) -> HttpResponse:
    """The bare address leads to the language the browser asks for."""
    response = HttpResponseRedirect(f"/{get_language_from_request(request)}/")
    patch_vary_headers(response, ["Accept-Language"])
    return response


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Search, live figures, kinds of work, the newest vacancies."""
    code = get_language() or "en"
    figures = queries.figures()
    names = labels.majors(code)
    shown = cards.make(newest.newest(6, language=code.split("-")[0]))
    return render(
        request,
        "site/home.html",
        {
            "figures": figures,
            "groups": [(digit, names[digit], figures.groups.get(digit, 0)) for digit in (*"123456789", "0")],
            "newest": listing.card_list(shown, code, level="h3", style="two") if shown else "",
        },
    )


@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """Where the vacancies come from and whether the deliveries arrive."""
    code = get_language() or "en"
    shown = [_health(each, code) for each in queries.public_sources()]
    return render(request, "site/status.html", {"sources": shown, "figures": queries.figures()})


def _health(each: queries.SourceHealth, code: str) -> dict[str, Any]:
    """A line of the page of sources."""
    source, last = each.source, each.last
    state = "held" if source.held_at else (last.state if last else "")
    posted = source.kind == Source.Kind.EMPLOYER  # nothing is delivered, and nothing needs a standing approval
    unsaid = gettext("Checked one by one") if posted else gettext("Nothing delivered yet")
    numbers = (last.read, last.created, last.updated, last.expired, last.rejected) if last else ()
    return {
        "title": source.shown_title,
        "kind": source.kind,
        "attribution": source.attribution,
        "as_of": presentation.day(source.as_of, code) if source.as_of else "",
        "approved": each.approved or posted,
        "open": each.open,
        "last": presentation.moment(last.finished_at or last.started_at, code) if last else "–" if posted else "",
        "state": state,
        "state_words": str(ImportRun.State(state).label) if state else unsaid,
        "reason": source.held_reason if source.held_at else "",
        "counts": numbers,
    }


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What this service is, and what it can never be used for."""
    code = get_language() or "en"
    return render(
        request,
        "site/about.html",
        {
            "places_attribution": places.ATTRIBUTION["zh" if code.startswith("zh") else "en"],
            "places_url": places.ATTRIBUTION_URL,
        },
    )


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """How accessible the pages are meant to be, and what is known not to be."""
    return render(request, "site/accessibility.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is stored about a visitor: nothing that names one."""
    return render(request, "site/privacy.html")


def help_in_danger_at(region: str | None) -> dict[str, Any]:
    """Help for one region (the first of the file unless one is chosen), and the regions to choose from."""
    code = get_language() or settings.LANGUAGE_CODE
    try:
        points = danger.points()
    except danger.HelpFileError:
        points = ()
    choices = [(each.region, places.region_name(each.region, code) if each.region else "") for each in points]
    here = (danger.point(region) if points and region is not None else None) or (points[0] if points else None)
    return {
        "numbers": [(each, danger.said(each.what, code)) for each in here.emergency] if here else [],
        "grievance": here.grievance if here else None,
        "grievance_name": danger.said(here.grievance.name, code) if here and here.grievance else "",
        "grievance_hours": danger.said(here.grievance.hours, code) if here and here.grievance else "",
        "choices": choices if len(choices) > 1 else [],
        "here": here.region if here else "",
    }


@require_safe
def help_in_danger(request: HttpRequest) -> HttpResponse:
    """Whom to call, and the independent operator of the grievance box: linked, never hosted here (S14)."""
    return render(request, "site/help.html", help_in_danger_at(request.GET.get("region")))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """400 in the visitor's language."""
    return render(request, ERROR_PAGE, {"status": 400}, status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """403 in the visitor's language."""
    return render(request, ERROR_PAGE, {"status": 403}, status=403)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """403 of a form whose token is missing or over, most often one left open for a day: what to do, in plain words."""
    return render(request, ERROR_PAGE, {"status": 403, "stale": True}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """404 in the visitor's language."""
    return render(request, ERROR_PAGE, {"status": 404}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: made without the database, which may be what failed."""
    request.fault = True  # type: ignore[attr-defined] # read by context.layout, which asks for figures otherwise
    return render(request, ERROR_PAGE, {"status": 500}, status=500)
