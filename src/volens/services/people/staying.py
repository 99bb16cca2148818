"""Whoever uses a sign-in keeps it: the one piece of middleware of this room."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from volens.services.people import sessions


class StaySignedIn:
    """After each page that asked who is there: write down in the cookie that they were (see `sessions.keep_alive`)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and keep the sign-in alive."""
        response = self.get_response(request)
        sessions.keep_alive(request, response)
        return response
