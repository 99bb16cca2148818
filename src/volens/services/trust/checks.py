"""What is checked before a deployment starts: the precondition checklist, help in danger, keys apart from the data."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks
from django.utils import timezone

from volens.services.trust import checklist, lettering, preconditions
from volens.services.trust import help as help_in_danger


def keys_apart(**_options: Any) -> list[checks.CheckMessage]:
    """In production keys are kept in a folder of their own, so that a backup of the data does not contain them."""
    if settings.HTTPS and not settings.KEYS_DIR and settings.KEY_SERVICE.endswith(".LocalKeys"):
        return [
            checks.Warning(
                "The keys of personal data lie in the data directory and would be in every backup of it.",
                hint="Set VOLENS_KEYS to a folder that is backed up apart, for a short time (docs/retention.md).",
                id="trust.W001",
            )
        ]
    return []


def help_can_be_read(**_options: Any) -> list[checks.CheckMessage]:
    """The file of help in danger holds what it should: found out at a start, not by someone in need."""
    try:
        help_in_danger.points()
    except help_in_danger.HelpFileError as error:
        return [checks.Error(str(error), hint="docs/help.example.yaml shows the form.", id="trust.E001")]
    return []


def fonts_can_be_embedded(**_options: Any) -> list[checks.CheckMessage]:
    """The fonts named for PDFs can be read and embedded: found out at a start, not by someone who needs their CV."""
    try:
        lettering.embedded()
    except lettering.FontFileError as error:
        return [checks.Error(str(error), hint="docs/configuration.md names fonts that work.", id="trust.E005")]
    return []


def preconditions_met(**_options: Any) -> list[checks.CheckMessage]:
    """Before people are served: every line of the checklist is met. Writes the checklist, filled in, as a PDF."""
    try:
        lines = preconditions.lines()
    except preconditions.PreconditionsFileError as error:
        return [checks.Error(str(error), hint="docs/preconditions.example.yaml shows the form.", id="trust.E002")]
    try:
        made = checklist.as_pdf(lines, timezone.now(), settings.BASE_URL)
        path = settings.DATA_DIR / "preconditions.pdf"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made)
        written = f"The checklist, filled in: {path}"
    except OSError as error:
        written = f"The checklist could not be written ({error.strerror}); it is the page /en/preconditions/."
    return [
        checks.Error(
            f"{line.condition.words} {str(line.state.value).capitalize()}: {line.because}",
            hint=f"Where it cannot be met, do not serve people. {written}",
            id="trust.E003" if line.state is preconditions.State.NOT_MET else "trust.E004",
        )
        for line in lines
        if line.state is not preconditions.State.MET
    ]


def register() -> None:
    """Tell Django."""
    checks.register(keys_apart, checks.Tags.security)
    checks.register(help_can_be_read, checks.Tags.security)
    checks.register(fonts_can_be_embedded, checks.Tags.files)
    checks.register(preconditions_met, checks.Tags.security, deploy=True)
