"""Tables of the room of vacancies. Nothing here is about a worker."""

from volens.services.vacancies.models.circumstances import Approved, SharedMark, UsualPay
from volens.services.vacancies.models.posting import Posting, PostingRevision, PostingToken
from volens.services.vacancies.models.review import Review, ReviewCase, ReviewDraw
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
    "Approved",
    "DuplicateKey",
    "ImportRun",
    "IndexChange",
    "Posting",
    "PostingRevision",
    "PostingToken",
    "Report",
    "Review",
    "ReviewCase",
    "ReviewDraw",
    "SharedMark",
    "Source",
    "SourceApproval",
    "UsualPay",
    "Vacancy",
]
