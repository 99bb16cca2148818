"""The person's own key, for the person's own pages and actions. Nothing on the employer's side imports this module.

The employer's side gets its vault from `trust.reading.read`, which writes down first; a test holds the line.
"""

from __future__ import annotations

from uuid import UUID

from volens.services.applications.content import Content
from volens.services.applications.models import Application
from volens.services.trust import vault
from volens.services.trust.vault import Vault


def key(person: UUID) -> Vault:
    """The person's vault."""
    return vault.of(person)


def content(application: Application) -> Content:
    """What the person's row holds."""
    return Content.unseal(key(application.person_id), application)


def keep(application: Application, changed: Content) -> None:
    """Seal the content into the row; the caller saves the row."""
    application.content = changed.seal(key(application.person_id), application)
