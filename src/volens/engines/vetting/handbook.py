"""The rules as a handbook for employers and reviewers, written from the rule files themselves."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import resources

import yaml

from volens.engines.vetting.messages import rules
from volens.engines.vetting.references import reference_words
from volens.engines.vetting.text.rulebook import RuleBook, TextRule, default_book
from volens.engines.vetting.verdict import Indicator, Severity


@cache
def _says(language: str) -> dict[str, str]:
    raw = yaml.safe_load(resources.files(__package__).joinpath("handbook.yaml").read_text(encoding="utf-8"))
    return dict(raw[language])


_INDICATORS = {
    Indicator.FEE: ("Fees and debt", "收费与债务"),
    Indicator.DOCUMENTS: ("Identity documents", "身份证件"),
    Indicator.WAGES: ("Wages", "工资"),
    Indicator.MOVEMENT: ("Freedom of movement", "人身自由"),
    Indicator.OVERTIME: ("Hours and rest", "工时与休息"),
    Indicator.DECEPTION: ("Deception", "欺骗"),
    Indicator.VULNERABILITY: ("Abuse of vulnerability", "利用弱势处境"),
    Indicator.INTIMIDATION: ("Intimidation and threats", "恐吓与威胁"),
    Indicator.ISOLATION: ("Isolation", "隔离"),
    Indicator.CONDITIONS: ("Working and living conditions", "劳动与居住条件"),
    Indicator.VIOLENCE: ("Violence", "暴力"),
    Indicator.STATE_IMPOSED: ("State-imposed supply of workers", "强制或变相强制输送劳动力"),
    Indicator.DISCRIMINATION: ("Discrimination", "歧视"),
    Indicator.FRAUD: ("Fraud", "诈骗"),
}
_ORDER = (Severity.BLOCK, Severity.HOLD, Severity.WARN)


def indicator_name(indicator: Indicator, language: str) -> str:
    """What an indicator is called in a language ("en" or "zh")."""
    return _INDICATORS[indicator][1 if language.startswith("zh") else 0]


def handbook(language: str, book: RuleBook | None = None) -> str:
    """All rules in one language ("en" or "zh"), as Markdown, in the order of the indicators."""
    book = book or default_book()
    says = _says(language)
    lines = [f"# {says['title']}", "", says["about"].format(version=book.version), ""]
    for indicator, names in _INDICATORS.items():
        lines += [f"## {names[0 if language == 'en' else 1]}", ""]
        lines += _structural(indicator, language)
        for severity in _ORDER:
            for rule in book.rules.values():
                if rule.indicator is indicator and rule.severity is severity:
                    lines += _textual(rule, language)
    return "\n".join(lines).rstrip() + "\n"


def _structural(indicator: Indicator, language: str) -> Iterator[str]:
    own = [rule for rule in rules().values() if rule.indicator is indicator and rule.code not in default_book().rules]
    if not own:
        return
    says = _says(language)
    yield f"### {says['structure']}"
    yield ""
    for rule in own:
        told = f"{_plain(rule.messages[language])} {_plain(rule.remedies[language])}"
        yield f"- **{says[rule.severity.value]}** `{rule.code}`: {told}"
    yield ""


def _textual(rule: TextRule, language: str) -> Iterator[str]:
    says = _says(language)
    yield f"### {rule.messages[language]}"
    yield ""
    weighed = f" ({says['weighed']})" if rule.weighed else ""
    ground = reference_words(rule.reference, language)
    yield f"**{says[rule.severity.value]}**{weighed} · `{rule.code}` · {says['ground']}: {ground}"
    yield ""
    yield f"{says['remedy']}: {rule.remedies[language]}"
    yield ""
    for half in rule.halves:
        if half.language == language:
            yield f"- {says['matches']}: " + " / ".join(half.matching)
            yield f"- {says['passes']}: " + " / ".join(half.passing)
            yield ""


def _plain(message: str) -> str:
    """A message with its gaps shown as an ellipsis."""
    return "".join("…" if part.startswith("{") else part for part in _parts(message)).replace("……", "…")


def _parts(message: str) -> Iterator[str]:
    rest = message
    while "{" in rest:
        before, _, behind = rest.partition("{")
        name, _, rest = behind.partition("}")
        yield before
        yield "{" + name
    yield rest
