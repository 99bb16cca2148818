"""What a rule saw and what takes it back, as places in the text; contacts and wordings in one spelling."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volens.engines.vetting import Posting, evidence, judge, sharing


def told(text: str):
    one = Posting(title="Cook", text=text, employer="Canteen Ltd", place="Leeds")
    return [
        (text[slice(*each["sentence"])], text[slice(*each["span"])], text[slice(*each["by"])] if each["by"] else "")
        for each in evidence.of(one, judge(one, on=date(2026, 11, 1)).suppressed)
    ]


@pytest.mark.parametrize(
    ("text", "sentence", "by"),
    [
        ("Good hours. Workers pay no recruitment fee. Lunch is free.", "Workers pay no recruitment fee", "no"),
        ("Good hours! There is no curfew.", "There is no curfew", "There is no"),
        ("包吃。本公司不收取任何押金、中介费。做五休二。", "本公司不收取任何押金、中介费", "不收取"),
    ],
)
def test_the_sentence_the_words_and_what_takes_them_back(text, sentence, by):
    found = told(text)
    assert found
    assert {each[0] for each in found} == {sentence}
    assert all(each[1] in each[0] and each[2] in each[0] for each in found)
    assert any(by in each[2] for each in found)


@given(st.text(alphabet="no feepayw.你不收押金，。 \n", max_size=120))
def test_places_lie_within_the_text_and_within_each_other(noise):
    text = f"{noise} Workers pay no recruitment fee. {noise}"
    one = Posting(title="Cook", text=text)
    for each in evidence.of(one, judge(one, on=date(2026, 11, 1)).suppressed):
        (start, end), (low, high) = each["sentence"], each["span"]
        assert 0 <= start <= low < high <= end <= len(text)
        assert each["by"] is None or start <= each["by"][0] < each["by"][1] <= end


def test_wordings_are_equal_whatever_name_place_numbers_and_signs_stand_in_them():
    long = "{name} in {place} looks for {count} packers; you work in a clean hall with a team that helps each other, "
    long += "and the shift plan stands four weeks before."
    one = Posting(text=long.format(name="Amber Ltd", place="Leeds", count=3), employer="Amber Ltd", place="Leeds")
    other = Posting(
        text=long.format(name="ＢＩＲＣＨ", place="York", count="12").upper(), employer="Birch", place="York"
    )
    assert sharing.wording(one) == sharing.wording(other) != ""
    assert sharing.wording(Posting(text="Driver wanted, apply by phone.")) == ""


@pytest.mark.parametrize(
    "text",
    [
        "Call the EEOC at 1-800-669-4000.",
        "Questions? mail equal.opportunity@eeoc.gov",
        "Pay 30,000 - 40,000 a year from 2026-11-12 to 2027-11-30.",
        "Apply at https://careers.example.org/jobs/1234567890",
    ],
)
def test_what_stands_in_honest_small_print_is_no_contact(text):
    assert sharing.contacts(Posting(text=text)) == ()
