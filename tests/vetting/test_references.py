"""What a finding rests on is told in the reader's language: an employer who reads Chinese reads the law in Chinese."""

from __future__ import annotations

import re

import pytest

from volens.engines.vetting import rules
from volens.engines.vetting.references import reference_words


def test_every_reference_of_the_rules_is_told_in_chinese() -> None:
    told = {rule.reference: reference_words(rule.reference, "zh-hans") for rule in rules().values()}
    assert len(told) > 40
    english = {
        before: after for before, after in told.items() if re.search(r"(?<![./{])\b[A-Za-z]{3,}\b(?![-./}])", after)
    }
    assert not english


def test_no_number_of_an_article_is_lost() -> None:
    for rule in rules().values():
        told = reference_words(rule.reference, "zh-hans")
        assert sorted(re.findall(r"\d+", rule.reference)) == sorted(re.findall(r"\d+", told)), rule.reference


@pytest.mark.parametrize(
    ("reference", "told"),
    [
        ("CN Labour Contract Law, articles 9 and 84", "《劳动合同法》第9条、第84条"),
        ("CN Criminal Law, articles 266 and 287-2", "《刑法》第266条、第287条之2"),
        ("CN Employment Promotion Law, articles 3 and 26 to 31", "《就业促进法》第3条、第26条至第31条"),
        ("ILO indicator 7, retention of identity documents", "国际劳工组织强迫劳动指标7（扣留身份证件）"),
        ("A law of somewhere, article 3", "A law of somewhere, article 3"),
    ],
)
def test_sources_are_named_as_they_are_cited(reference: str, told: str) -> None:
    assert reference_words(reference, "zh-hans") == told
    assert reference_words(reference, "en") == reference
