"""A backup is put back whole, on either database; who left meanwhile stays gone; nothing is rolled back."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from tests.people.made import make_person
from tests.posting.made import Employer
from volens.services.people.actions import account as accounts
from volens.services.people.models import Account, Person
from volens.services.trust import actions, keys, queries, reading, vault
from volens.services.trust.models import Record
from volens.services.trust.reading import Purpose, Reader
from volens.services.trust.record import auditing, backing_up, integrating, tables
from volens.services.vacancies.models import Vacancy


def look_at(account: Account) -> None:
    who = Reader(account.pk, "Li Na", "City office", "counsellor")
    with reading.read(Purpose.HELP, Person.objects.get(pk=account.pk), who):
        pass


@pytest.fixture
def saved(transactional_db: None, tmp_path: Path) -> tuple[Path, Path, Account, Account]:
    """A backup of a small deployment with two persons, one of whom was read."""
    stays, leaves = make_person(chosen_name="Aygul")[0], make_person(chosen_name="Bolat")[0]
    employer = Employer()
    employer.publish()
    look_at(stays)
    look_at(leaves)
    actions.absorb()
    data, secret = backing_up.back_up(tmp_path / "b", tmp_path / "k", timezone.now(), lambda _line: None)
    assert secret is not None
    return data, secret, stays, leaves


def _ordered(value: Any) -> Any:
    """JSON means the same in any order of its keys (PostgreSQL keeps none)."""
    return json.dumps(value, sort_keys=True, default=repr) if isinstance(value, (dict, list)) else value


def everything() -> dict[str, list[tuple[Any, ...]]]:
    return {
        model._meta.label: sorted(repr([_ordered(value) for value in row]) for row in model._base_manager.values_list())
        for model in tables.models()
        if model._meta.label != "trust.JournalPosition"
    }


def test_what_was_saved_is_what_comes_back(saved, tmp_path):
    data, secret, stays, _leaves = saved
    before = everything()
    Vacancy.objects.update(title="Altered")
    Record.objects.all().delete()
    call_command("restore", str(data), keys=secret, no_index=True)
    assert everything() == before
    assert queries.readings_of(Person.objects.get(pk=stays.pk))[0].pending is False
    assert not any(check.findings for check in auditing.audit() if "time" not in check.name)
    number = max(Record.objects.values_list("number", flat=True))
    actions.record_decision("test", "x", "test-done", {})
    assert Record.objects.latest("number").number == number + 1, "numbers go on where they were"


def test_who_left_after_the_backup_is_gone_before_anything_is_served(saved):
    data, secret, stays, leaves = saved
    accounts.close(leaves)
    call_command("restore", str(data), keys=secret, no_index=True)
    assert set(Person.objects.values_list("pk", flat=True)) == {stays.pk}
    with pytest.raises(keys.KeyGoneError):
        vault.of(leaves.pk)
    assert not any(check.findings for check in auditing.audit() if "time" not in check.name)


def test_nothing_is_changed_by_a_backup_that_was_altered_or_not_finished(saved):
    data, _secret, _stays, _leaves = saved
    before = everything()
    victim = data / "database" / "vacancies.Vacancy.jsonl.gz"
    victim.write_bytes(victim.read_bytes() + b"x")
    with pytest.raises(CommandError, match=r"Vacancy\.jsonl\.gz was altered"):
        call_command("restore", str(data), no_index=True)
    (data / "manifest.json").unlink()
    with pytest.raises(CommandError, match="no finished backup"):
        call_command("restore", str(data), no_index=True)
    assert everything() == before


def test_the_log_is_never_rolled_back(saved):
    data, secret, _stays, leaves = saved
    look_at(leaves)
    size = integrating.integrate()
    call_command("restore", str(data), keys=secret, no_index=True)
    assert integrating.integrate() >= size


@pytest.mark.parametrize(("data", "secret"), [("b", "b"), ("b", "b/keys"), ("b/data", "b")])
def test_keys_are_not_saved_where_a_copy_of_the_data_takes_them_along(tmp_path, data, secret):
    with pytest.raises(CommandError, match="beside the data"):
        call_command("backup", str(tmp_path / data), keys=tmp_path / secret)
    assert not (tmp_path / "b").exists()


def test_the_folder_of_backups_is_told_from_a_backup(saved):
    with pytest.raises(backing_up.BackupError, match=f"name one of them: {saved[0].name}"):
        backing_up.checked(saved[0].parent)


def test_keys_lie_apart_and_expire(saved, tmp_path):
    data, secret, _stays, _leaves = saved
    assert not list(data.rglob("*.key")) + list(data.rglob("keys.sqlite3"))
    later = timezone.now() + dt.timedelta(days=35, minutes=1)
    keys.folder().joinpath("master.key").unlink()
    with pytest.raises(backing_up.BackupError, match="expired"):
        backing_up.restore(data, secret, later, lambda _line: None)
    assert backing_up.expired(tmp_path / "k", later) == [secret]
    with pytest.raises(CommandError, match="choose another folder"):
        call_command("backup", str(tmp_path), keys=tmp_path)


@pytest.mark.parametrize("lost", ["another", "master.key", "keys.sqlite3"])
def test_keys_that_open_nothing_are_told_and_nothing_of_them_is_left(saved, tmp_path, lost):
    """Neither in the backup, nor new ones in the place of those that were lost."""
    master = keys.folder() / "master.key"
    if lost == "another":
        master.write_bytes(bytes(32))
    else:
        (keys.folder() / lost).unlink()
    before = sorted(path.name for path in keys.folder().iterdir())
    with pytest.raises(backing_up.BackupError, match="keys"):
        backing_up.back_up(tmp_path / "b2", tmp_path / "k2", timezone.now(), lambda _line: None)
    assert not list((tmp_path / "k2").glob("*"))
    assert [name for name in before if "journal" not in name] == [
        path.name for path in sorted(keys.folder().iterdir()) if "journal" not in path.name
    ]


@pytest.mark.deep
def test_from_sqlite_to_postgresql_and_back(saved, tmp_path):
    """The same rows come out of both databases; each restore is a deployment of its own, through the commands."""
    if connection.vendor != "sqlite":
        pytest.skip("the other direction is part of this test")
    from scripts import postgres

    data, secret, _stays, _leaves = saved
    try:
        server = postgres.start_server()
    except postgres.PostgresUnavailableError as error:
        pytest.skip(str(error))
    try:
        on_postgres = {"VOLENS_DATABASE": server.dsn, "VOLENS_DATA": str(tmp_path / "two")}
        volens(on_postgres, "migrate", "-v0")
        volens(on_postgres, "restore", str(data), "--keys", str(secret), "--no-index")
        volens(on_postgres, "audit", "--json", str(tmp_path / "audit.json"))
        volens(on_postgres, "backup", str(tmp_path / "b2"), "--keys", str(tmp_path / "k2"))
    finally:
        server.stop()
    [again] = (tmp_path / "b2").iterdir()
    [its_keys] = (tmp_path / "k2").iterdir()
    back = {"VOLENS_DATA": str(tmp_path / "three")}
    volens(back, "migrate", "-v0")
    volens(back, "restore", str(again), "--keys", str(its_keys), "--no-index")
    volens(back, "audit")
    volens(back, "backup", str(tmp_path / "b3"), "--keys", str(tmp_path / "k3"))
    [last] = (tmp_path / "b3").iterdir()
    for path in sorted((data / "database").iterdir()):
        if not path.name.startswith(("trust.JournalPosition", "trust.LogEntry")):
            assert lines(path) == lines(last / "database" / path.name), path.name


def lines(path: Path) -> list[bytes]:
    import gzip

    return gzip.decompress(path.read_bytes()).splitlines()


def volens(environment: dict[str, str], *words: str) -> None:
    cleared = {name: value for name, value in os.environ.items() if not name.startswith("VOLENS_")}
    done = subprocess.run(
        [sys.executable, "-m", "volens", *words], env=cleared | environment, capture_output=True, text=True, check=False
    )
    assert not done.returncode, (words, done.stdout[-2000:], done.stderr[-3000:])
