"""Who may, in the room of vacancies. There are no accounts yet: an operator at the machine's command line is named."""

from __future__ import annotations

from volens.services.vacancies.models import Source


def may_decide_on_sources(actor: str) -> bool:
    """An operator with access to the command line, who gives a name that is recorded with the decision."""
    return bool(actor.strip())


def publishes_undeclared(source: Source) -> bool:
    """A source with a standing approval: its vacancies are published although employers left questions open (S10)."""
    return source.approvals.filter(revoked_at__isnull=True).exists()
