"""Who may open a page: the person whose page it is, staff in a role. Everyone else is led to the door."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.cache import add_never_cache_headers

from volens.services.people import permissions, sessions
from volens.services.people.actions import factors
from volens.services.people.models import Account, Device, Right, StaffMember
from volens.services.trust import security_log
from volens.services.trust.reading import Reader
from volens.services.trust.security_log import Event

Rest = ParamSpec("Rest")
Page = Callable[Concatenate[HttpRequest, Rest], HttpResponse]


@dataclass(frozen=True, slots=True)
class Destination:
    """A page one may be led to after signing in: the name of its address, and whose page it is.

    The word in the address carries as many values, each after a colon ("apply:1234"), as the page has `arguments`.
    Or it carries what the page is asked, where the page can read it: `asked` gives the query of the page's address, in
    the page's own words and nothing else, and None for what it cannot read.
    """

    name: str
    kinds: frozenset[Account.Kind] = frozenset({Account.Kind.PERSON})
    arguments: int = 0
    asked: Callable[[str], str | None] | None = None


ANYONE = frozenset(Account.Kind)
STAFF = frozenset({Account.Kind.STAFF})
#: Where one may be led after proving to be oneself, by the word in the address. Rooms add theirs with `lead_to`.
NEXT = {
    "export": Destination("trust:export", frozenset({Account.Kind.PERSON, Account.Kind.MEMBER})),
    "close": Destination("people:close", frozenset({Account.Kind.PERSON, Account.Kind.MEMBER})),
    "security": Destination("people:security", ANYONE),
    "my": Destination("people:my"),
    "documents": Destination("people:documents"),
    "readers": Destination("trust:readers"),
    "choices": Destination("trust:choices"),
    "profile": Destination("people:profile"),
    "notices": Destination("people:notices", frozenset({Account.Kind.PERSON, Account.Kind.MEMBER})),
    "member": Destination("people:member", frozenset({Account.Kind.MEMBER})),
    "staff": Destination("people:staff", STAFF),
    "help_sign_up": Destination("people:help_sign_up", STAFF),
    "rights": Destination("people:rights", STAFF),
    "complaints": Destination("trust:complaints", STAFF),
    "complaint": Destination("trust:complaint", STAFF, arguments=1),
}
#: The first page of each kind of account. The room of organisations sets its own for members.
HOMES = {Account.Kind.PERSON: "people:my", Account.Kind.STAFF: "people:staff", Account.Kind.MEMBER: "people:member"}
_WORD = re.compile(r"([a-z_]{1,20})((?::[A-Za-z0-9_-]{1,40}){0,3})")
#: Longer than this no word is: it is kept in a cookie while the code is on its way.
LONGEST_WORD = 2_000
_ASKING = re.compile(rf"([a-z_]{{1,20}}):([A-Za-z0-9_-]{{1,{LONGEST_WORD - 21}}})")


def lead_to(word: str, destination: Destination) -> None:
    """Let a room be a place people are led to after signing in: `?next=word`, or `?next=word:argument:argument`."""
    NEXT[word] = destination


def known(word: str) -> str:
    """The word when it is one of `NEXT` in its right form, else an empty one. Never an address from outside."""
    if _query(word) is not None:
        return word
    found = _WORD.fullmatch(word)
    if found is None or found[1] not in NEXT:
        return ""
    if NEXT[found[1]].asked is not None:
        return ""
    return word if NEXT[found[1]].arguments == found[2].count(":") else ""


def _query(word: str) -> str | None:
    """The query of the page's address that a word carries, as the page itself read it; None where it carries none."""
    found = _ASKING.fullmatch(word)
    asked = NEXT[found[1]].asked if found is not None and found[1] in NEXT else None
    return asked(found[2]) if found is not None and asked is not None else None


def word_of(request: HttpRequest, otherwise: str) -> str:
    """The word that leads back to this page, with what its address carries; `otherwise` where no word leads here."""
    match = request.resolver_match
    if match is not None:
        given = [str(value) for value in match.kwargs.values()]
        for word, destination in NEXT.items():
            if (destination.name, destination.arguments) == (match.view_name, len(given)):
                return known(":".join((word, *given))) or otherwise
    return otherwise


def home(account: Account) -> str:
    """The address of the account's first page."""
    return reverse(HOMES[Account.Kind(account.kind)])


def after_entry(account: Account, word: str) -> str:
    """The address to go on to: where the word leads, when this kind of account has that page, else its first page."""
    if known(word):
        name, *arguments = word.split(":")
        destination = NEXT[name]
        if account.kind in destination.kinds:
            if destination.asked is not None:
                return f"{reverse(destination.name)}?{_query(word)}"
            with contextlib.suppress(NoReverseMatch):
                return reverse(destination.name, args=arguments)
    return home(account)


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


def own_page(*kinds: Account.Kind, recent: bool = False, back: str = "my") -> Callable[[Page[Rest]], Page[Rest]]:
    """A page of someone about themselves, for these kinds of account; others are led to their own first page.

    `recent`: only within half an hour of proving to be that person. `back`: the word in `NEXT` to return by.
    """

    def decorate(view: Page[Rest]) -> Page[Rest]:
        @wraps(view)
        def page(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
            device = sessions.device(request)
            if device is None:
                return private(HttpResponseRedirect(f"{reverse('people:sign_in')}?next={back}"))
            if device.account.kind not in kinds:
                return private(HttpResponseRedirect(home(device.account)))
            if recent and not sessions.recently_proven(device):
                return private(HttpResponseRedirect(f"{reverse('people:prove')}?next={back}"))
            return private(view(request, *args, **kwargs))

        return page

    return decorate


def person_page(*, recent: bool = False, back: str = "my") -> Callable[[Page[Rest]], Page[Rest]]:
    """A page of a person (worker) about themselves."""
    return own_page(Account.Kind.PERSON, recent=recent, back=back)


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


def member_account_page(view: Page[Rest]) -> Page[Rest]:
    """A page of someone who acts for organisations, about themselves; of whichever organisation, or none yet."""
    return own_page(Account.Kind.MEMBER, back="member")(view)


def staff_page(*needed: Right | StaffMember.Role) -> Callable[[Page[Rest]], Page[Rest]]:
    """A page of staff with one of these rights or roles (any member when none is named), with a second proof.

    Prefer rights: they are in the one table of permissions.py and can be given for a while. Whoever is signed in and
    may not gets the same 404 as for an address that does not exist; whoever is signed out, as staff are after an unused
    hour, is led to sign in and back, whatever stands behind the address. The page carries what it needs, so that a test
    finds every one of them.
    """
    rights = tuple(each for each in needed if isinstance(each, Right)) or (() if needed else (Right.STAFF_PAGE,))
    roles = tuple(each for each in needed if isinstance(each, StaffMember.Role))

    def allowed(member: StaffMember) -> bool:
        return member.serving and (member.role in roles or any(permissions.may(member, each) for each in rights))

    def decorate(view: Page[Rest]) -> Page[Rest]:
        @wraps(view)
        def page(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
            device = sessions.device(request)
            if device is None:
                word = word_of(request, "staff")
                return private(HttpResponseRedirect(f"{reverse('people:sign_in')}?next={word}"))
            if device.account.kind != Account.Kind.STAFF:
                raise Http404
            if not allowed(device.account.staff):
                told = {"staff": str(device.account_id), "role": str(device.account.staff.role)}
                security_log.tell(Event.STAFF_REFUSED, page=view.__qualname__, **told)
                raise Http404
            if not factors.needed(device.account):
                return private(HttpResponseRedirect(f"{reverse('people:security')}?done=staff"))
            return private(view(request, *args, **kwargs))

        page.staff_rights, page.staff_roles = rights, roles  # type: ignore[attr-defined]
        return page

    return decorate


def recently(request: HttpRequest, *, back: str) -> HttpResponse | None:
    """None when the owner proved to be the owner within half an hour, else the way to prove it again."""
    if sessions.recently_proven(signed_in(request)):
        return None
    return private(HttpResponseRedirect(f"{reverse('people:prove')}?next={back}"))


def reader(member: StaffMember) -> Reader:
    """A member of staff as they appear in the record of readings."""
    return Reader(member.pk, member.name_shown, member.office, member.role)


def posted_from(parent: str, *arguments: str, **fixed: str) -> Callable[[Page[Rest]], Page[Rest]]:
    """An address that only takes what a form sends: whoever opens it is led (303) to the page the form stands on.

    A reload by address, the language switch on a page that was answered to a form, or a kept link open it. `parent`:
    the name of that page; `arguments`: what of this address goes on into its own; `fixed`: what else it needs. Nothing
    is looked up on the way, so that it says the same whether a thing exists: the page led to has its own rules.
    """

    def decorate(view: Page[Rest]) -> Page[Rest]:
        @wraps(view)
        def page(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
            if request.method == "POST":
                return view(request, *args, **kwargs)
            if request.method not in {"GET", "HEAD"}:
                return HttpResponseNotAllowed(["POST"])
            carried: dict[str, Any] = {name: kwargs[name] for name in arguments}
            response = HttpResponseRedirect(reverse(parent, kwargs=carried | fixed))
            response.status_code = 303
            return private(response)

        page.posted_from = parent  # type: ignore[attr-defined]
        return page

    return decorate


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent with a form, even if nothing was filled in; None on a page that was only opened."""
    return request.POST if request.method == "POST" else None


def context(request: HttpRequest, **more: Any) -> dict[str, Any]:
    """What every page of someone signed in shows around its content."""
    from volens.services.people.notices import NOTICES

    device = sessions.device(request)
    kind = device.account.kind if device else ""
    places = permissions.places_of(device.account.staff) if device and kind == Account.Kind.STAFF else []
    return {
        "notice": NOTICES.get(request.GET.get("done", "")),
        "form_errors": (),
        "staff": kind == Account.Kind.STAFF,
        "staff_places": places,
        "member_account": kind == Account.Kind.MEMBER,
        "member_home": HOMES[Account.Kind.MEMBER] if HOMES[Account.Kind.MEMBER] != "people:member" else "",
        **more,
    }
