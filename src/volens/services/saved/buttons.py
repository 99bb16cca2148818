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
from volens.services.vacancies.personal import Beside

SHOW_HIDDEN = "hidden"


def _person(request: HttpRequest) -> Account | None:
    if sessions.cookie_name() not in request.COOKIES:
        return None
    device = sessions.device(request)
    return device.account if device is not None and device.account.kind == Account.Kind.PERSON else None


def on_results(request: HttpRequest, numbers: list[int]) -> Beside | None:
    """Buttons for each vacancy of a list, and which of them the person does not want to see. Nothing for visitors."""
    account = _person(request)
    if account is None:
        return None
    marks = queries.marks_of(account.pk)
    asked = request.GET.get(SHOW_HIDDEN) == "1"
    hidden = marks.hidden & frozenset(numbers)
    template = get_template("saved/_buttons.html")
    told = {"back": request.get_full_path(), "csrf": get_token(request), "address": reverse("saved:mark")}
    beside = {
        number: Markup(template.render({**told, "number": number, "mark": marks.get(number)}))  # noqa: S704
        for number in numbers
        if asked or number not in hidden
    }
    note = ""
    if hidden:
        query = request.GET.copy()
        query.pop(SHOW_HIDDEN, None)
        if not asked:
            query[SHOW_HIDDEN] = "1"
        shown = {"count": len(hidden), "asked": asked, "address": f"{request.path}?{query.urlencode()}"}
        note = get_template("saved/_hidden.html").render(shown)
    return Beside(frozenset() if asked else hidden, beside, Markup(note))  # noqa: S704 - rendered and escaped


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
