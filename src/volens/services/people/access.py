"""Who may open a page: the person whose page it is, staff in a role. Everyone else is led to the door."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from volens.services.people import sessions
from volens.services.people.actions import factors
from volens.services.people.models import Account, Device, StaffMember
from volens.services.trust.reading import Reader

Rest = ParamSpec("Rest")
Page = Callable[Concatenate[HttpRequest, Rest], HttpResponse]
#: Pages one may be led back to after proving to be oneself.
NEXT = {
    "export": "trust:export",
    "close": "people:close",
    "security": "people:security",
    "my": "people:my",
    "documents": "people:documents",
    "readers": "trust:readers",
    "choices": "trust:choices",
    "profile": "people:profile",
}


def private(response: HttpResponse) -> HttpResponse:
    """Keep a page out of every cache and of search engines: the back button after signing out shows nothing."""
    add_never_cache_headers(response)
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def signed_in(request: HttpRequest) -> Device:
    """The device of this request, on a page that already made sure there is one."""
    device = sessions.device(request)
    if device is None:
        raise PermissionError("This page is only for someone signed in.")
    return device


def person_page(*, recent: bool = False, back: str = "my") -> Callable[[Page[Rest]], Page[Rest]]:
    """A page of a person about themselves. `recent`: only within half an hour of proving to be that person."""

    def decorate(view: Page[Rest]) -> Page[Rest]:
        @wraps(view)
        def page(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
            device = sessions.device(request)
            if device is None:
                return private(HttpResponseRedirect(f"{reverse('people:sign_in')}?next={back}"))
            if device.account.kind != Account.Kind.PERSON:
                return private(HttpResponseRedirect(reverse("people:staff")))
            if recent and not sessions.recently_proven(device):
                return private(HttpResponseRedirect(f"{reverse('people:prove')}?next={back}"))
            return private(view(request, *args, **kwargs))

        return page

    return decorate


def account_page(view: Page[Rest]) -> Page[Rest]:
    """A page of anyone signed in about their own account, recently proven: security and devices."""

    @wraps(view)
    def page(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        device = sessions.device(request)
        if device is None:
            return private(HttpResponseRedirect(f"{reverse('people:sign_in')}?next=security"))
        if not sessions.recently_proven(device):
            return private(HttpResponseRedirect(f"{reverse('people:prove')}?next=security"))
        return private(view(request, *args, **kwargs))

    return page


def staff_page(*roles: StaffMember.Role) -> Callable[[Page[Rest]], Page[Rest]]:
    """A page of staff in one of the roles (any role when none is named), with a second proof on the account.

    Everyone else gets the same 404 as for an address that does not exist.
    """

    def decorate(view: Page[Rest]) -> Page[Rest]:
        @wraps(view)
        def page(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
            device = sessions.device(request)
            if device is None or device.account.kind != Account.Kind.STAFF:
                raise Http404
            if roles and device.account.staff.role not in roles:
                raise Http404
            if not factors.needed(device.account):
                return private(HttpResponseRedirect(f"{reverse('people:security')}?done=staff"))
            return private(view(request, *args, **kwargs))

        return page

    return decorate


def reader(member: StaffMember) -> Reader:
    """A member of staff as they appear in the record of readings."""
    return Reader(member.pk, member.name_shown, member.office, member.role)


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent with a form, even if nothing was filled in; None on a page that was only opened."""
    return request.POST if request.method == "POST" else None


def context(request: HttpRequest, **more: Any) -> dict[str, Any]:
    """What every page of someone signed in shows around its content."""
    from volens.services.people.notices import NOTICES

    return {"notice": NOTICES.get(request.GET.get("done", "")), "form_errors": (), **more}
