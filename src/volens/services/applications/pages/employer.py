"""The employer's side: numbers, days and states in a list; each application a page of its own, written down first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from volens.services.applications import policies, received
from volens.services.applications.actions import employer as actions
from volens.services.applications.actions.employer import NoLongerAvailableError
from volens.services.applications.forms import MessageForm, OfferForm, RefusalForm, TimesForm
from volens.services.applications.labels import TERMS
from volens.services.applications.machine import NotNowError
from volens.services.applications.pages import shown
from volens.services.applications.pages.mine import calendar_file
from volens.services.organisations import access
from volens.services.organisations.access import member_page, membership_of
from volens.services.organisations.models import Membership
from volens.services.people.access import posted, posted_from
from volens.services.people.downloads import download


def context(request: HttpRequest, **more: Any) -> dict[str, Any]:
    """The context of a page of a member."""
    return access.context(request, **shown.around(request), **more) | shown.notice(request)


@require_safe
@member_page(policies.may_see_page)
def received_list(request: HttpRequest, organisation: UUID) -> HttpResponse:  # noqa: ARG001 - the decorator uses it
    """The list: number, day, state. No names, no search, no export."""
    member = membership_of(request)
    vacancy = _number(request, "vacancy")
    page = received.listed(member, vacancy=vacancy, page=_number(request, "page") or 1)
    told = {"page": page, "may_open": policies.may_open(member), "only": vacancy}
    return render(request, "applications/received.html", context(request, **told))


def _number(request: HttpRequest, name: str) -> int | None:
    said = request.GET.get(name, "")
    return int(said) if said.isdecimal() and len(said) < 10 else None


@require_safe
@member_page(policies.may_see_page)
def received_one(request: HttpRequest, organisation: UUID, received: UUID) -> HttpResponse:  # noqa: ARG001
    """One application."""
    return _page(request, received)


def _page(request: HttpRequest, identifier: UUID, *, status: int = 200, **more: object) -> HttpResponse:
    member = membership_of(request)
    with received.opened(member, identifier) as found:
        if found is None:
            return _unavailable(request, member, identifier)
        told: dict[str, object] = {"opened": found, "row": found.row, "message_form": MessageForm(), "problem": ""}
        return render(request, "applications/received_one.html", context(request, **(told | more)), status=status)


def _unavailable(request: HttpRequest, member: Membership, identifier: UUID) -> HttpResponse:
    """What is no longer available, closed as silence, or behind a verification that has ended."""
    row = received.row_of(member, identifier)
    if row is None:
        raise Http404
    return render(request, "applications/unavailable.html", context(request, row=row))


@posted_from("applications:received_one", "organisation", "received")
@member_page(policies.may_answer)
def write(request: HttpRequest, organisation: UUID, received: UUID) -> HttpResponse:  # noqa: ARG001
    """Write to the applicant."""
    form = MessageForm(request.POST)
    if not form.is_valid():
        return _page(request, received, status=422, message_form=form)
    return _done(
        request, received, lambda member: actions.answer(member, received, form.cleaned_data["text"]), "answered"
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(policies.may_answer)
def times(request: HttpRequest, organisation: UUID, received: UUID) -> HttpResponse:  # noqa: ARG001
    """Propose times for an interview."""
    form = TimesForm(posted(request))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data

        def propose(member: Membership) -> None:
            actions.propose(
                member,
                received,
                times=form.times(),
                minutes=told["minutes"],
                place=told["place"],
                text=told["text"],
                until=form.until_moment(),
            )

        return _done(request, received, propose, "proposed")
    return _form(request, received, form, "applications/received_times.html")


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(policies.may_answer)
def offer(request: HttpRequest, organisation: UUID, received: UUID) -> HttpResponse:  # noqa: ARG001
    """Make an offer with its written terms."""
    form = OfferForm(posted(request))
    if request.method == "POST" and form.is_valid():
        written = {name: form.cleaned_data[name] for name in TERMS}
        until = form.until_moment()
        return _done(
            request, received, lambda member: actions.offer(member, received, written=written, until=until), "offered"
        )
    return _form(request, received, form, "applications/received_offer.html")


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(policies.may_answer)
def refuse(request: HttpRequest, organisation: UUID, received: UUID) -> HttpResponse:  # noqa: ARG001
    """Say no, in one's own words."""
    form = RefusalForm(posted(request))
    if request.method == "POST" and form.is_valid():
        return _done(
            request, received, lambda member: actions.refuse(member, received, form.cleaned_data["text"]), "refused"
        )
    return _form(request, received, form, "applications/received_refuse.html")


def _form(request: HttpRequest, identifier: UUID, form: forms.Form, template: str) -> HttpResponse:
    """A form of its own page, around the number of the application."""
    row = received.row_of(membership_of(request), identifier)
    if row is None:
        raise Http404
    return render(
        request, template, context(request, form=form, row=row, problem=""), status=422 if form.errors else 200
    )


def _done(request: HttpRequest, identifier: UUID, act: Callable[[Membership], None], done: str) -> HttpResponse:
    """Act, and lead back to the application; or say why not."""
    member = membership_of(request)
    try:
        act(member)
    except NotNowError as error:
        return _page(request, identifier, status=409, problem=str(error))
    except NoLongerAvailableError:
        return _unavailable(request, member, identifier)
    address = reverse("applications:received_one", args=[member.organisation_id, identifier])
    return HttpResponseRedirect(f"{address}?done={done}")


@require_safe
@member_page(policies.may_answer)
def document(request: HttpRequest, organisation: UUID, received: UUID, document: UUID) -> HttpResponse:  # noqa: ARG001
    """A document that was ticked, as a file that cannot run here."""
    return _document(request, received, document)


def _document(request: HttpRequest, identifier: UUID, which: UUID) -> HttpResponse:
    with received.document(membership_of(request), identifier, which) as found:
        if found is None:
            raise Http404
        return download(*found)


@require_safe
@member_page(policies.may_answer)
def interview(request: HttpRequest, organisation: UUID, received: UUID, letter: UUID) -> HttpResponse:  # noqa: ARG001
    """The agreed time as a file for a calendar: the number stands in it, and no name."""
    return _interview(request, received, letter)


def _interview(request: HttpRequest, identifier: UUID, letter: UUID) -> HttpResponse:
    with received.opened(membership_of(request), identifier) as found:
        if found is None:
            raise Http404
        told = next((each for each in found.letters if each.id == letter), None)
        return calendar_file(told, gettext("Interview, application %(number)s") % {"number": found.row.number})
