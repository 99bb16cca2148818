"""Whatever a rule file says, it is either a book that reads texts, or an error that says where and what instead."""

import copy
import re
import warnings
from importlib import resources
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import few
from tests.vetting.test_text_rules import MINIMAL, written
from volens.engines.vetting.text import RuleBook, RuleBookError, load_book, read

SHIPPED = Path(str(resources.files("volens.engines.vetting").joinpath("rules")))
#: Together they use every field a rule may have.
RULES = {
    code: yaml.safe_load((SHIPPED / "rules" / f"{file}.yaml").read_text(encoding="utf-8"))[code]
    for file, code in (
        ("movement", "movement.live_in"),
        ("fraud", "fraud.easy_money"),
        ("fraud", "fraud.messenger_only"),
        ("isolation", "isolation.contact"),
    )
}
NAMES = sorted(set(re.findall(r"\{(\w+)\}", str(RULES))))
CONCEPTS = {
    "concepts/en-all.yaml": yaml.safe_dump({name: [f"word {name.replace('_', ' ')}"] for name in NAMES}),
    "concepts/zh-all.yaml": yaml.safe_dump({name: ["押金"] for name in NAMES}, allow_unicode=True),
}
#: What may stand by mistake where something else belongs.
ODD = [
    None, 0, -1, 3, 10**9, True, 2.5, "", " ", "loud", "{", "{none}", "{a} b", "(", ")", "(a", "[", "[]", "[b-a]",
    "[[:a]", "[\\]", "~", "~999", "*", "?", "a??", "#", "&", "a & b > c", "? ", "(" * 999, "押", "\0", "\U0001f600",
    [], [[]], [None], [1], [""], ["(a|b"], ["[z-a]x"], [{}], [{"a": "b"}],
    {}, {"a": 1}, {1: 2}, {"en": None}, {"en": "A.", "zh": 1},
]  # fmt: skip


def paths(value: object, before: tuple = ()) -> list[tuple]:
    """The way to everything inside."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [way for key, each in inner for way in ((*before, key), *paths(each, (*before, key)))]


def dumped(content: object) -> str:
    return yaml.dump(content, Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper), allow_unicode=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return written(tmp_path_factory.mktemp("rules"), **CONCEPTS)


def book_or_error(folder: Path, content: str | bytes) -> RuleBook | str:
    """What the file makes: a book whose every part works, or the words of the error. Anything else fails the test."""
    (folder / "rules" / "one.yaml").write_bytes(content.encode() if isinstance(content, str) else content)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            book = load_book(folder)
        except RuleBookError as error:
            return str(error)
        for term in book.terms:
            for choices in (term, *(choice for each in term.by_key.values() for choice in each)):
                assert choices.pattern is not None
        read("You live in and pay a deposit. 入职需交押金300元。", book=book)
    return book


@pytest.mark.parametrize("code", RULES)
def test_a_shipped_rule_is_a_book(folder, code):
    book = book_or_error(folder, dumped({code: RULES[code]}))
    assert isinstance(book, RuleBook), book


@given(st.data(), st.sampled_from(sorted(RULES)))
@settings(max_examples=few(100))
def test_any_field_dropped_replaced_or_added_makes_a_book_or_an_error_with_its_place(folder, data, code):
    rule = copy.deepcopy(RULES[code])
    *way, last = data.draw(st.sampled_from(paths(rule)))
    inside = rule
    for key in way:
        inside = inside[key]
    what = data.draw(st.sampled_from(["drop", "replace", "add"]))
    if what == "drop":
        del inside[last]
    elif what == "replace" or isinstance(inside, list):
        inside[last] = data.draw(st.sampled_from(ODD))
    else:
        inside["surprise"] = data.draw(st.sampled_from(ODD))
    told = book_or_error(folder, dumped({code: rule}))
    if isinstance(told, str):
        assert told.startswith(f"rules/one.yaml, {code}")
    else:
        assert what != "add" or isinstance(inside, list), "a field nobody reads was taken"


@given(st.data())
@settings(max_examples=few(100))
def test_a_damaged_file_makes_a_book_or_an_error_that_names_it(folder, data):
    whole = MINIMAL["rules/one.yaml"].encode()
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 20)))
    told = book_or_error(folder, whole[:start] + data.draw(st.binary(max_size=8)) + whole[end:])
    assert isinstance(told, RuleBook) or "rules/one.yaml" in told or "holds no rules" in told


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("rules/one.yaml", "rules:\n - {id: test.x, indicator: nonsense}", "rules: a list stands where fields"),
        ("rules/one.yaml", "", "rules/one.yaml is empty"),
        ("rules/one.yaml", "[" * 100_000, "more than 10 lists"),
        ("rules/one.yaml", "one.rule: 2026-13-45", "not YAML: month"),
        ("rules/one.yaml", "? [one]\n: two", "unhashable key (line 1"),
        ("rules/one.yaml", "\xff".encode("latin-1"), "not UTF-8 (byte 1)"),
        ("rules/one.yaml", MINIMAL["rules/one.yaml"].replace("[nothing]", "[no]"), "pass, number 1: yes or no (put a"),
        ("rules/one.yaml", MINIMAL["rules/one.yaml"].replace("en: {when", "en: {reach: 0, when"), "0 is not a whole"),
        ("rules/one.yaml", MINIMAL["rules/one.yaml"].replace("toll & pay", "toll & {"), "en, when: '{'"),
        ("rules/two.yaml", MINIMAL["rules/one.yaml"], "one.rule stands in rules/one.yaml too"),
        ("rules/two.yml", MINIMAL["rules/one.yaml"], "end the name with .yaml"),
        ("mine.yaml", MINIMAL["rules/one.yaml"], "Put rules into rules/"),
        ("concepts/money.yaml", "toll: [toll]", "begin the name with en or zh"),
        ("concepts/en-money.yaml", "toll: toll", "concepts/en-money.yaml, toll: text stands where a list"),
        ("guards.yaml", MINIMAL["guards.yaml"].replace("before", "befor"), "befor is unknown; before is missing"),
        ("disguises.yaml", "words: " + "押" * 30, "longer than 10"),
        ("book.yaml", "version: 2026.11", "book.yaml, version: a number (put it into quotes)"),
    ],
)
def test_what_is_wrong_is_told_with_its_place_and_what_to_write(tmp_path, name, content, told):
    written(tmp_path)
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(RuleBookError, match=re.escape(told)):
        load_book(tmp_path)


def test_what_cannot_be_opened_is_told(tmp_path):
    written(tmp_path)
    (tmp_path / "rules" / "two.yaml").mkdir()
    with pytest.raises(RuleBookError, match=r"rules/two\.yaml cannot be read"):
        load_book(tmp_path)
