"""Pages of saved vacancies: the list, saving one after signing up, and what the buttons send."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import get_template
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_safe
from markupsafe import Markup

from volens.services.people import sessions
from volens.services.people.access import context, person_page, posted_from, private, signed_in
from volens.services.people.models import Account
from volens.services.saved import actions, queries
from volens.services.saved.forms import LARGEST, MarkForm, NoteForm
from volens.services.saved.shelf import Mark
from volens.services.vacancies import personal, presentation
from volens.services.vacancies import queries as vacancies


@require_safe
@person_page(back="saved")
def saved(request: HttpRequest) -> HttpResponse:
    """What the person saved, noted and hid."""
    return _saved(request)


def _saved(request: HttpRequest, *, status: int = 200, problem: str = "") -> HttpResponse:
    marks = queries.marks_of(signed_in(request).account.pk)
    shown = marks.listed(hidden=False)
    numbers = [number for number, _mark in shown]
    template, told = get_template("saved/_kept.html"), {"csrf": get_token(request), "back": request.path}
    beside = {
        number: Markup(template.render({**told, **_addresses(), "number": number, "mark": mark}))  # noqa: S704
        for number, mark in shown
    }
    cards, open_numbers = personal.listed(numbers, beside)
    gone = [(number, mark) for number, mark in shown if number not in open_numbers]
    more = {
        "cards": cards,
        "gone": gone,
        "hidden": marks.listed(hidden=True),
        "problem": problem,
        "back": request.path,
        **_addresses(),
    }
    return render(request, "saved/saved.html", context(request, **more), status=status)


def _addresses() -> dict[str, str]:
    return {"address": reverse("saved:mark"), "note_address": reverse("saved:note")}


@require_safe
def keep(request: HttpRequest, number: int) -> HttpResponse:
    """Save a vacancy: for someone signed in the button, for everyone else a plain word about what that needs."""
    found = vacancies.vacancy(number) if number <= LARGEST else None
    if found is None or not vacancies.is_open(found):
        raise Http404
    device = sessions.device(request)
    person = device is not None and device.account.kind == Account.Kind.PERSON
    mark: Mark | None = queries.marks_of(device.account.pk).get(number) if device is not None and person else None
    shown = {
        "vacancy": found,
        "number": number,
        "person": person,
        "mark": mark,
        "vacancy_address": reverse("vacancies:vacancy", args=[number]),
        **_addresses(),
    }
    return private(render(request, "saved/keep.html", context(request, **shown)))


@posted_from("saved:saved")
@person_page(back="saved")
def mark(request: HttpRequest) -> HttpResponse:
    """Save, hide, or take back."""
    form = MarkForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        actions.mark(signed_in(request).account.pk, form.cleaned_data["vacancy"], form.cleaned_data["act"])
    except ValidationError as error:
        return _saved(request, status=422, problem=presentation.sentences(error.messages))
    return HttpResponseRedirect(_back(request, form.cleaned_data["back"]))


@posted_from("saved:saved")
@person_page(back="saved")
def note(request: HttpRequest) -> HttpResponse:
    """Write or delete a private note."""
    form = NoteForm(request.POST)
    if not form.is_valid():
        if "note" not in form.errors:
            raise Http404
        return _saved(request, status=422, problem=gettext("A note has at most 1000 characters."))
    try:
        actions.note(signed_in(request).account.pk, form.cleaned_data["vacancy"], form.cleaned_data["note"])
    except ValidationError as error:
        return _saved(request, status=422, problem=presentation.sentences(error.messages))
    return HttpResponseRedirect(_back(request, form.cleaned_data["back"]))


def _back(request: HttpRequest, address: str) -> str:
    """Where the button was pressed, if that is a page of this house."""
    if address.startswith("/") and url_has_allowed_host_and_scheme(address, {request.get_host()}):
        return address
    return reverse("saved:saved")
