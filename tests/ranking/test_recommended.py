"""The page of recommendations: reasons for each vacancy, switches, nothing stored, the same for everybody alike."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from tests.pages import vacancies
from tests.people.made import make_person, make_staff
from volens.services.alerts import recommending
from volens.services.guidance import actions as guidance
from volens.services.vacancies import index, indexing

pytestmark = pytest.mark.django_db
WISH = "/en/recommended/?isco=22&skills=bank+transfer,+forklift&where=Newark,+NJ&pay=1000&currency=USD"


@pytest.fixture
def world() -> Any:
    made = vacancies.world()
    indexing.rebuild()
    yield made
    index._open.cache_clear()


def scores(page: str) -> list[tuple[int, list[int]]]:
    found = []
    for block in re.findall(r'<div class="why">(.*?)</div>', page, re.DOTALL):
        score = re.search(r"Score (\d+)", block)
        assert score is not None
        found.append((int(score[1]), [int(points) for points in re.findall(r"\(\+?(\d+)\)", block)]))
    return found


def test_each_vacancy_says_why_and_its_lines_add_up(world: Any) -> None:
    page = make_person()[1].get(WISH).content.decode()
    assert "Registered nurse" in page
    assert "Names 1 of your 2 skills: bank transfer" in page
    assert "from Newark, in a straight line" in page
    assert "your floor is reached" in page
    assert scores(page)
    assert all(score == sum(lines) for score, lines in scores(page))
    assert "sort=pay" in page, "plain orders are one click away"


def test_a_term_can_be_left_out(world: Any) -> None:
    client = make_person()[1]
    assert "of your 2 skills" not in client.get(f"{WISH}&weigh_skills=0").content.decode()


def test_skills_in_other_words_are_found_and_what_meets_nothing_is_not_listed(world: Any) -> None:
    samples, client = world["nurse"].source, make_person()[1]
    fork = vacancies.make(samples, "f", title="Forklift Operator", isco="8344", **vacancies.NEWARK)
    hidden = vacancies.make(samples, "h", title="Hidden forklift driver", isco="8344", **vacancies.NEWARK)
    indexing.rebuild()
    client.post("/en/saved/mark/", {"vacancy": hidden.pk, "act": "hide"})
    page = client.get("/en/recommended/?skills=forklift+driving&where=Newark,+NJ").content.decode()
    assert f"/en/vacancies/{fork.pk}/" in page
    assert "Names your skill: forklift driving (“forklift operator”)" in page
    assert len(scores(page)) == 1, "what is only near is other work, and what one hid stays hidden"
    assert scores(page)[0][0] == sum(scores(page)[0][1])
    none = client.get("/en/recommended/?skills=%E5%BC%80%E5%8F%89%E8%BD%A6&where=Newark,+NJ").content.decode()
    assert not scores(none)
    assert "/en/vacancies/?q=%E5%BC%80%E5%8F%89%E8%BD%A6&amp;where=Newark" in none, "the search is offered instead"


def test_pay_that_is_not_compared_says_why_and_what_it_counts(world: Any) -> None:
    samples, client = world["nurse"].source, make_person()[1]
    told = {"isco": "2221", "pay_month_min": None, "pay_month_max": None, **vacancies.NEWARK}
    vacancies.make(samples, "g", title="A", **told | {"pay_currency": "GBP", "pay_period": "hour", "pay_min": 1525})
    vacancies.make(samples, "u", title="B", **told | {"pay_currency": "USD", "pay_period": "hour", "pay_min": 1525})
    vacancies.make(samples, "n", title="C", **told)
    indexing.rebuild()
    page = client.get("/en/recommended/?isco=2221&pay=2000&currency=USD").content.decode()
    for said in ("Pays in GBP, and you asked in USD", "Pay is said, but not for a month", "Pay is not said"):
        assert said in page
    assert "counts 40 of 100 points" in page
    assert 'value="USD" selected' in page, "the form names the currency that counts"


@pytest.mark.deep  # the first question to the linker builds it
def test_work_in_own_words_shows_what_was_understood_and_it_can_be_taken_out(world: Any) -> None:
    client = make_person()[1]
    page = client.get("/en/recommended/?work=registered+nurse").content.decode()
    assert "was understood as this work" in page
    assert "Your work: Nursing professionals" in page
    codes = recommending.understood(QueryDict("work=registered+nurse"), "en").meant
    assert codes[0] == "2221"
    without = "&".join(f"not={code}" for code in codes)
    gone = client.get(f"/en/recommended/?work=registered+nurse&{without}").content.decode()
    assert "You took out all" in gone
    assert not scores(gone)
    assert "We do not know these words" in client.get("/en/recommended/?work=qqxzv").content.decode()


def test_it_needs_an_account_of_a_person_and_shows_nothing_to_staff(world: Any) -> None:
    assert Client().get(WISH).status_code == 302
    assert make_staff("counsellor")[1].get(WISH).status_code == 302


def test_people_who_differ_only_in_who_they_are_get_the_same(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two profiles with other names, scripts, wording and texts: what is scored and in what order, is the same."""
    asked: list[Any] = []
    real = recommending.rank

    def record(wish: Any, offers: Any, **more: Any) -> Any:
        asked.append((wish, offers))
        return real(wish, offers, **more)

    monkeypatch.setattr(recommending, "rank", record)
    profiles: tuple[dict[str, str], ...] = (
        {"chosen_name": "Aygul", "skills": "ھەمشىرە", "experience": "She was a waitress", "languages": "Uyghur"},
        {"chosen_name": "John Smith", "skills": "nursing", "experience": "He was a waiter", "languages": "English"},
    )
    pages = [scores(make_person(**profile)[1].get(WISH).content.decode()) for profile in profiles]
    assert asked[0] == asked[1]
    assert pages[0] == pages[1]


def test_what_is_needed_at_the_workplace_counts(world: Any) -> None:
    page = make_person()[1].get("/en/recommended/?accessible=1").content.decode()
    first = page.split('<div class="why">')
    assert "Warehouse worker" in first[0].rsplit("<h", 1)[1], "the one accessible workplace comes first"
    assert "Has what you need at the workplace" in first[1]
    assert all("Has what you need" not in other for other in first[2:])


def test_recommended_finds_nothing_that_is_not_open(world: Any) -> None:
    page = make_person()[1].get("/en/recommended/?isco=22").content.decode()
    assert "Late nurse" not in page
    assert "nights" not in page


def test_hours_beyond_what_was_asked_are_told(world: Any) -> None:
    vacancies.make(
        world["nurse"].source, "long", title="Long nurse", isco="2221", weekly_hours=48.0, **vacancies.NEWARK
    )
    indexing.rebuild()
    page = make_person()[1].get("/en/recommended/?isco=2221&weekly=40").content.decode()
    assert "8 hours a week more than you want" in page
    assert scores(page)
    assert all(score == sum(lines) for score, lines in scores(page))


def test_minutes_are_told_only_where_the_operator_loaded_the_way(world: Any) -> None:
    client = make_person()[1]
    asked = "/en/recommended/?isco=22&where=Jersey+City,+NJ&minutes=30"
    before = client.get(asked).content.decode()
    assert "minutes by" not in before
    assert 'name="minutes"' not in before, "no table, no question about minutes"
    table = ["from,to,mode,minutes", "5099836,5101798,car,45", '"Jersey City, NJ","Newark, NJ",transit,25']
    assert guidance.load_travel_times("operator", table) == 2
    page = client.get(asked).content.decode()
    assert "25 minutes by bus or train from Jersey City" in page, "the quickest"
    assert "45 minutes by car from Jersey City" in client.get(f"{asked}&travel=car").content.decode()
    assert all(score == sum(lines) for score, lines in scores(page))


def test_the_form_begins_with_the_profile_when_asked_and_nothing_is_ranked_by_it(world: Any) -> None:
    written = {"skills": "bank transfer\nforklift, 护理", "places_wanted": "Atlantisburg; Jersey City"}
    _account, client = make_person(**written, experience="mother of two", pay_wanted="4000")
    plain = client.get("/en/recommended/").content.decode()
    assert "?profile=1" in plain
    assert "forklift, 护理" not in plain, "the profile is opened when its owner asks for it"
    begun = client.get("/en/recommended/?profile=1").content.decode()
    assert 'value="bank transfer, forklift, 护理"' in begun
    assert 'value="Jersey City"' in begun
    assert "Taken from your profile" in begun
    assert "mother" not in begun
    assert not scores(begun), "the person looks at it first"
    empty = make_person()[1].get("/en/recommended/?profile=1").content.decode()
    assert "Your profile names no skills" in empty
