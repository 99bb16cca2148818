"""The page of sources."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from volens.services.vacancies.models import Source
from volens.services.vacancies.models import vacancy as models

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
