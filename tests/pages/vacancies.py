"""A small world of vacancies for the tests of pages: made in the database, then indexed as a deployment does."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from volens.services.vacancies import indexing, queries
from volens.services.vacancies.models import Source, Vacancy

NEWARK = {"place": "Newark", "region": "US-NJ", "place_id": 5101798, "latitude": 40.73566, "longitude": -74.17237}
JERSEY = {"place": "Jersey City", "region": "US-NJ", "place_id": 5099836, "latitude": 40.72816, "longitude": -74.07764}
NANCHANG = {"place": "南昌", "region": "CN-JX", "place_id": 1800163, "latitude": 28.68396, "longitude": 115.85306}
TEXT = "We look for a {title}.\n\nWhat we offer:\n- Paid training\n- Pay by bank transfer\n\nCome by for a look first."


def source(**values: Any) -> Source:
    """A source; samples unless told otherwise."""
    return Source.objects.create(**{"name": "samples", "title": "Sample vacancies", "kind": "sample"} | values)


def make(source: Source, key: str, **values: Any) -> Vacancy:
    """A published vacancy with usual values."""
    now = timezone.now()
    title = values.get("title", "Warehouse worker")
    usual: dict[str, Any] = {
        "source": source,
        "source_key": key,
        "content_hash": b"0" * 16,
        "state": Vacancy.State.PUBLISHED,
        "title": title,
        "employer": "Riverside Logistics",
        "language": "en",
        "text": TEXT.format(title=title),
        "snippet": f"We look for a {title}.",
        "posted_at": now - dt.timedelta(hours=5),
        "first_seen_at": now,
        "updated_at": now,
        "is_sample": source.kind == "sample",
        "pay_currency": "",
    }
    if "pay_min" in values:
        usual |= {"pay_currency": "USD", "pay_period": "hour", "pay_max": values["pay_min"]}
        usual |= {"pay_month_min": values["pay_min"] * 173, "pay_month_max": values["pay_min"] * 173}
    return Vacancy.objects.create(**usual | values)


def world() -> dict[str, Vacancy]:
    """Some vacancies by name, indexed."""
    samples = source()
    register = source(name="register", title="National register", kind="file", attribution="Register office, CC BY 4.0")
    old = source(name="archive", title="Archive", kind="file", as_of=dt.date(2025, 3, 1))
    now = timezone.now()
    made = {
        "nurse": make(samples, "1", title="Registered nurse", isco="2221", pay_min=3100, hours="full_time", **NEWARK),
        "worker": make(
            register,
            "2",
            title="Warehouse worker",
            isco="9333",
            pay_min=2000,
            hours="part_time",
            contract="permanent",
            apply_url="https://example.org/apply",
            original_url="javascript:alert(1)",
            apply_contact="jobs@example.org",
            declarations={"worker_pays": False, "documents_kept_by": "worker", "may_resign": True},
            undeclared=["first_pay_days", "licence_required"],
            accessible=True,
            valid_through=now + dt.timedelta(days=3),
            **JERSEY,
        ),
        "chinese": make(
            samples,
            "3",
            title="注册护士",
            employer="南昌市第三社区卫生服务中心",
            language="zh",
            text="负责社区护理工作。\n\n我们提供：\n- 带薪培训",
            snippet="负责社区护理工作。",
            isco="2221",
            **NANCHANG,
        ),
        "old": make(old, "4", title="Park ranger", isco="5414", posted_at=now - dt.timedelta(days=500), **NEWARK),
        "ended": make(samples, "5", title="Registered nurse, nights", state=Vacancy.State.EXPIRED, isco="2221"),
        "lapsed": make(samples, "6", title="Late nurse", valid_through=now - dt.timedelta(hours=1), isco="2221"),
        "held": make(samples, "7", title="Secret job", state=Vacancy.State.HELD),
    }
    made["copy"] = make(samples, "8", title="Registered nurse copy", duplicate_of=made["nurse"])
    indexing.rebuild()
    queries.forget()
    return made
