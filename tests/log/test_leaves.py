"""What goes in: one spelling for each leaf, subjects only as salted commitments, batches that hide their volume."""

import json
import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from volens.engines.log import Cell, FormatError, Leaf, LeafType, canonical, commit, opens, pad_reads, parse_leaf
from volens.engines.log.canonical import number, parse

DAY = date(2026, 3, 1)


def read(at, office="office-1", purpose="review"):
    return Leaf(LeafType.READ, DAY, office, purpose, commit(bytes([at]) * 32, "read", b"subject"))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        # RFC 8785, appendix B
        (0.0, "0"), (-0.0, "0"), (5e-324, "5e-324"), (-5e-324, "-5e-324"),
        (1.7976931348623157e308, "1.7976931348623157e+308"), (9007199254740992.0, "9007199254740992"),
        (295147905179352830000.0, "295147905179352830000"), (9.999999999999997e22, "9.999999999999997e+22"),
        (1e23, "1e+23"), (1.0000000000000001e23, "1.0000000000000001e+23"),
        (999999999999999700000.0, "999999999999999700000"), (999999999999999900000.0, "999999999999999900000"),
        (1e21, "1e+21"), (9.999999999999997e-7, "9.999999999999997e-7"), (0.000001, "0.000001"),
        (333333333.3333332, "333333333.3333332"), (333333333.33333325, "333333333.33333325"),
        (-0.0000033333333333333333, "-0.0000033333333333333333"), (1424953923781206.2, "1424953923781206.2"),
        (4.5, "4.5"), (2e-3, "0.002"), (100.0, "100"), (1e-27, "1e-27"), (1.5e300, "1.5e+300"),
    ],
)  # fmt: skip
def test_numbers_are_written_as_the_standard_says(value, text):
    assert number(value) == text


def test_objects_are_written_as_the_standard_says():
    # RFC 8785, section 3.2.3: sorted by UTF-16 code units, so that the smiling face comes before the Hebrew letter.
    names = {
        "€": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew",
        "1": "One",
        "😀": "Emoji",
        "\u0080": "Control",
        "ö": "o",
    }
    assert list(json.loads(canonical(names))) == ["\r", "1", "\u0080", "ö", "€", "😀", "\ufb33"]
    value = {
        "literals": [None, True, False],
        "string": '€$\u000f\nA\'B"\\\\"/',
        "numbers": [333333333.33333329, 1e30, 4.50],
    }
    assert canonical(value).decode() == (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5],'
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )


letters = st.text(st.characters(blacklist_categories=["Cs"]))
json_values = st.recursive(
    st.none() | st.booleans() | letters | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(letters, inner, max_size=4),
    max_leaves=15,
)  # fmt: skip


@settings(deadline=None)
@given(json_values)
def test_one_value_has_one_spelling_and_reads_back(value):
    data = canonical(value)
    assert parse(data) == value
    assert canonical(parse(data)) == data


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), 2**53, {1: 2}, "\ud800", {"\ud800": 1}, b"x", {"a": {1}}]
)
def test_what_json_cannot_say_is_refused(value):
    with pytest.raises(FormatError):
        canonical(value)


@pytest.mark.parametrize(
    "data",
    [b'{"b":1,"a":2}', b'{"a":1,"a":1}', b'{"a": 1}', b"1.0", b"01", b'"\\u0041"', b"\xff", b"[", b"NaN", b"[" * 9999],
)
def test_any_other_spelling_is_refused(data):
    with pytest.raises(FormatError):
        parse(data)


def test_a_leaf_is_five_fields_in_one_spelling():
    leaf = read(1)
    assert (
        leaf.serialise()
        == (
            f'{{"commitment":"{leaf.commitment}","day":"2026-03-01","office":"office-1","purpose":"review","type":"read"}}'
        ).encode()
    )
    assert parse_leaf(leaf.serialise()) == leaf


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("office", "Anna Schmidt"), ("office", ""), ("office", "a" * 101), ("purpose", "办公室"), ("purpose", 7),
        ("commitment", "A" * 64), ("commitment", "a" * 63), ("type", "score"), ("day", "2026-3-1"), ("day", "20260301"),
        ("day", "2026-02-30"), ("name", "Anna"), ("day", None),
    ],
)  # fmt: skip
def test_a_leaf_with_anything_else_is_refused(field, value):
    with pytest.raises(FormatError):
        parse_leaf(canonical(json.loads(read(1).serialise()) | {field: value}))


def test_a_commitment_opens_only_with_its_salt_domain_and_content():
    salt = bytes(range(32))
    made = commit(salt, "read", b"person 17")
    assert opens(made, salt, "read", b"person 17")
    assert not opens(made, salt, "read", b"person 18")
    assert not opens(made, salt, "decision", b"person 17")
    assert not opens(made, bytes(32), "read", b"person 17")
    assert commit(salt, "a", b"bc") != commit(salt, "ab", b"c")
    with pytest.raises(FormatError):
        commit(b"short", "read", b"")


def counting(seed=1):
    return random.Random(seed).randbytes


@settings(deadline=None)
@given(st.integers(0, 8), st.integers(0, 8), st.integers(0, 2**32))
def test_up_to_the_quantum_no_number_of_reads_can_be_told_from_another(first, second, seed):
    def shape(count):
        padded = pad_reads([read(at) for at in range(count)], [Cell(DAY, "office-1", "review")], 8, counting(seed))
        assert {read(at) for at in range(count)} <= set(padded)
        assert [leaf.commitment for leaf in padded] == sorted(leaf.commitment for leaf in padded)
        return [(leaf.type, leaf.day, leaf.office, leaf.purpose, len(leaf.serialise())) for leaf in padded]

    assert shape(first) == shape(second)


def test_every_cell_is_filled_even_without_reads_and_a_rush_only_shows_its_doubling():
    cells = [Cell(DAY, "office-1", "review"), Cell(DAY, "office-2", "review")]
    padded = pad_reads([read(at) for at in range(9)], cells, 4)
    assert [leaf.office for leaf in padded] == ["office-1"] * 16 + ["office-2"] * 4
    assert len({leaf.commitment for leaf in padded}) == 20
    other = Leaf(LeafType.DECISION, DAY, "office-1", "review", "0" * 64)
    with pytest.raises(FormatError):
        pad_reads([other], cells, 4)
