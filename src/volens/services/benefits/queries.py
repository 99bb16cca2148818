"""What a pack of law says of a case told bit by bit. Nothing is stored: the case is the caller's and stays there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from volens.engines.rules import Fact, FactError, Graph, Pack
from volens.engines.rules.explain import Step, explain
from volens.engines.rules.grounds import Refusal, refusal_over_time
from volens.engines.rules.interval import Finding
from volens.engines.rules.questions import HOUSEHOLD, Question, read_partial
from volens.engines.rules.scalar import facts_needed
from volens.engines.rules.values import Text
from volens.packs import law
from volens.packs.law.topics import TOPICS, Topic, topic

__all__ = ["Answer", "Result", "answer", "pack", "packs", "record", "topic"]


@dataclass(frozen=True, slots=True)
class Result:
    """What can be said of one result now.

    `finding` has its state: "yes", "no", "value" (settled); "range", "depends" (open); "no rule" (none known).
    `depends_on` names the facts that can still change it; `step` explains it once everything it needs was told.
    """

    finding: Finding
    depends_on: tuple[Fact, ...]
    on_household: bool
    step: Step | None
    refusal: Refusal | None  # of a "no": every failing condition, and from when it would hold
    labels: Mapping[str, Text]  # of the figures of the law and the rules, by their names in the pack


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole answer to a case as told so far: results, the next question, and the published figures it wants."""

    graph: Graph
    topic: Topic
    results: Mapping[str, Result]
    question: Question | None
    figures: tuple[Fact, ...]  # published figures that would narrow the answer
    records: tuple[Fact, ...]  # what the office's own records hold of the person, that would narrow the answer
    given: Mapping[str, tuple[Fact, str]]
    member_facts: tuple[str, ...]  # what the law asks about the other members of the household

    @property
    def settled(self) -> bool:
        """Whether nothing a person can tell changes the answer any more."""
        return self.question is None


@lru_cache(maxsize=16)
def pack(name: str) -> Pack:
    """A pack by its name. Raises KeyError, naming the packs there are."""
    return law.load(name)


def packs() -> list[tuple[Pack, tuple[Topic, ...]]]:
    """Every pack with its topics."""
    return [(pack(name), topics) for name, topics in TOPICS.items()]


def answer(
    name: str,
    code: str,
    day: dt.date,
    facts: Mapping[str, object],
    *,
    household: Sequence[Mapping[str, object]] | None = None,
    without: Collection[str] = (),
) -> Answer:
    """Answer one topic of a pack for one day. Cost: milliseconds, no database.

    Raises KeyError for an unknown pack or topic and FactError, naming each field, for facts that make no sense.
    """
    asked = topic(name, code)
    graph = pack(name).on(day)
    goals = [goal for goal in asked.goals if goal in graph.rules]
    case = read_partial(graph, facts, household, goals)
    seen = case.outlook()
    declared = graph.all_facts
    labels = _labels(name)
    results = {
        goal: Result(
            finding=finding,
            depends_on=tuple(declared[each] for each in seen.depends_on.get(goal, ()) if each in declared),
            on_household=HOUSEHOLD in seen.depends_on.get(goal, ()),
            step=_explained(graph, facts, household, goal) if finding.known else None,
            refusal=refusal_over_time(pack(name), day, facts, goal, household) if finding.state == "no" else None,
            labels=labels,
        )
        for goal, finding in seen.findings.items()
    }
    open_facts = dict.fromkeys(fact for goal in goals for fact in seen.depends_on.get(goal, ()))
    beside = [declared[each] for each in open_facts if each in declared]
    return Answer(
        graph=graph,
        topic=asked,
        results=results,
        question=case.question(seen, without=without),
        figures=tuple(fact for fact in beside if fact.source == "notice"),
        records=tuple(fact for fact in beside if fact.source == "ledger"),
        given={each: (declared[each], str(value)) for each, value in facts.items() if value not in {None, ""}},
        member_facts=tuple(sorted(facts_needed(graph, goals)[1])),
    )


@lru_cache(maxsize=16)
def _labels(name: str) -> Mapping[str, Text]:
    """The labels of every figure and rule of a pack and those below it."""
    found: dict[str, Text] = {}
    for layer in reversed(pack(name).layers):
        found.update({each: parameter.label for each, parameter in layer.parameters.items()})
        found.update({made.name: made.label for made in layer.own_rules})
    return found


def _explained(
    graph: Graph, facts: Mapping[str, object], household: Sequence[Mapping[str, object]] | None, goal: str
) -> Step | None:
    """The explanation of one result, or None while something it mentions was not told."""
    try:
        return explain(graph, facts, household or (), [goal])[0]
    except FactError:
        return None


def record(found: Answer, language: str) -> dict[str, Any]:
    """The answer as JSON: results with reasons and articles, and the next question. `language`: "en" or "zh-Hans"."""
    question = found.question
    return {
        "pack": found.graph.pack,
        "date": found.graph.day.isoformat(),
        "topic": found.topic.code,
        "rule_version": found.graph.hash,
        "results": {
            goal: {
                "label": each.finding.info.label.get(language, goal),
                "state": each.finding.state,
                "value": each.finding.record(),
                "cite": each.finding.info.cite,
                "confidence": each.finding.info.confidence,
                "depends_on": [fact.name for fact in each.depends_on],
                "because": each.step.record(language) if each.step else None,
                "grounds": each.refusal.record(language) if each.refusal else None,
            }
            for goal, each in found.results.items()
        },
        "next_question": None
        if question is None
        else {"fact": question.name, "text": question.text.get(language, ""), "sensitivity": question.sensitivity.name},
    }
