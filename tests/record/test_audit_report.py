"""The audit as an auditor runs it: exit code, signed report, paper in either language."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone, translation

from tests.record.world import busy_office
from volens.services.market.recorded import SILENT
from volens.services.people.models import Grant
from volens.services.trust.record import auditing, report
from volens.services.trust.record.place import here

pytestmark = pytest.mark.django_db


def test_an_auditor_gets_a_verdict_an_exit_code_and_a_signed_report(tmp_path: Path) -> None:
    busy_office()
    told, paper = tmp_path / "a.json", tmp_path / "a.pdf"
    call_command("audit", json=told, pdf=paper, stdout=io.StringIO())
    assert report.opened(told.read_bytes(), here().signer.key)["good"] is True
    assert paper.read_bytes().startswith(b"%PDF")
    row = Grant.objects.get()
    Grant.objects.update(reason="Another reason")
    out = io.StringIO()
    with pytest.raises(CommandError) as error:
        call_command("audit", json=told, pdf=paper, language="zh-hans", stdout=out)
    assert error.value.returncode == 1
    assert f"people.Grant {row.pk}" in out.getvalue()
    opened = report.opened(told.read_bytes(), here().signer.key)
    assert opened["good"] is False
    assert any(each["where"] == f"people.Grant {row.pk}" for check in opened["checks"] for each in check["findings"])


def test_everything_the_paper_says_in_fixed_words_can_be_translated() -> None:
    busy_office()
    names = {check.name for check in auditing.audit()}
    assert names | {SILENT} <= set(report.SAID)
    with translation.override("zh-hans"):
        assert report.as_pdf(report.content(auditing.audit(), timezone.now()))
