"""What an office coded by hand is learned: titles like those coded get their codes, others what the labels say."""

from __future__ import annotations

import numpy as np
import pytest

from volens.engines.linking import Entry, Example, Group, Learner, Linker, clean, train
from volens.engines.linking import examples as module
from volens.engines.linking.likeness import agreement
from volens.engines.linking.training import tune

ENTRIES = [
    Entry("0810", "civil engineering"),
    Entry("0854", "computer engineering"),
    Entry("0610", "nurse"),
    Entry("7404", "cooking"),
    Entry("2-06", "会计", "zh"),
]
EXAMPLES = [
    Example("Ward charge specialist", ("0610",)),
    Example("Clinic charge specialist", ("0610",)),
    Example("Bridge designer", ("0810",)),
    Example("Road and bridge designer", ("0810",)),
    Example("Firmware designer", ("0854",)),
    Example("Mess hall worker", ("7404",)),
    Example("Park guide", ("0025",)),
    Example("Park guide (summer)", ("0025", "0090")),
    Example("账务专员", ("2-06",)),
]


@pytest.fixture(scope="module")
def learner() -> Learner:
    return Learner(Linker(ENTRIES), EXAMPLES)


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Charge specialist", "0610"),
        ("Senior bridge designer", "0810"),
        ("park guides", "0025"),
        ("资深账务专员", "2-06"),
        ("Nurse", "0610"),
    ],
)
def test_titles_like_those_coded_get_their_codes(learner: Learner, title: str, code: str) -> None:
    assert learner.link(title)[0].code == code


def test_codes_without_a_label_are_learned(learner: Learner) -> None:
    assert {"0025", "0090"} <= set(learner.codes)
    assert {link.code for link in learner.link("Park guide", limit=2)} == {"0025", "0090"}


def test_the_example_that_spoke_for_a_code_is_named(learner: Learner) -> None:
    assert learner.link("bridge designer")[0].label == "Bridge designer"


def test_confidences_are_ordered_chances(learner: Learner) -> None:
    chances = [link.confidence for link in learner.link("designer", limit=50)]
    assert chances == sorted(chances, reverse=True)
    assert sum(chances) <= 1 + 1e-6
    assert len(learner.link("designer", limit=2)) == 2


def test_many_at_once_are_as_one_by_one(learner: Learner) -> None:
    titles = ["nurse", "Park guide", "", "账务", "nurse"]
    assert [[link.code for link in found] for found in learner.link_many(titles)] == [
        [link.code for link in learner.link(title)] for title in titles
    ]


def test_the_order_of_examples_does_not_matter(learner: Learner) -> None:
    again = Learner(Linker(ENTRIES), reversed(EXAMPLES))
    for title in ("designer", "charge", "guide"):
        assert [link.code for link in again.link(title, limit=1)] == [
            link.code for link in learner.link(title, limit=1)
        ]


def test_no_examples_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one example"):
        Learner(Linker(ENTRIES), [Example("", ("0610",)), Example("nurse", ())])


def test_more_than_can_be_learned_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 3)
    with pytest.raises(ValueError, match="3 are the most"):
        Learner(Linker(ENTRIES), EXAMPLES)


def test_codes_of_one_family_speak_for_each_other() -> None:
    entries = [Entry(code, name) for code, name in (("1001", "alpha"), ("1002", "beta"), ("2001", "gamma"))]
    taught = [Example(f"dock hand {word}", ("1001",)) for word in ("north", "south")]
    taught += [Example(f"dock hand {word}", ("1002",)) for word in ("east", "west")]
    taught += [Example(f"clerk {word}", ("2001",)) for word in ("one", "two", "three")]
    first, second, third = Learner(Linker(entries), taught).link("dock hand", limit=3)
    assert {first.code, second.code} == {"1001", "1002"}
    assert third.confidence < second.confidence


def test_examples_move_meaning_towards_their_codes() -> None:
    groups = [
        Group(("nurse", "ward nurse", "hospital nurse", "care nurse")),
        Group(("welder", "steel welder", "pipe welder", "welder fitter")),
        Group(("baker", "bread baker", "cake baker", "pastry baker")),
    ]
    known = train(groups, dimensions=16, epochs=30)
    entries = [Entry(str(number), name) for number, group in enumerate(groups) for name in group.names]
    taught = [Example(f"{word} torch", ("1",)) for word in ("blue", "red", "green", "gas")]
    learner = Learner(Linker(entries, embedding=known), taught)
    assert learner.link("torch")[0].code == "1"
    assert learner.link("hospital nurse")[0].code == "0"


def test_learning_on_leaves_what_it_is_not_told_of() -> None:
    known = train(
        [Group(("nurse", "ward nurse", "nurse aide")), Group(("welder", "steel welder", "pipe welder"))], epochs=5
    )
    moved = tune(known, [Group(("nurse", "nurse aide", "nurse carer")), Group(("cook", "cook helper", "line cook"))])
    assert "cook" in moved.vocabulary
    before, after = (model.encode([clean("welder")])[0] for model in (known, moved))
    assert before @ after > 0.9
    with pytest.raises(ValueError, match="at least two groups"):
        tune(known, [Group(("nurse",))])


def test_what_an_office_made_of_one_title_tells_of_others_whose_labels_say_the_same() -> None:
    labels = [Entry(f"{code}01", name) for code, names in (("71", "mason tiler roofer"), ("81", "spinner weaver dyer"))
              for name in names.split()]  # fmt: skip
    office = [Example("tiler", ("X1",)), Example("spinner", ("X2",))]
    learner = Learner(Linker(labels), office)
    codes = [link.code for link in learner.link("roofer", limit=10)]
    assert codes.index("X1") < codes.index("X2"), "roofer and tiler share no letters worth it, but a code"
    codes = [link.code for link in learner.link("weaver", limit=10)]
    assert codes.index("X2") < codes.index("X1")


def test_words_that_tell_nothing_of_codes_make_titles_less_alike() -> None:
    office = [Example(f"north {work}", (work,)) for work in ("baker", "mason", "dyer", "cook")]
    office += [Example(f"sharp {work}", ("5",)) for work in ("tiler", "hewer", "glazer", "drover")]
    learner = Learner(Linker([Entry("1", "alpha"), Entry("5", "beta")]), office)
    nearest = {link.code: link for link in learner.link("north sharp", limit=10)}
    assert nearest["5"].score > 1.5 * nearest["mason"].score, "as rare as each other, but only one tells of a code"


def test_a_feature_tells_what_those_who_have_it_agree_on() -> None:
    held = [np.array(features) for features in ([0], [0, 1], [1, 2])]
    same, other, single = agreement(held, [[0], [0], [1]], 3)
    assert same > single > other
    assert single == pytest.approx((2 + 2) / (6 + 2)), "one of three pairs agrees, and one pair that does is added"
    alone = agreement([np.array([0])] * 2, [[0, 1], [2]], 1)
    assert alone[0] < agreement([np.array([0])] * 2, [[0, 1], [1]], 1)[0], "two codes of one row are no pair"


@pytest.mark.parametrize(("places", "taken"), [(["yard"], True), (["yard", "hall", "shed"], False)])
def test_labels_are_taken_for_examples_where_that_helps(
    monkeypatch: pytest.MonkeyPatch, places: list[str], taken: bool
) -> None:
    works = ["baker", "mason", "dyer", "cook", "tiler", "nurse", "weaver", "glazier", "miner", "driver"]
    labels = [Entry(f"{number}01", work) for number, work in enumerate(works, 10)]
    office = [Example(f"{label.label} {place} team", (label.code,)) for label in labels for place in places]

    def chance() -> float:
        link = Learner(Linker(labels), office).link("baker pier")[0]
        assert link.code == "1001"
        return link.confidence

    found = chance()
    monkeypatch.setattr(module, "SURELY", 1e9)
    assert (found != chance()) == taken, "where examples tell all there is nothing to gain"


def test_what_cleaning_cuts_from_chinese_titles_is_learned_too() -> None:
    assert clean("实习出纳") == clean("出纳"), "cut: it says how senior, not what"
    labels = [Entry("1", "会计", "zh"), Entry("2", "出纳", "zh"), Entry("3", "学徒", "zh")]
    office = [Example(f"实习{work}", ("3",)) for work in ("会计", "文员", "行政")]
    office += [
        Example("总账会计", ("1",)),
        Example("会计", ("1",)),
        Example("出纳", ("2",)),
        Example("出纳文员", ("2",)),
    ]
    learner = Learner(Linker(labels), office)

    def chance(title: str) -> float:
        return {link.code: link.confidence for link in learner.link(title)}["3"]

    assert chance("实习出纳") > 1.5 * chance("出纳"), "this office has a code of its own for those who learn"


def test_the_end_of_a_chinese_title_names_the_work_and_its_beginning_the_object() -> None:
    office = [Example(title, ("1",)) for title in ("机修工", "水电工", "油漆工")]
    office += [Example(title, ("2",)) for title in ("工会", "工地", "工装")]
    learner = Learner(Linker([Entry("1", "甲", "zh"), Entry("2", "乙", "zh")]), office)
    assert learner.link("锻工")[0].code == "1"
    assert learner.link("工棚")[0].code == "2"


def test_what_is_said_aside_counts_less_than_the_work() -> None:
    labels = [Entry("1", "alpha"), Entry("2", "beta")]
    office = [
        Example("welder", ("1",)),
        Example("pipe welder", ("1",)),
        Example("cook", ("2",)),
        Example("head cook", ("2",)),
    ]
    learner = Learner(Linker(labels), office)
    assert learner.link("welder (cook)")[0].code == "1"
    assert learner.link("cook (welder)")[0].code == "2"
