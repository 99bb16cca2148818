"""The precondition checklist: met, not met, unknown; on its page, on paper, and before people are served."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from tests.people.made import make_staff
from volens.services.trust import preconditions
from volens.services.trust.preconditions import State

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


def declare(path: Path, **changed: Any) -> None:
    told = {
        code: {"met": True, "by": "Zhao Min, director", "day": timezone.localdate(), "evidence": "file 17"}
        for code in preconditions.DECLARED
    }
    import yaml

    path.write_text(yaml.safe_dump({**told, **changed}, allow_unicode=True), encoding="utf-8")


@pytest.fixture
def ready(tmp_path: Path, settings: Any) -> Path:
    """A deployment for which everything is met."""
    settings.PRECONDITIONS_FILE = str(tmp_path / "preconditions.yaml")
    settings.HTTPS, settings.EMAIL_HOST, settings.KEYS_DIR = True, "mail.example.org", str(tmp_path / "keys")
    settings.HELP_FILE, settings.REGIONS, settings.DEBUG = "", (), False
    settings.GRIEVANCE_URL, settings.GRIEVANCE_NAME = "https://ombud.example.org/", "Ombud"
    settings.EMERGENCY_NUMBER = "112"
    make_staff("data_protection", "Ma Lan")
    declare(tmp_path / "preconditions.yaml")
    return tmp_path / "preconditions.yaml"


def states() -> dict[str, State]:
    return {line.condition.code: line.state for line in preconditions.lines()}


def deployment_errors() -> list[str]:
    found = run_checks(tags=["security"], include_deployment_checks=True)
    return [str(each.msg) for each in found if (each.id or "").startswith("trust.E")]


def test_when_everything_is_met_nothing_is_refused(ready):
    assert set(states().values()) == {State.MET}
    assert deployment_errors() == []
    assert "All 10 points are met" in Client().get("/en/preconditions/", secure=True).content.decode()


def test_what_nobody_declared_is_unknown_and_refused(ready, settings):
    settings.PRECONDITIONS_FILE = ""
    assert {code for code, state in states().items() if state is State.UNKNOWN} == set(preconditions.DECLARED)
    said = deployment_errors()
    assert len(said) == len(preconditions.DECLARED) == 5
    assert all("Unknown: Nobody has declared this yet." in each for each in said)


def test_what_is_declared_as_not_met_is_refused(ready):
    declare(ready, no_quota={"met": False, "by": "Zhao Min", "day": timezone.localdate()})
    assert states()["no_quota"] is State.NOT_MET
    assert deployment_errors() == ["No quota for placing people is in force. Not met: Declared as not met."]


def test_a_declaration_older_than_a_year_counts_no_more(ready):
    old = {"met": True, "by": "Zhao Min", "day": timezone.localdate() - dt.timedelta(days=366), "evidence": "x"}
    declare(ready, inspection=old)
    assert states()["inspection"] is State.UNKNOWN


def test_a_grievance_body_that_the_help_page_does_not_name_is_not_met(ready, settings):
    settings.GRIEVANCE_NAME = ""
    assert states()["grievance_body"] is State.NOT_MET
    assert states()["help"] is State.NOT_MET


@pytest.mark.parametrize(
    ("setting", "value", "code"),
    [
        ("HTTPS", False, "https"),
        ("DEBUG", True, "https"),
        ("EMAIL_HOST", "", "mail"),
        ("KEYS_DIR", "", "keys"),
        ("EMERGENCY_NUMBER", "", "help"),
    ],
)
def test_the_machine_looks_up_by_itself_what_it_can(ready, settings, setting, value, code):
    setattr(settings, setting, value)
    assert states()[code] is State.NOT_MET


def test_without_a_data_protection_officer_in_office_the_line_is_not_met(ready):
    from volens.services.people.models import StaffMember

    StaffMember.objects.update(until=timezone.localdate() - dt.timedelta(days=1))
    assert states()["officer"] is State.NOT_MET


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"no_quota": {"met": True, "by": "Zhao Min", "day": dt.date(2026, 1, 1)}}, "evidence: write where"),
        ({"no_quota": {"met": "perhaps", "by": "x", "day": dt.date(2026, 1, 1)}}, "no_quota, met: write yes or no"),
        ({"no_quota": {"met": True, "by": "x", "day": dt.date(2999, 1, 1), "evidence": "x"}}, "not later"),
        ({"no_quota": {"met": True, "day": dt.date(2026, 1, 1), "evidence": "x"}}, "by: write who declares it"),
        ({"https": {"met": True}}, "'https' is no condition that people declare"),
        ({"no_quota": "yes"}, "write met, by, day and evidence"),
    ],
)
def test_a_wrong_declaration_is_refused_with_its_remedy(ready, wrong, said):
    declare(ready, **wrong)
    with pytest.raises(preconditions.PreconditionsFileError, match=said):
        preconditions.lines()
    assert said in deployment_errors()[0]
    assert said.split(":")[0].replace("'", "&#39;") in Client().get("/en/preconditions/", secure=True).content.decode()


def test_the_page_says_what_is_met_not_met_and_unknown(ready, settings):
    declare(ready, witnesses={"met": False, "by": "Zhao <Min>", "day": timezone.localdate()})
    settings.EMAIL_HOST = ""
    page = Client().get("/en/preconditions/", secure=True).content.decode()
    assert "8 met, 2 not met, 0 unknown" in page
    assert "Zhao &lt;Min&gt;" in page
    assert "do not deploy" in page


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_checklist_on_paper_holds_every_line(ready, language):
    answer = Client().get(f"/{language}/preconditions/checklist.pdf", secure=True)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content[:5] == b"%PDF-"
    with override(language):
        assert len(answer.content) > 2500


def test_check_deploy_writes_the_checklist_filled_in(ready, settings, data_dir):
    settings.PRECONDITIONS_FILE = ""
    with pytest.raises(SystemCheckError, match=r"preconditions\.pdf"):
        call_command("check", deploy=True, tags=["security"], stdout=io.StringIO(), stderr=io.StringIO())
    assert (data_dir / "preconditions.pdf").read_bytes()[:5] == b"%PDF-"


def test_the_example_in_the_documentation_can_be_read(settings):
    settings.PRECONDITIONS_FILE = str(ROOT / "docs" / "preconditions.example.yaml")
    assert set(preconditions.declarations()) == {"grievance_body", "witnesses"}
