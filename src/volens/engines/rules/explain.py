"""Reading 2: the explanation tree: each value, its rule, article, parameters with their dates, and words in each
language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from volens.engines.rules import phrases
from volens.engines.rules.facts import Fact
from volens.engines.rules.graph import Graph, RuleInfo
from volens.engines.rules.scalar import compiled, facts_needed, read_case
from volens.engines.rules.values import text_of


class Step:
    """One rule with its value (None: no rule known) and what it was computed from: other steps and told facts."""

    __slots__ = ("facts", "info", "rules", "value")

    def __init__(
        self, info: RuleInfo, value: int | None, rules: tuple[Step, ...], facts: tuple[tuple[Fact, int], ...]
    ) -> None:
        self.info, self.value, self.rules, self.facts = info, value, rules, facts

    def words(self, language: str) -> str:
        """Say the value in one line: "monthly benefit: 1890.00 CNY a month (Toy Code art. 4)"."""
        info = self.info
        shown = phrases.NOT_KNOWN[language] if self.value is None else info.shape.words(int(self.value), language)
        return phrases.LINE[language].format(label=text_of(info.label, language), value=shown, cite=info.cite)

    def because(self, language: str) -> str:
        """Say how the value comes about, following only the branch taken."""
        return phrases.because(self, language)

    def record(self, language: str = "en") -> dict[str, Any]:
        """Return this step and all below it as JSON, each value also in words."""
        info = self.info
        return {
            "rule": info.name,
            "label": text_of(info.label, language),
            "value": None if self.value is None else info.shape.show(int(self.value)),
            "words": self.words(language),
            "because": self.because(language),
            "cite": info.cite,
            "note": text_of(info.note, language),
            "confidence": info.confidence,
            "not_known": [
                {"name": name, "after": after or None} for name, after in (info.lapsed if self.value is None else ())
            ],
            "parameters": [parameter_record(use, language) for use in info.parameters],
            "facts": [
                {"fact": fact.name, "label": text_of(fact.label, language), "value": fact.shape.show(value),
                 "words": fact.shape.words(value, language)}
                for fact, value in self.facts
            ],
            "from": [step.record(language) for step in self.rules],
        }  # fmt: skip

    def lines(self, language: str = "en", indent: int = 0) -> list[str]:
        """Return the tree as indented lines of plain text."""
        pad = "  " * indent
        found = [f"{pad}{self.words(language)}", f"{pad}  {self.because(language)}"]
        found += [f"{pad}  {phrases.parameter_words(use, language)}" for use in self.info.parameters]
        for fact, value in self.facts:
            found.append(f"{pad}  {text_of(fact.label, language)}: {fact.shape.words(value, language)}")
        for step in self.rules:
            found += step.lines(language, indent + 1)
        return found


def parameter_record(use: Any, language: str) -> dict[str, Any]:
    """Return one parameter use as JSON."""
    return {
        "name": use.name, "label": text_of(use.label, language), "value": use.value, "unit": use.unit,
        "from": use.start,
        "until": use.until or None, "source": use.source, "article": use.article, "confidence": use.confidence,
        "pack": use.pack, "note": use.note,
    }  # fmt: skip


def explainer(graph: Graph, goals: Iterable[str] | None = None) -> Callable[..., tuple[Step, ...]]:
    """Return a compiled function `(f, others=()) -> steps`, one tree for each goal; `f` as in `scalar.source`.

    The trees share steps. What does not depend on the person (labels, articles, parameters) is referred to, not copied.
    """
    names = graph.goals(goals)
    key = ("explain", names)
    if key not in graph.readings:
        graph.readings[key] = _compile(graph, names)
    return graph.readings[key]  # type: ignore[no-any-return]


def _with_rules_below(graph: Graph, names: tuple[str, ...]) -> list[str]:
    """The goals and every rule an explanation of them speaks of, those below first."""
    needed: dict[str, None] = {}

    def visit(name: str) -> None:
        if name in needed:
            return
        for below in graph.rules[name].rules:
            if below != name:  # a local rule may stand on the national one of its name: one rule in an explanation
                visit(below)
        needed.setdefault(name)

    for name in names:
        visit(name)
    return list(needed)


def _compile(graph: Graph, names: tuple[str, ...]) -> Callable[..., tuple[Step, ...]]:
    order = _with_rules_below(graph, names)
    evaluate = compiled(graph, order)
    told = facts_needed(graph, order)[0]
    space: dict[str, Any] = {"evaluate": evaluate, "Step": Step}
    lines = [
        "def explain(f, others=()):",
        f"    ({''.join(f'v{i}, ' for i in range(len(order)))}) = evaluate(f, others)",
    ]
    for position, name in enumerate(order):
        info = graph.rules[name]
        space[f"i{position}"] = info
        below = "".join(f"s{order.index(rule)}, " for rule in info.rules if rule != name)
        facts = ""
        for fact in info.facts:
            if fact in told:
                space[f"f_{fact}"] = graph.all_facts.get(fact) or graph.facts[fact]
                facts += f"(f_{fact}, f.{fact}), "
        lines.append(f"    s{position} = Step(i{position}, v{position}, ({below}), ({facts}))")
    lines.append(f"    return ({''.join(f's{order.index(name)}, ' for name in names)})")
    exec(compile("\n".join(lines), f"<explain {graph.pack} {graph.day}>", "exec"), space)  # noqa: S102 - our own generated text
    return space["explain"]  # type: ignore[no-any-return]


def explain(
    graph: Graph,
    facts: Mapping[str, object],
    household: Sequence[Mapping[str, object]] = (),
    goals: Iterable[str] | None = None,
) -> tuple[Step, ...]:
    """Explain one complete case: a tree for each goal. Raises FactError as `scalar.decide` does."""
    names = graph.goals(goals)
    # An explanation speaks of more rules than the answer needs: where a rule has ended, the answer needs no fact.
    person, others = read_case(graph, facts, household, _with_rules_below(graph, names))
    return explainer(graph, names)(person, others)
