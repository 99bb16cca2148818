"""Readings 7, 8 and 9: replay a decision, compare two situations of one person, find what a retroactive change
touches.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from volens.engines.rules.graph import Graph, RuleInfo, digests
from volens.engines.rules.interval import Finding, consider
from volens.engines.rules.scalar import decide, facts_needed
from volens.engines.rules.serial import load
from volens.engines.rules.values import NUMBER, show_unit


@dataclass(frozen=True, slots=True)
class Decision:
    """What is stored of a decision: the law's hash, exactly the inputs it used, and the results, all as JSON values."""

    hash: str
    inputs: Mapping[str, Any]
    values: Mapping[str, Any]
    household: tuple[Mapping[str, Any], ...] = ()
    id: str = ""


def make_decision(
    graph: Graph,
    facts: Mapping[str, object],
    household: Sequence[Mapping[str, object]] = (),
    goals: Iterable[str] | None = None,
    id: str = "",  # noqa: A002
) -> Decision:
    """Decide a complete case and return what to store: only the facts the results need. Raises FactError."""
    names = graph.goals(goals)
    values = decide(graph, facts, household, names)
    own, shared = facts_needed(graph, names)
    shapes = graph.all_facts

    def kept(given: Mapping[str, object], needed: set[str]) -> dict[str, Any]:
        return {name: shapes[name].shape.show(shapes[name].read(given[name])) for name in sorted(needed)}

    return Decision(graph.hash, kept(facts, own), values, tuple(kept(member, shared) for member in household), id)


@dataclass(frozen=True, slots=True)
class Replay:
    """A decision computed again. `differences` maps each result that came out otherwise to (stored, now)."""

    graph: Graph
    values: Mapping[str, Any]
    differences: Mapping[str, tuple[Any, Any]]

    @property
    def agrees(self) -> bool:
        """Whether every result is what was stored."""
        return not self.differences


def replay(archive: Mapping[str, bytes], decision: Decision) -> Replay:
    """Compute a stored decision again from its inputs and the archived graph of its hash.

    `archive` maps hashes to what `serial.dump` returned. Raises KeyError where the law of the decision is not archived
    and ValueError where the archived graph was altered.
    """
    graph = load(archive[decision.hash])
    if graph.hash != decision.hash:
        raise ValueError(f"the archive holds another graph under {decision.hash[:12]}")
    values = decide(graph, decision.inputs, decision.household, decision.values)
    differences = {name: (stored, values[name]) for name, stored in decision.values.items() if values[name] != stored}
    return Replay(graph, values, differences)


@dataclass(frozen=True, slots=True)
class Touched:
    """A past decision that a change of law touches: each result that would now be another; "open" needs more facts."""

    decision: Decision
    before: Mapping[str, Any]
    after: Mapping[str, Finding]

    @property
    def open(self) -> tuple[str, ...]:
        """Results that the stored inputs do not settle under the changed law."""
        return tuple(name for name, found in self.after.items() if not found.known)


def changed_rules(old: Graph, new: Graph) -> set[str]:
    """Return the rules whose computation differs (a new name counts, new words do not)."""
    left, right = digests(old.nodes()), digests(new.nodes())

    def print_of(found: Mapping[int, str], info: RuleInfo) -> tuple[str, str]:
        return found[info.node.index], "" if info.valid is None else found[info.valid.index]

    return {
        name for name, info in new.rules.items()
        if name not in old.rules or print_of(left, old.rules[name]) != print_of(right, info)
    }  # fmt: skip


def touched(old: Graph, new: Graph, decisions: Iterable[Decision]) -> Iterator[Touched]:
    """Yield the decisions taken under `old` that `new` (the law as retroactively changed) would decide otherwise.

    Decisions that involve no changed rule are passed over without being computed.
    """
    changed = changed_rules(old, new)
    for decision in decisions:
        goals = [name for name in decision.values if name in changed]
        if not goals:
            continue
        found = consider(new, decision.inputs, decision.household, goals)
        other = {name: item for name, item in found.items() if not item.known or item.record() != decision.values[name]}
        if other:
            yield Touched(decision, {name: decision.values[name] for name in other}, other)


@dataclass(frozen=True, slots=True)
class Row:
    """One result now and then. The change is a lowest and highest, equal where both situations are fully told."""

    info: RuleInfo
    now: Finding
    then: Finding

    @property
    def change(self) -> tuple[int, int]:
        """Lowest and highest change, in internal units."""
        return self.then.low - self.now.high, self.then.high - self.now.low


@dataclass(frozen=True, slots=True)
class Comparison:
    """One person in two situations.

    `total` is the change of everything counted in the unit asked for, income included.
    """

    rows: Mapping[str, Row]
    unit: str
    income_change: int
    counted: tuple[str, ...] = field(default=())

    @property
    def total(self) -> tuple[int, int]:
        """Lowest and highest change of the counted results together with the income, in minor units."""
        changes = [self.rows[name].change for name in self.counted]
        return self.income_change + sum(low for low, _ in changes), self.income_change + sum(
            high for _, high in changes
        )

    @property
    def kept(self) -> tuple[float, float] | None:
        """The share of the added income that remains, lowest and highest; None where no income is added."""
        if self.income_change <= 0:
            return None
        return self.total[0] / self.income_change, self.total[1] / self.income_change


def keep(
    graph: Graph,
    now: Mapping[str, object],
    change: Mapping[str, object],
    household: Sequence[Mapping[str, object]] | None = None,
    goals: Iterable[str] | None = None,
    *,
    income: str | None = None,
    counted: Iterable[str] | None = None,
) -> Comparison:
    """What would I keep if I take this job? Compare the facts as they are with the facts as changed; any may be
    absent.

    income: the fact that holds the wage; its rise counts towards the total. counted: the results that add up with it
    (those of the income's unit, unless named; leave out a result that is itself a sum of others).
    """
    names = graph.goals(goals)
    first, second = consider(graph, now, household, names), consider(graph, {**now, **change}, household, names)
    rows = {name: Row(graph.rules[name], first[name], second[name]) for name in names}
    rise = 0
    if income is not None:
        fact = graph.all_facts[income]
        ends = [fact.read(facts[income]) if facts.get(income) is not None else 0 for facts in (now, {**now, **change})]
        rise = ends[1] - ends[0]
    shape = graph.all_facts[income].shape if income else None
    if counted is None:
        chosen = tuple(name for name in names if shape and rows[name].info.shape == shape)
    else:
        chosen = tuple(counted)
    for name in chosen:
        info = graph.rules[name]
        if info.shape.kind != NUMBER or (shape and info.shape.unit != shape.unit):
            raise ValueError(f"{name} cannot be added to {income}: it is in another unit")
    unit = show_unit(shape.unit) if shape else ""
    return Comparison(rows, unit, rise, chosen)
