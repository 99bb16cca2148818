"""What is on one's own shelf. For the person's own pages only; there is no way in for anyone else."""

from __future__ import annotations

from uuid import UUID

from volens.services.saved import shelf
from volens.services.saved.shelf import Marks


def marks_of(person: UUID) -> Marks:
    """What the person keeps, hides and notes. One query."""
    return shelf.read(person)
