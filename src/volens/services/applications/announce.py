"""What this room tells the others when the service starts: what it keeps, where it is found, what it listens to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup

from volens.services.applications import kept, machine, policies, queries
from volens.services.applications.actions import telling
from volens.services.applications.models import Application, Received, VacancyChange
from volens.services.organisations import menu, panels
from volens.services.organisations.models import Membership, Organisation
from volens.services.people import access
from volens.services.people.access import Destination
from volens.services.people.models import Account
from volens.services.trust import reading
from volens.services.vacancies import listeners
from volens.services.vacancies.listeners import Change
from volens.services.vacancies.models import Vacancy

#: States in which news of the vacancy still matters to whoever applied.
OPEN = ("sent", "talking", "interview", "meeting", "offer")


def seen(about: UUID) -> None:
    """A reading about a received application was taken in: someone of the organisation saw it."""
    Received.objects.filter(pk=about, shown=False).update(shown=True)


def vacancy_changed(vacancy: Vacancy, changes: Sequence[Change]) -> None:
    """Everyone who applied is told what changed, as it was and as it is."""
    VacancyChange.objects.create(vacancy=vacancy, at=timezone.now(), changes=[asdict(change) for change in changes])
    for application in _standing(vacancy):
        telling.changed(application)


def vacancy_ended(vacancy: Vacancy) -> None:
    """Everyone whose application is open is told that the vacancy closed."""
    for application in _standing(vacancy):
        telling.ended(application)


def _standing(vacancy: Vacancy) -> list[Application]:
    rows = Application.objects.filter(vacancy=vacancy, received__state__in=OPEN).select_related("person__account")
    return list(rows.order_by("pk"))


def member_panel(request: HttpRequest, membership: Membership) -> Markup | None:
    """The way to the list. No count: counting rows that nobody has seen would show when one is taken back (S4)."""
    if not policies.may_see_page(membership):
        return None
    return panels.rendered(
        request,
        "applications/_panel.html",
        {"organisation": membership.organisation, "may_open": policies.may_open(membership)},
    )


def public_panel(request: HttpRequest, organisation: Organisation) -> Markup | None:
    """How often the employer answers."""
    return panels.rendered(request, "applications/_answered.html", {"answered": queries.answered(organisation.pk)})


def register() -> None:
    """Tell the other rooms."""
    machine.table()
    kept.register()
    reading.on_taken_in(seen)
    reading.ROLES.update(
        {role.value: role.label for role in Membership.Role} | {telling.ANNOUNCEMENT: _("told by a message")}
    )
    listeners.register("applications", on_changed=vacancy_changed, on_ended=vacancy_ended)
    panels.register("applications", member_panel, order=20)
    panels.register_public("applications", public_panel, order=60)
    menu.register("applications:received", _("Applications"), may=policies.may_see_page, order=20)
    access.lead_to("apply", Destination("applications:new", arguments=1))
    access.lead_to("application", Destination("applications:mine_one", arguments=1))
    access.lead_to("applications", Destination("applications:mine"))
    employer = frozenset({Account.Kind.MEMBER})
    access.lead_to("received", Destination("applications:received", employer, arguments=1))
    access.lead_to("received_one", Destination("applications:received_one", employer, arguments=2))
