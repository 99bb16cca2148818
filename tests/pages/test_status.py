"""The page of sources."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from volens.services.vacancies.models import Source
from volens.services.vacancies.models import vacancy as models
from volens.services.vacancies.posting import content

pytestmark = pytest.mark.django_db


def test_the_shipped_samples_are_named_in_the_readers_language(monkeypatch):
    Source.objects.create(name="samples", title="Samples", kind=Source.Kind.SAMPLE, as_of=dt.date(2026, 1, 5))
    Source.objects.create(name="harbour", title="Harbour jobs", fetched_at=timezone.now())
    monkeypatch.setattr(models, "gettext", {"Samples": "示例岗位"}.__getitem__)
    page = Client().get("/zh-hans/status/").content.decode()
    assert "示例岗位" in page
    assert "Samples" not in page


def test_one_source_is_not_told_in_the_plural() -> None:
    Source.objects.create(name="harbour", title="Harbour jobs", fetched_at=timezone.now())
    assert "<dt>source</dt><dd>1</dd>" in Client().get("/en/status/").content.decode()


def test_what_employers_post_here_is_no_delivery_that_failed_to_arrive() -> None:
    content.source()
    page = Client().get("/en/status/").content.decode()
    assert "Posted here by employers" in page
    assert "Checked one by one" in page
    assert "Nothing delivered yet" not in page
    assert "stays unpublished" not in page


def test_a_form_left_open_too_long_is_answered_in_plain_words_and_the_visitors_language() -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/en/sign-in/", {"contact": "a@example.org"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "load the page again and send it once more" in page
    assert "CSRF" not in page
    assert "style=" not in page
    assert 'lang="zh-Hans"' in strict.post("/zh-hans/sign-in/", {"contact": "a@example.org"}).content.decode()
