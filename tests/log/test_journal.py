"""The journal: what was acknowledged is there after any crash, and what was cut short never half is."""

import fcntl
import multiprocessing
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import few
from tests.log.conftest import numbered
from volens.engines.log import DamagedError, Journal, leaf_hash
from volens.engines.log.storage import FileLock


def contents(path: Path) -> list[bytes]:
    journal = Journal(path)
    first, end = journal.bounds()
    found = journal.entries(first, end + 1)
    assert len(found) == end - first
    journal.close()
    return found


def test_entries_are_numbered_and_kept_across_restarts(tmp_path):
    journal = Journal(tmp_path / "journal")
    assert [pending.number for pending in journal.append_all(numbered(3))] == [0, 1, 2]
    pending = Journal(tmp_path / "journal").append(b"entry 3")
    assert (pending.number, pending.leaf) == (3, leaf_hash(b"entry 3"))
    assert journal.append(b"entry 4").number == 4
    assert journal.append_all([]) == []
    assert contents(tmp_path / "journal") == numbered(5)
    assert journal.entries(2, 2) == numbered(2, first=2)
    assert journal.entries(4, 9) == [b"entry 4"]
    assert journal.entries(5, 9) == []
    assert journal.entries(1, 2) == numbered(2, first=1)
    with pytest.raises(DamagedError):
        journal.entries(6, 1)


def test_a_crash_at_any_byte_leaves_what_was_acknowledged_and_all_or_nothing_of_the_rest(tmp_path):
    path = tmp_path / "journal"
    journal = Journal(path)
    journal.append_all(numbered(2))
    acknowledged = path.stat().st_size
    in_flight = [b"in flight" * 20, b"with it"]
    journal.append_all(in_flight)
    whole = path.read_bytes()
    journal.close()
    for cut in [*range(acknowledged, len(whole), 5), len(whole) - 1, len(whole)]:
        path.write_bytes(whole[:cut])
        expected = numbered(2) if cut < len(whole) else [*numbered(2), *in_flight]
        assert contents(path) == expected
        assert Journal(path).append(b"next").number == len(expected)
        assert contents(path) == [*expected, b"next"]
        # Space that was given to the file but never written to reads as zeros.
        path.write_bytes(whole[:cut] + bytes(len(whole) + 100 - cut) if cut == acknowledged else whole[:cut])
        assert contents(path) == expected


@settings(max_examples=few(60), deadline=None)
@given(data=st.data())
def test_a_changed_byte_before_the_last_append_is_damage_and_nothing_is_dropped(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("journal") / "journal"
    journal = Journal(path)
    for entry in numbered(4):
        journal.append(entry)
    journal.close()
    whole = path.read_bytes()
    last = len(whole) - (len(whole) - 44) // 4
    at = data.draw(st.integers(0, last - 1))
    changed = whole[:at] + bytes([whole[at] ^ 1 << data.draw(st.integers(0, 7))]) + whole[at + 1 :]
    path.write_bytes(changed)
    with pytest.raises(DamagedError):
        Journal(path).append(b"next")
    assert path.read_bytes() == changed


def test_a_journal_that_shrinks_or_goes_while_it_is_used_is_noticed(tmp_path):
    path = tmp_path / "journal"
    journal = Journal(path)
    journal.append_all(numbered(2))
    whole = path.read_bytes()
    journal.append(b"acknowledged")
    with path.open("r+b") as file:
        file.truncate(len(whole))
    with pytest.raises(DamagedError, match="shorter"):
        journal.append(b"next")
    path.unlink()
    with pytest.raises(DamagedError, match="gone"):
        journal.append(b"next")


def test_dropping_keeps_numbers_and_what_is_not_in_the_tree(tmp_path):
    path = tmp_path / "journal"
    journal, other = Journal(path), Journal(path)
    for entry in numbered(10):
        other.append(entry)
    identifier, size = journal.identifier(), path.stat().st_size
    assert not journal.drop_before(8, least=size)
    assert journal.drop_before(8)
    assert path.stat().st_size < size / 2
    assert other.bounds() == (8, 10)
    assert other.append(b"entry 10").number == 10
    assert contents(path) == numbered(3, first=8)
    assert Journal(path).identifier() == identifier
    with pytest.raises(DamagedError):
        journal.entries(7, 1)
    with pytest.raises(DamagedError):
        journal.drop_before(12)


def test_a_crash_while_dropping_leaves_the_old_journal(tmp_path, monkeypatch):
    path = tmp_path / "journal"
    journal = Journal(path)
    for entry in numbered(6):
        journal.append(entry)
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError("power cut")))
    with pytest.raises(OSError, match="power cut"):
        journal.drop_before(5)
    monkeypatch.undo()
    assert contents(path) == numbered(6)


def test_an_append_that_the_disk_refused_is_not_acknowledged_and_does_not_harm(tmp_path, monkeypatch):
    import os

    path = tmp_path / "journal"
    journal = Journal(path)
    journal.append(b"entry 0")
    write = os.pwrite
    monkeypatch.setattr(os, "pwrite", lambda descriptor, data, at: write(descriptor, data[:20], at) and 1 / 0)
    with pytest.raises(ZeroDivisionError):
        journal.append(b"lost")
    monkeypatch.undo()
    assert journal.append(b"entry 1").number == 1
    assert contents(path) == numbered(2)


def _append(path, name, count, done):
    journal = Journal(path)
    done.put([(journal.append(b"%s %d" % (name, at)).number, b"%s %d" % (name, at)) for at in range(count)])


@pytest.mark.parametrize("kind", ["threads", "processes"])
def test_writers_at_the_same_time_get_a_number_each(tmp_path, kind):
    path = tmp_path / "journal"
    context = multiprocessing.get_context("spawn")
    done = context.Queue()
    names = [b"a", b"b", b"c"]
    if kind == "processes":
        workers = [context.Process(target=_append, args=(path, name, 20, done)) for name in names]
    else:
        workers = [threading.Thread(target=_append, args=(path, name, 20, done)) for name in names]
    for worker in workers:
        worker.start()
    told = dict(pair for _ in names for pair in done.get(timeout=60))
    for worker in workers:
        worker.join()
    found = contents(path)
    assert told == dict(enumerate(found))
    assert sorted(found) == sorted(b"%s %d" % (name, at) for name in names for at in range(20))


_FORKING = """
import fcntl, os, sys
from pathlib import Path
from volens.engines.log.storage import FileLock
path = Path(sys.argv[1])
held = FileLock(path)
held.__enter__()
ready, go = os.pipe(), os.pipe()
child = os.fork()
if not child:
    os.write(ready[1], b"x")
    os.read(go[0], 1)
    os._exit(0)
os.read(ready[0], 1)
os.close(held._file)  # what the system does for whoever is killed
descriptor = os.open(path, os.O_RDWR)
try:
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    print("free")
finally:
    os.write(go[1], b"x")
    os.waitpid(child, 0)
"""


def test_a_forked_child_does_not_keep_the_lock_of_its_parent(tmp_path):
    """The lock's file stays open between appends. A child made meanwhile must not hold it when its parent dies."""
    command = [sys.executable, "-c", _FORKING, str(tmp_path / "lock")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout == "free\n", done.stderr


def test_a_lock_file_that_somebody_removed_keeps_nobody_out_and_lets_nobody_in_twice(tmp_path):
    lock = FileLock(tmp_path / "lock")
    with lock:
        pass
    (tmp_path / "lock").unlink()
    with lock:
        descriptor = os.open(tmp_path / "lock", os.O_RDWR)
        with pytest.raises(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(descriptor)
