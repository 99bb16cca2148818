"""Being signed in: a random token in a cookie, its hash in the table, and a list the owner can see and end.

There is no session for visitors: a page that does not ask who is there sets nothing. Beside the token stands the minute
in which its owner was last here, under a signature: that is how a sign-in ends by itself when nobody uses it, without
a table of who was here when (the cookie of an idle browser is of no use to whoever finds it).
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
from django.utils.crypto import constant_time_compare, salted_hmac

from volens.services.people.models import Account, Device

#: How long a sign-in lasts: until the browser closes and at most this, or on a device of one's own.
SHORT = dt.timedelta(hours=12)
LONG = dt.timedelta(days=30)
#: How long ago the owner must have proven to be the owner for what cannot be taken back.
RECENT = dt.timedelta(minutes=30)
#: How long a sign-in lasts when nobody uses it: by kind of account, and on a device of one's own.
IDLE = {
    Account.Kind.PERSON: dt.timedelta(hours=2),
    Account.Kind.MEMBER: dt.timedelta(hours=2),
    Account.Kind.STAFF: dt.timedelta(hours=1),
}
IDLE_LONG = dt.timedelta(days=14)
#: The cookie is written anew when the minute in it is older than this.
AFRESH = dt.timedelta(minutes=1)
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


def cookie_value(token: str, now: dt.datetime) -> str:
    """The token with the minute its owner was last here, signed."""
    minute = int(now.timestamp() // 60)
    return f"{token}.{minute}.{_signature(token, minute)}"


def _signature(token: str, minute: int) -> str:
    return salted_hmac("volens.sessions", f"{token}.{minute}", algorithm="sha256").hexdigest()[:32]


def _read(request: HttpRequest) -> tuple[str, dt.datetime] | None:
    """Token and minute of this browser's cookie; None without one, or when somebody else wrote it."""
    token, _dot, rest = request.COOKIES.get(cookie_name(), "").partition(".")
    minute, _dot, signature = rest.partition(".")
    if not token or not (minute.isascii() and minute.isdigit() and len(minute) < 12):
        return None
    if not constant_time_compare(signature, _signature(token, int(minute))):
        return None
    return token, dt.datetime.fromtimestamp(int(minute) * 60, dt.UTC)


def idle_limit(signed_in: Device) -> dt.timedelta:
    """How long this sign-in lasts when nobody uses it."""
    return IDLE_LONG if signed_in.until - signed_in.since > SHORT else IDLE[Account.Kind(signed_in.account.kind)]


def idle_hours(account: Account) -> int:
    """After how many hours an unused sign-in of this account ends, where it is not a device of one's own."""
    return int(IDLE[Account.Kind(account.kind)].total_seconds() // 3600)


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
    _set(response, cookie_value(token, now), LONG if long else None)
    response.delete_cookie(ENTRY_COOKIE)
    rotate_token(request)
    request._volens_device = device  # type: ignore[attr-defined]
    return device


def _set(response: HttpResponse, value: str, age: dt.timedelta | None) -> None:
    """Write the cookie; without `age` until the browser closes."""
    response.set_cookie(
        cookie_name(),
        value,
        max_age=int(age.total_seconds()) if age else None,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
        path="/",
    )


def keep_alive(request: HttpRequest, response: HttpResponse) -> None:
    """Write the minute anew for whoever is signed in and was here; a page that did not ask who it is changes nothing.

    Called for every answer (`staying.StaySignedIn`).
    """
    found: Device | None = getattr(request, "_volens_device", None)
    read = _read(request)
    now = timezone.now()
    if found is None or read is None or cookie_name() in response.cookies or now - read[1] < AFRESH:
        return
    long = found.until - found.since > SHORT
    _set(response, cookie_value(read[0], now), found.until - now if long else None)
    if "no-store" not in response.headers.get("Cache-Control", ""):
        response.headers["Cache-Control"] = "private, no-cache"


def _forget(request: HttpRequest) -> None:
    """Delete the row behind this browser's cookie. The cookie itself is left to the caller: a cookie that was deleted
    and set in one answer would keep its end in the past.
    """
    read = _read(request)
    if read:
        Device.objects.filter(token=_hash(read[0])).delete()


def end(request: HttpRequest, response: HttpResponse) -> None:
    """Sign this browser out."""
    _forget(request)
    response.delete_cookie(cookie_name(), samesite="Lax")
    request._volens_device = None  # type: ignore[attr-defined]


def device(request: HttpRequest) -> Device | None:
    """Who is signed in on this browser, if anyone. One query when there is a cookie, none when there is not."""
    if not hasattr(request, "_volens_device"):
        read, now = _read(request), timezone.now()
        found = None
        if read:
            rows = Device.objects.select_related("account", "account__person", "account__staff", "account__member")
            found = rows.filter(token=_hash(read[0]), until__gt=now).first()
            if found is not None and now - read[1] > idle_limit(found):
                found = None
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
