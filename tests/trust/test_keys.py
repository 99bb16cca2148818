"""The master key can be changed: nothing is lost, nothing is sealed anew, and a crash leaves either all or nothing."""

from __future__ import annotations

import contextlib
import io
import sqlite3
import threading
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.people.journey import account_of, person
from tests.people.made import signed_in
from volens.services.trust import keys
from volens.services.trust.keys import KeyGoneError, LocalKeys


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


def master(folder: Path) -> bytes:
    return (folder / "master.key").read_bytes()


def test_every_key_and_the_blind_index_stay_what_they_are(folder: Path):
    service = LocalKeys(folder)
    for name in ("a", "b", "day:2026-11-22"):
        service.create(name)
    before, index, old = {name: service.key(name) for name in service.names()}, service.index_key(), master(folder)
    wrapped = (folder / "keys.sqlite3").read_bytes()
    assert service.rotate() == 3
    for each in (service, LocalKeys(folder)):
        assert {name: each.key(name) for name in each.names()} == before
        assert each.index_key() == index
        assert each.generation() == 2
    assert master(folder) != old
    assert (folder / "master.key").stat().st_mode & 0o077 == 0
    assert not (folder / "master.key.new").exists()
    assert (folder / "keys.sqlite3").read_bytes() != wrapped


def test_the_old_master_key_opens_nothing_afterwards(folder: Path):
    service = LocalKeys(folder)
    service.create("a")
    old = master(folder)
    service.rotate()
    (folder / "master.key").write_bytes(old)
    with pytest.raises(RuntimeError, match=r"is not the master key of the keys beside it"):
        LocalKeys(folder)


def test_a_process_that_was_there_before_goes_on_with_the_new_one(folder: Path):
    mine, other = LocalKeys(folder), LocalKeys(folder)
    mine.create("a")
    key = other.key("a")
    mine.rotate()
    assert other.key("a") == key
    other.create("made by the other")
    mine.rotate()
    assert mine.key("made by the other") == other.key("made by the other") == LocalKeys(folder).key("made by the other")
    other.destroy("a")
    with pytest.raises(KeyGoneError):
        mine.key("a")


def test_a_crash_before_the_keys_are_wrapped_changes_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch):
    service = LocalKeys(folder)
    service.create("a")
    key, old = service.key("a"), master(folder)
    seal = keys.sealing.seal

    def crash(wrapping: bytes, content: bytes, *, place: str) -> bytes:
        if place.startswith("master:"):
            raise OSError("No space left on device")
        return seal(wrapping, content, place=place)

    monkeypatch.setattr(keys.sealing, "seal", crash)
    with pytest.raises(OSError, match="No space"):
        service.rotate()
    monkeypatch.undo()
    assert (service.key("a"), master(folder)) == (key, old)
    again = LocalKeys(folder)
    assert (again.key("a"), again.generation()) == (key, 1)
    assert not (folder / "master.key.new").exists()


def test_a_crash_after_the_keys_are_wrapped_is_finished_at_the_next_start(
    folder: Path, monkeypatch: pytest.MonkeyPatch
):
    service, other = LocalKeys(folder), LocalKeys(folder)
    service.create("a")
    key, old = service.key("a"), master(folder)

    def crash(_new: Path, _old: Path) -> None:
        raise OSError("The machine lost its power")

    monkeypatch.setattr(keys, "_replace", crash)
    with pytest.raises(OSError, match="lost its power"):
        service.rotate()
    assert master(folder) == old
    assert other.key("a") == key, "who works meanwhile finds the one that opens"
    monkeypatch.undo()
    again = LocalKeys(folder)
    assert (again.key("a"), again.generation()) == (key, 2)
    assert master(folder) != old
    assert not (folder / "master.key.new").exists()


def test_keys_made_while_the_master_key_changes_are_all_there(folder: Path):
    service, maker = LocalKeys(folder), LocalKeys(folder)
    stop = threading.Event()
    made: dict[str, bytes] = {}

    def make() -> None:
        number = 0
        while not stop.is_set():
            maker.create(f"k{number}")
            made[f"k{number}"] = maker.key(f"k{number}")
            number += 1

    thread = threading.Thread(target=make)
    thread.start()
    try:
        for _ in range(4):
            service.rotate()
    finally:
        stop.set()
        thread.join()
    fresh = LocalKeys(folder)
    assert {name: fresh.key(name) for name in made} == made


def test_a_change_after_a_crash_first_finishes_the_one_before(folder: Path, monkeypatch: pytest.MonkeyPatch):
    service, other = LocalKeys(folder), LocalKeys(folder)
    service.create("a")
    key = service.key("a")
    crash_before_the_move(monkeypatch, service)
    crash_before_the_keys_are_wrapped(monkeypatch, other)
    again = LocalKeys(folder)
    assert (again.key("a"), again.generation()) == (key, 2), "the only file that opens them was not deleted"
    crash_before_the_move(monkeypatch, other)
    assert again.rotate() == 1
    assert (LocalKeys(folder).key("a"), again.generation()) == (key, 4)
    assert {path.name for path in folder.glob("master*")} == {"master.key"}


def test_the_new_master_key_is_on_the_disk_before_the_keys_are_wrapped_with_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
):
    service = LocalKeys(folder)
    service.create("a")
    seen: list[tuple[int, bool]] = []
    on_disk = keys._on_disk

    def look(where: Path) -> None:
        on_disk(where)
        with contextlib.closing(sqlite3.connect(folder / "keys.sqlite3")) as connection:
            (generation,) = connection.execute("SELECT generation FROM master").fetchone()
        seen.append((generation, (folder / "master.key.new").exists()))

    monkeypatch.setattr(keys, "_on_disk", look)
    service.rotate()
    assert seen == [(1, True), (2, False)]


def test_a_lost_master_key_is_never_made_anew(folder: Path):
    service, other = LocalKeys(folder), LocalKeys(folder)
    service.create("a")
    service.rotate()
    (folder / "master.key").unlink()
    with pytest.raises(RuntimeError, match="Restore both"):
        other.key("a")
    with pytest.raises(RuntimeError, match="Restore both"):
        LocalKeys(folder)
    assert not (folder / "master.key").exists()


def test_who_reads_while_the_new_file_takes_the_place_of_the_old_finds_the_one_that_opens(
    folder: Path, monkeypatch: pytest.MonkeyPatch
):
    service, other = LocalKeys(folder), LocalKeys(folder)
    service.create("a")
    key = service.key("a")
    crash_before_the_move(monkeypatch, service)
    read = keys._read_key

    def moved_meanwhile(path: Path) -> bytes:
        if path.name == "master.key.new" and path.exists():
            path.replace(folder / "master.key")
        return read(path)

    monkeypatch.setattr(keys, "_read_key", moved_meanwhile)
    assert other.key("a") == key


def test_a_copy_is_of_one_moment_even_after_a_crash(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    service = LocalKeys(folder)
    service.create("a")
    key = service.key("a")
    crash_before_the_move(monkeypatch, service)
    to = tmp_path / "copy"
    to.mkdir()
    service.copy(to)
    assert LocalKeys(to).key("a") == key
    assert {path.stat().st_mode & 0o077 for path in (to / "master.key", to / "keys.sqlite3")} == {0}


def crash_before_the_move(monkeypatch: pytest.MonkeyPatch, service: LocalKeys) -> None:
    def crash(_new: Path, _old: Path) -> None:
        raise OSError("The machine lost its power")

    with monkeypatch.context() as patched:
        patched.setattr(keys, "_replace", crash)
        with pytest.raises(OSError, match="lost its power"):
            service.rotate()


def crash_before_the_keys_are_wrapped(monkeypatch: pytest.MonkeyPatch, service: LocalKeys) -> None:
    seal = keys.sealing.seal

    def crash(wrapping: bytes, content: bytes, *, place: str) -> bytes:
        if place.startswith("master:"):
            raise OSError("No space left on device")
        return seal(wrapping, content, place=place)

    with monkeypatch.context() as patched:
        patched.setattr(keys.sealing, "seal", crash)
        with pytest.raises(OSError, match="No space"):
            service.rotate()


@pytest.mark.django_db
def test_the_command_changes_it_for_everyone_and_it_is_on_the_record():
    browser, contact = person()
    browser.post("my/profile/", {"chosen_name": "Aygul"})
    account = account_of(contact)
    out = io.StringIO()
    call_command("keys", "rotate", "--by", "Operator Li", stdout=out)
    assert "wrapped by master key 2" in out.getvalue()
    assert "Aygul" in browser.text("my/profile/")
    assert "Aygul" in signed_in(account).get("/en/my/profile/").content.decode()
    assert browser.sign_in(contact) is not None, "a contact is still found by its blind index"
    told = io.StringIO()
    call_command("keys", stdout=told)
    assert "wrapped by master key 2" in told.getvalue()
    journal = next((keys.folder().parent / "journal").glob("decisions-*.jsonl")).read_text()
    assert "master-key" in journal
    assert "Operator Li" not in journal


@pytest.mark.django_db
def test_the_command_wants_a_name_and_keys_of_its_own(settings):
    with pytest.raises(CommandError, match="Say who"):
        call_command("keys", "rotate", "--by", " ")
    settings.KEY_SERVICE = "tests.trust.test_keys.Elsewhere"
    with pytest.raises(CommandError, match="VOLENS_KEY_SERVICE"):
        call_command("keys", "rotate", "--by", "Li")


class Elsewhere:
    """A key service of somebody else."""

    def __init__(self, _folder: Path) -> None:
        pass
