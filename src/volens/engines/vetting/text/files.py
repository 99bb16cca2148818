"""Reads the rule files of a folder and checks that each holds what it may: every file, rule and field, before any of it
is used. What they may hold is told in docs/vetting.md.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from enum import Enum
from pathlib import Path
from typing import Any, Final

import yaml

from volens.engines.vetting.verdict import Indicator, Severity

LANGUAGES: Final = ("en", "zh")
#: What stands beside the folders `concepts` and `rules`. The last is only read from the files that ship with Volens.
_BESIDE: Final = ("book.yaml", "guards.yaml", "disguises.yaml", "traditional.yaml")
_NEEDED: Final = _BESIDE[:3]
_FOLDERS: Final = ("concepts", "rules")
_ENTRY: Final = ("indicator", "severity", "weighed", "reference", "message", "remedy", *LANGUAGES)
_ENTRY_NEEDED: Final = ("indicator", "severity", "reference", "message", "remedy")
_HALF: Final = ("when", "firm", "unless", "guard", "match", "pass", "reach", "across", "at_least")
_GUARDS: Final = ("before", "no_negation", "list", "after", "warning", "about", "denial", "duty")
_MORE_GUARDS: Final = ("answer", "close", "never")
_HALF_GUARDS: Final = ("negation", "own")
_CODE: Final = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")
#: The farthest that the parts of a combination may lie apart, in characters.
_FARTHEST: Final = 2000
#: A disguised word is tried in every way of writing it: twice as many for each character.
_LONGEST_WORD: Final = 10
_DEEPEST: Final = 10
_KINDS: Final[tuple[tuple[type, str], ...]] = (
    (bool, "yes or no (put a word like no or on into quotes)"),
    (int, "a number (put it into quotes)"),
    (float, "a number (put it into quotes)"),
    (str, "text"),
    (list, "a list"),
    (dict, "fields with values (put text that holds a colon into quotes)"),
    (type(None), "nothing"),
)


class RuleBookError(ValueError):
    """A rule file says something it may not: file, rule, field, and what to write instead."""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """A safe loader that refuses a key written twice, which YAML would silently drop."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        """A mapping, once it is known that no key is repeated."""
        if isinstance(node, yaml.MappingNode):
            keys = [key.value for key, _value in node.value if isinstance(key, yaml.ScalarNode)]
            twice = {key for key in keys if keys.count(key) > 1}
            if twice:
                raise yaml.YAMLError(f"written twice: {', '.join(sorted(twice))} (line {node.start_mark.line + 1})")
        return dict(super().construct_mapping(node, deep=deep))


def read_files(folder: Path) -> tuple[dict[str, dict[str, Any]], str]:
    """The content of every rule file by its name below the folder, and the version of them together.

    Raises RuleBookError where one is missing, cannot be read, or holds what it may not.
    """
    try:
        files = sorted(path for path in folder.rglob("*") if path.suffix in {".yaml", ".yml"})
    except OSError as error:
        raise RuleBookError(f"{folder} cannot be read: {error}.") from error
    if not files:
        raise RuleBookError(f"{folder} holds no rule files (*.yaml).")
    digest = hashlib.sha256()
    raw: dict[str, dict[str, Any]] = {}
    for path in files:
        name = path.relative_to(folder).as_posix()
        try:
            content = path.read_bytes()
        except OSError as error:
            raise RuleBookError(f"{name} cannot be read: {error}.") from error
        digest.update(name.encode(errors="surrogateescape") + b"\0" + content + b"\0")
        check = _check_of(name)
        loaded = _loaded(name, content)
        if check is not None:
            raw[name] = _fields(loaded, name)
            check(name, raw[name])
    for name in _NEEDED:
        if name not in raw:
            raise RuleBookError(f"{folder} has no {name}. Copy the one that ships with Volens.")
    if not any(name.startswith("rules/") for name in raw):
        raise RuleBookError(f"{folder} holds no rules. Put them into files rules/*.yaml.")
    return raw, f"{raw['book.yaml']['version']}+{digest.hexdigest()[:12]}"


def _check_of(name: str) -> Callable[[str, dict[str, Any]], None] | None:
    """What checks a file of this name; None for one that is not read from here."""
    within, _, rest = name.rpartition("/")
    if not name.endswith(".yaml"):
        raise RuleBookError(f"{name}: end the name with .yaml, or the file is not read.")
    if within in _FOLDERS:
        if within == "concepts" and not re.match(r"(en|zh)[-.]", rest):
            raise RuleBookError(f"{name}: begin the name with en or zh, as in concepts/en-{rest}.")
        return _check_concepts if within == "concepts" else _check_rules
    if name not in _BESIDE:
        raise RuleBookError(
            f"{name}: no such file is known. Put rules into rules/, concepts into concepts/; beside them stand "
            f"{', '.join(_BESIDE)}."
        )
    return {"book.yaml": _check_version, "guards.yaml": _check_guards, "disguises.yaml": _check_disguises}.get(name)


def _loaded(name: str, content: bytes) -> Any:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RuleBookError(f"{name} is not UTF-8 (byte {error.start + 1}). Save it as UTF-8.") from error
    try:
        depth = 0
        for event in yaml.parse(text, _Loader):  # building what is nested too deep would end the process
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEPEST:
                raise RuleBookError(f"{name}: more than {_DEEPEST} lists or fields within each other.")
        return yaml.load(text, _Loader)  # noqa: S506 - a safe loader
    except RuleBookError:
        raise
    except (yaml.YAMLError, ValueError, TypeError, AttributeError, LookupError, OverflowError) as error:
        # PyYAML lets through what its makers of dates, numbers and sets raise for a value that is none.
        mark = getattr(error, "problem_mark", None)
        at = f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""
        raise RuleBookError(f"{name} is not YAML: {getattr(error, 'problem', None) or error}{at}.") from error


def _check_version(name: str, content: dict[str, Any]) -> None:
    _known(content, ("version",), name, needed=("version",))
    _text(content["version"], f"{name}, version")


def _check_guards(name: str, content: dict[str, Any]) -> None:
    _known(content, LANGUAGES, name, needed=LANGUAGES)
    for language in LANGUAGES:
        where = f"{name}, {language}"
        guards = _fields(content[language], where)
        _known(guards, (*_GUARDS, *_MORE_GUARDS), where, needed=_GUARDS)
        for key, forms in guards.items():
            _texts(forms, f"{where}, {key}")


def _check_disguises(name: str, content: dict[str, Any]) -> None:
    _known(content, ("sounds", "words", "written"), name)
    for key in ("sounds", "words"):
        if key in content:
            _text(content[key], f"{name}, {key}")
    for word in content.get("words", "").split():
        if len(word) > _LONGEST_WORD:
            raise RuleBookError(f"{name}, words: {word} is longer than {_LONGEST_WORD} characters.")
    for spelling, word in _fields(content.get("written", {}), f"{name}, written").items():
        _text(word, f"{name}, written, {spelling}")


def _check_concepts(name: str, content: dict[str, Any]) -> None:
    for concept, forms in content.items():
        if not re.fullmatch(r"\w+", concept):
            raise RuleBookError(f"{name}, {concept!r}: name a concept with letters, digits and _ only.")
        _texts(forms, f"{name}, {concept}")


def _check_rules(name: str, content: dict[str, Any]) -> None:
    for code, said in content.items():
        where = f"{name}, {code}"
        if not _CODE.fullmatch(code):
            raise RuleBookError(f"{where}: name a rule with a-z, 0-9, _, - and dots, as in fee.charged.")
        entry = _fields(said, where)
        _known(entry, _ENTRY, where, needed=_ENTRY_NEEDED)
        _one_of(entry["indicator"], Indicator, f"{where}, indicator")
        severity = _one_of(entry["severity"], Severity, f"{where}, severity")
        _text(entry["reference"], f"{where}, reference", "Name the convention or article.")
        for key in ("message", "remedy"):
            texts = _fields(entry[key], f"{where}, {key}")
            _known(texts, LANGUAGES, f"{where}, {key}", needed=LANGUAGES)
            for language in LANGUAGES:
                _text(texts[language], f"{where}, {key}, {language}")
        weighed = entry.get("weighed", False)
        if not isinstance(weighed, bool) or (weighed and severity != Severity.HOLD.value):
            raise RuleBookError(f"{where}, weighed: true or false, and only a rule that holds can be weighed.")
        if not set(LANGUAGES) & set(entry):
            raise RuleBookError(f"{where}: missing or unknown: en or zh. Say in one of them what matches.")
        for language in LANGUAGES:
            if language in entry:
                _check_half(f"{where}, {language}", _fields(entry[language], f"{where}, {language}"))


def _check_half(where: str, half: dict[str, Any]) -> None:
    _known(half, _HALF, where)
    for key in ("match", "pass"):
        if not half.get(key):
            raise RuleBookError(f"{where}, {key}: give examples that must match and others that must pass.")
    for key in ("when", "firm", "across", "unless", "match", "pass"):
        if key in half:
            _texts(half[key], f"{where}, {key}", empty=True)
    if not any(half.get(key) for key in ("when", "firm", "across")):
        raise RuleBookError(f"{where}: say under when, firm or across what matches.")
    guard = half.get("guard", _HALF_GUARDS[0])
    if guard not in _HALF_GUARDS:
        raise RuleBookError(f"{where}, guard: {guard!r} is not one of {', '.join(_HALF_GUARDS)}.")
    most = {"reach": _FARTHEST, "at_least": len(half.get("across", ()))}
    for key, highest in most.items():
        number = half.get(key)
        if key in half and (isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= highest):
            held = "" if key == "reach" else " (as many as stand under across)"
            raise RuleBookError(f"{where}, {key}: {number!r} is not a whole number from 1 to {highest}{held}.")


def _one_of(value: Any, choices: type[Enum], where: str) -> str:
    known = [str(each.value) for each in choices]
    if not isinstance(value, str) or value not in known:
        raise RuleBookError(f"{where}: {_shown(value)} is not one of {', '.join(known)}.")
    return value


def _known(fields: Mapping[str, Any], known: tuple[str, ...], where: str, *, needed: tuple[str, ...] = ()) -> None:
    """Refuse a field nobody reads, and the want of one that is needed."""
    unknown, missing = sorted(set(fields) - set(known)), [each for each in needed if each not in fields]
    if unknown or missing:
        wrong = [f"{each} is unknown" for each in unknown] + [f"{each} is missing" for each in missing]
        raise RuleBookError(f"{where}: missing or unknown: {'; '.join(wrong)}. Known are {', '.join(known)}.")


def _fields(value: Any, where: str) -> dict[str, Any]:
    """Fields with values, their names text."""
    if value is None:
        raise RuleBookError(f"{where} is empty. Write what belongs there, or delete it.")
    if not isinstance(value, dict):
        raise RuleBookError(f"{where}: {_kind(value)} stands where fields with values belong (name: value).")
    for key in value:
        if not isinstance(key, str) or not key.strip():
            raise RuleBookError(f"{where}, {key!r}: the name of a field is text; put it into quotes.")
    return value


def _texts(value: Any, where: str, *, empty: bool = False) -> None:
    if not isinstance(value, list):
        raise RuleBookError(f"{where}: {_kind(value)} stands where a list of texts belongs (- one a line).")
    if not value and not empty:
        raise RuleBookError(f"{where}: the list is empty. Give at least one.")
    for number, each in enumerate(value, 1):
        _text(each, f"{where}, number {number}")


def _text(value: Any, where: str, remedy: str = "") -> None:
    if not isinstance(value, str):
        raise RuleBookError(f"{where}: {_kind(value)} stands where text belongs. {remedy}".rstrip())
    if not value.strip():
        raise RuleBookError(f"{where}: the text is empty. {remedy or 'Write it, or delete the field.'}")


def _kind(value: Any) -> str:
    return next((name for kind, name in _KINDS if isinstance(value, kind)), f"{value} (put it into quotes)")


def _shown(value: Any) -> str:
    return repr(value) if isinstance(value, str) else _kind(value)
