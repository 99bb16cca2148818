"""Verification as the organisation sees it: documents, sending, the clock, the decisions, appeal."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from volens.services.organisations import grounds, policies, queries, registers
from volens.services.organisations.access import context, member_page, membership_of
from volens.services.organisations.actions import evidence
from volens.services.organisations.actions import verification as actions
from volens.services.organisations.errors import NotAllowedError, NotPossibleError
from volens.services.organisations.forms import AppealForm, EvidenceForm, SendForm
from volens.services.organisations.models import Evidence, Organisation, Verification
from volens.services.organisations.pages.details import standing
from volens.services.people.access import posted, posted_from
from volens.services.people.downloads import download
from volens.services.vacancies import presentation


def documents_of(rows: list[Evidence]) -> list[dict[str, Any]]:
    """Documents as a page lists them."""
    return [
        {"id": each.pk, "name": evidence.name_of(each), "shows": each.get_shows_display(), "size": each.size}
        for each in rows
    ]


def facts_shown(facts: dict[str, Any]) -> list[tuple[str, str]]:
    """Facts in words, for a summary list: label and value."""
    rows = [
        (gettext("Name"), facts["name"]),
        (gettext("Kind"), str(Organisation.Kind(facts["kind"]).label)),
        (gettext("Register"), registers.label(facts["register"])),
        (gettext("Registration number"), facts["registration_number"]),
    ]
    if facts["kind"] == Organisation.Kind.AGENCY:
        rows += [
            (gettext("Licence"), facts["licence_number"] or "–"),
            (gettext("Last day of the licence"), _day(facts["licence_until"])),
        ]
    return rows


def _day(fact: str | None) -> str:
    """A day among the facts, where they keep it as 2026-11-30."""
    return presentation.day(dt.date.fromisoformat(fact), presentation.language()) if fact else "–"


def decision_shown(each: Verification) -> dict[str, Any]:
    """A submission and its decision in words."""
    code = presentation.language()
    return {
        "case": each,
        "outcome": each.get_outcome_display(),
        "submitted": presentation.day(each.submitted_at.date(), code),
        "due": presentation.day(each.due_on, code),
        "decided": presentation.day(each.decided_at.date(), code) if each.decided_at else "",
        "grounds": [grounds.GROUNDS[name] for name in each.grounds if name in grounds.GROUNDS],
        "documents": documents_of(list(each.evidence.all())),
        "may_appeal": actions.may_be_appealed(each),
    }


def _page(request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:
    membership = membership_of(request)
    organisation = membership.organisation
    waiting = queries.evidence_waiting(organisation.pk)
    stand = standing(organisation)
    shown = {
        "facts": facts_shown(queries.facts(organisation)),
        "documents": documents_of(waiting),
        "missing": actions.missing(organisation, waiting),
        "form": EvidenceForm(),
        "send": SendForm(),
        "may_manage": policies.may_manage(membership),
        "would_be_due": presentation.day(actions.due(), presentation.language()),
        "working_days": actions.DECIDED_IN_WORKING_DAYS,
        "history": [decision_shown(each) for each in stand["verifications"]],
        **stand,
    }
    return render(request, "organisations/verification.html", context(request, **(shown | more)), status=status)


def _back(organisation: UUID, done: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('organisations:verification', args=[organisation])}?done={done}")


@require_safe
@member_page()
def verification(request: HttpRequest, organisation: UUID) -> HttpResponse:  # noqa: ARG001 - in the membership
    """Where the verification stands, what is missing, what was decided and why."""
    return _page(request)


@posted_from("organisations:verification", "organisation")
@member_page(policies.may_manage)
def add_document(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """Add a document; nothing is sent yet."""
    form = EvidenceForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            evidence.add(
                membership_of(request), form.cleaned_data["shows"], file.name or gettext("Document"), file.read()
            )
        except ValidationError as error:
            form.add_error("file", error)
        else:
            return _back(organisation, "stored")
    return _page(request, status=422, form=form)


@posted_from("organisations:verification", "organisation")
@member_page(policies.may_manage)
def delete_document(request: HttpRequest, organisation: UUID, identifier: UUID) -> HttpResponse:
    """Delete a document that was not sent."""
    if not evidence.delete(membership_of(request), identifier):
        raise Http404
    return _back(organisation, "deleted")


@require_safe
@member_page(policies.may_manage)
def document(_request: HttpRequest, organisation: UUID, identifier: UUID) -> HttpResponse:
    """Download a document of one's own organisation."""
    found = Evidence.objects.filter(pk=identifier, organisation_id=organisation).first()
    if found is None:
        raise Http404
    return as_file(found)


def as_file(found: Evidence) -> HttpResponse:
    """A document as a download that cannot run anything."""
    return download(evidence.name_of(found), found.media, evidence.content_of(found))


@posted_from("organisations:verification", "organisation")
@member_page(policies.may_manage)
def send(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """Send facts and documents to a reviewer."""
    form = SendForm(request.POST)
    if form.is_valid():
        try:
            actions.submit(membership_of(request), form.cleaned_data["words"])
        except NotPossibleError as error:
            form.add_error(None, str(error))
        else:
            return _back(organisation, "sent")
    return _page(request, status=422, send=form)


@posted_from("organisations:verification", "organisation")
@member_page(policies.may_manage)
def withdraw(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """Take the submission back."""
    try:
        actions.withdraw(membership_of(request))
    except NotPossibleError:
        return _back(organisation, "late-colleague")
    return _back(organisation, "withdrawn")


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(policies.may_manage)
def appeal(request: HttpRequest, organisation: UUID, number: int) -> HttpResponse:
    """Appeal against a refusal or an end, to another reviewer."""
    against = Verification.objects.filter(number=number, organisation_id=organisation).first()
    if against is None or not actions.may_be_appealed(against):
        raise Http404
    form = AppealForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.appeal(membership_of(request), number, form.cleaned_data["words"])
        except NotPossibleError as error:
            form.add_error(None, str(error))
        except NotAllowedError as error:
            raise Http404 from error
        else:
            return _back(organisation, "appealed")
    shown = {
        "form": form,
        "against": decision_shown(against),
        "documents": documents_of(queries.evidence_waiting(organisation)),
        "due": presentation.day(actions.due(), presentation.language()),
        "working_days": actions.DECIDED_IN_WORKING_DAYS,
    }
    status = 422 if form.errors else 200
    return render(request, "organisations/appeal.html", context(request, **shown), status=status)
