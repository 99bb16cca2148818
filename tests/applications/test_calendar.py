"""The calendar file: RFC 5545 in shape, whatever people write."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from volens.services.applications import calendar

BEGINS = dt.datetime(2026, 12, 1, 9, 30, tzinfo=dt.UTC)


def parse(content: bytes) -> dict[str, str]:
    """Unfold and split, as a calendar does."""
    assert content.endswith(b"\r\n")
    lines = content.decode().replace("\r\n ", "").split("\r\n")[:-1]
    assert all(":" in line for line in lines)
    return dict(line.split(":", 1) for line in lines)


def unescape(value: str) -> str:
    made, rest = "", iter(value)
    for letter in rest:
        if letter == "\\":
            following = next(rest)
            made += "\n" if following == "n" else following
        else:
            made += letter
    return made


@given(st.text(), st.text(), st.text(), st.integers(5, 600))
def test_any_text_comes_back_and_no_line_is_longer_than_75_octets(title, place, text, minutes):
    made = calendar.event(
        identifier="x", begins=BEGINS, minutes=minutes, title=title, place=place, text=text, made=BEGINS
    )
    assert all(len(line) <= 75 for line in made.split(b"\r\n"))
    told = parse(made)
    plain = "".join(
        each
        for each in title.replace("\r\n", "\n").replace("\r", "\n")
        if each in "\n\t" or (ord(each) >= 32 and each != "\x7f")
    )
    assert unescape(told["SUMMARY"]) == plain
    assert told["DTSTART"] == "20261201T093000Z"
    ends = dt.datetime.strptime(told["DTEND"], "%Y%m%dT%H%M%SZ").replace(tzinfo=dt.UTC)
    assert ends - BEGINS == dt.timedelta(minutes=minutes)


def test_words_of_people_cannot_add_lines_of_their_own():
    made = calendar.event(
        identifier="x",
        begins=BEGINS,
        minutes=30,
        title="Interview\r\nATTENDEE:mailto:x@example.org",
        place="",
        text="",
        made=BEGINS,
    )
    assert b"\r\nATTENDEE" not in made
