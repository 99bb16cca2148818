"""From journal to tree: whatever interrupts it, the log is a prefix, never a fork; no entry is lost or doubled."""

import contextlib
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import few
from tests.log.conftest import ORIGIN, Deployment, numbered
from volens.engines.log import (
    DamagedError,
    DirectoryStorage,
    Integrator,
    Journal,
    MemoryStorage,
    NoteSigner,
    SignatureError,
    audit,
    leaf_hash,
    open_checkpoint,
    private_key,
)
from volens.engines.log.merkle import root_of


class PowerCutError(BaseException):
    """Nothing after this happens."""


class FailingStorage(DirectoryStorage):
    """A directory whose machine loses power after so many steps: a file written beside its place, or put there."""

    def __init__(self, root, steps: list[int]) -> None:
        super().__init__(root)
        self.steps = steps

    def _step(self) -> None:
        if self.steps[0] == 0:
            raise PowerCutError
        self.steps[0] -= 1

    def write(self, files):
        for path, data in files.items():
            self._step()
            super().write({path: data})

    def remove(self, path):
        self._step()
        super().remove(path)


class Crashing(Deployment):
    def __init__(self, root, steps=10**9) -> None:
        self.steps = [steps]
        super().__init__(root)
        self.public = FailingStorage(root / "public", self.steps)
        self.private = FailingStorage(root / "private", self.steps)
        self.open()


def signed_roots(deployment, seen):
    """Note what is published; whatever was signed before must be a prefix of it."""
    data = deployment.public.read("checkpoint")
    if data is None:
        return
    signed = open_checkpoint(data, ORIGIN, [deployment.key])
    seen[signed.size] = signed.root
    reader = deployment.reader()
    for size, root in seen.items():
        assert reader.root_at(size) == root


def reversed_with_filler(entries):
    return [*reversed(entries), b"filler"] if entries else []


@pytest.mark.parametrize("arrange", [None, reversed_with_filler])
def test_a_power_cut_at_any_step_is_finished_by_the_next_run(tmp_path, arrange):
    """Three batches over two tile borders, cut after every single step, then resumed with another arrangement."""
    steps = 0
    while True:
        deployment = Crashing(tmp_path / str(steps))
        deployment.journal.append_all(numbered(250))
        deployment.integrator.integrate()
        seen = {}
        signed_roots(deployment, seen)
        deployment.journal.append_all(numbered(300, first=250))
        deployment.steps[0] = steps
        finished = False
        with contextlib.suppress(PowerCutError):
            deployment.integrator.integrate(arrange=arrange)
            finished = True
        deployment.steps[0] = 10**9
        signed_roots(deployment, seen)
        deployment.open()
        deployment.add(numbered(10, first=550))
        signed_roots(deployment, seen)
        reader = deployment.reader()
        found = list(reader.entries(0))
        assert sorted(set(found) - {b"filler"}) == sorted(numbered(560))
        assert len(found) - found.count(b"filler") == 560
        assert list(audit(deployment.public, reader.checkpoint)) == []
        if finished:
            assert steps > 8
            return
        steps += 1 if steps < 10 else 4


def test_places_are_told_again_after_a_crash(deployment: Deployment):
    deployment.add(numbered(5))
    pending = deployment.journal.append_all(numbered(3, first=5))
    batch = deployment.integrator.integrate(arrange=lambda entries: [b"filler", *reversed(entries)])
    assert batch.places == {5: 8, 6: 7, 7: 6}
    deployment.open()
    again = deployment.integrator.last_batch()
    assert again is not None
    assert again.places == batch.places
    reader = deployment.reader()
    assert all(reader.leaf(batch.places[one.number]) == one.leaf for one in pending)


def test_an_arrangement_may_add_but_not_lose(deployment: Deployment):
    deployment.journal.append_all([b"same", b"same", b"other"])
    with pytest.raises(ValueError, match="lost 1"):
        deployment.integrator.integrate(arrange=lambda entries: [b"same", b"other", b"filler"])
    assert deployment.reader().checkpoint.size == 0
    batch = deployment.integrator.integrate(arrange=lambda entries: [b"filler", *entries])
    assert batch.places == {0: 1, 1: 2, 2: 3}
    padded = deployment.integrator.integrate(arrange=lambda entries: [b"only filler"])
    assert (padded.places, padded.checkpoint.size) == ({}, 5)


def test_an_empty_log_has_a_checkpoint(deployment: Deployment):
    batch = deployment.integrator.integrate()
    assert batch.checkpoint.size == 0
    assert list(audit(deployment.public, batch.checkpoint)) == []
    assert deployment.reader().root_at(0) == batch.checkpoint.root


@settings(max_examples=few(10), deadline=None)
@given(st.lists(st.integers(0, 400), min_size=1, max_size=6), st.integers(1, 300))
def test_any_batches_make_the_same_tree(tmp_path_factory, counts, limit):
    deployment = Deployment(tmp_path_factory.mktemp("log"))
    deployment.public = MemoryStorage()
    deployment.private = MemoryStorage()
    deployment.open()
    total = 0
    for count in counts:
        deployment.add(numbered(count, first=total), batch=limit)
        total += count
        deployment.open()
    assert deployment.reader().checkpoint.root == root_of(map(leaf_hash, numbered(total)))


@pytest.mark.parametrize("path", ["tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/001.p/44"])
def test_nothing_is_signed_over_an_edge_that_was_changed(deployment: Deployment, path):
    deployment.add(numbered(300))
    before = deployment.public.read("checkpoint")
    held = deployment.public.read(path)
    deployment.public.write({path: held[:-1] + bytes([held[-1] ^ 1])})
    deployment.open()
    deployment.journal.append(b"next")
    with pytest.raises(DamagedError):
        deployment.integrator.integrate()
    assert deployment.public.read("checkpoint") == before


def test_a_tile_that_is_there_with_other_content_stops_the_log(deployment: Deployment):
    deployment.add(numbered(3))
    deployment.public.write({"tile/0/000.p/4": bytes(128)})
    deployment.journal.append(b"entry 3")
    with pytest.raises(DamagedError, match="other content"):
        deployment.integrator.integrate()


def test_parts_of_different_backups_do_not_go_together(deployment: Deployment, tmp_path):
    deployment.add(numbered(10))
    kept = {path: deployment.public.read(path) for path in ("checkpoint",)}
    plan = deployment.private.read("plan")
    deployment.add(numbered(10, first=10))
    deployment.add(numbered(10, first=20))
    deployment.journal.append(b"next")
    newest = deployment.private.read("plan")
    for change in ({"plan": plan}, {"plan": newest[:-1] + b"?"}, {"plan": newest[:20]}):
        deployment.private.write(change)
        deployment.open()
        with pytest.raises(DamagedError):
            deployment.integrator.integrate()
    deployment.private.write({"plan": newest})
    deployment.public.write(kept)
    with pytest.raises(DamagedError, match="backup"):
        deployment.integrator.integrate()
    deployment.private.remove("plan")
    with pytest.raises(DamagedError, match="missing"):
        deployment.integrator.integrate()


def test_another_journal_is_taken_only_on_an_operators_word(deployment: Deployment):
    deployment.add(numbered(10))
    deployment.journal.append(b"lost with the disk")
    (deployment.root / "private" / "journal").unlink()
    deployment.open()
    for entry in numbered(20, first=10):
        deployment.journal.append(entry)
    with pytest.raises(DamagedError, match="adopt_journal"):
        deployment.integrator.integrate()
    assert deployment.integrator.adopt_journal() == 10
    deployment.add([])
    assert list(deployment.reader().entries(0)) == numbered(30)


def test_a_log_is_not_continued_with_another_key(deployment: Deployment):
    deployment.add(numbered(3))
    stranger = NoteSigner(ORIGIN, private_key(b"s" * 32))
    with pytest.raises(SignatureError):
        Integrator(deployment.public, deployment.private, deployment.journal, stranger).integrate()


def test_integrators_at_the_same_time_make_one_log(deployment: Deployment):
    places: dict[int, int] = {}
    failed = []

    def run(appending: bool) -> None:
        try:
            journal = Journal(deployment.root / "private" / "journal")
            integrator = Integrator(deployment.public, deployment.private, journal, deployment.signer)
            for _ in range(8):
                if appending:
                    journal.append_all(numbered(30))
                places.update(integrator.integrate(50).places)
        except Exception as error:  # noqa: BLE001 - told below, in the thread that fails the test
            failed.append(error)

    threads = [threading.Thread(target=run, args=(number < 2,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    while (batch := deployment.integrator.integrate()).places:
        places.update(batch.places)
    reader = deployment.reader()
    assert reader.checkpoint.size == 480
    assert sorted(places) == sorted(places.values()) == list(range(480))
    assert list(audit(deployment.public, reader.checkpoint)) == []


def test_the_journal_does_not_grow_for_ever(deployment: Deployment, monkeypatch):
    monkeypatch.setattr("volens.engines.log.integrator.JOURNAL_BYTES", 10_000)
    path = deployment.root / "private" / "journal"
    for at in range(20):
        deployment.add(numbered(100, first=100 * at))
        assert path.stat().st_size < 15_000
    assert list(deployment.reader().entries(0)) == numbered(2000)
