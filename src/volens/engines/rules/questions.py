"""What is still open, what it depends on, and the one question to ask next, or none.

Interval arithmetic alone forgets that one unknown stands in several places. So a case is first cut at the values where
a condition switches (the cells), each cell is considered by itself, and the answers are joined: still sound, and
tighter. A question is only asked with a proof in hand: two complete cases that differ in its answer alone and have
different results.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

from volens.engines.rules.cells import Cells, live_facts
from volens.engines.rules.facts import Fact, Sensitivity
from volens.engines.rules.graph import Graph
from volens.engines.rules.interval import Finding, Spans, findings, intervals, read_spans, roots
from volens.engines.rules.ranges import Span
from volens.engines.rules.values import Text

HOUSEHOLD = "household"
Proof = tuple[tuple[Any, Any], Mapping[str, Any], tuple[Mapping[str, Any], ...] | None]
_MOST_CELLS = 64
_MOST_PROOF_STEPS = 600


@dataclass(frozen=True, slots=True)
class Question:
    """The next thing to ask, with the proof that it matters.

    `example` holds two answers that lead to different results, in a case where the other facts are as in `others` and
    the other members of the household as in `members` (None: they do not matter there).
    """

    name: str
    text: Text
    sensitivity: Sensitivity
    fact: Fact | None  # None for the household
    gain: float  # the share of what is open that an answer closes on average
    example: tuple[Any, Any]
    others: Mapping[str, Any]
    members: tuple[Mapping[str, Any], ...] | None


@dataclass(frozen=True, slots=True)
class Outlook:
    """What can be said of a case: a finding for each result, and the facts each open result depends on."""

    findings: Mapping[str, Finding]
    depends_on: Mapping[str, tuple[str, ...]]

    @property
    def open(self) -> tuple[str, ...]:
        """The results that further answers can change."""
        return tuple(self.depends_on)

    def record(self) -> dict[str, Any]:
        """JSON: each result, and what the open ones depend on."""
        return {
            name: {"value": found.record(), "state": found.state, "depends_on": list(self.depends_on.get(name, ()))}
            for name, found in self.findings.items()
        }


class Case:
    """One person's case, partly told: spans of facts, and the other members (None: nothing told of them)."""

    def __init__(
        self,
        graph: Graph,
        spans: Spans,
        members: list[Spans] | None,
        goals: tuple[str, ...],
        cells: Cells | None = None,
    ) -> None:
        self.graph, self.spans, self.members, self.goals = graph, spans, members, goals
        self.cells = cells or Cells(graph)
        self._fast = intervals(graph, roots(graph, goals), goals)

    def ends(self, spans: Spans, members: list[Spans] | None) -> tuple[int, ...]:
        """Lowest and highest of every goal (and its validity)."""
        return self._fast(members, **spans)

    def live(self, spans: Spans, members: list[Spans] | None, goals: Iterable[str] | None = None) -> set[str]:
        """Facts the open goals may still depend on, by where the graph is still undecided."""
        return live_facts(self.graph, spans, members, tuple(goals) if goals is not None else self.goals)

    def unknown(self, name: str) -> bool:
        """Whether a fact is not told exactly."""
        span = self.spans.get(name)
        return span is None or span[0] != span[1]

    def split(self, goal: str) -> Iterator[Spans]:
        """Yield the cells of this case for one result.

        Only entangled facts are cut, in a fixed order until the cells are too many. Telling more leaves a finer cut, so
        answers only narrow.
        """
        live = self.live(self.spans, self.members, [goal])
        sizes = {name: len(self.cells.fixed(name)) for name in self.cells.entangled(goal) & live}
        chosen: list[str] = []
        for name in sorted(sizes, key=lambda name: (sizes[name], name)):
            if prod(sizes[known] for known in [*chosen, name]) > _MOST_CELLS:
                break
            chosen.append(name)
        cut = [self.cells.of(name, self.spans) for name in chosen]
        for choice in product(*cut):
            yield {**self.spans, **dict(zip(chosen, choice, strict=True))}

    def joined(self, goal: str) -> Finding:
        """What can be said of one result over all its cells."""
        evaluate = intervals(self.graph, roots(self.graph, [goal]), (goal,))
        result: list[int] = []
        for spans in self.split(goal):
            ends = evaluate(self.members, **spans)
            result = result or list(ends)
            for at in range(0, len(ends), 2):
                result[at], result[at + 1] = min(result[at], ends[at]), max(result[at + 1], ends[at + 1])
        return findings(self.graph, [goal], result)[goal]

    def outlook(self) -> Outlook:
        """Consider the case cell by cell."""
        found = findings(self.graph, self.goals, self.ends(self.spans, self.members))
        for name, item in found.items():
            if not item.known:
                found[name] = self.joined(name)
        depends: dict[str, tuple[str, ...]] = {}
        for name, item in found.items():
            if not item.known:
                depends[name] = tuple(sorted(fact for fact in self.live(self.spans, self.members, [name])))
        return Outlook(found, depends)

    # -- the next question ------------------------------------------------------------------------------------------

    def question(self, outlook: Outlook | None = None, without: Collection[str] = ()) -> Question | None:
        """Return the most useful question, or None where no answer a person can give changes anything.

        `without` names what the person would rather not answer: it is not asked again.
        """
        seen = outlook or self.outlook()
        if not seen.open:
            return None
        focus = Case(self.graph, self.spans, self.members, seen.open, self.cells)
        live = focus.live(self.spans, self.members)
        ranked = sorted(
            ((focus.gain(name), name) for name in live if name not in without and focus.askable(name)),
            key=lambda item: (-item[0] / (1 + focus.sensitivity(item[1])), focus.sensitivity(item[1]), item[1]),
        )
        for gain, name in ranked:
            proof = focus.proof(name)
            if proof is not None:
                fact = self.graph.all_facts.get(name)
                return Question(name, fact.question if fact else {}, focus.sensitivity(name), fact, gain, *proof)
        return None

    def askable(self, name: str) -> bool:
        """Whether a person can answer: not what only the service's ledger or a notice knows."""
        if name == HOUSEHOLD:
            return self.members is None
        return self.graph.all_facts[name].source == "asked"

    def sensitivity(self, name: str) -> Sensitivity:
        """How much asking costs; who lives with whom is sensitive."""
        return Sensitivity.SENSITIVE if name == HOUSEHOLD else self.graph.all_facts[name].sensitivity

    def gain(self, name: str) -> float:
        """The share of the open answer that knowing this fact closes, averaged over its cells."""
        before = self.ends(self.spans, self.members)
        rests: list[float] = []
        for spans, members in self.answers(name, whole=True):
            after = self.ends(spans, members)
            rest = 0.0
            for at in range(0, len(before), 2):
                width = before[at + 1] - before[at]
                rest += (after[at + 1] - after[at]) / width if width else 0.0
            rests.append(rest)
        possible = sum(1 for at in range(0, len(before), 2) if before[at] != before[at + 1]) or 1
        return 1 - sum(rests) / len(rests) / possible if rests else 0.0

    def answers(self, name: str, *, whole: bool = False) -> Iterator[tuple[Spans, list[Spans] | None]]:
        """Yield the case with this fact told: one case for each cell (`whole`), or for the ends of each cell."""
        yield from _answers(self, self.spans, self.members, name, whole=whole)

    def proof(self, name: str) -> Proof | None:
        """Search for two complete cases that differ in this fact alone and have different results."""
        steps = [_MOST_PROOF_STEPS]
        return self._prove(name, dict(self.spans), self.members, steps)

    def _prove(self, name: str, spans: Spans, members: list[Spans] | None, steps: list[int]) -> Proof | None:
        steps[0] -= 1
        live = self.live(spans, members)
        if name not in live or steps[0] < 0:
            return None
        others = sorted(live - {name}, key=lambda other: (other == HOUSEHOLD, len(self.cells.fixed(other)), other))
        if not others:
            return self._differ(name, spans, members)
        for told, people in _answers(self, spans, members, others[0]):
            found = self._prove(name, told, people, steps)
            if found is not None:
                return found
        return None

    def _differ(self, name: str, spans: Spans, members: list[Spans] | None) -> Proof | None:
        """Only one fact is open: do two of its values give two results?"""
        seen: dict[tuple[int, ...], Any] = {}
        for told, people in _answers(self, spans, members, name):
            ends = self.ends(told, people)
            if ends[::2] != ends[1::2]:
                continue  # still open: not a complete case, so no proof
            seen.setdefault(ends, self._shown_members(people) if name == HOUSEHOLD else self._shown(told).get(name))
            if len(seen) > 1:
                first, second = seen.values()
                others = {other: value for other, value in self._shown(spans).items() if other != name}
                return (first, second), others, None if name == HOUSEHOLD else self._shown_members(members)
        return None

    def _shown(self, spans: Spans) -> dict[str, Any]:
        facts = self.graph.all_facts
        return {name: facts[name].shape.show(low) for name, (low, high) in spans.items() if low == high}

    def _shown_members(self, members: list[Spans] | None) -> tuple[Mapping[str, Any], ...] | None:
        return None if members is None else tuple(self._shown(member) for member in members)


def _answers(
    case: Case, spans: Spans, members: list[Spans] | None, name: str, *, whole: bool = False
) -> Iterator[tuple[Spans, list[Spans] | None]]:
    if name == HOUSEHOLD:
        yield spans, []
        for end in (1, 0):
            yield spans, [{fact: (span[end], span[end]) for fact, span in case.cells.member_spans().items()}]
        return
    for low, high in case.cells.of(name, spans):
        ends: Iterable[Span] = [(low, high)] if whole else [(end, end) for end in dict.fromkeys((low, high))]
        for span in ends:
            yield {**spans, name: span}, members


def read_partial(
    graph: Graph,
    facts: Mapping[str, object],
    household: Sequence[Mapping[str, object]] | None = None,
    goals: Iterable[str] | None = None,
) -> Case:
    """Read a case of which any fact may be absent. Raises FactError naming every wrong field."""
    members = (
        None
        if household is None
        else [read_spans(graph, given, f"household.{i}.") for i, given in enumerate(household, 1)]
    )
    return Case(graph, read_spans(graph, facts), members, graph.goals(goals))


def outlook(
    graph: Graph,
    facts: Mapping[str, object],
    household: Sequence[Mapping[str, object]] | None = None,
    goals: Iterable[str] | None = None,
) -> Outlook:
    """Say what is certain, what is open, and on which facts that depends."""
    return read_partial(graph, facts, household, goals).outlook()


def next_question(
    graph: Graph,
    facts: Mapping[str, object],
    household: Sequence[Mapping[str, object]] | None = None,
    goals: Iterable[str] | None = None,
) -> Question | None:
    """Return the next question for a case, or None."""
    return read_partial(graph, facts, household, goals).question()
