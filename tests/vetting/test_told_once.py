"""A rule says a thing once: of two readings of the same words the wider or the heavier one is told."""

from __future__ import annotations

import datetime as dt

import pytest

from volens.engines.vetting import Posting, Severity, judge

DAY = dt.date(2026, 11, 1)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("The girls' phones are handed to the matron at the gate and returned when the boat takes them home.", "isol"),
        ("Bring commitment money of 8,500 shillings before the first shift.", "fee"),
        ("Your bed is in the yard without heating, next to the pigs.", "conditions"),
    ],
)
def test_no_finding_of_a_rule_stands_within_another_of_the_same(text, rule):
    told = [each for each in judge(Posting(title="Cook", text=text), on=DAY).findings if each.span]
    assert any(each.rule.startswith(rule) and each.severity is not Severity.WARN for each in told)
    for one in told:
        for other in told:
            if one is not other and (one.rule, one.indicator) == (other.rule, other.indicator):
                assert one.span[1] <= other.span[0] or other.span[1] <= one.span[0] or not _within(one, other)


def _within(one, other) -> bool:
    return other.span[0] <= one.span[0] and one.span[1] <= other.span[1]


def test_what_another_rule_says_of_the_same_words_is_told_as_well():
    text = "We keep your passport and your wages in our safe until the contract has ended."
    told = {each.indicator for each in judge(Posting(title="Cook", text=text), on=DAY).findings}
    assert {"documents", "wages"} <= {each.value for each in told}
