"""Who acts for the organisation: members, invitations, requests. Only members see it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from volens.services.organisations import policies, queries
from volens.services.organisations.access import context, member_page, membership_of
from volens.services.organisations.actions import joining
from volens.services.organisations.actions import members as actions
from volens.services.organisations.errors import NotAllowedError, NotPossibleError
from volens.services.organisations.forms import InviteForm, NameForm, RoleForm
from volens.services.organisations.models import Membership
from volens.services.people.access import posted_from
from volens.services.people.actions import account as accounts
from volens.services.people.models import Account
from volens.services.trust.vault import KeyGoneError
from volens.services.vacancies import presentation


def _contact(account: Account) -> str:
    """How a colleague is reached, for owners; nothing for an account that is leaving this moment."""
    try:
        return next((reached.shown for first, reached in accounts.contacts(account) if first), "")
    except KeyGoneError:
        return ""


def _page(request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:
    membership = membership_of(request)
    manages, code = policies.may_manage(membership), presentation.language()
    rows = queries.members(membership.organisation_id)
    shown: dict[str, Any] = {
        "members": [
            {"row": each, "contact": _contact(each.account) if manages else "", "me": each.pk == membership.pk}
            for each in rows
        ],
        "roles": Membership.Role.choices,
        "invitations": [
            {"row": each, "contact": joining.invited(each).shown, "until": presentation.day(each.until.date(), code)}
            for each in (queries.invitations(membership.organisation_id) if manages else [])
        ],
        "requests": [
            {"row": each, "contact": _contact(each.account)}
            for each in (queries.join_requests(membership.organisation_id) if manages else [])
        ],
        "may_manage": manages,
        "form": InviteForm(),
        "name_form": NameForm(initial={"name_shown": membership.name_shown}),
        "last_owner": membership.role == Membership.Role.OWNER
        and not any(each.role == Membership.Role.OWNER and each.pk != membership.pk for each in rows),
        "problem": "",
    }
    return render(request, "organisations/members.html", context(request, **(shown | more)), status=status)


def _done(organisation: UUID, word: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('organisations:members', args=[organisation])}?done={word}")


def _tried(request: HttpRequest, organisation: UUID, act: Callable[[], object], word: str) -> HttpResponse:
    """Do it, and say what became of it: done, not possible and why, or no such thing."""
    try:
        act()
    except NotPossibleError as error:
        return _page(request, status=409, problem=str(error))
    except NotAllowedError as error:
        raise Http404 from error
    return _done(organisation, word)


@require_safe
@member_page()
def members(request: HttpRequest, organisation: UUID) -> HttpResponse:  # noqa: ARG001 - in the membership
    """The members, for each other."""
    return _page(request)


@posted_from("organisations:members", "organisation")
@member_page(policies.may_manage)
def invite(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """Invite a colleague; the answer is the same whoever has an account."""
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _page(request, status=422, form=form)
    contact, role = form.cleaned_data["contact"], form.cleaned_data["role"]
    return _tried(request, organisation, lambda: joining.invite(membership_of(request), contact, role), "invited")


@posted_from("organisations:members", "organisation")
@member_page(policies.may_manage)
def cancel(request: HttpRequest, organisation: UUID, identifier: UUID) -> HttpResponse:
    """Take an invitation back."""
    return _tried(request, organisation, lambda: joining.cancel(membership_of(request), identifier), "cancelled")


@posted_from("organisations:members", "organisation")
@member_page(policies.may_manage)
def answer_request(request: HttpRequest, organisation: UUID, identifier: UUID) -> HttpResponse:
    """Accept someone who asked to join, in a role, or decline."""
    form = RoleForm(request.POST)
    accepted = "yes" in request.POST and form.is_valid()
    given = form.cleaned_data["role"] if accepted else None
    word = "accepted" if given else "declined"
    return _tried(request, organisation, lambda: joining.answer(membership_of(request), identifier, given), word)


@posted_from("organisations:members", "organisation")
@member_page(policies.may_manage)
def role(request: HttpRequest, organisation: UUID, member: UUID) -> HttpResponse:
    """Give a member another role."""
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _page(request, status=422)
    given = form.cleaned_data["role"]
    return _tried(request, organisation, lambda: actions.change_role(membership_of(request), member, given), "role")


@posted_from("organisations:members", "organisation")
@member_page(policies.may_manage)
def remove(request: HttpRequest, organisation: UUID, member: UUID) -> HttpResponse:
    """Remove a member."""
    return _tried(request, organisation, lambda: actions.remove(membership_of(request), member), "removed-member")


@posted_from("organisations:members", "organisation")
@member_page()
def name(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """Change one's own name in this organisation."""
    form = NameForm(request.POST)
    if not form.is_valid():
        return _page(request, status=422, name_form=form)
    actions.rename(membership_of(request), form.cleaned_data["name_shown"])
    return _done(organisation, "saved")


@posted_from("organisations:members", "organisation")
@member_page()
def leave(request: HttpRequest, organisation: UUID) -> HttpResponse:  # noqa: ARG001 - in the membership
    """Leave the organisation."""
    try:
        actions.leave(membership_of(request))
    except NotPossibleError as error:
        return _page(request, status=409, problem=str(error))
    return HttpResponseRedirect(f"{reverse('organisations:mine')}?done=left")
