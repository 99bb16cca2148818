"""Mails of saved searches speak one language throughout, name the whole search, and put sentences as it does."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from tests.alerts.test_saved_searches import fresh, page_of, publish
from tests.pages import vacancies
from volens.services.alerts import actions
from volens.services.alerts.models import SavedSearch

__all__ = ["fresh"]  # the fixture of the neighbouring file

pytestmark = pytest.mark.django_db
ASKED = "q=护士&where=南昌&pay=5000&currency=CNY&isco=2221&contract=permanent&accessible=1"
PAID = {
    "pay_min": 600_000,
    "pay_month_max": 600_000,
    "pay_currency": "CNY",
    "pay_period": "month",
    "isco": "2221",
    "contract": "permanent",
    "accessible": True,
}


def english(text: str) -> list[str]:
    """Words in Latin letters, addresses and markup aside."""
    text = re.sub(r"<(style|title)\b.*?</\1>", " ", text, flags=re.DOTALL)
    text = re.sub(r"https?://\S+", " ", unescape(re.sub(r"<[^>]+>", " ", text)))
    return [word for word in re.findall(r"[A-Za-z]+", text) if word not in {"Volens", "ISCO"}]


def test_a_chinese_mail_is_chinese_to_its_last_line(django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        Client().post(f"/zh-hans/alerts/new/?{ASKED}", {"pace": "at_once", "email": "hushi@example.org"})
    [first] = mail.outbox
    assert not english(first.subject + first.body)
    for part in ("护士，南昌", "5,000", "无固定期限", "无障碍", "护理"):
        assert part in first.body, "whoever confirms reads the whole search"
    number = SavedSearch.objects.get().pk
    Client().post(page_of("confirm", SavedSearch.objects.get()))
    for title in ("护士", "儿科护士"):
        publish(
            **{**vacancies.NANCHANG, "latitude": 28.8},
            title=title,
            text="诚聘护士，包食宿。",
            employer="仁爱医院",
            **PAID,
        )
    SavedSearch.objects.update(next_at=timezone.now())
    mail.outbox.clear()
    assert actions.send_due() == 1
    [rung] = mail.outbox
    html = rung.alternatives[0][0]
    assert not english(rung.subject + rung.body), rung.body
    assert not english(html)
    for each in (rung.body, html):
        assert re.search(r"护士”?；距南昌\d+公里；", each), each
        assert "; " not in each
        assert "相距" not in each
    address = page_of("change", SavedSearch.objects.get(pk=number)).replace("/zh-hans/", "/en/")
    page = Client().get(address).content.decode()
    assert "Nanchang" in page
    assert "Permanent" in page, "an English page tells a search that was saved in Chinese in English"
    assert "无固定期限" not in page
