"""Every page exists in both languages, is cheap, and shows nothing it should not."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from volens.services.vacancies.models import ImportRun, Source, Vacancy
from volens.site.views import server_error

LANGUAGES = ("en", "zh-hans")
PAGES = (
    "",
    "vacancies/",
    "vacancies/?q=nurse&where=Newark&radius=50&hours=full_time&sort=distance",
    "vacancies/?q=zzzzqqq&hours=full_time",
    "vacancies/{nurse}/",
    "vacancies/{chinese}/",
    "vacancies/{nurse}/report/",
    "vacancies/{nurse}/report/thanks/",
    "vacancies/feed.atom?q=nurse",
    "occupations/",
    "occupations/2/",
    "occupations/2221/",
    "status/",
    "about/",
    "accessibility/",
    "privacy/",
    "help/",
    "benefits/",
    "compare/?a={nurse}&b={chinese}&where=Newark",
    "next/",
    "next/2221/",
    "cv/",
    "suggest/words/?q=nur",
    "suggest/places/?q=Newa",
)
#: A check of what one could get.
BENEFITS = "benefits/us-nj/unemployment/"


def address(language: str, page: str, world: dict[str, Vacancy]) -> str:
    return f"/{language}/" + page.format(**{name: each.pk for name, each in world.items()})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_page_answers_in_each_language(client: Client, world: dict[str, Vacancy], language: str, page: str) -> None:
    response = client.get(address(language, page, world))
    assert response.status_code == 200
    body = response.content.decode()
    if response.headers["Content-Type"].startswith("text/html"):
        tag = {"en": "en", "zh-hans": "zh-Hans"}[language]
        assert f'<html lang="{tag}" dir="ltr">' in body
        assert body.count("<h1") == 1
        assert 'name="viewport"' in body
        assert not re.search(
            r"""(?:src|href)=["'](?:https?:)?//(?!example\.org|localhost|testserver|www\.geonames)""", body
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_deployment_has_all_pages(client: Client, db: None, language: str) -> None:
    for page in (
        "",
        "vacancies/",
        "occupations/",
        "occupations/2/",
        "status/",
        "about/",
        "vacancies/?q=x&where=Newark",
    ):
        assert client.get(f"/{language}/{page}").status_code == 200


def test_root_leads_to_the_language_of_the_browser(client: Client, db: None) -> None:
    assert client.get("/", headers={"accept-language": "zh-CN,zh;q=0.9"}).headers["Location"] == "/zh-hans/"
    assert client.get("/", headers={"accept-language": "fr"}).headers["Location"] == "/en/"
    assert "Accept-Language" in client.get("/").headers["Vary"]


def test_language_switch_keeps_page_and_query(client: Client, world: dict[str, Vacancy]) -> None:
    body = client.get("/en/vacancies/?q=nurse&hours=full_time").content.decode()
    assert 'href="/zh-hans/vacancies/?q=nurse&amp;hours=full_time" lang="zh-Hans"' in body


def test_chinese_pages_speak_chinese(client: Client, world: dict[str, Vacancy]) -> None:
    body = client.get("/zh-hans/").content.decode()
    assert "找工作" in body
    assert "您找岗位，没人找您" in body
    assert "Find work" not in body


def test_missing_page_and_missing_vacancy_are_404_in_words(client: Client, world: dict[str, Vacancy]) -> None:
    for page in ("/en/nothing-here/", "/en/vacancies/999999/", f"/en/vacancies/{10**30}/", "/en/occupations/99999/"):
        response = client.get(page)
        assert response.status_code == 404
        assert "We cannot find this page" in response.content.decode()


def test_held_vacancy_does_not_exist_for_the_public(client: Client, world: dict[str, Vacancy]) -> None:
    assert client.get(address("en", "vacancies/{held}/", world)).status_code == 404
    assert "Secret job" not in client.get("/en/vacancies/?q=secret").content.decode()


@pytest.mark.parametrize("name", ["ended", "lapsed"])
def test_ended_vacancy_is_gone_with_similar_ones(client: Client, world: dict[str, Vacancy], name: str) -> None:
    response = client.get(address("en", f"vacancies/{{{name}}}/", world))
    body = response.content.decode()
    assert response.status_code == 410
    assert "no longer available" in body
    assert f"/en/vacancies/{world['nurse'].pk}/" in body
    assert world[name].text.splitlines()[2] not in body


def test_duplicate_leads_to_the_original(client: Client, world: dict[str, Vacancy]) -> None:
    response = client.get(address("en", "vacancies/{copy}/", world))
    assert response.status_code == 302
    assert response.headers["Location"] == f"/en/vacancies/{world['nurse'].pk}/"


@pytest.mark.parametrize(
    ("page", "most"),
    [
        ("vacancies/", 1),
        ("vacancies/?q=nurse&where=Newark&radius=100", 2),  # the same work in other words is listed below
        ("vacancies/{nurse}/", 6),
        ("occupations/2221/", 3),
        ("compare/?a={nurse}&b={chinese}&where=Newark", 8),
        ("next/2221/", 7),
        ("status/", 5),
        ("about/", 0),
    ],
)
def test_pages_ask_the_database_little(client: Client, world: dict[str, Vacancy], page: str, most: int) -> None:
    client.get("/en/")  # takes the figures
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(address("en", page, world))
    statements = [each["sql"] for each in asked.captured_queries]
    assert len(statements) <= most, "\n".join(statements)


def test_only_the_forms_that_are_sent_set_a_cookie_and_it_lasts_a_day(
    client: Client, world: dict[str, Vacancy]
) -> None:
    for page in (*PAGES, BENEFITS):
        response = client.get(address("en", page, world))
        forms = ("report/" in page and "thanks" not in page) or page in {BENEFITS, "cv/"}
        assert set(response.cookies) == ({"csrftoken"} if forms else set()), page
        for cookie in response.cookies.values():
            assert cookie["max-age"] == 86_400
    assert not client.get("/api/v1/docs").cookies


def test_content_security_policy_allows_nothing_inline(client: Client, world: dict[str, Vacancy]) -> None:
    response = client.get("/en/vacancies/")
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    body = response.content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*ld\+json)", body)
    assert "style=" not in body
    assert not re.search(r"\son[a-z]+=", body)


def test_sources_that_never_brought_anything_are_not_public(client: Client, world: dict[str, Vacancy]) -> None:
    for name, state in (("mistyped", "failed"), ("nothing", "done"), ("register", "failed")):
        source, _ = Source.objects.get_or_create(name=name, defaults={"title": name, "kind": "file"})
        ImportRun.objects.create(source=source, state=state, started_at=timezone.now())
    body = client.get("/en/status/").content.decode()
    assert "mistyped" not in body
    assert "nothing" not in body
    assert "National register" in body
    assert {each["name"] for each in client.get("/api/v1/sources").json()} == {"samples", "register", "archive"}


def test_the_page_of_a_fault_is_made_without_the_database() -> None:
    """No fixture gives this test a database: asking for one fails."""
    page = server_error(RequestFactory().get("/en/vacancies/"))
    assert page.status_code == 500
    assert "Something went wrong on our side" in page.content.decode()
