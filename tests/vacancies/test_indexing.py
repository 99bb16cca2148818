"""Between database and index nothing is lost, whatever stops in between."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from tests.vacancies.deliveries import found, imported, posting, written
from volens.engines.search.embedded import EmbeddedIndex
from volens.services.vacancies import actions, indexing, outbox
from volens.services.vacancies.models import IndexChange, Vacancy

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def three(tmp_path: Path) -> list[int]:
    imported(written(tmp_path / "a.jsonl", [posting(n) for n in (1, 2, 3)]))
    return sorted(Vacancy.objects.values_list("pk", flat=True))


def check() -> dict[str, Any]:
    out = io.StringIO()
    call_command("index", "check", json=True, stdout=out)
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


def test_the_outbox_is_part_of_the_change_it_reports() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        outbox.changed([1])


def test_an_index_that_fails_after_writing_is_told_again(three: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    with transaction.atomic():
        Vacancy.objects.filter(pk=three[0]).update(state=Vacancy.State.HELD)
        outbox.changed(three)
    delete = EmbeddedIndex.delete

    def crash(self: EmbeddedIndex, ids: Any) -> int:
        delete(self, ids)
        raise OSError("the power went off")

    monkeypatch.setattr(EmbeddedIndex, "delete", crash)
    with pytest.raises(OSError, match="power"):
        indexing.drain()
    assert IndexChange.objects.count() == 3
    monkeypatch.undo()
    assert indexing.drain() == 3
    assert found() == set(three[1:])
    assert check()["agrees"]


def test_changes_that_come_while_the_index_is_built_are_indexed_after_it(three: list[int]) -> None:
    def meanwhile(_count: int) -> None:
        if not IndexChange.objects.exists():
            with transaction.atomic():
                Vacancy.objects.filter(pk=three[2]).update(state=Vacancy.State.HELD)
                outbox.changed([three[2]])

    assert indexing.rebuild(progress=meanwhile) == 3
    assert IndexChange.objects.count() == 1
    indexing.drain()
    assert found() == set(three[:2])


def test_check_says_what_is_wrong_and_a_rebuild_mends_it(three: list[int], settings: Any) -> None:
    Vacancy.objects.filter(pk=three[0]).update(state=Vacancy.State.HELD)  # past the outbox, as no code may
    EmbeddedIndex(settings.INDEX_DIR).delete([three[1]])
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("index", "check", json=True, stdout=out)
    assert ended.value.code == 1
    answer = json.loads(out.getvalue())
    assert (answer["missing_ids"], answer["surplus_ids"]) == ([three[1]], [three[0]])
    call_command("index", "rebuild", stdout=io.StringIO())
    assert check()["agrees"]
    assert found() == set(three[1:])


def test_what_waits_in_the_outbox_is_no_disagreement(three: list[int]) -> None:
    with transaction.atomic():
        Vacancy.objects.filter(pk=three[0]).update(state=Vacancy.State.HELD)
        outbox.changed([three[0]])
    assert (check()["agrees"], check()["waiting"]) == (True, 1)


def test_expiry_takes_a_vacancy_out_of_sight_before_and_after_it_is_recorded(three: list[int]) -> None:
    Vacancy.objects.filter(pk=three[0]).update(valid_through=timezone.now())
    assert check()["agrees"]
    assert actions.expire_due() == 1
    assert Vacancy.objects.get(pk=three[0]).ended_at is not None
    indexing.drain()
    assert found() == set(three[1:])


def test_a_missing_index_is_noticed_only_when_there_is_something_to_find(three: list[int], settings: Any) -> None:
    assert not indexing.needs_rebuild()
    settings.INDEX_DIR = settings.DATA_DIR / "elsewhere"
    assert indexing.needs_rebuild()
    call_command("worker", once=True)
    assert not indexing.needs_rebuild()
    assert found() == set(three)


def test_the_worker_takes_up_what_a_killed_import_left(tmp_path: Path, three: list[int]) -> None:
    from volens.services.vacancies.importing.run import Plan, import_files
    from volens.services.vacancies.models import Source

    path = written(tmp_path / "b.jsonl", [posting(n) for n in (1, 2, 3, 4)])
    import_files([path], Source.objects.get(), Plan(workers=0))  # stored, and then nothing
    assert Vacancy.objects.filter(state=Vacancy.State.RECEIVED).count() == 1
    call_command("worker", once=True)
    assert len(found()) == 4


def test_only_one_worker_runs() -> None:
    from django.core.management import CommandError

    from volens.services.vacancies.importing import locks

    with locks.only_one("worker"), pytest.raises(CommandError, match="under way"):
        call_command("worker", once=True)
