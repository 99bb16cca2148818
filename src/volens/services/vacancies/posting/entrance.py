"""Where members of an organisation find its vacancies: a line of the menu, and a panel on the first page."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup

from volens.services.organisations import menu, panels
from volens.services.organisations.models import Membership
from volens.services.people import access
from volens.services.people.models import Account


def register() -> None:
    """Announce both, and the pages one is led back to after signing in."""
    menu.register("posting:list", _("Vacancies"), order=10)
    for page, arguments in (("list", 1), ("new", 1), ("upload", 1), ("show", 2), ("step", 3)):
        employer = frozenset({Account.Kind.MEMBER})
        access.lead_to(f"vacancies_{page}", access.Destination(f"posting:{page}", employer, arguments))
    panels.register("vacancies", panel, order=10)


def panel(request: HttpRequest, membership: Membership) -> Markup | None:
    """How many are open, wait, or ask for an answer."""
    from volens.services.vacancies.posting import acting, queries

    counts = queries.counts(membership.organisation_id)
    shown = {"counts": counts, "organisation": membership.organisation, "actor": acting.member(membership)}
    return panels.rendered(request, "posting/_panel.html", shown)
