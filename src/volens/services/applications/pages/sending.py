"""The way to an application: tick, look at exactly what the employer will see, send."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from volens.services.applications import content, own, queries, wording
from volens.services.applications.actions import person as actions
from volens.services.applications.content import Content
from volens.services.applications.forms import ApplicationForm
from volens.services.applications.machine import NotNowError
from volens.services.applications.models import Application
from volens.services.applications.pages import just_done
from volens.services.applications.pages.shown import context
from volens.services.people import sessions
from volens.services.people.access import person_page, private, signed_in
from volens.services.people.models import Person
from volens.services.trust.kinds import KINDS
from volens.services.vacancies import queries as vacancies
from volens.services.vacancies.models import Vacancy


def _back_here(word: str, name: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Whoever is not signed in goes to the door and comes back to this very page."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        inner = person_page(back="applications")(view)

        @wraps(view)
        def page(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            if sessions.device(request) is None:
                return private(HttpResponseRedirect(f"{reverse('people:sign_in')}?next={word}:{kwargs[name]}"))
            return inner(request, **kwargs)

        return page

    return decorate


@require_http_methods(["GET", "HEAD", "POST"])
@_back_here("apply", "vacancy")
def new(request: HttpRequest, vacancy: int) -> HttpResponse:
    """Begin an application to a vacancy. Opening the page stores nothing."""
    person = signed_in(request).account.person
    found = queries.of_vacancy(person, vacancy)
    if found is not None:
        standing = found.received_id is not None
        return HttpResponseRedirect(reverse(f"applications:{'mine_one' if standing else 'edit'}", args=[found.pk]))
    try:
        there = vacancies.for_application(vacancy)
    except vacancies.NotOpenError as error:
        return _closed(request, vacancy, str(error))
    form = _form(request, person, Content(ticks=list(wording.TICKED_AT_FIRST)))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.begin(person, vacancy)
        except vacancies.NotOpenError as error:
            return _closed(request, vacancy, str(error))
        return _save(request, person, made, form)
    return _page(request, form, there, None)


def _closed(request: HttpRequest, vacancy: int, reason: str) -> HttpResponse:
    """Nobody can apply there, and why."""
    there = vacancies.vacancy(vacancy)
    return render(
        request,
        "applications/closed.html",
        context(request, vacancy=there, reason=reason),
        status=404 if not there else 409,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@_back_here("application", "application")
def edit(request: HttpRequest, application: UUID) -> HttpResponse:
    """Go on with a draft, or begin again after one was taken back."""
    person = signed_in(request).account.person
    found = _found(person, application)
    if found.application.received_id is not None:
        return HttpResponseRedirect(reverse("applications:mine_one", args=[application]))
    form = _form(request, person, found.content)
    if request.method == "POST" and form.is_valid():
        return _save(request, person, found.application, form)
    return _page(request, form, found.application.vacancy, found)


def _form(request: HttpRequest, person: Person, written: Content) -> ApplicationForm:
    first = {"ticks": written.ticks, "documents": written.documents, "note": written.note}
    sent = request.POST if request.method == "POST" else None
    return ApplicationForm(
        sent, initial=first, ticks=wording.ticks(person), documents=wording.owned_documents(person.pk)
    )


def _page(request: HttpRequest, form: ApplicationForm, vacancy: Vacancy, found: queries.Mine | None) -> HttpResponse:
    shown = {"form": form, "vacancy": vacancy, "application": found}
    return render(request, "applications/edit.html", context(request, **shown), status=422 if form.errors else 200)


def _save(request: HttpRequest, person: Person, row: Application, form: ApplicationForm) -> HttpResponse:
    told = form.cleaned_data
    try:
        actions.save_draft(person, row.pk, ticks=told["ticks"], documents=told["documents"], note=told["note"])
    except NotNowError:
        return HttpResponseRedirect(reverse("applications:mine_one", args=[row.pk]))
    if "save" in request.POST:
        return just_done.lead_to(request, reverse("applications:mine"), "draft")
    return HttpResponseRedirect(reverse("applications:check", args=[row.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
@_back_here("application", "application")
def check(request: HttpRequest, application: UUID) -> HttpResponse:
    """Exactly what the employer will see; sending it is the person's choice and is recorded with these words."""
    person = signed_in(request).account.person
    found = _found(person, application)
    if found.state != content.DRAFT:
        return HttpResponseRedirect(reverse("applications:mine_one", args=[application]))
    problem = ""
    if request.method == "POST":
        try:
            actions.apply(person, application, shown_digest=request.POST.get("shown", ""))
            return just_done.lead_to(request, reverse("applications:mine_one", args=[application]), "sent")
        except NotNowError as error:
            problem = str(error)
        except vacancies.NotOpenError as error:
            return _closed(request, found.application.vacancy_id, str(error))
    what = wording.shared(person, found.application.vacancy, own.content(found.application))
    shown: dict[str, Any] = {
        "application": found,
        "vacancy": found.application.vacancy,
        "shared": what,
        "problem": problem,
    }
    shown["words"] = KINDS["application"].words
    return render(request, "applications/check.html", context(request, **shown), status=409 if problem else 200)


def _found(person: Person, application: UUID) -> queries.Mine:
    found = queries.one_of_mine(person, application)
    if found is None:
        raise Http404
    return found
