"""What of a source is not shown, and why: findings in words and what would put each right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import get_language

from volens.engines.vetting import Severity, declaration_labels, message, remedy, rules
from volens.services.vacancies.models import Source, Vacancy
from volens.services.vacancies.vetting import stored_findings


@dataclass(frozen=True, slots=True)
class Told:
    """One finding in the language that is active. `severity` is "hold", "block", or "warn", which stops nothing."""

    rule: str
    severity: str
    field: str
    quote: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A vacancy that waits for a person. Without a finding that stops it, it waits for its source to be approved."""

    id: int
    key: str
    title: str
    state: str
    findings: tuple[Told, ...]
    undeclared: tuple[str, ...]

    @property
    def stopped(self) -> tuple[Told, ...]:
        """The findings that stop it."""
        return tuple(finding for finding in self.findings if finding.severity != Severity.WARN)

    def as_dict(self) -> dict[str, Any]:
        """One entry of `volens source held --json`."""
        return asdict(self)


def of(source: Source) -> Iterator[Waiting]:
    """The held and blocked vacancies of a source, oldest first. One query, read in pieces."""
    code = get_language() or "en"
    states = (Vacancy.State.HELD, Vacancy.State.BLOCKED)
    found = Vacancy.objects.filter(source=source, state__in=states).order_by("pk").defer("text")
    labels = declaration_labels()
    language = "zh" if code.startswith("zh") else "en"
    for vacancy in found.iterator(1000):
        told = tuple(
            Told(
                finding.rule,
                finding.severity.value,
                finding.field,
                finding.quote,
                message(finding, code),
                remedy(finding, code),
            )
            for finding in stored_findings(vacancy)
            if finding.rule in rules()
        )
        questions = tuple(labels[key][language] for key in vacancy.undeclared if key in labels)
        yield Waiting(vacancy.pk, vacancy.source_key, vacancy.title, vacancy.state, told, questions)
