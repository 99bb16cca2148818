"""The shipped vocabulary covers every unit group in both languages, without contradictions, and links at once."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from volens.engines.linking import Entry
from volens.packs.classifications import Level, isco, linker, titles


@pytest.mark.parametrize(("language", "least"), [("en", 4), ("zh", 4)])
def test_every_unit_group_has_titles(language: str, least: int) -> None:
    count = Counter(entry.code for entry in titles() if entry.language == language)
    assert {group.code for group in isco().at(Level.UNIT) if count[group.code] < least} == set()


def test_titles_belong_to_unit_groups_and_are_in_their_language() -> None:
    for entry in titles():
        assert isco().exists(entry.code, Level.UNIT), entry
        assert entry.language in {"en", "zh"}, entry
        if entry.language == "en":
            assert entry.label.isascii(), entry
        else:
            assert re.search("[\u4e00-\u9fff]", entry.label) or entry.label.isupper(), entry


def test_no_title_stands_for_two_unit_groups() -> None:
    owners: dict[tuple[str, str], set[str]] = defaultdict(set)
    for entry in titles():
        owners[entry.language, entry.label.casefold()].add(entry.code)
    assert {title: codes for title, codes in owners.items() if len(codes) > 1} == {}


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Registered Nurse - ICU (Night Shift)", "2221"),
        ("Sr. Java Developer (Remote) $120k", "2512"),
        ("HGV Class 1 Driver", "8332"),
        ("Warehouse Operative - immediate start", "9333"),
        ("Kitchen Porter", "9412"),
        ("Primary School Teacher", "2341"),
        ("Hotel Receptionist (m/f/d)", "4224"),
        ("Welders wanted", "7212"),
        ("School Cook", "5120"),
        ("诚聘普工 5000-7000元/月 包吃住", "9329"),
        ("急招电焊工10名", "7212"),
        ("外卖骑手（日结）", "8321"),
        ("月嫂 双休", "5311"),
        ("高级会计师 15-20K", "2411"),
        ("住家保姆", "9111"),
        ("网约车司机 月入过万", "8322"),
        ("高中数学老师（应届可）", "2330"),
    ],
)
def test_everyday_titles_are_linked_without_any_download(title: str, code: str) -> None:
    link = linker().assign(title)
    assert link is not None
    assert link.code == code


@pytest.mark.parametrize("title", ["Rockstar ninja", "Join our family!", "xx-9921-b", "好消息", "Zkvwq"])
def test_what_names_no_work_gets_no_code(title: str) -> None:
    assert linker().assign(title) is None


def test_extra_labels_are_added_to_the_shipped_ones(tmp_path: Path) -> None:
    extra = Entry("2529", "zorblax guardian")
    assert linker().assign("Zorblax Guardian") is None
    richer = linker(tmp_path / "models", [extra])
    found = richer.assign("Zorblax Guardian")
    assert found is not None
    assert (found.code, found.label) == ("2529", "zorblax guardian")
    assert richer.assign("Kitchen Porter").code == "9412"  # type: ignore[union-attr]


def test_the_same_labels_are_built_once_in_a_process(tmp_path: Path) -> None:
    assert linker() is linker()
    extra = [Entry("2529", "zorblax guardian")]
    assert linker(tmp_path, extra) is linker(tmp_path, extra)
