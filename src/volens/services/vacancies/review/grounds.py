"""What a decision can stand on: the findings of the rules on the vacancy, and ready-made reasons of reviewers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from volens.services.vacancies.models import ReviewCase
from volens.services.vacancies.review import told

LANGUAGES = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Ground:
    """One ground in the reader's language. `ticked`: a finding that stops the vacancy, offered as chosen.

    `quote`: the words it is about, where the message does not hold them.
    """

    code: str
    message: str
    remedy: str
    reference: str
    severity: str
    ticked: bool
    quote: str = ""


class ReasonsError(ValueError):
    """The file of ready-made reasons is not complete; the message names reason and key."""


@cache
def ready() -> Mapping[str, Mapping[str, Any]]:
    """Ready-made reasons by code. Raises ReasonsError."""
    file = resources.files(__package__) / "reasons.yaml"
    read: dict[str, dict[str, Any]] = yaml.safe_load(file.read_text(encoding="utf-8"))
    for code, entry in read.items():
        for key in ("message", "remedy"):
            if set(entry.get(key, ())) != set(LANGUAGES) or not all(entry[key].values()):
                raise ReasonsError(f"reasons.yaml, {code}: {key} must be given in {' and '.join(LANGUAGES)}.")
        if not str(entry.get("reference", "")).strip():
            raise ReasonsError(f"reasons.yaml, {code}: name the convention or article as reference.")
    return read


def findings(case: ReviewCase) -> list[dict[str, Any]]:
    """The stored findings a case is about: of the version that was sent in, else of the vacancy."""
    found: list[dict[str, Any]] = case.revision.findings if case.revision is not None else case.vacancy.findings
    return found


def suppressed(case: ReviewCase) -> list[dict[str, Any]]:
    """The stored matches that something takes back: of the version that was sent in, else of the vacancy."""
    found: list[dict[str, Any]] = case.revision.suppressed if case.revision is not None else case.vacancy.suppressed
    return found


def offered(case: ReviewCase, code: str) -> tuple[list[Ground], list[Ground]]:
    """The grounds to choose from, in a language: findings of the rules, and ready-made reasons."""
    language = "zh" if code.startswith("zh") else "en"
    found = [
        Ground(
            f"finding-{number}",
            each.message,
            each.remedy,
            each.reference,
            each.severity,
            each.stops and each.rule != told.CHANGED,
            each.quote if each.quote not in each.message else "",
        )
        for number, each in enumerate(told.of(findings(case), code))
    ]
    listed = [
        Ground(code, entry["message"][language], entry["remedy"][language], entry["reference"], "hold", False)
        for code, entry in ready().items()
    ]
    return found, listed


def chosen(case: ReviewCase, codes: Sequence[str]) -> list[dict[str, Any]]:
    """The grounds behind these codes as they are kept: rule, article, and what it says in every language."""
    by_language = {language: told.of(findings(case), language) for language in LANGUAGES}
    kept: list[dict[str, Any]] = []
    for code in dict.fromkeys(codes):
        prefix, _dash, number = code.partition("-")
        if prefix == "finding" and number.isdecimal() and int(number) < len(by_language["en"]):
            same = {language: each[int(number)] for language, each in by_language.items()}
            kept.append({
                "rule": same["en"].rule,
                "reference": same["en"].reference,
                "quote": same["en"].quote,
                "step": same["en"].step,
                "message": {language: each.message for language, each in same.items()},
                "remedy": {language: each.remedy for language, each in same.items()},
                "matters": {language: told.MATTERS.join(each.matters) for language, each in same.items()},
            })  # fmt: skip
        elif code in ready():
            entry = ready()[code]
            kept.append(
                {
                    "rule": code,
                    "reference": entry["reference"],
                    "quote": "",
                    "step": "",
                    "message": dict(entry["message"]),
                    "remedy": dict(entry["remedy"]),
                }
            )
    return kept


def in_language(kept: Sequence[Mapping[str, Any]], code: str) -> list[dict[str, str]]:
    """Kept grounds in a language."""
    language = "zh" if code.startswith("zh") else "en"
    return [
        {
            "rule": each["rule"],
            "reference": each["reference"],
            "quote": each.get("quote", ""),
            "step": each.get("step", ""),
            "message": each["message"][language],
            "remedy": each["remedy"][language],
            "matters": each.get("matters", {}).get(language, ""),
            "why": each.get("why", ""),  # of a decision to publish against it
        }
        for each in kept
    ]
