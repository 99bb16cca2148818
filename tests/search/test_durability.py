"""An index survives kills, two writers, upgrades and lost files; readers follow what is written."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.search.vacancies import NOW, vacancy
from volens.engines.search import store
from volens.engines.search.embedded import EmbeddedIndex
from volens.engines.search.port import (
    IndexDamagedError,
    IndexLockedError,
    IndexOutdatedError,
    Query,
    SearchIndexError,
)

ROOT = Path(__file__).resolve().parents[2]


def total(index: EmbeddedIndex, text: str = "") -> int:
    return index.query(Query(text=text, now=NOW)).total


def other_process(code: str, path: Path) -> subprocess.Popen[str]:
    """Another Python process that runs `code` with the index as `index` and says what it prints."""
    setting = f"""
import os, sys, time
from tests.search.vacancies import NOW, vacancy
from volens.engines.search.embedded import EmbeddedIndex
from volens.engines.search.port import *
index = EmbeddedIndex({str(path)!r})
"""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")])}
    return subprocess.Popen(
        [sys.executable, "-c", setting + code], stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT
    )


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def eventually(holds: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.02)
    return False


def test_putting_twice_replaces_and_deleting_counts_what_was_there(index: EmbeddedIndex) -> None:
    assert index.put(vacancy(id_) for id_ in (5, 3, 9)) == 3
    assert index.put([vacancy(3, "Cook"), vacancy(3, "Baker")]) == 2
    assert (index.count(), list(index.ids())) == (3, [3, 5, 9])
    assert (total(index, "baker"), total(index, "cook"), total(index, "welder")) == (1, 0, 2)
    assert index.delete([3, 9, 9, 77, -1, 2**70]) == 2
    assert list(index.ids()) == [5]
    assert total(index, "baker") == 0


def test_a_batch_with_an_impossible_document_changes_nothing(index: EmbeddedIndex) -> None:
    index.put([vacancy(1)])
    with pytest.raises(ValueError, match="id"):
        index.put([vacancy(2), vacancy(-3)])
    assert list(index.ids()) == [1]
    index.put([vacancy(4)])
    assert list(index.ids()) == [1, 4]


def test_a_rebuild_replaces_everything_and_keeps_the_last_of_equal_ids(index: EmbeddedIndex, tmp_path: Path) -> None:
    index.put([vacancy(1), vacancy(2)])
    assert index.rebuild([vacancy(7), vacancy(8), vacancy(7, "Cook")]) == 2
    assert list(index.ids()) == [7, 8]
    assert (total(index, "cook"), total(index, "welder")) == (1, 1)
    assert len(list((tmp_path / "index").glob("g-*"))) == 1


def test_a_rebuild_that_fails_leaves_the_old_index_in_service(index: EmbeddedIndex) -> None:
    index.put([vacancy(1)])

    def broken():
        yield vacancy(2)
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError, match="went away"):
        index.rebuild(broken())
    assert list(index.ids()) == [1]
    index.put([vacancy(3)])
    assert list(index.ids()) == [1, 3]


def test_while_writing_every_put_is_visible_at_once(index: EmbeddedIndex) -> None:
    with index.writing():
        for id_ in range(5):
            index.put([vacancy(id_)])
            assert index.count() == id_ + 1
    assert list(index.ids()) == list(range(5))


def test_ids_are_complete_over_many_portions(index: EmbeddedIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("volens.engines.search.store._AT_A_TIME", 7)
    index.put(vacancy(id_ * 3) for id_ in range(50))
    index.delete([9, 12])
    assert list(index.ids()) == [id_ * 3 for id_ in range(50) if id_ * 3 not in {9, 12}]


def test_a_second_writer_is_refused_with_the_reason_and_may_try_again(index: EmbeddedIndex, tmp_path: Path) -> None:
    index.put([vacancy(1)])
    second = EmbeddedIndex(tmp_path / "index")
    with index.writing():
        for attempt in (lambda: second.put([vacancy(2)]), lambda: second.delete([1]), lambda: second.rebuild([])):
            with pytest.raises(IndexLockedError, match="Another process is writing"):
                attempt()
        assert second.count() == 1
    assert second.put([vacancy(2)]) == 1


def test_a_writer_in_another_process_is_refused_too(index: EmbeddedIndex, tmp_path: Path) -> None:
    with index.writing():
        index.put([vacancy(1)])
        other = other_process(
            """
try:
    index.put([vacancy(2)])
except IndexLockedError as error:
    print(type(error).__name__, index.count())
""",
            tmp_path / "index",
        )
        assert line(other) == "IndexLockedError 1"
        assert other.wait(10) == 0


def test_readers_of_other_processes_follow_puts_and_rebuilds(index: EmbeddedIndex, tmp_path: Path) -> None:
    index.put([vacancy(1)])
    reader = """
seen = None
while seen != 9:
    index.query(Query(text="welder", now=NOW))
    if index.count() != seen:
        seen = index.count()
        print(seen, flush=True)
    time.sleep(0.01)
"""
    readers = [other_process(reader, tmp_path / "index") for _ in range(2)]
    assert [line(each) for each in readers] == ["1", "1"]
    index.put([vacancy(2)])
    assert [line(each) for each in readers] == ["2", "2"]
    index.rebuild(vacancy(id_) for id_ in range(9))
    assert [line(each) for each in readers] == ["9", "9"]
    assert [each.wait(10) for each in readers] == [0, 0]


def test_an_index_opened_before_a_fork_still_follows_after_it(index: EmbeddedIndex, tmp_path: Path) -> None:
    """The thread that would watch the files does not survive a fork."""
    path = tmp_path / "forked"
    process = other_process(
        """
index.put([vacancy(1)])
assert index.count() == 1
ready, go = os.pipe(), os.pipe()
if os.fork() == 0:
    print("child", index.count(), flush=True)
    os.write(ready[1], b"x")
    os.read(go[0], 1)
    deadline = time.monotonic() + 10
    while index.count() == 1 and time.monotonic() < deadline:
        time.sleep(0.02)
    print("child", index.count(), flush=True)
    os._exit(0)
os.read(ready[0], 1)
index.put([vacancy(2)])
os.write(go[1], b"x")
os.wait()
""",
        path,
    )
    assert [line(process), line(process)] == ["child 1", "child 2"]
    assert process.wait(10) == 0


def test_a_reader_does_not_look_at_the_disk_for_every_query(
    index: EmbeddedIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.put([vacancy(1)])
    total(index)
    looks = []
    stamp = store._stamp
    monkeypatch.setattr(store, "_stamp", lambda path: looks.append(path) or stamp(path))
    for _ in range(200):
        total(index, "welder")
    assert len(looks) <= 4


@pytest.mark.parametrize("stamp", ['{"directory": "g-1", "format": "0.0/other"}', "garbage", "{}", "[]", ""])
def test_an_index_of_another_version_or_damaged_says_so_and_can_be_rebuilt(
    index: EmbeddedIndex, tmp_path: Path, stamp: str
) -> None:
    index.put([vacancy(1)])
    (tmp_path / "index" / "current").write_text(stamp)
    fresh = EmbeddedIndex(tmp_path / "index")
    kind, state = (IndexOutdatedError, "outdated") if "other" in stamp else (IndexDamagedError, "damaged")
    assert fresh.state() == state
    for attempt in (lambda: fresh.query(Query()), lambda: fresh.put([vacancy(2)]), lambda: fresh.delete([1])):
        with pytest.raises(kind, match="volens index rebuild"):
            attempt()
    fresh.rebuild([vacancy(3)])
    assert (fresh.state(), list(fresh.ids())) == ("ready", [3])


def test_lost_files_are_noticed_and_a_rebuild_mends(index: EmbeddedIndex, tmp_path: Path) -> None:
    index.put([vacancy(1)])
    for directory in (tmp_path / "index").glob("g-*"):
        shutil.rmtree(directory)
    fresh = EmbeddedIndex(tmp_path / "index")
    assert fresh.state() == "damaged"
    with pytest.raises(SearchIndexError, match="rebuild"):
        fresh.count()
    fresh.rebuild([vacancy(3)])
    assert list(fresh.ids()) == [3]


def test_files_cut_short_are_noticed(index: EmbeddedIndex, tmp_path: Path) -> None:
    index.put([vacancy(1)])
    (directory,) = (tmp_path / "index").glob("g-*")
    (directory / "meta.json").write_text("{")
    fresh = EmbeddedIndex(tmp_path / "index")
    assert fresh.state() == "damaged"
    fresh.rebuild([vacancy(3)])
    assert fresh.state() == "ready"


def clean(path: Path, allowed: list[set[int]]) -> set[int]:
    """The ids of an index after its writer was killed, once it is certain that it works."""
    index = EmbeddedIndex(path)
    ids = list(index.ids())
    assert set(ids) in allowed
    assert len(ids) == len(set(ids)) == index.count() == total(index)
    index.put([vacancy(1_000_000)])
    assert index.count() == len(ids) + 1
    assert index.delete([1_000_000]) == 1
    assert len(list(path.glob("g-*"))) == 1, "the remains of a killed rebuild are removed by the next writer"
    return set(ids)


@pytest.mark.deep
def test_a_kill_during_put_leaves_whole_batches(tmp_path: Path) -> None:
    path = tmp_path / "index"
    writer = """
with index.writing():
    for batch in range(100_000):
        index.put(vacancy(batch * 50 + id_, text="some words about the work " * 9) for id_ in range(50))
        print(batch, flush=True)
"""
    for turn in range(8):
        shutil.rmtree(path, ignore_errors=True)
        process = other_process(writer, path)
        for _ in range(turn + 1):
            done = int(line(process))
        time.sleep(0.004 * turn)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert process.stdout is not None
        done = max([done, *(int(each) for each in process.stdout.read().split())])
        clean(path, [set(range((batches + 1) * 50)) for batches in (done, done + 1)])


@pytest.mark.deep
def test_a_kill_during_a_rebuild_leaves_the_old_or_the_new_index(tmp_path: Path) -> None:
    path = tmp_path / "index"
    old, new = set(range(20)), set(range(100, 8_100))
    results = set()
    rebuild = """
print("started", flush=True)
index.rebuild(vacancy(id_, text="some words about the work " * 9) for id_ in range(100, 8_100))
print("done", flush=True)
"""
    EmbeddedIndex(path).put(vacancy(id_) for id_ in old)
    process = other_process(rebuild, path)
    line(process)
    began = time.monotonic()
    line(process)
    whole = time.monotonic() - began
    process.wait()
    for turn in range(9):
        EmbeddedIndex(path).rebuild(vacancy(id_) for id_ in old)
        process = other_process(rebuild, path)
        line(process)
        time.sleep(whole * (turn + 1) / 8)
        process.send_signal(signal.SIGKILL)
        process.wait()
        results.add(len(clean(path, [old, new])))
    assert len(old) in results, "no kill came in time: the test shows nothing"


def test_the_pointer_is_the_only_switch(index: EmbeddedIndex, tmp_path: Path) -> None:
    """What a rebuild leaves when it is killed just before the switch is never read, and soon gone."""
    index.put([vacancy(1)])
    pointer = json.loads((tmp_path / "index" / "current").read_text())
    shutil.copytree(tmp_path / "index" / pointer["directory"], tmp_path / "index" / "g-half")
    (tmp_path / "index" / "current.new").write_text("{")
    assert EmbeddedIndex(tmp_path / "index").count() == 1
    index.put([vacancy(2)])
    assert not (tmp_path / "index" / "g-half").exists()
    assert index.count() == 2


def test_a_fork_while_the_engine_holds_its_lock_does_not_wait_for_itself(tmp_path: Path) -> None:
    process = other_process(
        """
import fcntl
index.put([vacancy(1)])
held = next((index._store.path).glob("g-*")) / ".tantivy-meta.lock"
lock = held.open("a")
fcntl.flock(lock, fcntl.LOCK_EX)  # as a thread of the engine does while it opens segments
child = os.fork()
if child == 0:
    os.write(1, f"child {index.count()}\\n".encode())
    os._exit(0)
fcntl.flock(lock, fcntl.LOCK_UN)
lock.close()
os.waitpid(child, 0)
""",
        tmp_path / "locked",
    )
    assert process.communicate(timeout=30)[0].strip() == "child 1"
