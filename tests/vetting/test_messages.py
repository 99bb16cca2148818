"""What rules say to employers and reviewers: complete in each language, and refused where it is not."""

from __future__ import annotations

from datetime import date

import pytest

from volens.engines.vetting import Declarations, Indicator, Posting, judge, message, remedy, rules
from volens.engines.vetting.messages import LANGUAGES, CatalogueError, read_rules

TODAY = date(2026, 6, 1)


@pytest.mark.parametrize("language", [*LANGUAGES, "fr", "zh-Hant-TW"])
@pytest.mark.parametrize("code", sorted(rules()))
def test_every_rule_speaks_in_every_language(code, language):
    rule = rules()[code]
    assert set(rule.messages) == set(rule.remedies) == set(LANGUAGES)


def test_indicators_are_exactly_those_of_the_command():
    assert set(Indicator) == {
        "fee", "documents", "wages", "movement", "overtime", "deception", "vulnerability", "intimidation", "isolation",
        "conditions", "violence", "state_imposed", "discrimination", "fraud",
    }  # fmt: skip


def entry(**changes):
    good = {
        "indicator": "fee", "severity": "hold", "field": "text", "reference": "a law",
        "message": {"en": "{a}", "zh": "{a}"}, "remedy": {"en": "x", "zh": "x"},
    }  # fmt: skip
    return {"some.rule": {key: value for key, value in {**good, **changes}.items() if value is not None}}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"indicator": "debt"}, "indicators are"),
        ({"severity": "stop"}, "stop"),
        ({"field": "worker"}, "neither of the posting"),
        ({"field": "declarations.nothing"}, "neither of the posting"),
        ({"reference": " "}, "reference is empty"),
        ({"message": {"en": "{a}"}}, "in each of en, zh"),
        ({"message": {"en": "{a}", "zh": "{b}"}}, "different gaps"),
        ({"remedy": {"en": "x", "zh": " "}}, "in each of en, zh"),
        ({"remedy": None}, "missing or unknown: remedy"),
        ({"colour": "red"}, "missing or unknown: colour"),
    ],
)
def test_a_catalogue_that_is_not_complete_is_refused_with_the_reason(changes, told):
    read_rules(entry())
    with pytest.raises(CatalogueError, match=told) as raised:
        read_rules(entry(**changes))
    assert "some.rule" in str(raised.value)


def test_a_remedy_is_a_sentence_without_gaps_left_open():
    judged = judge(Posting(title="Cook", text="Soup.", declarations=Declarations(worker_pays=True)), on=TODAY)
    assert judged.findings
    for finding in judged.findings:
        for language in LANGUAGES:
            assert "{" not in message(finding, language) + remedy(finding, language)
