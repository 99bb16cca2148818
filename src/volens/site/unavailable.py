"""While the search index is being rebuilt, or cannot be read: 503 and when to come back, never 500."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from volens.engines.search.port import SearchIndexError

#: Seconds after which asking again makes sense: a million vacancies are indexed in about three minutes.
RETRY_AFTER = 60

log = logging.getLogger("volens.search")


class SearchUnavailable:
    """Middleware. `volens serve` and `volens worker` rebuild an index that is damaged or of another version."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing to do on the way in and out."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The answer to a request that met an index it could not read; None for any other exception."""
        if not isinstance(exception, SearchIndexError):
            return None
        log.warning("%s: %s", request.path, exception)
        response: HttpResponse
        if request.path.startswith("/api/"):
            detail = _("The search is being rebuilt. Please try again in a few minutes.")
            response = JsonResponse({"detail": detail}, status=503)
        else:
            response = render(request, "site/error.html", {"status": 503}, status=503)
        response["Retry-After"] = str(RETRY_AFTER)
        response["Cache-Control"] = "no-store"
        return response
