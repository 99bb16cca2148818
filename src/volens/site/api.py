"""The whole house's API under one roof: each room's router, one document, one interactive page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI

from volens import __version__
from volens.services.applications.api import router as applications
from volens.services.applications.api_received import router as received
from volens.services.benefits.api import router as law
from volens.services.organisations.api import router as organisations
from volens.services.people.access import private
from volens.services.vacancies.api import router as vacancies
from volens.services.vacancies.posting.api import router as posting

ALLOW_ANY_ORIGIN = "Access-Control-Allow-Origin"


class OpenAPI(NinjaAPI):
    """Public facts any page on the web may read; and what is one's own, which no other site and no cache gets."""

    def create_response(self, request: HttpRequest, data: Any, **options: Any) -> HttpResponse:
        """Add the header that lets other sites read the answer, unless it was made for somebody signed in or a key."""
        response: HttpResponse = super().create_response(request, data, **options)
        if getattr(request, "auth", None) is not None:
            return private(response)
        response[ALLOW_ANY_ORIGIN] = "*"
        return response


def make_api() -> NinjaAPI:
    """The API with its document at `openapi.json` and its interactive page at `docs`."""
    made = OpenAPI(
        title="Volens",
        version=__version__,
        description=(
            "Open data of a public employment service: vacancies, places, occupations, law as code. Workers search "
            "vacancies; nobody searches workers: about people there is only what is one's own, for whoever is signed "
            "in, and what was sent to one's own organisation, one at a time. Answers follow Accept-Language."
        ),
        urls_namespace="api",
    )
    made.add_router("", vacancies)
    made.add_router("", law)
    made.add_router("", posting)
    made.add_router("", organisations)
    made.add_router("", applications)
    made.add_router("", received)

    @made.exception_handler(MultiPartParserError)
    def unreadable(request: HttpRequest, error: MultiPartParserError) -> HttpResponse:
        return made.create_response(request, {"detail": f"The request could not be read: {error}"}, status=400)

    return made


api = make_api()
