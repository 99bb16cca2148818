"""The whole house's API under one roof: each room's router, one document, one interactive page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI

from volens import __version__
from volens.services.benefits.api import router as law
from volens.services.organisations.api import router as organisations
from volens.services.vacancies.api import router as vacancies
from volens.services.vacancies.posting.api import router as posting

ALLOW_ANY_ORIGIN = "Access-Control-Allow-Origin"


class OpenAPI(NinjaAPI):
    """An API any page on the web may read: it holds public facts only, and takes no cookie."""

    def create_response(self, request: HttpRequest, data: Any, **options: Any) -> HttpResponse:
        """Add the header that lets other sites read the answer."""
        response: HttpResponse = super().create_response(request, data, **options)
        response[ALLOW_ANY_ORIGIN] = "*"
        return response


def make_api() -> NinjaAPI:
    """The API with its document at `openapi.json` and its interactive page at `docs`."""
    made = OpenAPI(
        title="Volens",
        version=__version__,
        description=(
            "Open data of a public employment service: vacancies, places, occupations, law as code. Workers search "
            "vacancies; nobody searches workers, so there is nothing about people here. Answers follow Accept-Language."
        ),
        urls_namespace="api",
    )
    made.add_router("", vacancies)
    made.add_router("", law)
    made.add_router("", posting)
    made.add_router("", organisations)

    @made.exception_handler(MultiPartParserError)
    def unreadable(request: HttpRequest, error: MultiPartParserError) -> HttpResponse:
        return made.create_response(request, {"detail": f"The request could not be read: {error}"}, status=400)

    return made


api = make_api()
