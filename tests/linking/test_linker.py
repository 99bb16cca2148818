"""The linker finds codes by what titles resemble, says how sure it is, and says nothing when it does not know."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import few
from volens.engines.linking import Entry, Linker
from volens.engines.linking.features import known_terms, terms
from volens.engines.linking.titles import clean

ENTRIES = [
    Entry("8344", "forklift driver"),
    Entry("8344", "lift truck operator"),
    Entry("8344", "叉车司机", "zh"),
    Entry("8332", "truck driver"),
    Entry("8332", "lorry driver"),
    Entry("8332", "货车司机", "zh"),
    Entry("5120", "cook"),
    Entry("5120", "line cook"),
    Entry("5120", "厨师", "zh"),
    Entry("2512", "software developer"),
    Entry("2512", "软件开发工程师", "zh"),
    Entry("2221", "registered nurse"),
    Entry("2221", "护士", "zh"),
]


@pytest.fixture(scope="module")
def linker() -> Linker:
    return Linker(ENTRIES)


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Forklift Driver", "8344"),
        ("FORKLIFT DRIVERS (m/f) - night shift", "8344"),
        ("forklft driver", "8344"),
        ("急聘叉车司机 包吃住", "8344"),
        ("Lorry driver class 1", "8332"),
        ("Cooks needed!!", "5120"),
        ("Senior Software Developers", "2512"),
        ("高级软件开发工程师 20k-30k", "2512"),
        ("护士 Nurse", "2221"),
    ],
)
def test_titles_as_they_are_advertised_are_found(linker: Linker, title: str, code: str) -> None:
    assert linker.link(title)[0].code == code


def test_the_label_that_spoke_for_a_code_is_named(linker: Linker) -> None:
    best = linker.link("nurse, registered")[0]
    assert best.label == "registered nurse"
    assert 0 < best.confidence <= 1
    assert 0 < best.score <= 1


def test_links_are_ordered_and_limited(linker: Linker) -> None:
    links = linker.link("driver", limit=3)
    assert len(links) == 3
    assert [link.confidence for link in links] == sorted((link.confidence for link in links), reverse=True)
    assert len({link.code for link in links}) == 3
    assert linker.link("driver", limit=0) == ()
    assert linker.link("driver", limit=1) == linker.link("driver", limit=5)[:1]


def test_confidences_are_chances(linker: Linker) -> None:
    links = linker.link("driver", limit=100)
    assert sum(link.confidence for link in links) <= 1 + 1e-6


@pytest.mark.parametrize("title", ["", "   ", "???", "zzzzqqq xxvv", "12345", "龘"])
def test_nothing_known_gives_no_code(linker: Linker, title: str) -> None:
    assert linker.assign(title) is None


def test_an_undecided_title_gives_no_code_but_candidates(linker: Linker) -> None:
    assert {"8344", "8332"} <= {link.code for link in linker.link("driver")}
    assert linker.assign("driver", least=0.9) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("You will drive a forklift in our warehouse; lift truck licence needed.", "8344"),
        ("You care for patients as a registered nurse on the ward.", "2221"),
        ("负责厨房，有厨师经验优先。", "5120"),
    ],
)
def test_the_text_decides_where_the_title_does_not(linker: Linker, text: str, code: str) -> None:
    assert linker.assign("Team member", least=0.5) is None
    assert linker.link("Team member", text)[0].code == code


def test_a_clear_title_is_not_doubted_by_its_text(linker: Linker) -> None:
    assert linker.link("registered nurse", "You work beside a cook and a truck driver")[0].code == "2221"


def test_many_at_once_are_as_one_by_one(linker: Linker) -> None:
    titles = ["cook", "Truck Driver", "", "软件开发", "cook"]
    assert linker.link_many(titles) == [linker.link(title) for title in titles]


def test_order_of_entries_does_not_matter(linker: Linker) -> None:
    again = Linker(reversed(ENTRIES))
    for title in ("driver", "软件", "nurse cook"):
        assert again.link(title) == linker.link(title)


def test_a_heavier_label_wins_over_an_equal_lighter_one() -> None:
    light = [Entry("1", "sweeper", weight=0.5), Entry("2", "sweeper", weight=1.0), Entry("3", "baker")]
    assert Linker(light).link("sweeper")[0].code == "2"


def test_a_linker_without_labels_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one entry"):
        Linker([Entry("", "cook"), Entry("5120", "  ")])


def test_the_model_is_kept_and_taken_again(tmp_path: Path, linker: Linker) -> None:
    Linker(ENTRIES, tmp_path / "models")
    (kept,) = (tmp_path / "models").iterdir()
    before = kept.stat().st_mtime_ns
    again = Linker(ENTRIES, tmp_path / "models")
    assert kept.stat().st_mtime_ns == before
    for title in ("driver", "软件", "nurse cook", "zzz"):
        assert again.link(title) == linker.link(title)


def test_other_entries_make_another_model(tmp_path: Path) -> None:
    Linker(ENTRIES, tmp_path / "models")
    other = Linker([*ENTRIES, Entry("7512", "baker")], tmp_path / "models")
    assert other.link("baker")[0].code == "7512"
    assert len(list((tmp_path / "models").iterdir())) == 2


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 not a zip", b"\x00" * 5000])
def test_a_damaged_model_is_built_anew(tmp_path: Path, damage: bytes) -> None:
    Linker(ENTRIES, tmp_path / "models")
    (kept,) = (tmp_path / "models").iterdir()
    kept.write_bytes(damage)
    assert Linker(ENTRIES, tmp_path / "models").link("cook")[0].code == "5120"
    assert len(kept.read_bytes()) > len(damage)


def test_a_truncated_model_is_built_anew(tmp_path: Path) -> None:
    Linker(ENTRIES, tmp_path / "models")
    (kept,) = (tmp_path / "models").iterdir()
    kept.write_bytes(kept.read_bytes()[:-400])
    assert Linker(ENTRIES, tmp_path / "models").link("cook")[0].code == "5120"


@given(st.text(max_size=400), st.text(max_size=400))
@settings(max_examples=few(60))
def test_any_title_and_text_are_answered(title: str, text: str) -> None:
    for link in SHARED.link(title, text):
        assert link.code in {entry.code for entry in ENTRIES}
        assert 0 <= link.score <= 1
        assert 0 <= link.confidence <= 1


SHARED = Linker(ENTRIES)


AD = st.text(alphabet="cook line forklift truck driver 叉车货车司机护士厨 ()-", max_size=40)


@given(st.lists(st.tuples(AD, st.one_of(st.just(""), AD)), max_size=12))
@settings(max_examples=few(60))
def test_many_titles_at_once_are_linked_as_one_by_one(linker: Linker, ads: list[tuple[str, str]]) -> None:
    together = linker.assign_many(ads)
    for link, (title, text) in zip(together, ads, strict=True):
        alone = linker.assign(title, text)
        assert (link and link.code) == (alone and alone.code)
        if link and alone:
            assert link.confidence == pytest.approx(alone.confidence, abs=1e-6)


@given(AD, AD)
def test_what_is_looked_for_by_its_parts_is_what_would_be_found_one_by_one(title: str, label: str) -> None:
    numbered = {term: number for number, term in enumerate(terms(clean(label)))}
    asked = clean(title)
    wanted = {numbered[term]: strength for term, strength in terms(asked).items() if term in numbered}
    assert known_terms(asked, numbered) == wanted
