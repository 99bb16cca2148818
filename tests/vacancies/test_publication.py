"""Nothing is published unvetted, and nothing undeclared without a named person's decision on its source (S10)."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from tests.vacancies.deliveries import DECLARED, approved, found, imported, only_vacancy, posting, written
from volens.services.vacancies import actions
from volens.services.vacancies.models import Source, SourceApproval, Vacancy

pytestmark = pytest.mark.django_db(transaction=True)
State = Vacancy.State
BARE = {"volens:declarations": None}


def test_undeclared_vacancies_wait_for_their_source_to_be_approved(tmp_path: Path) -> None:
    imported(written(tmp_path / "a.jsonl", [posting(1, **BARE)]))
    vacancy = only_vacancy()
    assert vacancy.state == State.HELD
    assert "worker_pays" in vacancy.undeclared
    assert found() == set()
    call_command(
        "source", "approve", "harbour", by="R. Viewer", reason="Long known to the office.", stdout=io.StringIO()
    )
    vacancy.refresh_from_db()
    assert vacancy.state == State.PUBLISHED
    assert "worker_pays" in vacancy.undeclared  # pages say so
    assert found() == {vacancy.pk}


def test_an_approval_names_who_and_why_and_outlives_its_revocation(tmp_path: Path) -> None:
    imported(written(tmp_path / "a.jsonl", [posting(1, **BARE)]), approve_as="R. Viewer", reason="Known.")
    assert found() == {only_vacancy().pk}
    call_command("source", "revoke", "harbour", by="A. Other", stdout=io.StringIO())
    assert only_vacancy().state == State.HELD
    assert found() == set()
    record = SourceApproval.objects.get()
    assert (record.approved_by, record.reason, record.revoked_by) == ("R. Viewer", "Known.", "A. Other")
    assert record.revoked_at is not None


def test_declared_vacancies_need_no_approval_and_survive_a_revocation(tmp_path: Path) -> None:
    source = approved()
    imported(written(tmp_path / "a.jsonl", [posting(1), posting(2, **BARE)]))
    assert len(found()) == 2
    actions.revoke_approval("A. Other", source)
    call_command("worker", once=True)
    assert found() == {Vacancy.objects.get(source_key="job-1").pk}


def test_a_decision_needs_a_name_and_a_reason() -> None:
    source = Source.objects.create(name="harbour")
    with pytest.raises(PermissionDenied):
        actions.approve_source(" ", source, "Known.")
    with pytest.raises(actions.SourceError):
        actions.approve_source("R. Viewer", source, " ")
    with pytest.raises(CommandError, match="no source"):
        call_command("source", "approve", "nowhere", by="R. Viewer", reason="x")


@pytest.mark.parametrize(
    ("changes", "state", "finding"),
    [
        ({"description": "A registration fee of £200 must be paid before you start."}, State.BLOCKED, "fee"),
        ({"volens:declarations": DECLARED | {"documents_kept_by": "employer"}}, State.BLOCKED, "documents"),
        ({"hiringOrganization": None, **BARE}, State.HELD, "employer"),
        ({"jobLocation": None, **BARE}, State.HELD, "place"),
    ],
)
def test_a_finding_stops_a_vacancy_even_of_an_approved_source(
    tmp_path: Path, changes: dict, state: str, finding: str
) -> None:
    approved()
    imported(written(tmp_path / "a.jsonl", [posting(1, **changes)]))
    vacancy = only_vacancy()
    assert vacancy.state == state
    assert any(finding in found_["rule"] for found_ in vacancy.findings)
    assert found() == set()


def test_the_sources_own_code_wins_and_others_get_one_with_a_confidence_or_none(tmp_path: Path) -> None:
    stated = posting(1, occupationalCategory={"inCodeSet": "ISCO-08", "codeValue": "9412"})
    imported(
        written(
            tmp_path / "a.jsonl", [stated, posting(2, title="Nurse"), posting(3, title="Xqzzt", description="Qqx.")]
        )
    )
    by_key = {vacancy.source_key: (vacancy.isco, vacancy.isco_confidence) for vacancy in Vacancy.objects.all()}
    assert by_key["job-1"] == ("9412", 1.0)
    assert by_key["job-2"][0].startswith(("222", "322"))
    assert 0 < by_key["job-2"][1] <= 1
    assert by_key["job-3"] == ("", None)


def test_samples_come_through_the_same_door_marked_and_approved_on_record() -> None:
    call_command("samples", "load", "40", verbosity=0)
    assert Vacancy.objects.filter(is_sample=True, source__kind=Source.Kind.SAMPLE).count() == 40
    assert SourceApproval.objects.get().approved_by == "volens samples"
    assert len(found()) == Vacancy.objects.filter(state=State.PUBLISHED).count() > 25
    call_command("samples", "load", "30", verbosity=0)
    assert Vacancy.objects.exclude(state=State.EXPIRED).count() == 30
