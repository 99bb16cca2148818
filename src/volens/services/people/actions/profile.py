"""The person writes their own profile. Nobody else can."""

from __future__ import annotations

from uuid import UUID

from volens.services.people.models import Person
from volens.services.people.profile import NAMES
from volens.services.trust import vault


def save(person: UUID, values: dict[str, str]) -> None:
    """The person writes their profile. Unknown names are refused (S2)."""
    unknown = set(values) - set(NAMES)
    if unknown:
        raise ValueError(f"Not a field of a profile: {', '.join(sorted(unknown))}")
    with_vault = vault.of(person)
    Person.objects.filter(pk=person).update(
        **{name: with_vault.seal(f"person.{name}", value.strip()) for name, value in values.items()}
    )
