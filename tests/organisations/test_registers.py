"""Registration numbers: the same entry is found however it is typed, and a slip of the finger is told."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from volens.services.organisations import registers

LETTERS = registers.USCC_LETTERS
#: Public examples: real codes of well-known entries, from the standards and the registers themselves.
SOUND = [
    ("cn-uscc", "91350100M000100Y43"),  # the example of GB 32100-2015
    ("cn-uscc", "9144030071526726XG"),  # Tencent, from its annual report
    ("lei", "5493001KJTIIGC8Y1R12"),
    ("lei", "213800WSGIIZCXF1P572"),  # Jaguar Land Rover, GLEIF's own example
    ("fr-siren", "732829320"),
    ("gb-company", "00445790"),
    ("gb-company", "SC095237"),
    ("us-ein", "12-3456789"),
    ("hk-br", "12345678"),
]


@pytest.mark.parametrize(("register", "number"), SOUND)
def test_numbers_of_real_entries_are_read(register, number):
    assert registers.normalise(register, number) == number.replace("-", "")


def uscc(stem: str) -> str:
    return stem + next(letter for letter in LETTERS if registers._uscc(stem + letter))


codes = st.text(LETTERS, min_size=17, max_size=17).map(uscc)


@given(codes, st.sampled_from([" ", "-", "–", "  ", ". "]), st.integers(0, 17))
def test_spaces_hyphens_case_and_wide_letters_do_not_matter(code, gap, at):
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in code)
    typed = [code, code.lower(), f" {code} ", code[:at] + gap + code[at:], wide]
    assert {registers.key("cn-uscc", each) for each in typed} == {f"cn-uscc:{code}"}


@given(codes, st.integers(0, 17), st.sampled_from(LETTERS))
def test_one_wrong_character_is_always_found(code, at, letter):
    wrong = code[:at] + letter + code[at + 1 :]
    if wrong == code:
        return
    with pytest.raises(ValidationError, match="check digit"):
        registers.normalise("cn-uscc", wrong)


@given(codes, codes)
def test_two_entries_have_two_keys(first, second):
    assert (registers.key("cn-uscc", first) == registers.key("cn-uscc", second)) == (first == second)


@given(st.text(max_size=40))
def test_anything_typed_is_refused_in_words_or_read_and_read_again_stays_the_same(text):
    for register in registers.REGISTERS:
        try:
            read = registers.normalise(register, text)
        except ValidationError:
            continue
        else:
            assert read == registers.normalise(register, read)


def test_the_same_number_in_two_registers_is_two_entries():
    assert registers.key("gb-company", "445790") == registers.key("gb-company", "00445790")
    assert registers.key("us-ein", "123456789") != registers.key("other", "123456789")


def test_a_register_without_a_form_keeps_what_was_typed_for_showing():
    assert registers.shown("other", "  HRB  12345 Berlin ") == "HRB 12345 Berlin"
    assert registers.key("other", "hrb 12345 berlin") == registers.key("other", "HRB12345 Berlin")


def test_an_unknown_register_is_refused():
    with pytest.raises(ValidationError, match="from the list"):
        registers.normalise("moon", "1")
