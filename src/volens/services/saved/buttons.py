"""The buttons on vacancies for someone signed in, and the one quiet link for someone who is not."""

from __future__ import annotations

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import get_template
from django.urls import reverse
from markupsafe import Markup

from volens.services.people import sessions
from volens.services.people.models import Account
from volens.services.saved import queries
from volens.services.saved.shelf import Marks
from volens.services.vacancies.personal import Beside, Found

SHOW_HIDDEN = "hidden"
_KEPT = "_marks_of_vacancies"


def _person(request: HttpRequest) -> Account | None:
    if sessions.cookie_name() not in request.COOKIES:
        return None
    device = sessions.device(request)
    return device.account if device is not None and device.account.kind == Account.Kind.PERSON else None


def hidden(request: HttpRequest) -> tuple[int, ...]:
    """The vacancies the person does not want to see. Nothing for visitors."""
    marks = _marks(request)
    return () if marks is None else tuple(sorted(marks.hidden))


def _marks(request: HttpRequest) -> Marks | None:
    """The person's shelf, read once for a request; None for visitors."""
    kept: list[Marks | None] | None = getattr(request, _KEPT, None)
    if kept is None:
        account = _person(request)
        kept = [None if account is None else queries.marks_of(account.pk)]
        setattr(request, _KEPT, kept)
    return kept[0]


def on_results(request: HttpRequest, found: Found) -> Beside | None:
    """Buttons for each vacancy of a list, and which of them the person does not want to see. Nothing for visitors."""
    marks = _marks(request)
    if marks is None:
        return None
    asked = request.GET.get(SHOW_HIDDEN) == "1"
    here = marks.hidden & frozenset(found.numbers)
    template = get_template("saved/_buttons.html")
    told = {"back": request.get_full_path(), "csrf": get_token(request), "address": reverse("saved:mark")}
    beside = {
        number: Markup(template.render({**told, "number": number, "mark": marks.get(number)}))  # noqa: S704
        for number in found.numbers
        if asked or number not in here
    }
    note = ""
    if found.hidden:
        query = request.GET.copy()
        query.pop(SHOW_HIDDEN, None)
        if not asked:
            query[SHOW_HIDDEN] = "1"
        address = f"{request.path}?{query.urlencode()}"
        shown = {"total": found.total, "count": found.hidden, "asked": asked, "address": address}
        note = get_template("saved/_hidden.html").render(shown)
    keep = f"{SHOW_HIDDEN}=1" if asked else ""
    return Beside(frozenset() if asked else here, beside, Markup(note), keep)  # noqa: S704 - rendered and escaped


def on_vacancy(request: HttpRequest, number: int) -> Markup:
    """The panel on a vacancy's own page."""
    account = _person(request)
    if account is None:
        shown = {"visitor": True, "keep": reverse("saved:keep", args=[number])}
        return Markup(get_template("saved/_panel.html").render(shown))  # noqa: S704 - rendered and escaped
    told = {
        "number": number,
        "mark": queries.marks_of(account.pk).get(number),
        "back": request.path,
        "csrf": get_token(request),
        "address": reverse("saved:mark"),
        "note_address": reverse("saved:note"),
        "list_address": reverse("saved:saved"),
    }
    return Markup(get_template("saved/_panel.html").render(told))  # noqa: S704 - rendered and escaped
