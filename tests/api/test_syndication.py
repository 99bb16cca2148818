"""What robots and feed readers fetch: Atom of any search, JobPosting on every page, sitemap, robots.txt."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.utils import timezone

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


def test_no_entry_is_of_the_future_and_a_day_without_a_time_begins_at_its_beginning(client: Client) -> None:
    now = timezone.now()
    today = dt.datetime.combine(now.astimezone(dt.UTC).date(), dt.time(), dt.UTC)
    exact = dt.datetime(2026, 3, 4, 9, 17, 5, tzinfo=dt.UTC)
    said = {"Of a day": today + dt.timedelta(hours=12), "Of an hour": exact}
    first, second = Vacancy.objects.order_by("pk")[:2]
    for vacancy, (title, posted) in zip((first, second), said.items(), strict=True):
        Vacancy.objects.filter(pk=vacancy.pk).update(title=title, posted_at=posted)
    Vacancy.objects.exclude(pk__in=[first.pk, second.pk]).update(posted_at=now + dt.timedelta(days=2))
    told: dict[str, list[str]] = {}
    for entry in tree(client, "/en/vacancies/feed.atom").iter(f"{ATOM}entry"):
        times = [entry.findtext(f"{ATOM}{name}") or "" for name in ("published", "updated")]
        told.setdefault(entry.findtext(f"{ATOM}title") or "", []).extend(times)
        assert all(dt.datetime.fromisoformat(each) <= timezone.now() for each in times)
    assert set(told["Of a day"]) == {today.isoformat()}
    assert set(told["Of an hour"]) == {exact.isoformat()}


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
