"""Witnesses outside, each a process with a store of its own; one of them lies, and is told apart."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from tests.people.made import make_person
from tests.record.world import look_at
from volens.engines.log import DirectoryStorage, LogReader, compare_witnesses, parse_note, parse_witness_key
from volens.services.trust.record import auditing, integrating, witnessing
from volens.services.trust.record.place import here, quorum

pytestmark = pytest.mark.django_db


def witness(log: Path, store: Path, name: str, *more: str) -> subprocess.CompletedProcess[str]:
    words = ["witness", str(log), "--name", name, "--store", str(store), "--key", here().signer.key.vkey(), *more]
    plain = {key: value for key, value in os.environ.items() if not key.startswith(("VOLENS_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "volens", *words], env=plain | {"VOLENS_DATA": str(store / "unused")},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture
def log() -> Path:
    look_at(make_person()[0])
    integrating.integrate()
    return here().root / "public"


def forked(log: Path, to: Path) -> Path:
    """Another history of the same log, signed with its key: what an office that lies would show to somebody."""
    from volens.engines.log import Integrator, Journal

    journal = Journal(to / "journal")
    journal.append_all([b"another history %d" % number for number in range(500)])
    Integrator(DirectoryStorage(to / "public"), DirectoryStorage(to / "private"), journal, here().signer).integrate()
    journal.close()
    assert log.exists()
    return to / "public"


@pytest.mark.deep
def test_three_witnesses_of_which_one_lies_are_told_apart(log, tmp_path):
    stores = {name: tmp_path / name for name in ("union", "bar", "press")}
    for name in ("union", "bar"):
        assert witness(log, stores[name], f"{name}.example.org/w", "--once").returncode == 0
    other = forked(log, tmp_path / "other")
    assert witness(other, stores["press"], "press.example.org/w", "--once").returncode == 0
    look_at(make_person()[0])
    integrating.integrate()
    assert witness(log, stores["union"], "union.example.org/w", "--once").returncode == 0
    place = here()
    keys = [witnessing.own_key(store, f"{name}.example.org/w").key for name, store in stores.items()]
    notes = [parse_note(path.read_bytes()) for store in stores.values() for path in store.glob("logs/*/latest")]
    # As many more as the other history has, so that the two can be compared at its size.
    while place.reader().checkpoint.size < 500:
        integrating.integrate(cover=True)
    reader = LogReader(place.public, place.origin, [place.signer.key])
    accused = {each.by for each in compare_witnesses(notes, keys, reader, [place.signer.key])}
    assert accused == {"press.example.org/w", place.origin}


@pytest.mark.deep
def test_a_witness_refuses_a_log_that_goes_back_or_forks_and_says_so(log, tmp_path):
    old = tmp_path / "old"
    shutil.copytree(log, old)
    look_at(make_person()[0])
    integrating.integrate()
    store = tmp_path / "w"
    assert witness(log, store, "w.example.org/w", "--once").returncode == 0
    back = witness(old, store, "w.example.org/w", "--once")
    assert back.returncode == 3
    assert "CONFLICT" in back.stderr
    fork = witness(forked(log, tmp_path / "other"), store, "w.example.org/w", "--once")
    assert fork.returncode == 3
    assert witness(log, store, "w.example.org/w", "--once").returncode == 0, "its memory is as before"


def test_a_cosignature_comes_back_counts_and_a_strangers_does_not(log, tmp_path, settings):
    known, stranger = (witnessing.own_key(tmp_path / name, f"{name}.example.org/w") for name in ("known", "stranger"))
    settings.LOG_WITNESSES, settings.LOG_QUORUM = [known.key.vkey()], 1
    assert any(check.name == "witnesses" and check.findings for check in auditing.audit())
    vkey, client = here().signer.key.vkey(), Client(enforce_csrf_checks=True)
    seen = witnessing.look(DirectoryStorage(log), vkey, stranger, tmp_path / "stranger", 1_800_000_000)
    answer = client.post("/log/cosignatures", seen.note.serialise(), content_type="text/plain")
    assert answer.status_code == 403
    seen = witnessing.look(DirectoryStorage(log), vkey, known, tmp_path / "known", 1_800_000_000)
    answer = client.post("/log/cosignatures", seen.note.serialise(), content_type="text/plain")
    assert answer.status_code == 200
    assert answer.content.decode().split() == [known.key.vkey()], "the witness learns that it counts"
    served = parse_note(client.get("/log/cosigned-checkpoint").content)
    assert set(quorum().cosigned(served)) == {known.key.vkey()}
    assert not any(check.name == "witnesses" and check.findings for check in auditing.audit())
    assert parse_witness_key(known.key.vkey()).name == "known.example.org/w"


@pytest.mark.parametrize("body", [b"", b"x" * 70_000, b"not a note\n\n"])
def test_nonsense_is_refused(log, body):
    assert Client().post("/log/cosignatures", body, content_type="text/plain").status_code in {413, 422}


def test_the_files_of_the_log_are_served_and_nothing_else(log, data_dir):
    client = Client()
    reader = LogReader(WebFiles(client), here().origin, [here().signer.key])
    assert len(list(reader.entries(0))) == reader.checkpoint.size
    assert client.get("/log/key").content.decode().strip() == here().signer.key.vkey()
    for path in ("../private/plan", "%2e%2e/private/plan", ".integrate.lock", "tile/0/../../../private/plan", "plan"):
        assert client.get(f"/log/{path}").status_code == 404


class WebFiles:
    """A log's files through the service's own pages."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def read(self, path: str) -> bytes | None:
        answer = self.client.get(f"/log/{path}")
        return answer.content if answer.status_code == 200 else None
