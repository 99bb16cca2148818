"""The precondition checklist as a page for everyone, and to print."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from volens.services.trust import checklist, preconditions
from volens.services.trust.preconditions import STATES, PreconditionsFileError, State


@require_safe
def preconditions_page(request: HttpRequest) -> HttpResponse:
    """What must be true before anyone is served, and whether it is: in public, so that anyone can hold us to it."""
    try:
        lines, problem = preconditions.lines(), ""
    except PreconditionsFileError as error:
        lines, problem = [], str(error)
    counts = {state.name: sum(line.state is state for line in lines) for state in State}
    shown = {"lines": lines, "problem": problem, "states": STATES, "counts": counts, "now": timezone.now()}
    return render(request, "trust/preconditions.html", shown)


@require_safe
def preconditions_pdf(_request: HttpRequest) -> HttpResponse:
    """The checklist on paper, filled in, with room to sign."""
    try:
        lines = preconditions.lines()
    except PreconditionsFileError as error:
        return HttpResponse(str(error), status=500, content_type="text/plain; charset=utf-8")
    response = HttpResponse(checklist.as_pdf(lines, timezone.now(), settings.BASE_URL), content_type="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="volens-preconditions.pdf"'
    return response
