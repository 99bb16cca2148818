"""A job that is open at several places is kept, found, measured and shown at each of them."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.vacancies.deliveries import approved, counts, emptied, imported, only_vacancy, posting, written
from volens.services.vacancies import indexing
from volens.services.vacancies.models import ImportRun, Vacancy

pytestmark = pytest.mark.django_db(transaction=True)


def at(city: str, country: str = "GB", **more: Any) -> dict[str, Any]:
    address = {"@type": "PostalAddress", "addressLocality": city, "addressCountry": country}
    return {"@type": "Place", "address": address, **more}


SPREAD = [at("Bristol"), at("Leeds"), at("Glasgow"), at("Leeds"), "Paris, France"]


@pytest.fixture
def spread(tmp_path: Path) -> Vacancy:
    approved()
    imported(written(tmp_path / "a.jsonl", [posting(1, jobLocation=SPREAD)]))
    return only_vacancy()


def names(vacancy: Vacancy) -> list[str]:
    return [vacancy.place, *(each["name"] for each in vacancy.further_places)]


def text(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return html.unescape(answer.content.decode())


def test_every_place_is_kept_once(spread: Vacancy) -> None:
    assert names(spread) == ["Bristol", "Leeds", "Glasgow", "Paris"]
    assert [each["region"][:2] for each in spread.further_places] == ["GB", "GB", "FR"]
    assert all(each["latitude"] is not None and each["place_id"] for each in spread.further_places)


def test_a_search_near_any_of_them_finds_it_and_names_the_nearest(spread: Vacancy) -> None:
    for city in ("Bristol", "Leeds", "Glasgow", "Paris"):
        page = text(f"/en/vacancies/?where={city}&radius=10&sort=distance")
        assert f"{city} and 3 more places" in page
        assert "Canteen cook 1" in page
    assert "Canteen cook 1" not in text("/en/vacancies/?where=Manchester&radius=10")


def test_a_filter_by_region_finds_it_in_each(spread: Vacancy) -> None:
    answer = Client().get("/api/v1/vacancies?facets=true").json()
    regions = {each["value"]: each["count"] for each in answer["facets"]["region"]}
    assert regions == {spread.region: 1, **{each["region"]: 1 for each in spread.further_places}}
    for region in regions:
        assert Client().get(f"/api/v1/vacancies?region={region}").json()["total"] == 1


def test_the_distance_told_is_that_of_the_nearest(spread: Vacancy) -> None:
    found = Client().get("/api/v1/vacancies?where=Leeds&radius=500&sort=distance").json()["results"]
    assert found[0]["distance_km"] < 5
    assert [each["name"] for each in found[0]["places"]] == ["Bristol", "Leeds", "Glasgow", "Paris"]
    assert found[0]["place"]["name"] == "Bristol"


def test_the_page_names_all_and_structured_data_brings_them_all_elsewhere(spread: Vacancy, tmp_path: Path) -> None:
    page = text(f"/en/vacancies/{spread.pk}/")
    assert "Bristol and 3 more places" in page
    assert "Also in: Leeds" in page
    body = page[page.index("Also in:") :][:200]
    assert "Glasgow" in body
    assert "Paris" in body
    told = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert told is not None
    made = json.loads(told[1])
    assert [each["address"]["addressLocality"] for each in made["jobLocation"]] == names(spread)
    before = spread.further_places
    emptied()
    approved("other")
    imported(written(tmp_path / "b.jsonl", [made]), source="other")
    again = only_vacancy()
    assert names(again) == ["Bristol", "Leeds", "Glasgow", "Paris"]
    assert [each["region"] for each in again.further_places] == [each["region"] for each in before]


def test_a_second_import_changes_nothing_and_another_place_does(spread: Vacancy, tmp_path: Path) -> None:
    same = posting(1, jobLocation=SPREAD)
    assert counts(imported(written(tmp_path / "b.jsonl", [same]))) == {"read": 1, "unchanged": 1}
    more = posting(1, jobLocation=[*SPREAD, at("Cardiff")])
    assert counts(imported(written(tmp_path / "c.jsonl", [more]))) == {"read": 1, "updated": 1}
    assert "Cardiff" in names(only_vacancy())
    assert indexing.check().agrees
    fewer = posting(1, jobLocation=at("Bristol"))
    imported(written(tmp_path / "d.jsonl", [fewer]))
    assert only_vacancy().further_places == []
    assert "Canteen cook 1" not in text("/en/vacancies/?where=Leeds&radius=10")


def test_at_most_thirty_places_more_are_kept_and_a_senseless_one_costs_only_itself(tmp_path: Path) -> None:
    approved()
    bad = at("Nowhere", geo={"latitude": 500, "longitude": 3})
    many = [at(f"Village {n}", "GB", geo={"latitude": 51 + n / 10, "longitude": -2}) for n in range(50)]
    answer = imported(written(tmp_path / "a.jsonl", [posting(1, jobLocation=[at("Bristol"), bad, *many])]))
    assert counts(answer) == {"read": 1, "created": 1}
    vacancy = only_vacancy()
    assert len(vacancy.further_places) == 30
    assert "Nowhere" not in names(vacancy)


def table(path: Path, head: str, *rows: str) -> Path:
    path.write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
    return path


def mapping(path: Path, *lines: str) -> str:
    path.write_text("\n".join(("columns:", "  key: Ref", "  title: Job", "  employer: Firm", *lines)), encoding="utf-8")
    return str(path)


def from_table(tmp_path: Path, head: str, row: str, *lines: str) -> Vacancy:
    approved()
    delivery = table(tmp_path / "jobs.csv", f"Ref,Job,Firm,{head}", f"1,Canteen cook,Harbour,{row}")
    imported(delivery, "--mapping", mapping(tmp_path / "jobs.yaml", *lines))
    return only_vacancy()


def test_a_cell_of_a_table_may_name_several_places(tmp_path: Path) -> None:
    kept = from_table(tmp_path, "Town,Land", "Leeds | York|Leeds,GB", "  place: Town", "  country: Land")
    assert names(kept) == ["Leeds", "York"]
    assert kept.further_places[0]["region"].startswith("GB")
    assert "Canteen cook" in text("/en/vacancies/?where=York, UK&radius=10")


def test_towns_lie_in_their_own_regions_where_there_are_as_many(tmp_path: Path) -> None:
    lines = ("  locality: Town", "  region: State", "constants:", "  country: US")
    kept = from_table(tmp_path, "Town,State", "Portland ｜ Portland,Oregon ｜ Maine", *lines)
    assert [kept.region, *(each["region"] for each in kept.further_places)] == ["US-OR", "US-ME"]


def test_further_places_may_have_columns_of_their_own(tmp_path: Path) -> None:
    lines = ("  place: Town", "more_places: [Second, Third]")
    kept = from_table(tmp_path, "Town,Second,Third", '"Bristol, UK","Leeds, UK","Glasgow, UK | Paris, France"', *lines)
    assert names(kept) == ["Bristol", "Leeds", "Glasgow", "Paris"]


def test_a_place_only_in_a_further_column_is_the_place(tmp_path: Path) -> None:
    kept = from_table(tmp_path, "Town,Second", ',"Leeds, UK"', "  place: Town", "more_places: Second")
    assert names(kept) == ["Leeds"]


def test_a_table_without_a_mapping_may_name_several_places_too(tmp_path: Path) -> None:
    approved()
    rows = ('Canteen cook,Harbour,"Leeds, UK | York, UK"', 'Porter,Harbour,"Leeds, UK"')
    imported(table(tmp_path / "jobs.csv", "Job title,Company,Location", *rows))
    assert sorted(map(names, Vacancy.objects.order_by("pk"))) == [["Leeds"], ["Leeds", "York"]]


def test_columns_of_further_places_that_are_not_there_are_named(tmp_path: Path) -> None:
    delivery = table(tmp_path / "jobs.csv", "Ref,Job,Firm,Town", "1,Cook,Harbour,Leeds")
    with pytest.raises(SystemExit):
        imported(delivery, "--mapping", mapping(tmp_path / "jobs.yaml", "  place: Town", "more_places: [Secnd]"))
    assert "Secnd" in ImportRun.objects.get().message
    assert not Vacancy.objects.exists()


def test_a_reader_sees_names_of_places_in_their_own_script(spread: Vacancy) -> None:
    chinese = text(f"/zh-hans/vacancies/{spread.pk}/")
    assert "布里斯托尔" in chinese
    assert "利兹" in chinese
    assert "布里斯托尔" not in text(f"/en/vacancies/{spread.pk}/")
    assert "布里斯托尔" in text("/zh-hans/vacancies/")
    Vacancy.objects.filter(pk=spread.pk).update(place="南昌", place_id=1800163, further_places=[])
    assert "Nanchang" in text("/en/vacancies/")
    assert "南昌" in text("/zh-hans/vacancies/")


def test_a_place_the_gazetteer_does_not_know_stays_as_it_was_written(spread: Vacancy) -> None:
    Vacancy.objects.filter(pk=spread.pk).update(place="三里庄", place_id=None, further_places=[])
    assert "三里庄" in text("/en/vacancies/")
    assert "三里庄" in text(f"/en/vacancies/{spread.pk}/")
