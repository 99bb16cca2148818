"""What a person just did with an application, said once on the next page and never in an address (people.just_done)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from volens.services.applications.pages.shown import NOTICES, context
from volens.services.people import just_done
from volens.services.people.just_done import COOKIE as COOKIE  # noqa: PLC0414 - its name here too


def lead_to(request: HttpRequest, address: str, word: str) -> HttpResponse:
    """Lead to a page of this room, which then says `word` of `shown.NOTICES`; the address says nothing."""
    return just_done.lead_to(request, address, word, path=reverse("applications:mine"))


def page(request: HttpRequest, template: str, shown: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page of a person in this room, with the sentence about what was just done; it is not said again."""
    word = just_done.word_of(request)
    notice = {"notice": NOTICES[word]} if word in NOTICES else {}
    response = render(request, template, context(request, just=word, **shown) | notice, status=status)
    return just_done.said(response, path=reverse("applications:mine")) if word else response
