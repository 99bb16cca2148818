"""What was just done, said once on the next page. It travels in a cookie and never in the address: addresses are
written into the log of every proxy on the way, and would say there what somebody hid, or said no to (S4).

The cookie lasts a minute, is signed for one account and one page, goes to the pages under `path` only, and is deleted
by the page that says it. No row anywhere. Whoever says it gives the words: a room has its own notices.
"""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from volens.services.people.access import signed_in

COOKIE = "volens_told"
SECONDS = 60


def lead_to(request: HttpRequest, address: str, word: str, *, path: str) -> HttpResponse:
    """Lead to a page under `path`, which then says `word`; the address says nothing."""
    response = HttpResponseRedirect(address)
    response.set_cookie(
        COOKIE,
        signing.dumps([address, word], salt=_salt(request)),
        max_age=SECONDS,
        path=path,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return response


def word_of(request: HttpRequest) -> str:
    """What was just done that this page has to say; nothing when it was long ago, elsewhere, or by someone else."""
    try:
        address, word = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_salt(request), max_age=SECONDS)
    except signing.BadSignature:
        return ""
    return str(word) if address == request.path else ""


def said(response: HttpResponse, *, path: str) -> HttpResponse:
    """The page that said it: it is not said again."""
    response.delete_cookie(COOKIE, path=path, samesite="Lax")
    return response


def _salt(request: HttpRequest) -> str:
    return f"volens.told:{signed_in(request).account.pk}"
