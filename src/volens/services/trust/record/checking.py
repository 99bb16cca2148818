"""Questions of the audit, and what is found. Rooms add questions of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Finding:
    """Something is not as the record says. `where` names the row, file or entry; `what` says what is wrong with it."""

    where: str
    what: str


@dataclass
class Check:
    """One question of the audit: how many things were looked at, what was found, and what could not be looked at."""

    name: str
    looked_at: int = 0
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def found(self, where: str, what: str) -> None:
        """Note a finding."""
        self.findings.append(Finding(where, what))

    def note(self, what: str) -> None:
        """Say what this question could not answer, and why: nothing is wrong, and nothing is claimed."""
        self.notes.append(what)


#: Checks of other rooms: they get an empty check of their name to fill.
_checks: dict[str, Callable[[Check], None]] = {}


def register_check(name: str, check: Callable[[Check], None]) -> None:
    """Let a room add a question of its own, from AppConfig.ready."""
    _checks[name] = check


def checks() -> dict[str, Callable[[Check], None]]:
    """The questions of the rooms, by name."""
    return dict(_checks)
