"""What was just done, said once on the next page. It travels in a cookie and never in the address: addresses are
written into the log of every proxy on the way, and would say there what a person hid, or said no to (S4).

The cookie lasts a minute, is signed for one account and one page, goes to the pages of applications only, and is
deleted by the page that says it. No row anywhere.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from volens.services.applications.pages.shown import NOTICES, context
from volens.services.people.access import signed_in

COOKIE = "volens_told"
SECONDS = 60


def lead_to(request: HttpRequest, address: str, word: str) -> HttpResponse:
    """Lead to a page of this room, which then says `word` of `shown.NOTICES`; the address says nothing."""
    response = HttpResponseRedirect(address)
    response.set_cookie(
        COOKIE,
        signing.dumps([address, word], salt=_salt(request)),
        max_age=SECONDS,
        path=reverse("applications:mine"),
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


def page(request: HttpRequest, template: str, shown: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page of a person in this room, with the sentence about what was just done; it is not said again."""
    word = word_of(request)
    notice = {"notice": NOTICES[word]} if word in NOTICES else {}
    response = render(request, template, context(request, just=word, **shown) | notice, status=status)
    if word:
        response.delete_cookie(COOKIE, path=reverse("applications:mine"), samesite="Lax")
    return response


def _salt(request: HttpRequest) -> str:
    return f"volens.told:{signed_in(request).account.pk}"
