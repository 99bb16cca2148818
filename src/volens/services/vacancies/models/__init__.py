"""Tables of the room of vacancies. Nothing here is about a worker."""

from volens.services.vacancies.models.vacancy import (
    DuplicateKey,
    ImportRun,
    IndexChange,
    Report,
    Source,
    SourceApproval,
    Vacancy,
)

__all__ = [
    "DuplicateKey",
    "ImportRun",
    "IndexChange",
    "Report",
    "Source",
    "SourceApproval",
    "Vacancy",
]
