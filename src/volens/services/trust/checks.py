"""What is checked before a deployment starts: the keys must not lie where the database's backup takes them along."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks


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


def register() -> None:
    """Tell Django."""
    checks.register(keys_apart, checks.Tags.security)
