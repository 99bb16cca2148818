"""The fields of a profile: the whitelist of S2, each with label and hint. Nothing else can be stored about a person."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from volens.services.people.models import Person
from volens.services.trust import vault


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the profile."""

    name: str
    label: Promise
    hint: Promise
    most: int
    long: bool = True


FIELDS = (
    Field(
        "chosen_name",
        _("Chosen name"),
        _("What you want to be called. It need not be the name on your papers."),
        80,
        long=False,
    ),
    Field(
        "languages", _("Languages"), _("For example: Uyghur (first language), Chinese (good), English (a little)."), 300
    ),
    Field("skills", _("Skills"), _("What you can do, learned anywhere."), 1500),
    Field("experience", _("Experience"), _("What you have worked as, and for how long."), 3000),
    Field("availability", _("Availability"), _("From when, which days, which hours."), 300),
    Field("places_wanted", _("Places wanted"), _("Where you would like to work. Only what you want counts."), 300),
    Field("pay_wanted", _("Pay wanted"), _("For example: at least 5000 a month."), 120, long=False),
    Field(
        "accommodation_needs",
        _("What I need at the workplace"),
        _("For example a ramp, a quiet room, breaks. Nobody sees it unless you share it."),
        1000,
    ),
)
NAMES = tuple(field.name for field in FIELDS)


def of(person: Person) -> dict[str, str]:
    """The person's own profile, opened. For anyone else, `trust.reading.read` opens the vault first."""
    return opened(person, vault.of(person.pk))


def opened(person: Person, with_vault: vault.Vault) -> dict[str, str]:
    """The profile, opened with a vault in hand."""
    return {name: with_vault.unseal(f"person.{name}", getattr(person, name)) for name in NAMES}
