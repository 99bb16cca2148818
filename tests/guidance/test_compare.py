"""Vacancies side by side: the words of their own pages, what differs marked, the whole comparison in the address."""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from tests.pages import vacancies
from tests.people.made import make_person, make_staff
from volens.services.guidance import actions, finding
from volens.services.saved import actions as saved
from volens.services.saved.actions import Act
from volens.services.vacancies import index, indexing

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Any:
    made = vacancies.world()
    indexing.rebuild()
    yield made
    index._open.cache_clear()


def page(client: Client, query: str, language: str = "en") -> str:
    answer = client.get(f"/{language}/compare/?{query}")
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def lines(text: str) -> dict[str, tuple[list[str], bool]]:
    """Each line of the table: what the vacancies say, and whether it is marked as differing."""
    found: dict[str, tuple[list[str], bool]] = {}
    for row in re.findall(r"<tr( class=\"differs\")?><th scope=\"row\">(.*?)</tr>", text, re.DOTALL):
        name, _end, rest = row[1].partition("</th>")
        plain = re.sub(r"<span class=\"differs-mark\">.*?</span>|<.*?>", "", name).strip()
        cells = [
            " ".join(re.sub(r"<span class=\"letter\".*?</span>|<.*?>", " ", cell).split())
            for cell in re.findall(r"<td>(.*?)</td>", rest, re.DOTALL)
        ]
        found[plain] = (cells, bool(row[0]))
    return found


def test_two_vacancies_stand_side_by_side_with_what_differs_marked(world: Any) -> None:
    nurse, worker = world["nurse"], world["worker"]
    told = lines(page(Client(), f"a={nurse.pk}&b={worker.pk}"))
    assert told["Pay"] == (["$31 an hour", "$20 an hour"], True)
    assert told["Pay a month"][0][0].startswith("$5,363 ")
    assert "× 40 hours a week" in told["Pay a month"][0][0], "how it was made comparable is told"
    assert told["State"] == (["Open", "Open"], False)
    assert told["Contract"] == (["Not stated", "Permanent"], True)
    assert told["May the worker resign?"] == (["Not stated", "Yes"], True)
    assert "Nobody visited the workplace" in told["Not checked"][0][0]
    assert told["How to apply"] == (["Not possible", "Directly with the employer"], True)


def test_part_time_pay_by_the_hour_is_not_told_for_a_full_week(world: Any) -> None:
    nurse, worker = world["nurse"], world["worker"]
    type(nurse).objects.filter(pk=nurse.pk).update(hours="part_time", weekly_hours=None)
    type(worker).objects.filter(pk=worker.pk).update(hours="part_time", weekly_hours=20)
    told = lines(page(Client(), f"a={nurse.pk}&b={worker.pk}"))["Pay a month"][0]
    assert "ask the employer" in told[0]
    assert "$" not in told[0]
    assert "× 20 hours a week" in told[1]


def test_the_order_of_the_address_is_kept_and_three_are_the_most(world: Any) -> None:
    numbers = [world[name].pk for name in ("worker", "chinese", "nurse")]
    text = page(Client(), "&".join(f"v={number}" for number in [*numbers, world["old"].pk]))
    heads = re.findall(r'<th scope="col">.*?href="/en/vacancies/(\d+)/"', text, re.DOTALL)
    assert [int(each) for each in heads] == numbers
    assert "Put a third one" not in text


def test_one_that_ended_says_so_and_one_that_was_never_public_does_not_exist(world: Any) -> None:
    text = page(Client(), f"a={world['nurse'].pk}&b={world['ended'].pk}")
    assert lines(text)["State"] == (["Open", "No longer available"], True)
    assert lines(text)["How to apply"][0][1] == "Not possible"
    hidden = page(Client(), f"a={world['nurse'].pk}&b={world['held'].pk}")
    assert "Secret job" not in hidden
    assert f"no vacancy with the number {world['held'].pk}" in hidden


def test_a_copy_is_the_vacancy_it_repeats(world: Any) -> None:
    text = page(Client(), f"a={world['nurse'].pk}&b={world['copy'].pk}")
    assert "Choose one to put beside it" in text, "it is the same vacancy, so there is only one"


@pytest.mark.parametrize("asked", ["a=abc", "a=99999999999999999999999", "a=-1", "a=%00&b=%F0%9F%98%80", "v=", ""])
def test_what_is_no_vacancy_is_answered_in_words(world: Any, asked: str) -> None:
    assert "Which vacancies?" in page(Client(), asked)


def test_an_address_of_a_page_will_do(world: Any) -> None:
    text = page(
        Client(), f"a=https%3A%2F%2Fexample.org%2Fen%2Fvacancies%2F{world['nurse'].pk}%2F&b={world['worker'].pk}"
    )
    assert lines(text)["Pay"][0] == ["$31 an hour", "$20 an hour"]


def test_distance_is_told_from_a_town_and_minutes_where_the_operator_knows_the_way(world: Any) -> None:
    asked = f"a={world['nurse'].pk}&b={world['worker'].pk}&where=Newark,+NJ"
    told = lines(page(Client(), asked))
    assert told["Distance, in a straight line"] == (["less than 1 km away", "8 km away"], True)
    assert "Time to get there" not in told
    actions.load_travel_times("operator", ["from,to,mode,minutes", "5101798,5099836,transit,25"])
    assert lines(page(Client(), asked))["Time to get there"] == (["Not stated", "25 minutes by bus or train"], True)
    assert "is a whole region" in page(Client(), asked.replace("Newark,+NJ", "New+Jersey"))
    assert "do not know this place" in page(Client(), asked.replace("Newark,+NJ", "Zzzqqq"))


def test_only_what_differs_can_be_shown(world: Any) -> None:
    asked = f"a={world['nurse'].pk}&b={world['worker'].pk}"
    every, only = lines(page(Client(), asked)), lines(page(Client(), f"{asked}&only=1"))
    assert only
    assert list(only) == [name for name, (_cells, differs) in every.items() if differs]


def test_the_page_of_a_vacancy_leads_here_and_offers_similar_ones(world: Any) -> None:
    number = world["nurse"].pk
    shown = Client().get(f"/en/vacancies/{number}/").content.decode()
    assert f'href="/en/compare/?a={number}"' in shown
    offered = page(Client(), f"a={number}")
    assert f"/en/compare/?a={number}&b={world['chinese'].pk}" in offered


def offered_by(text: str) -> list[str]:
    """Addresses of the vacancies that a search on the page found, in their order."""
    listed = re.search(r'<ul class="compare-found">(.*?)</ul>', text, re.DOTALL)
    return re.findall(r'<a class="strong" href="([^"]+)"', listed[1]) if listed else []


def test_another_one_is_found_by_words_and_put_beside_without_leaving(world: Any) -> None:
    nurse, worker = world["nurse"], world["worker"]
    asked = f"a={nurse.pk}&where=Newark,+NJ"
    found = offered_by(page(Client(), f"{asked}&q={worker.title.split()[0]}"))
    assert found == [f"/en/compare/?a={nurse.pk}&b={worker.pk}&where=Newark%2C+NJ"]
    assert lines(page(Client(), found[0].partition("?")[2]))["Pay"][0] == ["$31 an hour", "$20 an hour"]


def test_words_find_the_first_one_too_and_never_one_already_there_nor_a_hidden_one(world: Any) -> None:
    first = offered_by(page(Client(), "q=nurse"))
    assert f"/en/compare/?a={world['nurse'].pk}" in first
    again = page(Client(), f"a={world['nurse'].pk}&q=nurse")
    assert not [each for each in offered_by(again) if f"b={world['nurse'].pk}" in each]
    nothing = page(Client(), f"a={world['nurse'].pk}&q=Secret+zzqqy")
    assert not offered_by(nothing)
    assert "No other open vacancy fits these words" in nothing


@pytest.mark.parametrize("typed", ["{}", "#{}", "https://example.org/en/vacancies/{}/?from=mail"])
def test_a_number_typed_where_words_are_looked_for_is_that_vacancy(world: Any, typed: str) -> None:
    text = page(Client(), urlencode({"a": world["nurse"].pk, "q": typed.format(world["worker"].pk)}))
    assert lines(text)["Pay"][0] == ["$31 an hour", "$20 an hour"]


def test_of_many_that_fit_the_best_are_shown_and_the_rest_counted(world: Any) -> None:
    offers = vacancies.source(name="feed", title="Feed", kind="file")
    for number in range(finding.SHOWN + 3):
        vacancies.make(offers, f"w{number}", title="Welder", employer=f"<b>{number}</b>", is_sample=False)
    indexing.rebuild()
    answer = Client().get(f"/en/compare/?a={world['nurse'].pk}&q=welder").content.decode()
    assert len(offered_by(html.unescape(answer))) == finding.SHOWN
    assert "3 more vacancies fit these words" in answer
    assert "<b>" not in answer, "what employers write stays text"


def test_ones_own_saved_ones_are_offered_to_their_owner_alone(world: Any) -> None:
    account, client = make_person()
    saved.mark(account.pk, world["worker"].pk, Act.SAVE)
    answer = client.get(f"/en/compare/?a={world['nurse'].pk}")
    assert "Saved by you" in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    for other in (Client(), make_person()[1], make_staff("counsellor")[1]):
        assert "Saved by you" not in page(other, f"a={world['nurse'].pk}")
    listed = client.get("/en/saved/").content.decode()
    assert 'action="/en/compare/"' in listed
    assert f'name="v" value="{world["worker"].pk}"' in listed


def test_the_same_in_chinese(world: Any) -> None:
    text = page(Client(), f"a={world['nurse'].pk}&b={world['chinese'].pk}", "zh-hans")
    assert "注册护士" in text
    assert 'lang="en"' in text, "a title in another language says which"
