"""Who may, in the room of trust."""

from __future__ import annotations

from volens.services.trust.reading import Reader

#: The role that answers people's complaints about readings.
DATA_PROTECTION = "data_protection"


def may_answer_complaints(reader: Reader) -> bool:
    """The data protection officer of the deployment, and nobody else."""
    return reader.role == DATA_PROTECTION
