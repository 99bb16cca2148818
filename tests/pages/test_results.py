"""Results: what an address asks for is what the page shows, and nothing a visitor types can break or enter it."""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.examples import few
from tests.pages import vacancies
from volens.services.vacancies import indexing
from volens.services.vacancies.models import Vacancy


def titles(client: Client, query: str, language: str = "en") -> list[str]:
    body = client.get(f"/{language}/vacancies/?{query}").content.decode()
    found = re.findall(r'<h2[^>]*><a href="[^"]+" dir="auto">(.*?)</a></h2>', body)
    return [html.unescape(re.sub(r"</?mark>", "", each)) for each in found]


def test_words_find_vacancies_and_are_marked(client: Client, world: dict[str, Vacancy]) -> None:
    assert titles(client, "q=nurse") == ["Registered nurse"]
    assert "Registered <mark>nurse</mark>" in client.get("/en/vacancies/?q=nurse").content.decode()


def test_chinese_words_find_chinese_vacancies(client: Client, world: dict[str, Vacancy]) -> None:
    assert titles(client, "q=护士", "zh-hans") == ["注册护士"]


def test_place_and_radius_narrow(client: Client, world: dict[str, Vacancy]) -> None:
    near = titles(client, "where=Newark&radius=5&sort=distance")
    assert set(near) == {"Registered nurse", "Park ranger"}
    wider = titles(client, "where=Newark&radius=30&sort=distance")
    assert set(wider) == {*near, "Warehouse worker"}
    assert wider[-1] == "Warehouse worker"
    assert titles(client, "where=南昌") == ["注册护士"]


def test_country_and_region_as_place(client: Client, world: dict[str, Vacancy]) -> None:
    assert titles(client, "where=China") == ["注册护士"]
    assert set(titles(client, "where=New+Jersey,+US")) == {"Registered nurse", "Park ranger", "Warehouse worker"}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("hours=part_time", {"Warehouse worker"}),
        ("hours=part_time&hours=full_time", {"Warehouse worker", "Registered nurse"}),
        ("contract=permanent", {"Warehouse worker"}),
        ("isco=2", {"Registered nurse", "注册护士"}),
        ("isco=9333", {"Warehouse worker"}),
        ("lang=zh", {"注册护士"}),
        ("employer=Riverside+Logistics&isco=9", {"Warehouse worker"}),
        ("posted=7", {"Registered nurse", "Warehouse worker", "注册护士"}),
        ("accessible=1", {"Warehouse worker"}),
        ("pay=4000&currency=USD", {"Registered nurse"}),
        ("region=CN-JX", {"注册护士"}),
    ],
)
def test_filters_in_the_address(client: Client, world: dict[str, Vacancy], query: str, expected: set[str]) -> None:
    assert set(titles(client, query)) == expected


def test_filters_can_be_taken_off_one_by_one(client: Client, world: dict[str, Vacancy]) -> None:
    body = client.get("/en/vacancies/?q=nurse&hours=full_time&isco=2").content.decode()
    removals = re.findall(r'<li><a href="\?([^"]*)"><span class="visually-hidden">Remove:', body)
    assert [html.unescape(each) for each in removals] == ["q=nurse&isco=2", "q=nurse&hours=full_time"]


def test_counts_say_how_many_each_choice_would_show(client: Client, world: dict[str, Vacancy]) -> None:
    body = client.get("/en/vacancies/?hours=part_time").content.decode()
    assert re.search(r'value="part_time"[^>]*checked><span>Part time</span><span class="count">1<', body)
    assert re.search(r'value="full_time"[^>]*><span>Full time</span><span class="count">1<', body)


def test_unknown_place_is_said_with_suggestions(client: Client, world: dict[str, Vacancy]) -> None:
    body = client.get("/en/vacancies/?where=Newarq+Xyz").content.decode()
    assert "We do not know this place" in body
    assert 'aria-invalid="true"' in body
    assert "Did you mean" in body


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("radius=abc&where=Newark", "The distance must be a whole number"),
        ("radius=0&where=Newark", "The distance must be a whole number"),
        ("pay=lots", "Write the pay as a number"),
        ("q=🙂", "There is no word in “🙂”"),
        ("pay=-5", "Write the pay as a number"),
        ("pay=5&currency=XYZ", "We do not know this currency"),
    ],
)
def test_bad_values_are_explained_beside_the_field(
    client: Client, world: dict[str, Vacancy], query: str, words: str
) -> None:
    response = client.get(f"/en/vacancies/?{query}")
    assert response.status_code == 200
    assert words in response.content.decode()


def test_signs_alone_are_left_out_but_stay_in_their_field(client: Client, world: dict[str, Vacancy]) -> None:
    body = client.get("/en/vacancies/?q=🙂").content.decode()
    field = re.search(r'<input[^>]* id="q"[^>]*>', body)
    assert field
    assert 'value="🙂"' in field[0]
    assert 'aria-invalid="true" aria-describedby="q-problem"' in field[0]
    assert 'id="q-problem">There is no word' in body
    assert "🙂" not in body[body.index("<title>") : body.index("</title>")]
    assert "q=%F0" not in body.split("<main")[1], "no address of the page carries them on"
    assert 'value="relevance"' not in body
    assert "aria-invalid" not in client.get("/en/vacancies/?q=nurse").content.decode()


def test_misspelled_word_is_corrected_in_the_open(client: Client, world: dict[str, Vacancy]) -> None:
    body = client.get("/en/vacancies/?q=registred").content.decode()
    assert "Nothing was found for “registred”, so these are results for “registered”" in html.unescape(body)


def test_nothing_found_offers_what_would(client: Client, world: dict[str, Vacancy]) -> None:
    body = html.unescape(client.get("/en/vacancies/?q=nurse&where=Newark&radius=5&contract=freelance").content.decode())
    assert "No vacancy fits this search now" in body
    assert '<a href="?q=nurse&where=Newark&radius=5">Without the filters</a> <span class="muted">(1)</span>' in body


def test_page_after_the_last_leads_to_the_last(client: Client, world: dict[str, Vacancy]) -> None:
    assert client.get("/en/vacancies/?page=40").headers["Location"] == "/en/vacancies/?"


def test_pages_of_results_hold_each_vacancy_once(client: Client, db: None) -> None:
    source = vacancies.source()
    for number in range(45):
        vacancies.make(source, str(number), title=f"Gardener {number}")
    indexing.rebuild()
    seen = [title for page in (1, 2, 3) for title in titles(client, f"q=gardener&page={page}")]
    assert len(seen) == 45
    assert len(set(seen)) == 45


def test_samples_and_records_of_the_past_are_marked(client: Client, world: dict[str, Vacancy]) -> None:
    body = client.get("/en/vacancies/?q=nurse").content.decode()
    assert '<span class="chip sample">Sample</span>' in body
    assert 'class="banner"' in body
    assert "as of 1 Mar 2025" in client.get("/en/vacancies/?q=ranger").content.decode()


def test_text_from_a_feed_cannot_enter_the_page(client: Client, db: None) -> None:
    source = vacancies.source()
    evil = '<script>alert(1)</script>"><img src=x onerror=alert(1)> pirate'
    made = vacancies.make(
        source, "1", title=f"A{evil}", employer=f"B{evil}", snippet=f"C{evil}", text=f"D{evil}", place=f"E{evil}"
    )
    indexing.rebuild()
    for page in (
        "/en/vacancies/",
        "/en/vacancies/?q=pirate",
        f"/en/vacancies/?q={quote(evil)}",
        f"/en/vacancies/{made.pk}/",
        "/en/",
    ):
        body = client.get(page).content.decode()
        assert "<script>alert" not in body
        assert "<img" not in body


def test_seams_between_texts_cannot_be_forged(client: Client, db: None) -> None:
    source = vacancies.source()
    for number in range(3):
        vacancies.make(source, str(number), title=f"Baker\x1f\x1e{number}", snippet=f"bake\x1f{number}\x1ebread <b>")
    indexing.rebuild()
    for query in ("", "q=baker"):
        assert len(titles(client, query)) == 3
        assert "<b>" not in client.get(f"/en/vacancies/?{query}").content.decode().replace('<b dir="auto">', "")


VALUES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["", "-1", "0", "1e9999", "NaN", "١٢", "\x00", "'\"<>&", "99999999999999", "%", "2221", "CNY", "optional"]
    ),
)
NAMES = (
    "q",
    "where",
    "radius",
    "pay",
    "currency",
    "contract",
    "hours",
    "isco",
    "region",
    "lang",
    "employer",
    "posted",
    "accessible",
    "lodging",
    "sort",
    "page",
)


@settings(max_examples=few(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=8))
def test_no_address_breaks_the_page(client: Client, world: dict[str, Vacancy], query: list[tuple[str, Any]]) -> None:
    address = "&".join(f"{name}={quote(value.encode('utf-8', 'surrogatepass'))}" for name, value in query)
    assert client.get(f"/en/vacancies/?{address}").status_code in {200, 302}


def test_a_group_chosen_within_a_chosen_group_narrows(client: Client, world: dict[str, Vacancy]) -> None:
    assert titles(client, "isco=9&isco=2&isco=22&lang=en") == titles(client, "isco=9&isco=22&lang=en")
    body = client.get("/en/vacancies/?isco=2&isco=22").content.decode()
    assert re.search(r'for="isco-22"><input[^>]*value="22"[^>]* checked', body)
    assert re.search(r'class="tick under under-1" for="isco-22">.*?<span class="count">2<', body)
    assert not re.search(r'value="2"[^>]* checked', body)
    assert 'feed.atom?isco=22"' in body


@pytest.mark.parametrize(
    ("query", "note"),
    [
        ("isco=zz", "We do not know the choice “zz”"),
        ("contract=<b>", "We do not know the choice “&lt;b&gt;”"),
        ("posted=abc", "The days since posting"),
        ("sort=foo", "We do not know the order “foo”"),
        ("sort=distance", "Only near a town"),
        ("currency=XXX", "We do not know this currency"),
        ("pay=lots", "Write the pay as a number"),
        ("q=🙂", "There is no word in “🙂”"),
    ],
)
def test_what_is_left_out_is_said_above_the_results(
    client: Client, world: dict[str, Vacancy], query: str, note: str
) -> None:
    body = client.get(f"/en/vacancies/?{query}").content.decode()
    assert note in body[body.index('id="results-heading"') :]
    assert note not in client.get("/en/vacancies/?q=nurse").content.decode()


def test_highest_pay_names_its_currency(client: Client, world: dict[str, Vacancy]) -> None:
    for query in ("sort=pay", "sort=pay&currency=USD", "where=Newark"):
        assert "Highest pay in USD" in client.get(f"/en/vacancies/?{query}").content.decode()
    assert "Highest pay in EUR" in client.get("/en/vacancies/?sort=pay&currency=EUR").content.decode()


def test_nothing_found_offers_the_search_without_each_filter(client: Client, world: dict[str, Vacancy]) -> None:
    body = client.get("/en/vacancies/?q=nurse&pay=900000&currency=USD&hours=full_time").content.decode()
    offered = body[body.index('class="panel empty-state"') :]
    assert "Without the filter “Pay”" in offered
    assert "Without the filter “Working time”" not in offered  # would find nothing either


def test_samples_do_not_repeat_their_day(client: Client, world: dict[str, Vacancy]) -> None:
    source = world["nurse"].source
    source.as_of = world["old"].source.as_of
    source.save()
    assert "as of" not in client.get("/en/vacancies/?q=nurse").content.decode()
    assert "as of" in client.get("/en/vacancies/?q=ranger").content.decode()


def test_one_press_leaves_only_vacancies_in_the_readers_language(client: Client, world: dict[str, Vacancy]) -> None:
    """Offered, never done silently: what is there in other languages stays until the reader says so."""
    for language, code, name in (("zh-hans", "zh", "chinese"), ("en", "en", "nurse")):
        body = client.get(f"/{language}/vacancies/?hours=").content.decode()
        offered = re.search(r'own-language"><a rel="nofollow" href="\?([^"]+)">[^<]*\((\d+)\)</a>', body)
        assert offered is not None
        assert html.unescape(offered[1]) == f"lang={code}"
        assert len(titles(client, "", language)) > int(offered[2])
        left = titles(client, html.unescape(offered[1]), language)
        assert len(left) == int(offered[2])
        assert world[name].title in left
        assert "own-language" not in client.get(f"/{language}/vacancies/?lang={code}").content.decode()
    assert "own-language" not in client.get("/en/vacancies/?q=nurse").content.decode(), "all are in it already"
    assert "own-language" not in client.get("/zh-hans/vacancies/?q=ranger").content.decode(), "none is"
