"""Skills are found in the sentences of an advertisement, several in one."""

from __future__ import annotations

import pytest

from volens.engines.linking import Entry, Linker

SKILLS = [
    Entry("s1", "Java (computer programming)", preferred=True),
    Entry("s1", "Java language"),
    Entry("s2", "manage staff", preferred=True),
    Entry("s2", "lead employees"),
    Entry("s3", "drive forklift", preferred=True),
    Entry("s4", "use spreadsheets software", preferred=True),
    Entry("s4", "use Excel"),
    Entry("s5", "operate cranes", preferred=True),
    Entry("s6", "驾驶叉车", "zh", preferred=True),
]


@pytest.fixture(scope="module")
def linker() -> Linker:
    return Linker(SKILLS, sentences=True)


@pytest.mark.parametrize(
    ("sentence", "codes"),
    [
        ("You write Java - every day - and you manage staff of five.", {"s1", "s2"}),
        ("Experience with spreadsheets and forklifts wanted", {"s4", "s3"}),
        ("要求：能驾驶叉车，有经验者优先", {"s6"}),
    ],
)
def test_skills_named_in_a_sentence_come_first(linker: Linker, sentence: str, codes: set[str]) -> None:
    assert {link.code for link in linker.link(sentence, limit=len(codes))} == codes


def test_a_word_counts_wherever_it_stands(linker: Linker) -> None:
    assert linker.link("Nice team - great pay - cranes")[0].code == "s5"


def test_a_sentence_about_nothing_finds_nothing(linker: Linker) -> None:
    assert linker.link("zzqx vvkk") == ()


def test_many_at_once_are_as_one_by_one(linker: Linker) -> None:
    sentences = ["Java", "cranes and forklifts", ""]
    assert linker.link_many(sentences) == [linker.link(sentence) for sentence in sentences]
