"""What is checked before a deployment starts: no production without a mail server, and a word on the file scanner."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks

from volens.services.people import clamav


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


def scanner_there(**_options: Any) -> list[checks.CheckMessage]:
    """Documents should be looked through for harmful content, by a scanner that answers. No reason not to start."""
    hint = "Install clamav-daemon and set VOLENS_CLAMAV, for example /run/clamav/clamd.ctl (docs/configuration.md)."
    if settings.SCANNER.endswith(".NoScanner"):
        return [checks.Warning("Documents are stored without a scanner looking at them.", hint=hint, id="people.W001")]
    if not settings.CLAMAV:
        return []
    try:
        if clamav.ClamAV().ready():
            return []
        told = "it answers, but not as clamd does"
    except OSError as error:
        told = str(error) or type(error).__name__
    return [
        checks.Warning(f"ClamAV cannot be reached: {told}. No document can be stored.", hint=hint, id="people.W002")
    ]


def register() -> None:
    """Tell Django."""
    checks.register(mail_configured, checks.Tags.security)
    checks.register(scanner_there, checks.Tags.security, deploy=True)
