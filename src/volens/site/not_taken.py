"""A form sent to a page that is only read, and the like: 405 as a page in words, never a blank one."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_from_path


class NotTaken:
    """Middleware. Pages only: what programs ask for (the API, files) keeps its own answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer; in place of an empty 405 the error page, with the same Allow header."""
        response = self._get_response(request)
        if response.status_code != 405 or response.content or get_language_from_path(request.path) is None:
            return response
        page = render(request, "site/error.html", {"status": 405}, status=405)
        page["Allow"] = response["Allow"]
        page["Cache-Control"] = "no-store"
        return page
