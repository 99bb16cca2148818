"""The menu of an organisation's pages. Rooms add their entries in AppConfig.ready."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from volens.services.organisations import policies
from volens.services.organisations.models import Membership


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the menu: the name of a page that takes the organisation's UUID, its label, who sees it, its place."""

    view: str
    label: str | Promise
    may: Callable[[Membership], bool]
    order: int


_entries: dict[str, Entry] = {}


def register(
    view: str,
    label: str | Promise,
    *,
    may: Callable[[Membership], bool] = policies.may_read,
    order: int = 50,
) -> None:
    """Add a line; `view` is reversed with the organisation's UUID. A second announcement replaces the first."""
    _entries[view] = Entry(view, label, may, order)


def entries(membership: Membership) -> list[tuple[str, str]]:
    """Address and label of each line this member sees, in order."""
    shown = sorted((each for each in _entries.values() if each.may(membership)), key=lambda each: each.order)
    return [(reverse(each.view, args=[membership.organisation_id]), str(each.label)) for each in shown]


def register_own() -> None:
    """Add the lines of this room."""
    register("organisations:dashboard", _("Overview"), order=0)
    register("organisations:verification", _("Verification"), order=70)
    register("organisations:details", _("About the organisation"), may=policies.may_manage, order=80)
    register("organisations:members", _("Members"), order=90)
