"""`volens expire`: end what is over."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from volens.services.vacancies import actions, indexing


class Command(BaseCommand):
    """End vacancies whose last day has passed (the worker does this by itself)."""

    help = "End vacancies whose last day has passed, and take them out of the index."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Expire and index."""
        ended = actions.expire_due()
        indexing.drain_if_free()
        self.stdout.write(_("%(count)d vacancies ended.") % {"count": ended})
