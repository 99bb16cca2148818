"""Somebody in danger finds the way out from every page; a deployment that names none is told not to serve people."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from volens.services.vacancies.models import Vacancy
from volens.site import configuration


@pytest.mark.parametrize("page", ["", "vacancies/", "about/", "status/", "benefits/", "nothing-here/"])
def test_every_page_leads_to_help(client: Client, world: dict[str, Vacancy], page: str) -> None:
    for language in ("en", "zh-hans"):
        assert f'href="/{language}/help/"' in client.get(f"/{language}/{page}").content.decode()


def test_the_thanks_for_a_report_lead_to_help(client: Client, world: dict[str, Vacancy]) -> None:
    body = client.get(f"/en/vacancies/{world['nurse'].pk}/report/thanks/").content.decode()
    assert body.count('href="/en/help/"') == 2


def test_the_operator_named_is_shown(client: Client, db: None, settings: Any) -> None:
    settings.GRIEVANCE_URL, settings.GRIEVANCE_NAME = "https://grievances.example.org/", "Workers' <Ombud>"
    settings.EMERGENCY_NUMBER = "112"
    body = client.get("/en/help/").content.decode()
    assert 'href="https://grievances.example.org/"' in body
    assert "Workers&#39; &lt;Ombud&gt;" in body
    assert ">112<" in body
    assert "must not serve people" not in body


def test_no_operator_is_said_plainly(client: Client, db: None, settings: Any) -> None:
    settings.GRIEVANCE_URL = settings.GRIEVANCE_NAME = settings.EMERGENCY_NUMBER = ""
    assert client.get("/en/help/").content.decode().count("must not serve people before it has") == 2


def test_deployment_check_asks_for_an_operator(settings: Any) -> None:
    settings.GRIEVANCE_URL = settings.GRIEVANCE_NAME = settings.EMERGENCY_NUMBER = ""
    assert {each.id for each in run_checks(tags=["volens"], include_deployment_checks=True)} == {
        "site.E001",
        "site.E002",
        "site.E003",
    }
    settings.GRIEVANCE_URL, settings.GRIEVANCE_NAME = "https://grievances.example.org/", "Ombud"
    settings.EMERGENCY_NUMBER = "112"
    assert run_checks(tags=["volens"], include_deployment_checks=True) == []


def test_the_checklist_stands_on_your_rights(client: Client, db: None) -> None:
    body = client.get("/en/about/").content.decode()
    section = body[body.index('id="before-running"') :]
    assert section.split("</ul>")[0].count("<li>") == 5
    assert "do not deploy" in section


def test_source_of_a_changed_copy_is_linked(client: Client, db: None, settings: Any) -> None:
    assert "Source code of this copy" not in client.get("/en/privacy/").content.decode()
    settings.SOURCE_URL = "https://code.example.org/volens"
    assert 'href="https://code.example.org/volens"' in client.get("/en/privacy/").content.decode()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, "http://localhost:8000"),
        ({"VOLENS_PORT": "8123"}, "http://localhost:8123"),
        ({"VOLENS_HOST": "10.0.0.4", "VOLENS_PORT": "80"}, "http://10.0.0.4:80"),
        ({"VOLENS_HOST": "fd00::1"}, "http://[fd00::1]:8000"),
        ({"VOLENS_URL": "https://work.example.org/", "VOLENS_PORT": "8123"}, "https://work.example.org"),
    ],
)
def test_own_address_follows_where_the_server_listens(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], expected: str
) -> None:
    for name in ("VOLENS_URL", "VOLENS_HOST", "VOLENS_PORT"):
        monkeypatch.delenv(name, raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    assert configuration.base_url() == expected


def test_an_address_that_is_none_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOLENS_GRIEVANCE_URL", "javascript:alert(1)")
    with pytest.raises(ImproperlyConfigured, match="VOLENS_GRIEVANCE_URL"):
        configuration.address("VOLENS_GRIEVANCE_URL")


def test_help_of_the_command_names_volens_own_commands_first(tmp_path: Path) -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "volens", "--help"],
        env=os.environ | {"VOLENS_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    own, django = shown.split("Commands that come with Django:")
    lines = {line.split()[0]: line for line in own.splitlines() if line.startswith("  ")}
    assert {"import", "search", "serve", "rules", "source"} <= set(lines)
    assert all(len(line.split()) > 2 for line in lines.values())
    assert "import_vacancies" not in shown
    assert "migrate" in django
