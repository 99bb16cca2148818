"""Pages everyone may read: what this offers employers, the rules of verification, an organisation's own page."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from volens.services.organisations import grounds, panels, queries, registers
from volens.services.organisations.actions.clock import REMINDERS
from volens.services.organisations.actions.verification import APPEAL_DAYS, DECIDED_IN_WORKING_DAYS, due
from volens.services.organisations.models import Evidence
from volens.services.organisations.notices import NOTICES
from volens.services.vacancies import cards, listing, presentation


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """What the service offers employers, in plain words. It asks nothing about the visitor and sets nothing."""
    shown = {
        "notice": NOTICES.get(request.GET.get("done", "")),
        "working_days": DECIDED_IN_WORKING_DAYS,
        "due": presentation.day(due(), presentation.language()),
    }
    return render(request, "organisations/landing.html", shown)


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """How verification works: rules, documents, times, decisions, appeal."""
    shown = {
        "rules": grounds.RULES,
        "grounds": grounds.GROUNDS.values(),
        "documents": Evidence.Kind.choices,
        "working_days": DECIDED_IN_WORKING_DAYS,
        "appeal_days": APPEAL_DAYS,
        "reminders": REMINDERS,
    }
    return render(request, "organisations/rules.html", shown)


@require_safe
def organisation(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """The public page of an organisation that is or was verified; any other does not exist for the public."""
    found = queries.organisation(organisation)
    page = queries.public_page(found) if found is not None else None
    if found is None or page is None:
        raise Http404
    code = presentation.language()
    shown = {
        "page": page,
        "organisation": found,
        "register": registers.label(found.register),
        "since": presentation.day(found.verified_since, code) if found.verified_since else "",
        "until": presentation.day(found.verified_until, code) if found.verified_until else "",
        "cards": listing.card_list(cards.make(page.vacancies), code, level="h3") if page.vacancies else "",
        "panels": panels.of_public(request, found),
        "documents_seen": queries.documents_seen_on(found.pk) is not None,
    }
    return render(request, "organisations/public.html", shown)
