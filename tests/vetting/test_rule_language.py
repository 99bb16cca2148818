"""What the small language of the rules promises: doubtful combinations, matches inside matches, gates behind blanks."""

import re

import pytest
import yaml

from volens.engines.vetting import Severity
from volens.engines.vetting.text import default_book, load_book, read
from volens.engines.vetting.text.patterns import compile_form

RULE = {
    "indicator": "fee",
    "severity": "block",
    "reference": "ILO Convention 181",
    "message": {"en": "A fee.", "zh": "收费。"},
    "remedy": {"en": "Take it out.", "zh": "请删除。"},
}


@pytest.fixture
def book_of(tmp_path):
    def build(**half):
        guards = {
            name: ["(never)"]
            for name in ("before", "no_negation", "list", "after", "warning", "about", "denial", "duty")
        }
        guards |= {"warning": ["(beware)"], "about": ["(inspector)"], "duty": ["(responsible for)"]}
        files = {
            "book.yaml": {"version": "1"},
            "guards.yaml": {"en": guards, "zh": guards},
            "disguises.yaml": {},
            "rules/fee.yaml": {"fee.test": RULE | {"en": half | {"match": ["x"], "pass": ["y"]}}},
        }
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
        return load_book(tmp_path)

    return build


def severities(text, book):
    return [finding.severity for finding in read(text, "text", book).findings]


def test_a_doubtful_combination_holds_in_a_rule_that_blocks(book_of):
    book = book_of(when=["(deposit) & (payable)", "? (deposit) & (money)"])
    assert severities("A deposit of some money.", book) == [Severity.HOLD]
    assert severities("A deposit is payable.", book) == [Severity.BLOCK]


def test_doubt_about_one_place_takes_nothing_from_another(book_of):
    book = book_of(when=["? (deposit) & (money)", "(deposit) & (payable)"])
    text = "A deposit, money. " * 4 + "A deposit of money is payable."
    assert severities(text, book)[0] is Severity.BLOCK


def test_a_match_may_stand_inside_a_much_longer_one(book_of):
    book = book_of(when=["(neighbours) & (chatting with ~4 is not wished)"])
    assert severities("Chatting with the neighbours is not wished.", book) == [Severity.BLOCK]


def test_one_word_is_not_two_signs(book_of):
    book = book_of(when=["(deposits?) & (deposit)"])
    assert severities("A deposit.", book) == []


def test_a_word_behind_a_bracket_that_ends_in_a_blank_is_a_gate():
    gate = compile_form("(bus |boat )?journey").gate
    assert (set(gate.words), set(gate.prefixes)) == ({"journey"}, set())


def test_a_word_that_may_be_glued_to_others_is_none():
    assert "books" not in compile_form("check ?books").gate.words


def test_every_gate_lets_its_own_words_through():
    book = default_book()
    for rule in book.rules.values():
        for half in rule.halves:
            for text in half.matching:
                assert re.search("[a-z0-9\u3400-\u9fff]", text.lower())
                assert rule.code in {each.rule for each in read(text).findings}


def test_the_name_of_a_tag_is_no_part_of_a_word():
    assert read("<p>In this job you plan and give driving lessons.</p>").findings == ()


def test_reading_a_text_again_finds_the_same():
    text = "We are a bakery. A placement fee of 200 is payable. We never keep passports. Write to us."
    first = read(text)
    assert [(each.rule, each.span) for each in read(text).findings] == [(e.rule, e.span) for e in first.findings]
    assert [each.rule for each in read(text).suppressed] == [each.rule for each in first.suppressed]
    assert first.findings


def test_a_sentence_seen_before_counts_for_what_the_whole_text_shows(book_of):
    book = book_of(across=["(easy money)", "(no experience)", "(today)"], at_least=3)
    assert severities("No experience.", book) == []
    assert severities("Easy money.", book) == []
    assert severities("Easy money. No experience. Today.", book) == [Severity.BLOCK]


def test_a_choice_asks_for_all_its_words(book_of):
    book = book_of(when=["(fee|deposit of money)"])
    term = next(iter(book.rules["fee.test"].halves[0].combinations)).terms[0]
    others = {choice.expression: choice.others for choices in term.by_key.values() for choice in choices}
    assert any(others.values())
    assert severities("A deposit of goods.", book) == []
    assert severities("A deposit of money.", book) == [Severity.BLOCK]
