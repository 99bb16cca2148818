"""The person's own applications: the list, one of them, and everything the person can do with it."""

from __future__ import annotations

import contextlib
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from volens.services.applications import calendar, queries
from volens.services.applications.actions import person as actions
from volens.services.applications.actions.person import NotThereError
from volens.services.applications.forms import MessageForm, NotesForm
from volens.services.applications.machine import NotNowError
from volens.services.applications.pages import just_done
from volens.services.applications.queries import LetterShown, Mine
from volens.services.people.access import person_page, posted, posted_from, signed_in
from volens.services.trust.reading import ROLES


@require_safe
@person_page(back="applications")
def mine(request: HttpRequest) -> HttpResponse:
    """The list. Hidden ones are behind a link of their own."""
    person = signed_in(request).account.person
    with contextlib.suppress(ValueError):
        choice = request.GET.get("choice", "")
        found = queries.of_choice(person, UUID(choice)) if choice else None
        if found is not None:
            return HttpResponseRedirect(reverse("applications:withdraw", args=[found.pk]))
    every = queries.mine(person)
    hidden = "hidden" in request.GET
    shown = {
        "applications": [each for each in every if each.content.hidden == hidden],
        "hidden": hidden,
        "hidden_count": sum(each.content.hidden for each in every),
        "today": timezone.localdate(),
    }
    return just_done.page(request, "applications/mine.html", shown)


@require_safe
@person_page(back="applications")
def one(request: HttpRequest, application: UUID) -> HttpResponse:
    """One application: where it stands, what was shared, what was said, who looked."""
    return _one(request, application)


def _one(request: HttpRequest, application: UUID, *, status: int = 200, **more: object) -> HttpResponse:
    found = _found(request, application)
    shown: dict[str, object] = {
        "application": found,
        "vacancy": found.application.vacancy,
        "message_form": MessageForm(),
        "notes_form": NotesForm(initial={"notes": found.content.notes}),
        "roles": ROLES,
        "looks": queries.looks(found.readings),
        "now": timezone.now(),
        "today": timezone.localdate(),
        "may_write": found.stands and found.state != "refused",
    }
    return just_done.page(request, "applications/mine_one.html", shown | more, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@person_page(back="applications")
def withdraw(request: HttpRequest, application: UUID) -> HttpResponse:
    """Take it back: one step, no reason asked."""
    found = _found(request, application)
    if found.application.received_id is None:
        return _to(request, application, "too-late")
    if request.method == "POST":
        unseen = actions.withdraw(found.application.person, application)
        return _to(request, application, "took-back" if unseen else "withdrawn")
    shown = {"application": found, "vacancy": found.application.vacancy}
    return just_done.page(request, "applications/withdraw.html", shown)


@posted_from("applications:mine_one", "application")
@person_page(back="applications")
def write(request: HttpRequest, application: UUID) -> HttpResponse:
    """Write to the employer."""
    form = MessageForm(request.POST)
    found = _found(request, application)
    if not form.is_valid():
        return _one(request, application, status=422, message_form=form)
    try:
        actions.write(found.application.person, application, form.cleaned_data["text"])
    except NotNowError:
        return _to(request, application, "too-late")
    return _to(request, application, "written")


@posted_from("applications:mine_one", "application")
@person_page(back="applications")
def times(request: HttpRequest, application: UUID, letter: UUID) -> HttpResponse:
    """Pick one of the times, or none."""
    person = _found(request, application).application.person
    try:
        if "none" in request.POST:
            actions.decline(person, application, letter)
            return _to(request, application, "declined")
        if "again" in request.POST:
            actions.reconsider(person, application, letter)
            return _to(request, application, "reconsidered")
        chosen = request.POST.get("time", "")
        actions.pick(person, application, letter, int(chosen) if chosen.isdecimal() and len(chosen) < 3 else None)
    except NotNowError as error:
        return _one(request, application, status=409, problem=str(error))
    except NotThereError as error:
        raise Http404 from error
    return _to(request, application, "picked")


@require_safe
@person_page(back="applications")
def interview(request: HttpRequest, application: UUID, letter: UUID) -> HttpResponse:
    """The agreed time as a file for a calendar."""
    found = _found(request, application)
    told = _letter(found, letter)
    title = gettext("Interview: %(title)s") % {"title": found.application.vacancy.title}
    return calendar_file(told, title)


def calendar_file(told: LetterShown | None, title: str) -> HttpResponse:
    """The file of a picked time; 404 without one."""
    if told is None or told.picked is None:
        raise Http404
    made = calendar.event(
        identifier=str(told.id),
        begins=told.picked,
        minutes=int(told.told["minutes"]),
        title=title,
        place=told.told["place"],
        text=told.told["text"],
        made=told.at,
    )
    response = HttpResponse(made, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="interview.ics"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@person_page(back="applications")
def offer(request: HttpRequest, application: UUID, letter: UUID) -> HttpResponse:
    """The written terms of an offer; accept, think again, let the employer know now, or say no for oneself."""
    found = _found(request, application)
    told = _letter(found, letter)
    if told is None or told.kind != "offer":
        raise Http404
    problem = ""
    if request.method == "POST":
        person = found.application.person
        try:
            if "agree" in request.POST:
                actions.agree(person, application, letter)
                return _to(request, application, "agreed")
            if "undo" in request.POST:
                actions.think_again(person, application)
                return _to(request, application, "undone")
            if "now" in request.POST:
                actions.accept_now(person, application)
                return _to(request, application, "accepted")
            if "again" in request.POST:
                actions.reconsider(person, application, letter)
                return _to(request, application, "reconsidered")
            if "no" in request.POST:
                actions.decline(person, application, letter)
                return _to(request, application, "declined")
        except NotNowError as error:
            problem = str(error)
            found = _found(request, application)
            told = _letter(found, letter)
    shown = {"application": found, "vacancy": found.application.vacancy, "letter": told, "problem": problem}
    return just_done.page(request, "applications/offer.html", shown, status=409 if problem else 200)


@posted_from("applications:mine_one", "application")
@person_page(back="applications")
def notes(request: HttpRequest, application: UUID) -> HttpResponse:
    """One's own notes, and whether it is out of the list."""
    person = _found(request, application).application.person
    if "hide" in request.POST or "show" in request.POST:
        hide = "hide" in request.POST
        actions.keep_for_myself(person, application, hidden=hide)
        return _to(request, application, "hidden" if hide else "noted")
    form = NotesForm(posted(request))
    if not form.is_valid():
        return _one(request, application, status=422, notes_form=form)
    actions.keep_for_myself(person, application, notes=form.cleaned_data["notes"])
    return _to(request, application, "noted")


@posted_from("applications:mine_one", "application")
@person_page(back="applications")
def delete(request: HttpRequest, application: UUID) -> HttpResponse:
    """Delete one's own record of what no longer stands."""
    if not actions.delete(_found(request, application).application.person, application):
        return _to(request, application, "too-late")
    return just_done.lead_to(request, reverse("applications:mine"), "deleted")


def _found(request: HttpRequest, application: UUID) -> Mine:
    """One of the person's own; anyone else's does not exist."""
    found = queries.one_of_mine(signed_in(request).account.person, application)
    if found is None:
        raise Http404
    return found


def _letter(found: Mine, letter: UUID) -> LetterShown | None:
    return next((each for each in found.letters if each.id == letter and not each.from_person), None)


def _to(request: HttpRequest, application: UUID, word: str) -> HttpResponse:
    """Back to the application, by the same address whatever was done."""
    return just_done.lead_to(request, reverse("applications:mine_one", args=[application]), word)
