"""What other rooms show on an organisation's first page for members, and on its public page.

A room registers in AppConfig.ready. `make` gets the request and the membership (public page: the organisation) and
gives markup, most easily `rendered(request, "room/panel.html", {...})`, or None for nothing to show.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from markupsafe import Markup

from volens.services.organisations.models import Membership, Organisation

MemberPanel = Callable[[HttpRequest, Membership], Markup | None]
PublicPanel = Callable[[HttpRequest, Organisation], Markup | None]

_member: dict[str, tuple[int, MemberPanel]] = {}
_public: dict[str, tuple[int, PublicPanel]] = {}


def register(name: str, make: MemberPanel, *, order: int = 50) -> None:
    """A panel on the first page of members. A second announcement of the same name replaces the first."""
    _member[name] = (order, make)


def register_public(name: str, make: PublicPanel, *, order: int = 50) -> None:
    """A panel on the public page of an organisation."""
    _public[name] = (order, make)


def rendered(request: HttpRequest, template: str, context: Mapping[str, Any]) -> Markup:
    """A panel from a template."""
    return Markup(render_to_string(template, dict(context), request))  # noqa: S704 - rendered by a template that escapes


def of_member(request: HttpRequest, membership: Membership) -> list[Markup]:
    """Every panel this member sees, in order."""
    made = [make(request, membership) for _order, make in sorted(_member.values(), key=lambda each: each[0])]
    return [panel for panel in made if panel]


def of_public(request: HttpRequest, organisation: Organisation) -> list[Markup]:
    """Every panel of the public page, in order."""
    made = [make(request, organisation) for _order, make in sorted(_public.values(), key=lambda each: each[0])]
    return [panel for panel in made if panel]
