"""What is checked before a deployment starts: no production without a mail server."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks


def mail_configured(**_options: Any) -> list[checks.CheckMessage]:
    """Production needs a mail server: codes cannot reach people otherwise."""
    if settings.HTTPS and not settings.EMAIL_HOST:
        return [
            checks.Error(
                "There is no mail server, so nobody can sign in.",
                hint="Set VOLENS_MAIL, for example smtps://user:password@mail.example.org.",
                id="people.E001",
            )
        ]
    return []


def register() -> None:
    """Tell Django."""
    checks.register(mail_configured, checks.Tags.security)
