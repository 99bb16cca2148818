"""The public page of an organisation as JSON. No key, no account; nothing about members, nothing about people."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from ninja import Router, Schema
from ninja.errors import HttpError

from volens.services.organisations import queries

router = Router(tags=["organisations"])


class OrganisationOut(Schema):
    """An organisation that is or was verified. `verified` says what it is today; it is no seal of quality."""

    id: UUID
    url: str
    name: str
    kind: str
    registry: str
    registration_number: str
    region: str
    place: str
    website: str
    about: str
    licence_number: str
    licence_until: dt.date | None
    verified: bool
    verified_since: dt.date | None
    verified_until: dt.date | None
    open_vacancies: int
    vacancies: list[int]


class NotFoundOut(Schema):
    """There is no such public page."""

    detail: str


@router.get(
    "/organisations/{organisation}",
    response={200: OrganisationOut, 404: NotFoundOut},
    summary="The public page of an organisation",
)
def organisation(request: HttpRequest, organisation: UUID) -> dict[str, object]:  # noqa: ARG001 - ninja names it
    """What everyone may know of an organisation that is or was verified, with the numbers of its open vacancies."""
    found = queries.organisation(organisation)
    page = queries.public_page(found) if found is not None else None
    if found is None or page is None:
        raise HttpError(404, "There is no public page of this organisation.")
    language = translation.get_language() or settings.LANGUAGE_CODE
    plain = (
        "id",
        "name",
        "kind",
        "registration_number",
        "region",
        "place",
        "website",
        "about",
        "licence_number",
        "licence_until",
        "verified_since",
        "verified_until",
    )
    return {name: getattr(found, name) for name in plain} | {
        "url": f"{settings.BASE_URL}/{language}/organisations/{found.pk}/about/",
        "registry": found.register,
        "verified": page.verified,
        "open_vacancies": page.total,
        "vacancies": [row.id for row in page.vacancies],
    }
