"""Who may open a page of an organisation: its members. For everyone else it does not exist."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from volens.services.organisations import menu, policies, queries
from volens.services.organisations.models import Membership
from volens.services.organisations.notices import NOTICES
from volens.services.people import access as people
from volens.services.people import sessions
from volens.services.people.access import private
from volens.services.people.models import Account, Device

Rest = ParamSpec("Rest")
Page = Callable[Concatenate[HttpRequest, Rest], HttpResponse]
Policy = Callable[[Membership], bool]


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the door, and back to this page where a word leads here (a mail's link does), else to one's organisations."""
    word = people.word_of(request, "organisations")
    return private(HttpResponseRedirect(f"{reverse('people:sign_in')}?next={word}"))


def member_page(policy: Policy = policies.may_read) -> Callable[[Page[Rest]], Page[Rest]]:
    """A page of an organisation for its members: the address has an `organisation` (UUID), passed on to the view.

    Without sign-in: to the door, whatever the address. Not a member: the same 404 as for an organisation that does not
    exist. A member whose role may not (`policy`): 403. Else `membership_of(request)` is the membership.
    """

    def decorate(view: Page[Rest]) -> Page[Rest]:
        @wraps(view)
        def page(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
            device = sessions.device(request)
            if device is None:
                return to_sign_in(request)
            request.membership = membership_in(device, kwargs.get("organisation"), policy)  # type: ignore[attr-defined]
            return private(view(request, *args, **kwargs))

        return page

    return decorate


def membership_in(device: Device, organisation: object, policy: Policy) -> Membership:
    """The membership of whoever is signed in. Raises Http404 for everyone else, PermissionDenied where it may not."""
    if device.account.kind != Account.Kind.MEMBER or not isinstance(organisation, UUID):
        raise Http404
    membership = queries.membership(device.account, organisation)
    if membership is None:
        raise Http404
    if not policy(membership):
        raise PermissionDenied
    return membership


def account_page(view: Page[Rest]) -> Page[Rest]:
    """A page of someone who acts for organisations, about all of theirs; others are led to the door or to their own."""

    @wraps(view)
    def page(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        device = sessions.device(request)
        if device is None:
            return to_sign_in(request)
        if device.account.kind != Account.Kind.MEMBER:
            return private(HttpResponseRedirect(f"{reverse('organisations:landing')}?done=other-account"))
        return private(view(request, *args, **kwargs))

    return page


def membership_of(request: HttpRequest) -> Membership:
    """The membership of this request, on a page behind `member_page`."""
    found: Membership = request.membership  # type: ignore[attr-defined]
    return found


def context(request: HttpRequest, **more: Any) -> dict[str, Any]:
    """What every page of a member shows around its content; templates extend `organisations/_member.html`."""
    membership = getattr(request, "membership", None)
    word = request.GET.get("done", "")
    shown: dict[str, Any] = {"membership": membership, "menu": [], "organisation": None}
    if membership is not None:
        shown |= {"organisation": membership.organisation, "menu": menu.entries(membership)}
    return people.context(request, **(shown | more)) | {
        "notice": NOTICES.get(word) or people.context(request)["notice"]
    }
