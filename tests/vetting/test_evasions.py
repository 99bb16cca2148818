"""Disguised sentences are still caught: twenty evasions of an example of every rule that blocks."""

from tests.vetting.evasions import EVASIONS, evaded
from volens.engines.vetting import Severity
from volens.engines.vetting.text import default_book, read


def caught():
    results = []
    for rule in default_book().rules.values():
        if rule.severity is not Severity.BLOCK:
            continue
        for half in rule.halves:
            text = half.matching[0]
            for name, disguised in evaded(text, rule.code):
                stopped = any(each.severity is not Severity.WARN for each in read(disguised).findings)
                results.append((stopped, rule.code, half.language, name, disguised))
    return results


def test_there_are_twenty_evasions_that_change_the_text():
    assert len(EVASIONS) == 20
    assert all(
        text != "A deposit of 300, payable at once." for _name, text in evaded("A deposit of 300, payable at once.", 1)
    )


def test_nineteen_of_twenty_disguised_sentences_are_caught():
    results = caught()
    missed = [each for each in results if not each[0]]
    assert len(missed) <= 0.05 * len(results), missed[:20]
