"""What is checked before a deployment starts: no production without help in danger or a mail server."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

from volens.services.people import help as help_in_danger


def help_configured(**_options: Any) -> list[checks.CheckMessage]:
    """Production (behind HTTPS) needs local emergency numbers and an independent grievance operator."""
    try:
        regions = help_in_danger.regions()
    except ImproperlyConfigured as error:
        return [checks.Error(str(error), id="people.E001")]
    if settings.HTTPS and not regions:
        return [
            checks.Error(
                "There are no local emergency numbers and no independent grievance operator.",
                hint="Write them in a YAML file and name it in VOLENS_HELP (docs/configuration.md).",
                id="people.E002",
            )
        ]
    return []


def mail_configured(**_options: Any) -> list[checks.CheckMessage]:
    """Production needs a mail server: codes cannot reach people otherwise."""
    if settings.HTTPS and not settings.EMAIL_HOST:
        return [
            checks.Error(
                "There is no mail server, so nobody can sign in.",
                hint="Set VOLENS_MAIL, for example smtps://user:password@mail.example.org.",
                id="people.E003",
            )
        ]
    return []


def register() -> None:
    """Tell Django."""
    checks.register(help_configured, checks.Tags.security)
    checks.register(mail_configured, checks.Tags.security)
