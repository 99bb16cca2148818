"""The small language concepts are written in, its translation to regular expressions, and the words each form needs.

Folded, lower case text is matched. A form is words or characters, and:

    (a|b c)     one of these            (a|b)?   or nothing        s?     an optional letter
    pay*        any ending              #        a number          [扣押]  one of these characters
    ~           a gap: up to 4 words in English, up to 6 characters that end no clause in Chinese; ~9 sets the length

The gate of a form is a set of words or characters one of which every match holds: texts without it are not searched.
"""

from __future__ import annotations

import itertools
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

CJK: Final = "\u3400-\u9fff"
_CJK: Final = re.compile(f"[{CJK}]")
_TOKEN: Final = re.compile("[a-z0-9]+")
_GAP_WORDS, _GAP_CHARACTERS = 4, 6
_LONGEST_GAP: Final = 100
#: Brackets within brackets, at most: more would be more than Python can follow.
_DEEPEST: Final = 30
#: What a blank in a form stands for.
BLANK: Final = "[ \\-]{1,2}"
#: The word that stands for every number in a gate.
ANY_NUMBER: Final = "#"
CHINESE_DIGITS: Final = "一二三四五六七八九十百千万半两"
_STOPS: Final = "。!?;\n"


class PatternError(ValueError):
    """A form that cannot be read."""


@dataclass(frozen=True, slots=True)
class _Literal:
    text: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class _Class:
    characters: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class _Gap:
    length: int | None


@dataclass(frozen=True, slots=True)
class _Number:
    pass


@dataclass(frozen=True, slots=True)
class _Star:
    pass


@dataclass(frozen=True, slots=True)
class _Group:
    choices: tuple[tuple[_Node, ...], ...]
    optional: bool = False


_Node = _Literal | _Class | _Gap | _Number | _Star | _Group


@dataclass(frozen=True, slots=True)
class Gate:
    """Words, beginnings of words, and Chinese characters or pairs of them; a match holds at least one."""

    words: frozenset[str] = frozenset()
    prefixes: frozenset[str] = frozenset()
    characters: frozenset[str] = frozenset()

    def __or__(self, other: Gate) -> Gate:
        """What either needs."""
        return Gate(self.words | other.words, self.prefixes | other.prefixes, self.characters | other.characters)

    def strength(self) -> float:
        """How rare its weakest part is: longer is rarer."""
        shortest: list[float] = []
        if self.words:
            shortest.append(min(map(len, self.words)))
        if self.prefixes:
            shortest.append(min(map(len, self.prefixes)) - 0.5)
        if self.characters:
            shortest.append(min(map(len, self.characters)) * 3)
        return min(shortest, default=0)


@dataclass(frozen=True, slots=True)
class Form:
    """One compiled form: its source for `re`, its gate, and the plain words and characters in it."""

    expression: str
    gate: Gate
    words: frozenset[str]
    latin: bool
    #: What every match holds besides: gates of its other parts.
    others: tuple[Gate, ...] = ()


def compile_form(form: str) -> Form:
    """Read one form. Raises PatternError with the form and what is wrong with it."""
    return _whole(form, _nodes(form))


def compile_choices(form: str) -> tuple[Form, ...]:
    """Read one form as the choices it consists of, where it is nothing but choices: a text is searched only for those
    whose own words it holds. Raises PatternError as `compile_form` does.
    """
    nodes = _nodes(form)
    if len(nodes) != 1 or not isinstance(nodes[0], _Group) or nodes[0].optional:
        return (_whole(form, nodes),)
    chinese = _CJK.search(form) is not None
    words = frozenset(_words(nodes))
    found = []
    for choice in nodes[0].choices:
        gates = _all_gates(choice)
        gate = _rarest(gates)
        if gate is None:
            return (_whole(form, nodes),)
        found.append(Form(_expression(choice, chinese=chinese), gate, words, not chinese, _but(gates, gate)))
    return tuple(found)


def _nodes(form: str) -> tuple[_Node, ...]:
    depth = itertools.accumulate({"(": 1, ")": -1}.get(sign, 0) for sign in form)
    if max(depth, default=0) > _DEEPEST:
        raise PatternError(f"{form[:60]!r}...: more than {_DEEPEST} brackets within brackets.")
    nodes, rest = _sequence(form, 0, form)
    if rest != len(form):
        raise PatternError(f"{form!r}: a closing bracket without an opening one at {rest}.")
    return nodes


def _whole(form: str, nodes: tuple[_Node, ...]) -> Form:
    chinese = _CJK.search(form) is not None
    gates = _all_gates(nodes)
    gate = _rarest(gates)
    if gate is None:
        raise PatternError(f"{form!r} has no word or character that is always there: it would match anywhere.")
    expression = _expression(nodes, chinese=chinese)
    return Form(expression, gate, frozenset(_words(nodes)), latin=not chinese, others=_but(gates, gate))


def one_expression(forms: Sequence[Form]) -> str:
    """All forms as one expression. Latin ones match whole words; where a word begins is looked at once for all."""
    latin = "|".join(form.expression for form in forms if form.latin)
    others = "|".join(form.expression for form in forms if not form.latin)
    whole = f"(?<![a-z0-9])(?:{latin})(?![a-z])" if latin else ""
    return "|".join(each for each in (whole, others) if each)


def _sequence(form: str, at: int, whole: str, *, inside: bool = False) -> tuple[tuple[_Node, ...], int]:
    nodes: list[_Node] = []
    text = ""

    def flush() -> None:
        nonlocal text
        if text:
            nodes.append(_Literal(text))
            text = ""

    while at < len(form):
        sign = form[at]
        if sign in "|)":
            break
        if sign == "?":
            _make_optional(nodes, text, whole)
            if text:
                last, text = text[-1], text[:-1]
                flush()
                nodes.append(_Literal(last, optional=True))
            at += 1
        elif sign in "([~#*":
            flush()
            node, at = _special(form, at, whole)
            nodes.append(node)
        else:
            text += sign
            at += 1
    flush()
    if not inside and at < len(form) and form[at] == "|":
        raise PatternError(f"{whole!r}: put choices into brackets, or write them as forms of their own.")
    return tuple(nodes), at


def _make_optional(nodes: list[_Node], text: str, whole: str) -> None:
    if text:
        return
    if not nodes or not isinstance(nodes[-1], _Group | _Class):
        raise PatternError(f"{whole!r}: nothing before the question mark can be left out.")
    last = nodes[-1]
    nodes[-1] = (
        _Group(last.choices, optional=True) if isinstance(last, _Group) else _Class(last.characters, optional=True)
    )


def _special(form: str, at: int, whole: str) -> tuple[_Node, int]:
    sign = form[at]
    if sign == "#":
        return _Number(), at + 1
    if sign == "*":
        return _Star(), at + 1
    if sign == "~":
        digits = re.compile("[0-9]*").match(form, at + 1)
        length = digits[0] if digits else ""
        if length and int(length[:4]) > _LONGEST_GAP:
            raise PatternError(f"{whole!r}: a gap of {length[:9]} is too long; {_LONGEST_GAP} is the most.")
        return _Gap(int(length) if length else None), at + 1 + len(length)
    if sign == "[":
        end = form.find("]", at)
        if end <= at + 1:
            raise PatternError(f"{whole!r}: the square bracket at {at} is empty or never closed.")
        return _Class(_one_character(form[at + 1 : end], whole)), end + 1
    choices: list[tuple[_Node, ...]] = []
    while True:
        nodes, at = _sequence(form, at + 1, whole, inside=True)
        if all(isinstance(node, _Gap) for node in nodes):
            raise PatternError(f"{whole!r}: a choice at {at} is empty or only a gap: it would match anything.")
        choices.append(nodes)
        if at >= len(form):
            raise PatternError(f"{whole!r}: a bracket is never closed.")
        if form[at] == ")":
            return _Group(tuple(choices)), at + 1


def _one_character(characters: str, whole: str) -> str:
    """What stands in square brackets, once it is known that it can be one."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # of a set in a set, which Python will read otherwise one day
            re.compile(f"[{characters}]")
    except (re.error, Warning) as error:
        raise PatternError(f"{whole!r}: [{characters}] is no choice of characters ({error}).") from error
    return characters


def _expression(nodes: tuple[_Node, ...], *, chinese: bool) -> str:
    pieces: list[str] = []
    for node in nodes:
        if isinstance(node, _Literal):
            blank = (" ?" if node.text.strip() else " ") if chinese else BLANK
            piece = blank.join(map(re.escape, node.text.split(" ")))
            pieces.append(f"(?:{piece})?" if node.optional else piece)
        elif isinstance(node, _Class):
            pieces.append(f"[{node.characters}]" + ("?" if node.optional else ""))
        elif isinstance(node, _Number):
            pieces.append(r"\d[\d,.]*" if not chinese else r"(?:\d[\d,.]*|[一二两三四五六七八九十百千万半]+)")
        elif isinstance(node, _Star):
            pieces.append("[a-z]*")
        elif isinstance(node, _Gap):
            pieces.append(_gap(node, chinese=chinese, pieces=pieces))
        else:
            inner = "|".join(_expression(choice, chinese=chinese) for choice in node.choices)
            pieces.append(f"(?:{inner})" + ("?" if node.optional else ""))
    return "".join(pieces).replace("\x00", "")


def _gap(node: _Gap, *, chinese: bool, pieces: list[str]) -> str:
    if chinese:
        return f"[^{_STOPS}]{{0,{node.length or _GAP_CHARACTERS}}}?"
    # The blanks around the sign belong to the gap.
    if pieces and pieces[-1].endswith(BLANK):
        pieces[-1] = pieces[-1].removesuffix(BLANK)
    length = _GAP_WORDS if node.length is None else node.length
    return f"(?:{BLANK}[^\\s]+){{0,{length}}}?"


def _all_gates(nodes: tuple[_Node, ...]) -> list[Gate]:
    """The gates of all parts every match must hold."""
    return [gate for at, node in enumerate(nodes) for gate in _gates_of(nodes, at, node) if gate.strength()]


def _rarest(gates: Sequence[Gate]) -> Gate | None:
    """The rarest of these gates; None where nothing must be there."""
    return max(gates, key=Gate.strength, default=None)


def _but(gates: Sequence[Gate], chosen: Gate) -> tuple[Gate, ...]:
    return tuple(gate for gate in gates if gate != chosen)


def _gates_of(nodes: tuple[_Node, ...], at: int, node: _Node) -> list[Gate]:
    if isinstance(node, _Class) and not node.optional:
        if all(_CJK.match(each) for each in node.characters):
            return [Gate(characters=frozenset(node.characters))]
    elif isinstance(node, _Group) and not node.optional:
        # Words that touch the bracket are only parts of words here.
        gates = [_rarest(_all_gates(choice)) for choice in node.choices]
        if all(gates) and not _touches(nodes, at):
            union = Gate()
            for gate in gates:
                union |= gate or Gate()
            return [union]
    elif isinstance(node, _Literal) and not node.optional:
        return _literal_gates(nodes, at, node.text)
    elif isinstance(node, _Number):
        return [Gate(words=frozenset({ANY_NUMBER}), characters=frozenset(CHINESE_DIGITS))]
    return []


def _touches(nodes: tuple[_Node, ...], at: int) -> bool:
    """Whether a Latin literal touches the group without a blank, so that its choices are parts of words."""
    before = nodes[at - 1] if at else None
    behind = nodes[at + 1] if at + 1 < len(nodes) else None
    touching = isinstance(before, _Literal) and re.search(r"[a-z0-9]$", before.text) is not None
    return touching or (
        isinstance(behind, _Star) or (isinstance(behind, _Literal) and re.match(r"[a-z0-9]", behind.text) is not None)
    )


def _begins_a_word(nodes: tuple[_Node, ...], at: int) -> bool:
    """Whether what stands at a place always begins a word: a blank ends whatever may come before it."""
    if at == 0 or isinstance(nodes[at - 1], _Gap | _Number):
        return True
    before = nodes[at - 1]
    if not isinstance(before, _Group) or not all(_ends_in_blank(choice) for choice in before.choices):
        return False
    return not before.optional or _ends_in_blank(nodes[: at - 1]) or _begins_a_word(nodes, at - 1)


def _ends_in_blank(nodes: tuple[_Node, ...]) -> bool:
    """Whether the last of these nodes is a blank, whichever choices are taken."""
    if not nodes:
        return False
    last = nodes[-1]
    if isinstance(last, _Group):
        return not last.optional and all(_ends_in_blank(choice) for choice in last.choices)
    return isinstance(last, _Literal) and not last.optional and last.text.endswith(" ")


def _literal_gates(nodes: tuple[_Node, ...], at: int, text: str) -> list[Gate]:
    gates = []
    before_open = not _begins_a_word(nodes, at)
    behind_open = at + 1 < len(nodes) and not isinstance(nodes[at + 1], _Gap)
    for token in _TOKEN.finditer(text):
        if token.start() == 0 and before_open:
            continue
        if token.end() == len(text) and behind_open:
            gates.append(Gate(prefixes=frozenset({token[0]})))
        else:
            gates.append(Gate(words=frozenset({token[0]})))
    if text.isascii():
        return gates
    runs = re.findall(f"[{CJK}]+", text)
    return [*gates, *(Gate(characters=frozenset({run[:2]})) for run in runs)]


def _words(nodes: tuple[_Node, ...]) -> set[str]:
    """Plain words of three letters and more, and runs of two to six Chinese characters.

    A group that touches a literal holds endings of it: recruit(ment|ing) is recruitment and recruiting.
    """
    found: set[str] = set()
    stem = ""
    for node in nodes:
        if isinstance(node, _Literal):
            text = stem + node.text
            found |= {token for token in _TOKEN.findall(text) if len(token) >= 3 and not token.isdecimal()}
            if not text.isascii():
                found |= {run for run in re.findall(f"[{CJK}]+", node.text) if 2 <= len(run) <= 6}
            last = re.search("[a-z]+$", text)
            stem = last[0] if last else ""
            continue
        if isinstance(node, _Group):
            for choice in node.choices:
                if not stem:
                    found |= _words(choice)
                elif len(choice) == 1 and isinstance(choice[0], _Literal):
                    found |= {stem + token for token in _TOKEN.findall(choice[0].text)[:1]}
        stem = ""
    return found
