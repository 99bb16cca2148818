"""What can be wrong with law as code, said with file, line and remedy."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

_HERE = str(Path(__file__).parent)


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong in a pack, in the words of the person who has to mend it.

    `severity` is "error" (the pack cannot be used) or "warning" (usable, but somebody should look).
    """

    file: str
    line: int
    code: str
    message: str
    remedy: str
    severity: str = "error"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.severity}: {self.message}. {self.remedy} [{self.code}]"


class RuleError(Exception):
    """A pack, a reform or a rule that cannot be used. `problems` holds every finding, not just the first."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class FactError(ValueError):
    """Facts that do not fit their declaration. `fields` maps the name of each wrong fact to what is wrong with it."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {reason}" for name, reason in fields.items()))
        self.fields = fields


def author_line() -> tuple[str, int]:
    """Return file and line of the innermost caller outside this engine: the line of law being read."""
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_HERE):
        frame = frame.f_back
    return frame.f_code.co_filename, frame.f_lineno


def complaint(code: str, message: str, remedy: str) -> RuleError:
    """Build a `RuleError` that points at the author's own line."""
    file, line = author_line()
    return RuleError(Problem(file, line, code, message, remedy))
