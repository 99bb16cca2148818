"""The sentences the net learns from: a plain notation, read and unfolded in the same way every time.

A data file has a line `# lang en`, headings `## fee` (`## fee+documents` for both, `## none` for ordinary sentences)
and one pattern a
line, `trade: words [one|other] words`. Each pattern is one thought, written by hand: all sentences that unfold
from it are one *cluster* and never stand on both sides of a validation.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from volens.engines.vetting.learned import lexicon

#: The order of the net's outputs.
INDICATORS = (
    "fee",
    "documents",
    "wages",
    "movement",
    "overtime",
    "deception",
    "vulnerability",
    "intimidation",
    "isolation",
    "conditions",
    "violence",
    "state_imposed",
    "discrimination",
    "fraud",
)
DATA = Path(__file__).parent / "data"

_CHOICE = re.compile(r"\[([^\]]*)\]")
_SPACES = re.compile(r"\s+")
_BEFORE_MARK = re.compile(r"\s+([,.;:!?])")
_MARKS = re.compile(r"([,,])(?:\s*[,,])+")


class CorpusError(ValueError):
    """A line of a data file that cannot be read; says which and what to do."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One thought in one language; `indicators` is empty for an ordinary sentence. `cluster` names it for good."""

    language: str
    trade: str
    indicators: tuple[str, ...]
    text: str

    @property
    def cluster(self) -> str:
        """The same pattern has the same name in every file, at every line."""
        return hashlib.sha256(f"{self.language}\n{self.text}".encode()).hexdigest()[:12]

    def sentences(self, most: int) -> list[str]:
        """Up to `most` different sentences of this pattern; always the same ones, spread over all its choices."""
        parts = _CHOICE.split(self.text)
        choices = [part.split("|") if odd % 2 else [part] for odd, part in enumerate(parts)]
        total = 1
        for options in choices:
            total *= len(options)
        found: dict[str, None] = {}
        for attempt in range(total if total <= most else most * 3):
            number = attempt if total <= most else _draw(f"{self.cluster}/{attempt}") % total
            words = []
            for options in choices:
                number, which = divmod(number, len(options))
                words.append(options[which])
            found[_tidy("".join(words))] = None
            if len(found) == most:
                break
        return list(found)


def patterns(directory: Path = DATA) -> list[Pattern]:
    """Every pattern of the data files, sorted by cluster so that the order of files and lines does not matter.

    Raises `CorpusError` for a line that says neither heading nor pattern, an unknown indicator or a pattern given
    twice.
    """
    found: dict[str, Pattern] = {}
    for path in sorted(directory.glob("*.txt")):
        for number, pattern in _read(path):
            if pattern.cluster in found:
                raise CorpusError(f"{path.name}, line {number}: this pattern stands in the data already; remove one")
            found[pattern.cluster] = pattern
    return [found[cluster] for cluster in sorted(found)]


def digest(directory: Path = DATA) -> str:
    """What the data and the lexicon are, in one number: the model keeps it, so that nobody ships one without them."""
    state = hashlib.sha256()
    for pattern in patterns(directory):
        line = "\t".join((pattern.language, pattern.trade, "+".join(pattern.indicators), pattern.text))
        state.update(f"{line}\n".encode())
    listed, groups = lexicon.entries()
    for name, meant in (*listed.items(), *groups.items()):
        state.update(f"{name}\t{' '.join((meant,) if isinstance(meant, str) else meant)}\n".encode())
    return state.hexdigest()


def _read(path: Path) -> Iterator[tuple[int, Pattern]]:
    language, indicators = "", None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("# lang "):
            language = line.removeprefix("# lang ").strip()
        elif line.startswith("## "):
            names = line.removeprefix("## ").strip().split("+")
            indicators = () if names == ["none"] else tuple(names)
            if unknown := set(indicators) - set(INDICATORS):
                raise CorpusError(f"{path.name}, line {number}: no indicator is called {min(unknown)}")
        elif line.strip() and not line.startswith("#"):
            trade, colon, text = line.partition(":")
            if not colon or not language or indicators is None or not trade.isalpha() or not text.strip():
                raise CorpusError(f"{path.name}, line {number}: expected a heading or “trade: sentence”")
            if text.count("[") != text.count("]"):
                raise CorpusError(f"{path.name}, line {number}: a bracket is not closed")
            yield number, Pattern(language, trade, indicators, text.strip())


def _tidy(text: str) -> str:
    text = _BEFORE_MARK.sub(r"\1", _SPACES.sub(" ", text))
    return _MARKS.sub(r"\1", text).strip(" ,,;")  # noqa: B005 - any of these marks


def _draw(key: str) -> int:
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big")
