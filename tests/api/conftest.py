"""Vacancies that came in through the operator's own door, for the API and what robots read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.vacancies.deliveries import approved, imported, posting, written


@pytest.fixture
def vacancies(transactional_db: None, tmp_path: Path) -> list[dict[str, Any]]:
    """Twelve cooks in Bristol, a nurse in Leeds, an electrician in Nanchang; all published."""
    approved()
    leeds = {"@type": "Place", "address": {"addressLocality": "Leeds", "addressCountry": "GB"}}
    nanchang = {"@type": "Place", "address": {"addressLocality": "南昌", "addressCountry": "CN"}}
    made = [
        *(posting(number) for number in range(1, 13)),
        posting(
            20, title="Registered nurse", jobLocation=leeds, description="<p>Night & day <b>care</b> of patients.</p>"
        ),
        posting(
            21,
            title="电工",
            inLanguage="zh",
            jobLocation=nanchang,
            hiringOrganization={"name": "赣江示例机电有限公司"},
            description="<p>负责厂区电气设备的日常维护。</p>",
            baseSalary={"currency": "CNY", "value": {"minValue": 6000, "maxValue": 8000, "unitText": "MONTH"}},
        ),
    ]
    imported(written(tmp_path / "vacancies.jsonl", made))
    return made


@pytest.fixture
def search(client: Client) -> Any:
    """Ask the API for vacancies; the answer as JSON."""

    def ask(**parameters: Any) -> dict[str, Any]:
        response = client.get("/api/v1/vacancies", parameters)
        assert response.status_code == 200, response.content
        said: dict[str, Any] = response.json()
        return said

    return ask
