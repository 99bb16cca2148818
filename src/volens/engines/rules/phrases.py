"""The engine's own words, in each language: how an operation is said, following only the branch a person is on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from volens.engines.rules.expression import Node
from volens.engines.rules.graph import ParameterUse
from volens.engines.rules.ranges import RANGES
from volens.engines.rules.values import text_of

if TYPE_CHECKING:
    from volens.engines.rules.explain import Step

LINE = {"en": "{label}: {value} ({cite})", "zh-Hans": "{label}：{value}（{cite}）"}
NOT_KNOWN = {"en": "no rule known", "zh-Hans": "没有已知的规定"}
NOT_KNOWN_AFTER = {"en": "no rule known for {name} after {after}", "zh-Hans": "{after}之后没有关于{name}的已知规定"}
NOT_KNOWN_YET = {"en": "no rule known for {name}", "zh-Hans": "没有关于{name}的已知规定"}
_PARAMETER = {
    "en": "{label}: {value}, from {start}{until}; {source} {article} [{confidence}]",
    "zh-Hans": "{label}：{value}，自{start}起{until}；{source} {article} [{confidence}]",
}
NEEDED = {"en": "{label}: {relation} {value}", "zh-Hans": "{label}：{relation}{value}"}
RELATIONS = {
    "at least": {"en": "at least", "zh-Hans": "至少"},
    "at most": {"en": "at most", "zh-Hans": "不超过"},
    "is": {"en": "would have to be", "zh-Hans": "应为"},
}
ONE_OF = {"en": "one of these would be enough", "zh-Hans": "满足其中一项即可"}
FROM_MONTH = {"en": "from {month}", "zh-Hans": "自{month}起"}
FROM_MONTH_WHEN = {"en": "from {month}, when {parts}", "zh-Hans": "自{month}起，{parts}时"}
REACH = {"en": "{label} reach {value}", "zh-Hans": "{label}达到{value}"}
MONTH = {"en": "{name} {year}", "zh-Hans": "{year}年{month}月"}
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
AND = {"en": " and ", "zh-Hans": "且"}
_UNTIL = {"en": " until {until}", "zh-Hans": "至{until}"}
_SAID: dict[str, Mapping[str, str]] = {
    "add": {"en": "{0} plus {1}", "zh-Hans": "{0}加{1}"},
    "sub": {"en": "{0} minus {1}", "zh-Hans": "{0}减{1}"},
    "mul": {"en": "{0} times {1}", "zh-Hans": "{0}乘以{1}"},
    "div": {"en": "{0} divided by {1}, whole", "zh-Hans": "{0}除以{1}取整"},
    "lt": {"en": "{0} below {1}", "zh-Hans": "{0}低于{1}"},
    "le": {"en": "{0} at most {1}", "zh-Hans": "{0}不超过{1}"},
    "eq": {"en": "{0} equal to {1}", "zh-Hans": "{0}等于{1}"},
    "not": {"en": "not ({0})", "zh-Hans": "非（{0}）"},
    "min": {"en": "the smaller of {0}", "zh-Hans": "{0}中较小者"},
    "max": {"en": "the larger of {0}", "zh-Hans": "{0}中较大者"},
    "band": {"en": "by the scale at {0}", "zh-Hans": "按{0}所在档次"},
    "pick": {"en": "the entry for {0}", "zh-Hans": "{0}对应的数值"},
    "isin": {"en": "{0} is {1}", "zh-Hans": "{0}为{1}"},
    "months_between": {"en": "months from {0} to {1}", "zh-Hans": "从{0}到{1}的月数"},
    "add_months": {"en": "{0} plus {1}", "zh-Hans": "{0}加{1}"},
    "month_index": {"en": "the month of {0}", "zh-Hans": "{0}所在月"},
    "first_of_month": {"en": "the first day of {0}", "zh-Hans": "{0}的第一天"},
    "day_of_month": {"en": "the day of {0}", "zh-Hans": "{0}的日"},
    "sum": {"en": "the household's sum of {0}", "zh-Hans": "全家{0}之和"},
    "any": {"en": "someone in the household: {0}", "zh-Hans": "家庭中有人：{0}"},
    "floor": {"en": "{0}, rounded down", "zh-Hans": "{0}，向下取整"},
    "ceil": {"en": "{0}, rounded up", "zh-Hans": "{0}，向上取整"},
    "half_up": {"en": "{0}, rounded", "zh-Hans": "{0}，四舍五入"},
    "half_even": {"en": "{0}, rounded (halves to even)", "zh-Hans": "{0}，四舍六入五成双"},
    "truncate": {"en": "{0}, cut off", "zh-Hans": "{0}，截尾"},
}
_OR = {"en": " or ", "zh-Hans": "或"}
_LIST = {"en": " and ", "zh-Hans": "与"}
_SINCE = {"en": "{0}, because {1}: {2}", "zh-Hans": "{0}，因为{1}：{2}"}
_SINCE_ONLY = {"en": "{0}, because {1}", "zh-Hans": "{0}，因为{1}"}
_COMPARED = {
    "le": {"en": "{0} is at least {1}", "zh-Hans": "{0}不少于{1}"},
    "lt": {"en": "{0} is above {1}", "zh-Hans": "{0}高于{1}"},
}
_ENTRY = {"en": "{0} ({1})", "zh-Hans": "{0}（{1}）"}
_NESTED = {"en": "({0})", "zh-Hans": "（{0}）"}
_WRAPPED = frozenset({"add", "sub", "mul", "min", "max", "where", "or", "div", "round"})


def because(step: Step, language: str) -> str:
    """Say how a step's value comes about."""
    return _Speaker(step, language).root()


def parameter_words(use: ParameterUse, language: str) -> str:
    """Say a parameter with its dates, instrument and confidence."""
    until = _UNTIL[language].format(until=use.until) if use.until else ""
    value = use.shape.words(use.number, language) if use.shape and use.number is not None else _flat(use.value)
    return _PARAMETER[language].format(
        label=text_of(use.label, language), value=value, start=use.start, until=until, source=use.source,
        article=use.article, confidence=use.confidence,
    )  # fmt: skip


def lapse_words(name: str, after: str, language: str) -> str:
    """Say that no rule is known, and since when."""
    return (NOT_KNOWN_AFTER if after else NOT_KNOWN_YET)[language].format(name=name, after=after)


def _flat(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{code} {_flat(item)}" for code, item in value.items())
    if isinstance(value, list):
        return ", ".join(f"{pair[0]} → {pair[1]}" for pair in value)
    return str(value)


class _Speaker:
    """Says one rule's expression, with other rules and parameters by their names."""

    def __init__(self, step: Step, language: str) -> None:
        self.step, self.language = step, language
        self.known: dict[int, int] = {}
        self.labels: dict[int, str] = {}
        for below in step.rules:
            if below.value is not None:
                self.known[below.info.node.index] = int(below.value)
            self.labels.setdefault(below.info.node.index, text_of(below.info.label, language))
        self.facts = {fact.name: (fact, value) for fact, value in step.facts}
        self.parameters = {use.name: text_of(use.label, language) for use in step.info.parameters}
        if step.value is not None:
            self.known[step.info.node.index] = int(step.value)

    def root(self) -> str:
        info, language = self.step.info, self.language
        if self.step.value is None:
            return (
                "; ".join(lapse_words(str(name), str(after), language) for name, after in info.lapsed)
                or NOT_KNOWN[language]
            )
        return self.say(info.node, top=True)

    def value(self, node: Node) -> int | None:
        """Return a node's value for this person, where told facts and steps below determine it."""
        if node.low == node.high:
            return node.low
        if node.index not in self.known:
            if node.op == "fact":
                return self.facts[node.data[0]][1] if node.data[0] in self.facts else None
            if node.op == "household":
                return None
            spans = []
            for arg in node.args:
                found = self.value(arg)
                spans.append((arg.low, arg.high) if found is None else (found, found))
            low, high = RANGES[node.op](node.data, spans)
            if low != high:
                return None
            self.known[node.index] = low
        return self.known[node.index]

    def say(self, node: Node, *, top: bool = False) -> str:
        """Say one node; another rule, a fact or a parameter by its label and value."""
        language = self.language
        value = self.value(node)
        shown = "?" if value is None else node.shape.words(value, language)
        if node.index in self.labels and not top:
            return f"{self.labels[node.index]} ({shown})"
        if node.op == "fact":
            label = text_of(self.facts[node.data[0]][0].label, language) if node.data[0] in self.facts else node.data[0]
            return f"{label} ({shown})"
        if node.op == "param":
            return f"{self.parameters.get(node.data[0], node.data[0])} ({shown})"
        if not node.args:
            return shown
        return self.operation(node)

    def operation(self, node: Node) -> str:  # noqa: PLR0911 - one case for each kind of operation
        """Say an operation; a choice by its condition and only the branch taken."""
        language = self.language
        if node.op == "where":
            return self.choice(node)
        if node.op == "ground":
            code = node.data[0]
            ground = self.step.info.grounds.get(code)
            said = text_of(ground.label, language) if ground else code
            return f"{said} ({node.shape.words(held, language)})" if (held := self.value(node)) is not None else said
        if node.op in {"and", "or"}:
            return (AND if node.op == "and" else _OR)[language].join(self.inner(arg) for arg in node.args)
        if node.op in {"min", "max"}:
            return _SAID[node.op][language].format(_LIST[language].join(self.inner(arg) for arg in node.args))
        if node.op == "isin":
            domain = node.args[0].shape.domain
            codes = (
                [code for position, code in enumerate(domain.codes) if node.data[0] >> position & 1] if domain else []
            )
            labels = [text_of(domain.labels.get(code, code), language) for code in codes] if domain else []
            return _SAID["isin"][language].format(self.say(node.args[0]), _OR[language].join(labels))
        if node.op == "mul" and node.args[1].op == "constant" and node.shape.scale != node.args[0].shape.scale:
            return self.say(node.args[0])  # only a change of denominator: nobody's business
        if node.op in {"le", "lt"} and node.args[0].known and not node.args[1].known:
            left, right = (self.say(arg) for arg in node.args)
            return _COMPARED[node.op][language].format(right, left)
        key = node.data[0] if node.op in {"round", "household"} else node.op
        say = self.say if node.op == "round" else self.inner
        said = _SAID[key][language].format(*(say(arg) for arg in node.args))
        if node.op in {"band", "pick"} and (value := self.value(node)) is not None:
            return _ENTRY[language].format(said, node.shape.words(value, language))
        return said

    def inner(self, node: Node) -> str:
        """Say an argument, in brackets where it is itself an operation."""
        said = self.say(node)
        bare = (
            node.index in self.labels
            or node.op not in _WRAPPED
            or (said.endswith((")", "）")) and said.startswith("("))
        )
        return said if bare else _NESTED[self.language].format(said)

    def choice(self, node: Node) -> str:
        """Say the branch taken and the condition that chose it."""
        condition, yes, no = node.args
        held = self.value(condition)
        if held is None:
            return "?"
        taken = yes if held else no
        value = self.value(taken)
        shown = "?" if value is None else taken.shape.words(value, self.language)
        said = self.say(condition) if held else _SAID["not"][self.language].format(self.say(condition))
        if taken.op == "constant" and not taken.args:
            return _SINCE_ONLY[self.language].format(shown, said)
        return _SINCE[self.language].format(shown, said, self.say(taken))
