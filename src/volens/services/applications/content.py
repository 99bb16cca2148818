"""What a person's row holds, sealed: the draft, what was sent word for word, and their own notes."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import asdict, dataclass, field
from typing import Any, Self
from uuid import UUID

from volens.services.applications.models import Application
from volens.services.trust.vault import Vault

#: Where an application stands as only the person knows.
DRAFT, SENT, WITHDRAWN = "draft", "sent", "withdrawn"


@dataclass(frozen=True, slots=True)
class SharedDocument:
    """A document that was ticked: which one, and what it is called there. Its content is never copied."""

    id: str
    name: str
    kind: str
    size: int


@dataclass(frozen=True, slots=True)
class Shared:
    """What the employer sees, word for word: labels and values, a covering note, names of documents, the language."""

    language: str
    vacancy: str
    employer: str
    items: list[tuple[str, str]]
    note: str
    documents: list[SharedDocument]

    @property
    def digest(self) -> str:
        """A mark of the exact content: what is sent is what was on the page, or it is shown again."""
        return hashlib.sha256(repr(self).encode()).hexdigest()

    @classmethod
    def of(cls, told: dict[str, Any]) -> Self:
        """From its JSON."""
        return cls(
            told["language"],
            told["vacancy"],
            told["employer"],
            [(label, value) for label, value in told["items"]],
            told["note"],
            [SharedDocument(**each) for each in told["documents"]],
        )


@dataclass(slots=True)
class Content:
    """Everything of the person's row that is not in the clear."""

    phase: str = DRAFT
    ticks: list[str] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    note: str = ""
    shared: Shared | None = None
    number: str = ""
    sent_at: str = ""
    ended_at: str = ""
    taken_back: bool = False  # sent once and taken back before anyone saw it
    declined: list[str] = field(default_factory=list)  # letters the person said no to, for themselves only
    notes: str = ""
    hidden: bool = False

    @classmethod
    def unseal(cls, opened: Vault, application: Application) -> Self:
        """The content of a row, with the person's vault in hand."""
        told = opened.unseal_json(_place(application.pk), application.content)
        shared = told.pop("shared")
        return cls(**told, shared=Shared.of(shared) if shared else None)

    def seal(self, opened: Vault, application: Application) -> bytes:
        """Sealed for its row."""
        return opened.seal_json(_place(application.pk), asdict(self))

    @property
    def since(self) -> dt.datetime | None:
        """When what stands now was sent: letters from before belong to an earlier application and are not shown."""
        return dt.datetime.fromisoformat(self.sent_at) if self.sent_at else None


def _place(application: UUID) -> str:
    return f"application:{application}"


def letter_place(letter: UUID) -> str:
    """Where a letter is sealed."""
    return f"application-letter:{letter}"
