"""The catalogue of all checks: what each says, in which languages, on what legal ground."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

import yaml
from babel import Locale, UnknownLocaleError

from volens.engines.vetting.declarations import CODES
from volens.engines.vetting.text.rulebook import RuleBook, default_book
from volens.engines.vetting.verdict import Finding, Indicator, Posting, Severity

#: Languages every message exists in. Others fall back to the first.
LANGUAGES: Final = ("en", "zh")


class CatalogueError(ValueError):
    """A data file of the vetting engine says something it may not."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of the catalogue."""

    code: str
    indicator: Indicator
    severity: Severity
    field: str
    reference: str
    messages: Mapping[str, str]
    remedies: Mapping[str, str]


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule of every net by code. Raises CatalogueError, with rule and key, where a file is not complete."""
    return {**read_rules(_load("messages.yaml")), **text_rules(default_book())}


def text_rules(book: RuleBook) -> dict[str, Rule]:
    """The rules of a book as entries of the catalogue."""
    return {
        code: Rule(code, each.indicator, each.severity, "text", each.reference, each.messages, each.remedies)
        for code, each in book.rules.items()
    }


@cache
def declaration_labels() -> Mapping[str, Mapping[str, str]]:
    """Code of a declaration -> language -> its label, in reading order."""
    labels = _load("declarations.yaml")
    if tuple(labels) != CODES:
        raise CatalogueError(f"declarations.yaml must label exactly these, in this order: {', '.join(CODES)}.")
    for code, texts in labels.items():
        _in_all_languages(code, "label", texts)
    return labels


def message(finding: Finding, language: str) -> str:
    """What is wrong, as a sentence in a language (BCP 47; English where there is no other)."""
    given = finding.parameters
    if finding.message == "contract.language":
        given = {name: _language_name(tag, language) for name, tag in given.items()}
    return _filled(_in_language(rules()[finding.message].messages, language), given)


def remedy(finding: Finding, language: str) -> str:
    """How to put it right, as a sentence in a language (BCP 47; English where there is no other)."""
    return _filled(_in_language(rules()[finding.remedy].remedies, language), finding.parameters)


def read_rules(raw: Mapping[str, Any]) -> dict[str, Rule]:
    """Check and read a catalogue. Raises CatalogueError naming rule, key and what it should be."""
    read: dict[str, Rule] = {}
    for code, entry in raw.items():
        missing = {"indicator", "severity", "field", "reference", "message", "remedy"} ^ set(entry)
        if missing:
            raise CatalogueError(f"{code}: give each of indicator, severity, field, reference, message, remedy once; "
                                 f"missing or unknown: {', '.join(sorted(missing))}.")  # fmt: skip
        for key in ("message", "remedy"):
            _in_all_languages(code, key, entry[key])
        if not _known_field(entry["field"]):
            raise CatalogueError(f"{code}: field {entry['field']!r} is neither of the posting nor a declaration.")
        if not str(entry["reference"]).strip():
            raise CatalogueError(f"{code}: reference is empty; name the convention or article.")
        try:
            indicator, severity = Indicator(entry["indicator"]), Severity(entry["severity"])
        except ValueError as error:
            raise CatalogueError(f"{code}: {error}; indicators are {', '.join(Indicator)}.") from error
        read[code] = Rule(
            code, indicator, severity, entry["field"], entry["reference"], entry["message"], entry["remedy"]
        )
    return read


def _known_field(name: str) -> bool:
    prefix, _, code = name.rpartition(".")
    return code in CODES if prefix == "declarations" else name in Posting.__dataclass_fields__


def _in_all_languages(code: str, key: str, texts: Mapping[str, str]) -> None:
    if set(texts) != set(LANGUAGES) or not all(str(text).strip() for text in texts.values()):
        raise CatalogueError(f"{code}: {key} must be given in each of {', '.join(LANGUAGES)}, and in no other.")
    gaps = {language: _gaps(text) for language, text in texts.items()}
    if len(set(gaps.values())) > 1:
        raise CatalogueError(f"{code}: {key} has different gaps by language: {gaps}.")


def _gaps(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def _in_language(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language.replace("_", "-").split("-")[0].lower(), texts[LANGUAGES[0]])


def _language_name(tag: str, language: str) -> str:
    """What a language is called in `language`; the tag itself where nobody has a name for it."""
    try:
        known = Locale.parse(tag.replace("-", "_")).get_display_name(language.replace("-", "_").split("_")[0])
    except (UnknownLocaleError, ValueError):
        return tag
    return known or tag


def _filled(text: str, parameters: Mapping[str, str]) -> str:
    return text.format_map({**dict.fromkeys(_gaps(text), ""), **parameters})


def _load(name: str) -> dict[str, Any]:
    loaded = yaml.safe_load(resources.files(__package__).joinpath(name).read_text(encoding="utf-8"))
    if not isinstance(loaded, dict):
        raise CatalogueError(f"{name} must be a mapping.")
    return loaded
