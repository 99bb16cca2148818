"""Reading 10: why not, completely: every failing condition with its article, and what would have to be different, and
when.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from volens.engines.rules import dates, phrases
from volens.engines.rules.cells import switches
from volens.engines.rules.expression import Node
from volens.engines.rules.facts import Fact
from volens.engines.rules.graph import Graph, RuleInfo
from volens.engines.rules.interval import Spans, consider, intervals, read_spans
from volens.engines.rules.pack import Pack
from volens.engines.rules.ranges import Span
from volens.engines.rules.traversal import below, facts_of
from volens.engines.rules.values import BOOL, CATEGORY, DATE, Text, text_of


@dataclass(frozen=True, slots=True)
class Needed:
    """The nearest value of one fact with which a condition would hold, the rest unchanged: at least, at most, or
    exactly.
    """

    fact: Fact
    relation: str  # "at least" | "at most" | "is"
    value: int

    def words(self, language: str) -> str:
        """Say it: "months of contributions: at least 12 months"."""
        shown = self.fact.shape.words(self.value, language)
        return phrases.NEEDED[language].format(
            label=text_of(self.fact.label, language), relation=phrases.RELATIONS[self.relation][language], value=shown
        )


@dataclass(frozen=True, slots=True)
class Failing:
    """One condition that is not met. With `alternatives`, one of those would have been enough."""

    code: str
    label: Text
    cite: str
    rule: str
    facts: tuple[tuple[Fact, int], ...]
    needed: tuple[Needed, ...]
    alternatives: tuple[tuple[Failing, ...], ...] = ()

    def record(self, language: str) -> dict[str, Any]:
        """JSON in one language."""
        return {
            "code": self.code, "label": text_of(self.label, language), "cite": self.cite, "rule": self.rule,
            "facts": {fact.name: fact.shape.show(value) for fact, value in self.facts},
            "needed": [
                {
                    "fact": item.fact.name, "relation": item.relation, "value": item.fact.shape.show(item.value),
                    "words": item.words(language),
                }
                for item in self.needed
            ],
            "one_of": [[item.record(language) for item in group] for group in self.alternatives],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """When a result would hold if things go on as they are, and which growing facts bring it about."""

    month: date
    months: int
    reached: tuple[Needed, ...]

    def words(self, language: str) -> str:
        """Say it: "from March 2026, when months of contributions reach 12 months"."""
        month = phrases.MONTH[language].format(
            year=self.month.year, month=self.month.month, name=phrases.MONTHS[self.month.month - 1]
        )
        if not self.reached:
            return phrases.FROM_MONTH[language].format(month=month)
        parts = phrases.AND[language].join(
            phrases.REACH[language].format(
                label=text_of(item.fact.label, language), value=item.fact.shape.words(item.value, language)
            )
            for item in self.reached
        )
        return phrases.FROM_MONTH_WHEN[language].format(month=month, parts=parts)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Everything that stands between a person and a yes. `enough`: whether meeting every need listed would suffice."""

    info: RuleInfo
    failing: tuple[Failing, ...]
    open: tuple[str, ...]
    enough: bool
    when: Counterfactual | None = None

    def record(self, language: str) -> dict[str, Any]:
        """JSON in one language."""
        when = self.when and {
            "month": self.when.month.isoformat(),
            "months": self.when.months,
            "words": self.when.words(language),
        }
        return {
            "rule": self.info.name, "label": text_of(self.info.label, language), "cite": self.info.cite,
            "failing": [item.record(language) for item in self.failing], "open": list(self.open),
            "enough": self.enough, "when": when,
        }  # fmt: skip


def refusal(
    graph: Graph, facts: Mapping[str, object], goal: str, household: Sequence[Mapping[str, object]] | None = None
) -> Refusal | None:
    """List the failing conditions of a yes/no rule, or None where it is not (certainly) refused.

    Facts may be absent.
    """
    info = graph.rules[goal]
    if info.shape.kind != BOOL:
        raise ValueError(f"{goal} is not a yes/no rule; grounds are those of the yes/no rule it depends on")
    spans = read_spans(graph, facts)
    members = None if household is None else [read_spans(graph, given) for given in household]
    found = _Reading(graph, spans, members, info)
    if found.span(info.node)[1]:
        return None
    failing = tuple(found.failing(info.node, info))
    changes = {item.fact.name: (item.value, item.value) for ground in failing for item in _first_needs(ground)}
    ends = intervals(graph, [info.node], ("goal", goal))(members, **{**spans, **changes})
    return Refusal(info, failing, tuple(sorted(found.undecided)), bool(ends[0]))


def _first_needs(ground: Failing) -> Iterable[Needed]:
    if ground.alternatives:
        return [item for inner in ground.alternatives[0] for item in _first_needs(inner)]
    return ground.needed[:1]


class _Reading:
    """One case's values at every node below a goal."""

    def __init__(self, graph: Graph, spans: Spans, members: list[Spans] | None, info: RuleInfo) -> None:
        self.graph, self.spans, self.members = graph, spans, members
        nodes = [node for node in below([info.node]) if node.low != node.high]
        ends = intervals(graph, nodes, ("below", info.name))(members, **spans)
        self.at = {node.index: (int(ends[2 * at]), int(ends[2 * at + 1])) for at, node in enumerate(nodes)}
        self.by_node = {other.node.index: other for other in graph.rules.values() if other.shape.kind == BOOL}
        self.undecided: set[str] = set()

    def span(self, node: Node) -> Span:
        return self.at.get(node.index, (node.low, node.high))

    def failing(self, node: Node, info: RuleInfo, *, wanted: bool = True) -> Iterable[Failing]:
        """Yield what keeps a node from being `wanted`."""
        low, high = self.span(node)
        if (low if wanted else 1 - high) or low != high:
            if low != high:
                self.undecided |= facts_of(node)
            return
        other = self.by_node.get(node.index)
        if other is not None:
            info = other
        if node.op == "not":
            yield from self.failing(node.args[0], info, wanted=not wanted)
        elif node.op == ("and" if wanted else "or"):
            for arg in node.args:
                yield from self.failing(arg, info, wanted=wanted)
        elif node.op == ("or" if wanted else "and"):
            groups = tuple(tuple(self.failing(arg, info, wanted=wanted)) for arg in node.args)
            yield Failing(
                "one_of", phrases.ONE_OF, info.cite, info.name, (), (), tuple(group for group in groups if group)
            )
        elif node.op == "ground":
            yield self.ground(node, info, wanted=wanted)
        elif node.op == "where" and self.span(node.args[0])[0] == self.span(node.args[0])[1]:
            yield from self.failing(node.args[1 if self.span(node.args[0])[0] else 2], info, wanted=wanted)
        else:
            yield self.leaf(node, info, wanted=wanted)

    def ground(self, node: Node, info: RuleInfo, *, wanted: bool) -> Failing:
        """A named condition: the words of the rule, what it needs, and what lies behind it where it is itself a
        rule.
        """
        ground = info.grounds.get(node.data[0])
        inner = tuple(self.failing(node.args[0], info, wanted=wanted))
        leaf = self.leaf(node.args[0], info, wanted=wanted)
        plain = len(inner) == 1 and not inner[0].alternatives and inner[0].rule == info.name
        return replace(
            leaf,
            code=node.data[0],
            label=ground.label if ground else info.label,
            cite=(ground.cite if ground and ground.cite else info.cite),
            needed=inner[0].needed if plain else leaf.needed,
            alternatives=() if plain else (inner,),
        )

    def leaf(self, node: Node, info: RuleInfo, *, wanted: bool) -> Failing:
        names = sorted(facts_of(node))
        told = tuple((self.graph.all_facts[name], self.spans[name][0]) for name in names if self.told(name))
        needed = tuple(need for name in names if (need := self.need(node, name, wanted=wanted)))
        return Failing(info.name, info.label, info.cite, info.name, told, needed)

    def told(self, name: str) -> bool:
        return name in self.spans and self.spans[name][0] == self.spans[name][1]

    def need(self, node: Node, name: str, *, wanted: bool) -> Needed | None:
        """Find the nearest value of one fact that would make the condition hold, the others as told."""
        fact = self.graph.all_facts[name]
        if fact.fixed or fact.source == "notice" or not self.told(name):
            return None
        evaluate = intervals(self.graph, [node], ("node", node.index))
        now, others = self.spans[name][0], {other: span for other, span in self.spans.items() if other != name}
        good = 1 if wanted else 0

        def holds(value: int) -> bool:
            return tuple(map(int, evaluate(self.members, **others, **{name: (value, value)}))) == (good, good)

        if fact.shape.kind in {BOOL, CATEGORY}:
            found = [value for value in range(fact.low, fact.high + 1) if holds(value)]
            return Needed(fact, "is", found[0]) if found else None
        starts = sorted(switches(evaluate, name, others, self.members, (fact.low, fact.high)))
        nearest = sorted({*starts, *(start - 1 for start in starts)}, key=lambda value: (abs(value - now), value))
        for value in nearest:
            if holds(value):
                return Needed(fact, "at least" if value > now else "at most", value)
        return None


def when(
    pack: Pack,
    day: date,
    facts: Mapping[str, object],
    goal: str,
    household: Sequence[Mapping[str, object]] | None = None,
    *,
    horizon: int = 60,
) -> Counterfactual | None:
    """Find the first month, up to `horizon` months ahead, from which a yes/no rule would hold if the person goes on as
    now.

    Facts that grow rise by one each month (growing dates move on by a month); the law is that of each month as far as
    it is known. None: not within the horizon, or no rule is known from some month on.
    """
    graph, told = pack.on(day), dict(facts)
    changes, dated = (
        pack.change_days(),
        any("date" in made.arguments for layer in pack.layers for made in layer.own_rules),
    )
    last = day
    for months in range(1, horizon + 1):
        then = date.fromordinal(dates.add_months(day.toordinal(), months, "month_end"))
        if dated or any(last < change <= then for change in changes):
            graph = pack.on(then)
        last = then
        moved = {
            name: _grown(pack.facts[name], value, months) if name in pack.facts else value
            for name, value in told.items()
        }
        found = consider(graph, moved, household, [goal])[goal]
        if found.state == "no rule":
            return None
        if found.state == "yes":
            return Counterfactual(
                date(then.year, then.month, 1), months, tuple(_reached(pack, then, told, moved, goal, household))
            )
    return None


def _grown(fact: Fact, value: object, months: int) -> object:
    if not fact.grows or value is None:
        return value
    number = fact.read(value)
    moved = dates.add_months(number, months, "month_end") if fact.shape.kind == DATE else number + months
    return fact.shape.show(min(moved, fact.high))


def _reached(
    pack: Pack, then: date, told: Mapping[str, object], moved: Mapping[str, object], goal: str, household: Any
) -> Iterable[Needed]:
    """The growing counts without whose growth the answer would still be no on that day."""
    graph = pack.on(then)
    for name, fact in pack.facts.items():
        if fact.grows and fact.shape.kind != DATE and name in told and moved[name] != told[name]:
            without = {**moved, name: told[name]}
            if consider(graph, without, household, [goal])[goal].state != "yes":
                yield Needed(fact, "at least", fact.read(moved[name]))


def refusal_over_time(
    pack: Pack,
    day: date,
    facts: Mapping[str, object],
    goal: str,
    household: Sequence[Mapping[str, object]] | None = None,
) -> Refusal | None:
    """`refusal` together with `when`."""
    found = refusal(pack.on(day), facts, goal, household)
    return None if found is None else replace(found, when=when(pack, day, facts, goal, household))
