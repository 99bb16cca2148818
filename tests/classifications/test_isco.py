"""ISCO-08 is complete, consistent, in two languages, and the official one."""

from __future__ import annotations

import csv
import os
import re
from pathlib import Path

import pytest

from volens.packs.classifications import Level, isco

#: Misprints of the workbook the official titles were taken from.
MISPRINTS = {
    "systems aministrators": "systems administrators",
    "clearing and forwarding aents": "clearing and forwarding agents",
    "shop aalespersons": "shop salespersons",
    "government regulatory associatepprofessionals not elsewhere classified": (
        "government regulatory associate professionals not elsewhere classified"
    ),
}


@pytest.mark.parametrize(
    ("level", "count"), [(Level.MAJOR, 10), (Level.SUB_MAJOR, 43), (Level.MINOR, 130), (Level.UNIT, 436)]
)
def test_every_level_is_complete(level: Level, count: int) -> None:
    assert len(isco().at(level)) == count


def test_all_groups_hang_together() -> None:
    scheme = isco()
    assert len(scheme) == 619
    for group in scheme:
        parent = scheme.parent(group.code)
        if group.level is Level.MAJOR:
            assert parent is None
        else:
            assert parent is not None
            assert group in scheme.children(parent.code)
        if group.level is not Level.UNIT:
            assert scheme.children(group.code), f"{group.code} has no parts"
    assert sum(len(scheme.units(major.code)) for major in scheme.major_groups()) == 436


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_two_groups_of_a_level_share_a_title(language: str) -> None:
    for level in Level:
        titles = [group.title(language).casefold() for group in isco().at(level)]
        assert len(set(titles)) == len(titles)


def test_chinese_titles_are_chinese_and_english_ones_english() -> None:
    for group in isco():
        assert re.search("[\u4e00-\u9fff]", group.zh), group.code
        assert not re.search("[A-Za-z ]", group.zh), group.code
        assert group.en.replace("’", "'").isascii(), group.code


def test_titles_follow_the_language_asked_for() -> None:
    assert isco().title("2512", "en") == "Software developers"
    assert isco().title("2512", "zh-hans") == "软件开发人员"
    assert isco().title("2512", "zh_CN") == "软件开发人员"
    assert isco().title("2512", "ug") == "Software developers"


def test_codes_keep_their_zero() -> None:
    assert isco().exists("0110", Level.UNIT)
    assert not isco().exists("110", Level.UNIT)
    assert [group.code for group in isco().ancestors("0110")] == ["0", "01", "011"]
    with pytest.raises(KeyError, match="9999"):
        isco().title("9999")


def test_search_finds_by_code_title_and_word() -> None:
    assert next(iter(isco().search("522"))).code == "522"
    assert {"5223", "5222"} <= {group.code for group in isco().search("522")}
    assert isco().search("Cooks")[0].code in {"512", "5120"}
    assert "8183" in {group.code for group in isco().search("bottling")}
    assert "8344" in {group.code for group in isco().search("叉车", "zh")}
    assert isco().search("叉車", "zh") == isco().search("叉车", "zh")
    assert isco().search("  ") == ()
    assert len(isco().search("s", limit=3)) == 3


def _told(title: str) -> str:
    return re.sub(r"\s+", " ", title).strip().casefold().replace("’", "'")


def test_titles_are_the_official_ones() -> None:
    data = os.environ.get("DATA")
    if not data:
        pytest.skip("set DATA to the folder with isco08/ to compare with the official titles")
    with (Path(data) / "isco08" / "isco08_structure_en.csv").open(encoding="utf-8-sig", newline="") as file:
        official = {row["ISCO 08 Code"]: _told(row["Title EN"]) for row in csv.DictReader(file)}
    official = {code: MISPRINTS.get(title, title) for code, title in official.items()}
    assert {group.code: _told(group.en) for group in isco()} == official
