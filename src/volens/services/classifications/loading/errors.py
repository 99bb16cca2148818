"""What is wrong with a classification package: file, line, field, and what to do about it."""

from __future__ import annotations


class PackageError(ValueError):
    """The package cannot be loaded. The message is meant for the operator and names the remedy."""

    def __init__(self, problem: str, remedy: str, *, file: str = "", line: int = 0, field: str = "") -> None:
        """`line` counts from 1 and includes the header; 0 when the problem is not in one line."""
        place = ", ".join(
            part for part in (file, f"line {line}" if line else "", f"field {field}" if field else "") if part
        )
        super().__init__(f"{place + ': ' if place else ''}{problem} {remedy}")
        self.problem = problem
        self.remedy = remedy
        self.file = file
        self.line = line
        self.field = field
