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


def test_marks_of_full_width_end_sentences_and_clauses_as_those_of_half_width_do() -> None:
    long = "负责日常接待和资料整理工作,月薪五千到七千元不等,入职前先交押金三百元,干满三个月退还"
    text = f"工资怎么发?每月十五日发!包吃住;{long}"
    wide = text.translate(dict(zip(map(ord, "?!;,"), "\uff1f\uff01\uff1b\uff0c", strict=True)))
    assert wide != text
    assert units(wide) == units(text)
    assert len(units(text)) > 4


def test_a_heading_of_one_word_is_nothing_to_judge() -> None:
    text = "Remuneration:\n14 euro an hour\n待遇:\n月薪五千\nNo foreigners"
    assert [text[unit.start : unit.end] for unit in units(text)] == ["14 euro an hour", "月薪五千", "No foreigners"]


def test_the_mark_of_the_next_line_of_a_list_ends_a_sentence() -> None:
    text = "You help as needed.*Attend fairs.- You keep the stand tidy -Lead by example"
    assert [text[unit.start : unit.end] for unit in units(text)] == [
        "You help as needed",
        "*Attend fairs",
        "- You keep the stand tidy",
        "Lead by example",
    ]


def test_text_pasted_without_blanks_is_cut_where_a_sentence_runs_into_the_next() -> None:
    text = "We write JavaScript for shops in the whole countrySuccessful candidates will like coffee.Please write to us"
    assert [text[unit.start : unit.end] for unit in units(text)][:3] == [
        "We write JavaScript for shops in the whole country",
        "Successful candidates will like coffee.",
        "Please write to us",
    ]
