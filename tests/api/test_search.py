"""The open JSON API: what a page can find, a program can find."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.vacancies.deliveries import DECLARED, imported, posting, written
from volens.services.vacancies.models import Vacancy

pytestmark = pytest.mark.usefixtures("vacancies")


def test_words_find_vacancies_with_their_facts(search: Any) -> None:
    said = search(q="nurse")
    assert said["total"] == 1
    found = said["results"][0]
    assert found["title"] == "Registered nurse"
    assert found["place"]["name"] == "Leeds"
    assert found["pay"] == {
        "min": 2600,
        "max": 3100,
        "currency": "GBP",
        "period": "month",
        "month_min": 2600,
        "month_max": 3100,
    }
    assert found["url"].endswith(f"/vacancies/{found['id']}/")


def test_a_place_and_a_distance_filter_and_measure(search: Any) -> None:
    said = search(where="Leeds", radius=20, sort="distance")
    assert [found["title"] for found in said["results"]] == ["Registered nurse"]
    assert said["results"][0]["distance_km"] < 20


def test_chinese_is_found_in_chinese(search: Any) -> None:
    assert [found["title"] for found in search(q="电工", where="南昌")["results"]] == ["电工"]


def test_facets_count_and_carry_labels_in_the_language_asked_for(search: Any, client: Client) -> None:
    assert {each["value"]: each["count"] for each in search()["facets"]["language"]} == {"en": 13, "zh": 1}
    said = client.get("/api/v1/vacancies", headers={"accept-language": "zh-hans"}).json()
    assert {each["label"] for each in said["facets"]["hours"]} == {"全职"}


def test_pages_follow_each_other_without_gap_or_repeat(search: Any) -> None:
    ids = [found["id"] for page in (1, 2, 3) for found in search(page=page, limit=5)["results"]]
    assert len(ids) == len(set(ids)) == 14


def test_a_pay_floor_is_a_floor(search: Any) -> None:
    assert search(pay=3100, currency="GBP")["total"] == 13
    assert search(pay=3100.01, currency="GBP")["total"] == 0
    assert search(pay=5000, currency="CNY")["total"] == 1


def test_part_time_by_the_hour_is_not_found_by_the_pay_of_a_full_week(
    search: Any, client: Client, tmp_path: Path
) -> None:
    hourly = {"currency": "EUR", "value": {"minValue": 20, "maxValue": 20, "unitText": "HOUR"}}
    declared = {**DECLARED, "pay_min_minor": 2000, "pay_max_minor": 2000, "currency": "EUR", "pay_period": "hour"}
    declared.pop("weekly_hours")
    made = {
        "part": {"employmentType": "PART_TIME"},
        "told": {"employmentType": "PART_TIME", "workHours": "20 hours per week"},
        "full": {"employmentType": "FULL_TIME"},
    }
    records = [
        posting(number, title=f"Hourly gardener {name}", baseSalary=hourly, **{"volens:declarations": declared}, **one)
        for number, (name, one) in enumerate(made.items(), 31)
    ]
    imported(written(tmp_path / "hourly.jsonl", records))

    everyone = {found["title"].split()[-1]: found for found in search(q="hourly gardener")["results"]}
    assert {name: found["pay"]["month_max"] for name, found in everyone.items()} == {
        "part": None, "told": 1733.33, "full": 3466.67,
    }  # fmt: skip
    assert everyone["part"]["pay"]["min"] == 20
    paid = [found["title"] for found in search(q="hourly gardener", pay=3000, currency="EUR")["results"]]
    assert paid == ["Hourly gardener full"]

    Vacancy.objects.filter(pk=everyone["part"]["id"]).update(pay_month_min=346_667, pay_month_max=346_667)
    stored = client.get(f"/api/v1/vacancies/{everyone['part']['id']}").json()["pay"]
    assert (stored["month_min"], stored["month_max"]) == (None, None), "a row of before this rule"


def test_what_is_not_understood_is_named_with_suggestions(client: Client) -> None:
    response = client.get("/api/v1/vacancies", {"where": "Leedz Nowhere"})
    assert response.status_code == 422
    assert response.json()["problems"][0]["field"] == "where"


@pytest.mark.parametrize(
    "parameters", [{"q": "🙂"}, {"q": "!!!"}, {"where": "Leedz Nowhere"}, {"isco": "zz"}, {"sort": "distance"}]
)
def test_a_refusal_does_not_tell_of_a_search_without_what_was_wrong(client: Client, parameters: dict[str, str]) -> None:
    response = client.get("/api/v1/vacancies", parameters)
    assert response.status_code == 422
    said = response.json()
    assert said["problems"][0]["field"] == next(iter(parameters))
    assert not re.search("left out|everywhere|is used", said["problems"][0]["message"])
    assert said["detail"].endswith("so nothing was searched.")


@pytest.mark.parametrize(
    "parameters", [{"limit": 101}, {"radius": 0}, {"page": 0}, {"sort": "best"}, {"pay": -1}, {"q": "x" * 201}]
)
def test_values_out_of_range_are_refused(client: Client, parameters: dict[str, Any]) -> None:
    assert client.get("/api/v1/vacancies", parameters).status_code == 422


def test_one_vacancy_has_its_text_and_what_was_declared(search: Any, client: Client) -> None:
    number = search(q="nurse")["results"][0]["id"]
    said = client.get(f"/api/v1/vacancies/{number}").json()
    assert said["text"] == "Night & day care of patients."
    assert said["declarations"]["worker_pays"] is False
    assert said["source"] == "harbour"


def test_an_ended_vacancy_is_gone_and_names_similar_ones(search: Any, client: Client) -> None:
    cook = search(q="cook")["results"][0]["id"]
    Vacancy.objects.filter(pk=cook).update(state=Vacancy.State.EXPIRED)
    response = client.get(f"/api/v1/vacancies/{cook}")
    assert response.status_code == 410
    assert cook not in {found["id"] for found in response.json()["similar"]}
    assert response.json()["similar"]


@pytest.mark.parametrize("state", [Vacancy.State.HELD, Vacancy.State.BLOCKED, Vacancy.State.RECEIVED])
def test_what_was_never_published_does_not_exist(search: Any, client: Client, state: str) -> None:
    number = search(q="nurse")["results"][0]["id"]
    Vacancy.objects.filter(pk=number).update(state=state)
    assert client.get(f"/api/v1/vacancies/{number}").status_code == 404
    assert search(q="nurse")["results"] == []


def test_any_page_on_the_web_may_read_and_no_cookie_is_set(client: Client) -> None:
    response = client.get("/api/v1/vacancies")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert not response.cookies


def test_places_occupations_figures_and_sources_are_open(client: Client) -> None:
    assert client.get("/api/v1/places", {"q": "Nanch"}).json()[0]["region"] == "CN-JX"
    majors = client.get("/api/v1/occupations").json()
    assert [group["code"] for group in majors] == [str(digit) for digit in range(10)]
    assert client.get("/api/v1/occupations", {"parent": "99"}).status_code == 404
    assert client.get("/api/v1/figures").json()["open"] == 14
    assert client.get("/api/v1/sources").json()[0]["approved"] is True
    assert "nurse" in client.get("/api/v1/words", {"q": "nur"}).json()


def test_the_document_and_its_interactive_page_make_no_third_party_request(client: Client) -> None:
    assert client.get("/api/v1/openapi.json").json()["openapi"].startswith("3.1")
    page = client.get("/api/v1/docs").content.decode()
    assert "//cdn" not in page
    assert "swagger-ui-bundle" in page
