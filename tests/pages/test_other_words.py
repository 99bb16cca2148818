"""Who asks for an occupation by name sees what else the work is called: beside the results, not among them."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.pages import vacancies
from volens.packs.classifications.naming import occupations_named, other_words
from volens.services.vacancies import indexing
from volens.services.vacancies.models import Vacancy

OTHER = "The same work in other words"


def page(query: str, language: str = "en") -> str:
    answer = Client().get(f"/{language}/vacancies/?{query}")
    assert answer.status_code == 200
    return re.sub(r"</?mark>", "", html.unescape(answer.content.decode()))


def listed(text: str, level: str) -> list[str]:
    return re.findall(rf'<{level}[^>]*><a href="[^"]+" dir="auto">(.*?)</a></{level}>', text)


def test_a_name_in_one_language_shows_the_occupation_in_the_other_below(world: dict[str, Vacancy]) -> None:
    for query, found, besides in (("nurse", "Registered nurse", "注册护士"), ("护士", "注册护士", "Registered nurse")):
        shown = page(f"q={query}")
        assert listed(shown, "h2") == [found]
        assert listed(shown, "h3") == [besides]
        assert shown.index(found) < shown.index(OTHER)
        assert "1 more vacancy of the occupation" in shown
        assert 'href="?isco=2221"' in shown


def test_what_is_beside_is_not_counted(world: dict[str, Vacancy]) -> None:
    assert re.search(r'<h1 id="results-heading"[^>]*>\s*1 vacancy\s*</h1>', page("q=nurse"))
    assert Client().get("/api/v1/vacancies?q=nurse").json()["total"] == 1


def test_the_api_tells_what_is_beside_apart_too(world: dict[str, Vacancy]) -> None:
    said = Client().get("/api/v1/vacancies?q=nurse").json()
    assert [each["title"] for each in said["results"]] == ["Registered nurse"]
    beside = said["beside"]
    assert [each["title"] for each in beside["results"]] == ["注册护士"]
    assert (beside["count"], beside["instead"]) == (1, False)
    assert "/en/vacancies/?isco=2221" in beside["url"]
    assert Client().get("/api/v1/vacancies?q=zzzqqq").json()["beside"] is None


def test_filters_hold_for_what_is_beside_too(world: dict[str, Vacancy]) -> None:
    assert OTHER not in page("q=nurse&where=Newark")
    assert OTHER not in page("q=nurse&isco=2221"), "who chose an occupation sees all of it anyway"
    assert OTHER not in page("q=nurse&lang=en")


def test_where_the_words_find_nothing_the_occupation_stands_instead(world: dict[str, Vacancy]) -> None:
    vacancies.make(world["nurse"].source, "chef-1", title="厨房主厨", isco="5120", language="zh")
    indexing.rebuild()
    shown = page("q=cook")
    assert listed(shown, "h3") == ["厨房主厨"]
    assert "No vacancy fits this search now" not in shown


def test_a_word_that_names_no_occupation_leads_to_a_search_with_both(world: dict[str, Vacancy]) -> None:
    vacancies.make(world["nurse"].source, "fork-1", title="叉车操作", language="zh")
    indexing.rebuild()
    shown = page("q=forklift")
    assert "1 more vacancy says the same in other words: 叉车." in shown
    address = re.search(r'href="\?(q=forklift[^"]+)"', shown)
    assert address is not None
    assert listed(page(address[1]), "h2") == ["叉车操作"]


def test_with_many_results_only_a_sentence_stands_above_them(world: dict[str, Vacancy]) -> None:
    for number in range(25):
        vacancies.make(world["nurse"].source, f"nurse-{number}", title="Nurse on the ward", isco="2221")
    indexing.rebuild()
    shown = page("q=nurse")
    assert not listed(shown, "h3")
    assert shown.index("1 more vacancy of the occupation") < shown.index("Nurse on the ward")
    assert "more vacancy of the occupation" not in page("q=nurse&page=2")


@pytest.mark.parametrize("query", ["q=park+ranger+today", "q=the", "", "q=%22nurse+OR"])
def test_other_searches_stay_as_they_were(world: dict[str, Vacancy], query: str) -> None:
    assert "in other words" not in page(query)


@given(st.text(max_size=80))
def test_any_text_may_be_asked_about(text: str) -> None:
    assert len(occupations_named(text)) <= 3
    assert len(other_words(text)) <= 4


@pytest.mark.parametrize(
    ("one", "two"), [("厨师", "Cooks"), ("护士", "nurse"), ("焊工", "WELDER"), ("收银员", "cashier")]
)
def test_names_of_both_languages_mean_the_same_occupation(one: str, two: str) -> None:
    assert set(occupations_named(one)) & set(occupations_named(two))
