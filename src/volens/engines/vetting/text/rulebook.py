"""Compiles the rule files. What they may hold is checked in files.py."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources
from pathlib import Path
from typing import Any, Final

from volens.engines.vetting.text.files import LANGUAGES, RuleBookError, read_files
from volens.engines.vetting.text.patterns import Form, Gate, PatternError, compile_choices, one_expression
from volens.engines.vetting.verdict import Indicator, Severity

#: The matches of a combination lie within so many characters of one sentence, unless it says otherwise.
REACH: Final[Mapping[str, int]] = {"en": 130, "zh": 36}
#: Marks a key that is only the beginning of a word.
PREFIX: Final = "^"
#: A combination that begins with this holds, also in a rule that blocks.
DOUBTFUL: Final = "? "
_COMPOSE: Final = re.compile(r"\s*([&>])\s*")
_REFERENCE: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Choice:
    """One of the forms of a term, found by itself: a match holds one of the keys of each of `others` as well."""

    expression: str
    others: tuple[frozenset[str], ...] = ()

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The expression, compiled when a text first holds its words."""
        return re.compile(self.expression)


@dataclass(frozen=True)
class Term:
    """One concept, or the words written in its place: what finds it, and the bit that stands for it.

    `by_key`: the choices it consists of, by the keys of their gates (a word, the beginning of one, Chinese characters).
    """

    number: int
    expression: str
    by_key: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)

    def places(self, text: str, keys: set[str], start: int, end: int) -> list[tuple[int, int]]:
        """Where it stands in a part of a text that holds these keys, in order."""
        found: set[tuple[int, int]] = set()
        for key in keys & self.by_key.keys():
            for choice in self.by_key[key]:
                for other in choice.others:
                    if keys.isdisjoint(other):
                        break
                else:
                    for match in choice.pattern.finditer(text, start, end):
                        found.add(match.span())
        return sorted(found) if len(found) > 1 else list(found)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The expression, compiled when a text first gets past the gate: most never are."""
        return re.compile(self.expression)

    @cached_property
    def bit(self) -> int:
        """The bit of this term in a mask."""
        return 1 << self.number


@dataclass(frozen=True, slots=True)
class Combination:
    """Terms that together make a match: in any order, or each behind the one before.

    `firm`: its words hold their no themselves ("need not sign anything"), so only what stands before them denies it.
    `doubtful`: its words may mean something harmless, so it holds where the rule blocks.
    """

    terms: tuple[Term, ...]
    ordered: bool
    mask: int
    source: str
    firm: bool = False
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Half:
    """A rule in one language. `guarded`: a "no" before it or "is not asked" behind it suppresses the match."""

    code: str
    language: str
    combinations: tuple[Combination, ...]
    unless: tuple[Term, ...]
    unless_mask: int
    guarded: bool
    reach: int
    across: tuple[tuple[Term, ...], ...]
    at_least: int
    matching: tuple[str, ...]
    passing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextRule:
    """A rule: what it says in each language, how heavy it is, on what ground.

    `weighed`: its words are a weak sign by themselves, so that alone it holds only what the learned net doubts too.
    """

    code: str
    indicator: Indicator
    severity: Severity
    reference: str
    messages: Mapping[str, str]
    remedies: Mapping[str, str]
    halves: tuple[Half, ...]
    file: str
    weighed: bool = False


@dataclass(slots=True)
class RuleBook:
    """Compiled rules with their version: the date written in them and the hash of every byte of the files."""

    version: str
    rules: Mapping[str, TextRule]
    terms: Sequence[Term]
    guards: Mapping[str, Mapping[str, Term]]
    vocabulary: frozenset[str]
    gates: Mapping[str, Mapping[str, int]]
    disguises: Mapping[str, Any]
    across: Sequence[Half] = ()


@cache
def default_book() -> RuleBook:
    """The rules that ship with Volens."""
    return load_book(Path(str(resources.files("volens.engines.vetting").joinpath("rules"))))


def load_book(folder: Path) -> RuleBook:
    """Read the rule files of a folder. Raises RuleBookError where a file is missing, incomplete or cannot be read."""
    raw, version = read_files(folder)
    return _Builder(raw, version).book()


class _Builder:
    """Turns the read files into a book."""

    def __init__(self, raw: Mapping[str, Any], version: str) -> None:
        self.raw = raw
        self.version = version
        self.terms: list[Term] = []
        self.known: dict[tuple[str, str], Term] = {}
        self.vocabulary: set[str] = set()
        self.gates: dict[str, dict[str, int]] = {"words": {}, "prefixes": {}, "characters": {}}
        self.concepts: dict[str, dict[str, list[str]]] = {language: {} for language in LANGUAGES}

    def book(self) -> RuleBook:
        rules: dict[str, TextRule] = {}
        for name, content in self.raw.items():
            if name.startswith("concepts/"):
                language = name.removeprefix("concepts/")[:2]
                for concept, forms in content.items():
                    if concept in self.concepts[language]:
                        raise RuleBookError(f"{name}: the concept {concept} stands in another file too.")
                    self.concepts[language][concept] = forms
        guards = {
            language: {key: self._term(language, _joined(forms), f"guards.yaml, {language}, {key}", forms)
                       for key, forms in self.raw["guards.yaml"][language].items()}
            for language in LANGUAGES
        }  # fmt: skip
        for name, content in self.raw.items():
            if name.startswith("rules/"):
                for code, entry in content.items():
                    if code in rules:
                        raise RuleBookError(f"{name}: the rule {code} stands in {rules[code].file} too.")
                    rules[code] = self._rule(name, code, entry)
        across = [half for rule in rules.values() for half in rule.halves if half.across]
        return RuleBook(
            self.version, rules, self.terms, guards, frozenset(self.vocabulary), self.gates,
            self.raw["disguises.yaml"], across,
        )  # fmt: skip

    def _rule(self, file: str, code: str, entry: Mapping[str, Any]) -> TextRule:
        where = f"{file}, {code}"
        halves = tuple(
            self._half(where, code, language, entry[language]) for language in LANGUAGES if language in entry
        )
        return TextRule(
            code, Indicator(entry["indicator"]), Severity(entry["severity"]), entry["reference"], entry["message"],
            entry["remedy"], halves, file, entry.get("weighed", False),
        )  # fmt: skip

    def _half(self, where: str, code: str, language: str, form: Mapping[str, Any]) -> Half:
        where = f"{where}, {language}"
        combinations = tuple(
            self._combination(language, each, f"{where}, {key}", firm=key == "firm")
            for key in ("when", "firm") for each in form.get(key, ())
        )  # fmt: skip
        across = tuple(
            tuple(self._term(language, part, f"{where}, across") for part in _COMPOSE.split(each)[::2])
            for each in form.get("across", ())
        )
        unless = tuple(self._term(language, each, f"{where}, unless") for each in form.get("unless", ()))
        return Half(
            code, language, combinations, unless, _mask(unless), form.get("guard") != "own",
            form.get("reach", REACH[language]), across, form.get("at_least", len(across)),
            tuple(form["match"]), tuple(form["pass"]),
        )  # fmt: skip

    def _combination(self, language: str, source: str, where: str, *, firm: bool) -> Combination:
        plain = source.strip()
        doubtful = plain.startswith(DOUBTFUL)
        parts = _COMPOSE.split(plain.removeprefix(DOUBTFUL).strip())
        signs = set(parts[1::2])
        if len(signs) > 1:
            raise RuleBookError(f"{where}: {source!r} mixes & (any order) with > (in this order).")
        terms = tuple(self._term(language, part, where) for part in parts[::2])
        return Combination(terms, ">" in signs, _mask(terms), source, firm, doubtful)

    def _term(self, language: str, source: str, where: str, forms: Sequence[str] | None = None) -> Term:
        if (language, source) in self.known:
            return self.known[language, source]
        compiled: list[Form] = []
        for form in self._forms(language, source, where, ()) if forms is None else self._all(language, forms, where):
            try:
                compiled += compile_choices(form)
            except PatternError as error:
                raise RuleBookError(f"{where}: {error}") from error
        gate = Gate()
        by_key: dict[str, list[Choice]] = {}
        for each in compiled:
            gate |= each.gate
            self.vocabulary |= each.words
            others = tuple(_keys(gate) for gate in each.others)
            choice = Choice(one_expression([each]), others)
            for key in _keys(each.gate):
                by_key.setdefault(key, []).append(choice)
            for other in each.others:  # a sentence tells of the keys it holds, so these must be known
                self._known_keys(other, 0)
        term = Term(len(self.terms), one_expression(compiled), {key: tuple(choices) for key, choices in by_key.items()})
        self.terms.append(term)
        self.known[language, source] = term
        self._known_keys(gate, term.bit)
        return term

    def _known_keys(self, gate: Gate, bit: int) -> None:
        for kind, keys in (("words", gate.words), ("prefixes", gate.prefixes), ("characters", gate.characters)):
            for key in keys:
                self.gates[kind][key] = self.gates[kind].get(key, 0) | bit

    def _all(self, language: str, forms: Iterable[str], where: str) -> list[str]:
        return [each for form in forms for each in self._forms(language, form, where, ())]

    def _forms(self, language: str, source: str, where: str, inside: tuple[str, ...]) -> list[str]:
        """The forms of a term: its own words, or those of the concepts it names, alone or one of several with |."""
        names = _REFERENCE.findall(source)
        if not names and not set("{}") & set(source):
            return [source]
        if not names or "".join(f"{{{name}}}" for name in names) != re.sub(r"[\s|]", "", source):
            raise RuleBookError(f"{where}: {source!r}: a concept stands alone, or beside others with |.")
        found: list[str] = []
        for name in names:
            if name in inside or name not in self.concepts[language]:
                raise RuleBookError(f"{where}: there is no concept {name} in {language} (or it holds itself).")
            for form in self.concepts[language][name]:
                found += self._forms(language, form, f"{where}, {{{name}}}", (*inside, name))
        return found


def _keys(gate: Gate) -> frozenset[str]:
    return gate.words | gate.characters | {PREFIX + prefix for prefix in gate.prefixes}


def _mask(terms: Iterable[Term]) -> int:
    mask = 0
    for term in terms:
        mask |= term.bit
    return mask


def _joined(forms: Iterable[str]) -> str:
    return "\x01" + "\x01".join(forms)
