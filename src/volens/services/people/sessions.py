"""Being signed in: a random token in a cookie, its hash in the table, and a list the owner can see and end.

There is no session for visitors and no middleware: a page that does not ask who is there sets nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.utils import timezone

from volens.services.people.models import Account, Device

#: How long a sign-in lasts: until the browser closes and at most this, or on a device of one's own.
SHORT = dt.timedelta(hours=12)
LONG = dt.timedelta(days=30)
#: How long ago the owner must have proven to be the owner for what cannot be taken back.
RECENT = dt.timedelta(minutes=30)
ENTRY_COOKIE = "volens_entry"
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)
_BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


def cookie_name() -> str:
    """The session cookie; behind HTTPS the browser itself enforces host, path and secure transport."""
    return "__Host-volens" if settings.HTTPS else "volens_session"


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def label(agent: str) -> str:
    """The kind of browser and system, as much as its owner needs to recognise the device, and no more."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return ", ".join(filter(None, (browser, system)))


def start(request: HttpRequest, response: HttpResponse, account: Account, *, stay: bool = False) -> Device:
    """Sign the account in on this browser, with a new token; an earlier one of this browser ends."""
    _forget(request)
    now = timezone.now()
    long = stay and account.kind != Account.Kind.STAFF
    token = secrets.token_urlsafe(32)
    device = Device.objects.create(
        account=account,
        token=_hash(token),
        label=label(request.headers.get("User-Agent", "")),
        since=now,
        until=now + (LONG if long else SHORT),
        proven_at=now,
    )
    response.set_cookie(
        cookie_name(),
        token,
        max_age=int(LONG.total_seconds()) if long else None,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
        path="/",
    )
    response.delete_cookie(ENTRY_COOKIE)
    rotate_token(request)
    request._volens_device = device  # type: ignore[attr-defined]
    return device


def _forget(request: HttpRequest) -> None:
    """Delete the row behind this browser's cookie. The cookie itself is left to the caller: a cookie that was deleted
    and set in one answer would keep its end in the past.
    """
    token = request.COOKIES.get(cookie_name())
    if token:
        Device.objects.filter(token=_hash(token)).delete()


def end(request: HttpRequest, response: HttpResponse) -> None:
    """Sign this browser out."""
    _forget(request)
    response.delete_cookie(cookie_name(), samesite="Lax")
    request._volens_device = None  # type: ignore[attr-defined]


def device(request: HttpRequest) -> Device | None:
    """Who is signed in on this browser, if anyone. One query when there is a cookie, none when there is not."""
    if not hasattr(request, "_volens_device"):
        token = request.COOKIES.get(cookie_name())
        found = None
        if token:
            rows = Device.objects.select_related("account", "account__person", "account__staff", "account__member")
            found = rows.filter(token=_hash(token), until__gt=timezone.now()).first()
        request._volens_device = found  # type: ignore[attr-defined]
    return request._volens_device  # type: ignore[attr-defined,no-any-return]


def recently_proven(signed_in: Device) -> bool:
    """Whether the owner proved to be the owner within the last half hour."""
    return timezone.now() - signed_in.proven_at < RECENT


def remember_entry(response: HttpResponse, entry: UUID) -> None:
    """Let this browser, and no other, go on with the entry it began."""
    response.set_cookie(ENTRY_COOKIE, str(entry), max_age=3600, secure=settings.HTTPS, httponly=True, samesite="Lax")


def entry_of(request: HttpRequest) -> UUID | None:
    """The entry this browser began, if it began one."""
    try:
        return UUID(request.COOKIES.get(ENTRY_COOKIE, ""))
    except ValueError:
        return None
