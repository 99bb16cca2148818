"""An organisation's first page for its members, and what it is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from volens.services.organisations import panels, policies, queries, registers
from volens.services.organisations.access import context, member_page, membership_of
from volens.services.organisations.actions import organisation as actions
from volens.services.organisations.errors import NotPossibleError
from volens.services.organisations.forms import DetailsForm
from volens.services.organisations.models import Organisation
from volens.services.organisations.placing import region_of
from volens.services.people.access import posted
from volens.services.vacancies import presentation


def standing(organisation: Organisation) -> dict[str, Any]:
    """Where an organisation stands with its verification, for its members' pages. Two queries."""
    rows = queries.verifications(organisation.pk)
    waiting = next((each for each in rows if each.open), None)
    decided = next((each for each in rows if each.outcome not in {"", "withdrawn"}), None)
    code, today = presentation.language(), timezone.localdate()
    verified = queries.is_verified(organisation)
    until = organisation.verified_until
    return {
        "verified": verified,
        "waiting": waiting,
        "decided": decided,
        "verifications": rows,
        "until": presentation.day(until, code) if until else "",
        "days_left": (until - today).days if verified and until else None,
        "due": presentation.day(waiting.due_on, code) if waiting else "",
    }


@require_safe
@member_page()
def dashboard(request: HttpRequest, organisation: UUID) -> HttpResponse:  # noqa: ARG001 - in the membership
    """The first page: where the verification stands, what to do next, and what other rooms have to say."""
    membership = membership_of(request)
    shown = {
        "panels": panels.of_member(request, membership),
        "requests": queries.join_requests(membership.organisation_id) if policies.may_manage(membership) else [],
        "may_manage": policies.may_manage(membership),
        "may_post": policies.may_post(membership),
        "members": len(queries.members(membership.organisation_id)),
        **standing(membership.organisation),
    }
    return render(request, "organisations/dashboard.html", context(request, **shown))


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(policies.may_manage)
def details(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """What the organisation is: facts a reviewer checks, and what it says about itself."""
    membership = membership_of(request)
    found = membership.organisation
    initial = queries.facts(found) | {name: getattr(found, name) for name in actions.SAID}
    form = DetailsForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        values["region"] = region_of(values["place"])
        try:
            actions.change(membership, values)
        except NotPossibleError as error:
            form.add_error(None, str(error))
        else:
            return HttpResponseRedirect(f"{reverse('organisations:details', args=[organisation])}?done=saved")
    shown = {
        "form": form,
        "agency": (form.data.get("kind") or initial["kind"]) == Organisation.Kind.AGENCY,
        "register": registers.label(found.register),
        **standing(found),
    }
    status = 422 if form.errors else 200
    return render(request, "organisations/details.html", context(request, **shown), status=status)
