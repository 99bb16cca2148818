"""What robots and feed readers fetch: Atom of any search, JobPosting on every page, sitemap, robots.txt."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from volens.services.vacancies.models import Vacancy

pytestmark = pytest.mark.usefixtures("vacancies")
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def tree(client: Client, address: str) -> ET.Element:
    response = client.get(address)
    assert response.status_code == 200
    return ET.fromstring(response.content)  # noqa: S314 - our own output


def test_a_search_is_a_feed_newest_first(client: Client) -> None:
    feed = tree(client, "/en/vacancies/feed.atom?q=nurse&where=Leeds")
    assert [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")] == ["Registered nurse"]
    assert "near Leeds" in (feed.findtext(f"{ATOM}title") or "")


def test_a_feed_is_valid_whatever_the_search(client: Client) -> None:
    tree(client, "/zh-hans/vacancies/feed.atom?q=<b>&\"'%00]]>&where=%F0%9F%92%A9")


def test_a_row_of_old_with_control_characters_does_not_break_the_feed(client: Client) -> None:
    wild = {"title": "Nurse\x0b", "employer": "Acme\x1f Ltd", "snippet": "Night\x02 care\ufffe"}
    Vacancy.objects.filter(title="Registered nurse").update(**wild)
    feed = tree(client, "/en/vacancies/feed.atom")
    assert "Acme Ltd" in [author.text for author in feed.iter(f"{ATOM}name")]
    assert "Nurse" in [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]


def test_a_page_carries_a_job_posting_that_another_volens_could_import(client: Client) -> None:
    nurse = Vacancy.objects.get(title="Registered nurse")
    page = client.get(f"/en/vacancies/{nurse.pk}/").content.decode()
    found = re.search(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    assert data["@type"] == "JobPosting"
    assert data["description"] == "<p>Night &amp; day care of patients.</p>"
    assert data["baseSalary"]["value"] == {
        "@type": "QuantitativeValue",
        "unitText": "MONTH",
        "minValue": 2600,
        "maxValue": 3100,
    }
    assert data["jobLocation"]["address"]["addressLocality"] == "Leeds"
    assert data["validThrough"].startswith("2099-12-31")


def test_text_cannot_break_out_of_the_script(client: Client) -> None:
    nurse = Vacancy.objects.get(title="Registered nurse")
    Vacancy.objects.filter(pk=nurse.pk).update(title="</script><script>alert(1)</script><!--")
    page = client.get(f"/en/vacancies/{nurse.pk}/").content.decode()
    assert "<script>alert" not in page


def test_the_sitemap_names_every_open_vacancy_in_every_language(client: Client) -> None:
    parts = [loc.text or "" for loc in tree(client, "/sitemap.xml").iter(f"{MAP}loc")]
    assert len(parts) == 2
    addresses = {
        loc.text or "" for part in parts for loc in tree(client, "/" + part.split("/", 3)[3]).iter(f"{MAP}loc")
    }
    nurse = Vacancy.objects.get(title="Registered nurse")
    assert {f"http://localhost:8000/{code}/vacancies/{nurse.pk}/" for code in ("en", "zh-hans")} <= addresses


def test_samples_are_not_offered_to_robots(client: Client) -> None:
    Vacancy.objects.update(is_sample=True)
    assert len(list(tree(client, "/sitemap.xml").iter(f"{MAP}loc"))) == 1


def test_robots_are_told_where_the_sitemap_is(client: Client) -> None:
    assert "Sitemap: http://localhost:8000/sitemap.xml" in client.get("/robots.txt").content.decode()


def test_feed_of_an_unknown_place_is_empty_and_says_so(client: Client) -> None:
    body = client.get("/en/vacancies/feed.atom?where=Nowherehausenxyz").content.decode()
    assert "<entry>" not in body
    assert "unknown place “Nowherehausenxyz”" in body
    assert "We do not know this place" in body
