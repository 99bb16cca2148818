"""A text is read in sentences, each where it stands."""

from hypothesis import given
from hypothesis import strategies as st

from volens.engines.vetting.learned import units


@given(st.text(alphabet="ab .,。,!\n12;厂门", max_size=200))
def test_units_lie_within_the_text_and_start_and_end_with_something(text: str) -> None:
    for unit in units(text):
        part = text[unit.start : unit.end]
        assert part.strip()
        assert 0 <= unit.start < unit.end <= len(text)


def test_numbers_and_addresses_do_not_end_sentences() -> None:
    text = "Pay is 12.50 an hour at example.org. Bring boots."
    assert [text[unit.start : unit.end] for unit in units(text)] == [
        "Pay is 12.50 an hour at example.org",
        "Bring boots",
    ]


def test_a_long_chinese_sentence_is_read_in_pairs_of_clauses_too() -> None:
    text = "负责日常接待和资料整理工作,月薪五千到七千元不等,入职前先交押金三百元,干满三个月退还。"
    parts = [text[unit.start : unit.end] for unit in units(text)]
    assert parts[0] == text[:-1]
    assert "入职前先交押金三百元,干满三个月退还" in parts


def test_text_pasted_without_blanks_is_cut_where_a_sentence_runs_into_the_next() -> None:
    text = "We write JavaScript for shops in the whole countrySuccessful candidates will like coffee.Please write to us"
    assert [text[unit.start : unit.end] for unit in units(text)][:3] == [
        "We write JavaScript for shops in the whole country",
        "Successful candidates will like coffee.",
        "Please write to us",
    ]
