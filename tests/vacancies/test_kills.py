"""Killed without warning at any moment: database and index agree again after the next run, and nothing is lost."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.vacancies.deliveries import posting, written

pytestmark = pytest.mark.deep

COUNT = 3_000


class Deployment:
    """A deployment of its own, run by commands in processes of their own."""

    def __init__(self, folder: Path) -> None:
        self.environment = {
            **os.environ,
            "VOLENS_DATA": str(folder / "deployment"),
            "VOLENS_DATABASE": "",
            "DJANGO_SETTINGS_MODULE": "volens.site.settings",
        }
        self.run("migrate", "-v0")

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "volens", *arguments],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "volens", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def killed_after(self, seconds: float, *arguments: str) -> bool:
        """Whether the command was still running when it was killed."""
        process = self.start(*arguments)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return True
        return False


@pytest.fixture
def deployment(tmp_path: Path) -> Deployment:
    return Deployment(tmp_path)


def test_killed_imports_leave_a_sound_database_that_the_next_completes(deployment: Deployment, tmp_path: Path) -> None:
    import json

    delivery = written(tmp_path / "a.jsonl", [posting(n) for n in range(COUNT)])
    command = ("import", str(delivery), "--source", "harbour", "--workers", "1")
    dice = random.Random(3)
    began = time.monotonic()
    whole = Deployment(tmp_path / "other")
    whole.run(*command)
    usual = time.monotonic() - began
    kills = sum(deployment.killed_after(dice.uniform(0.1, 0.95) * usual, *command) for _ in range(8))
    assert kills >= 3
    deployment.run("index", "check")  # what is not settled waits in the outbox
    answer = json.loads(deployment.run(*command, "--json"))
    assert answer["created"] + answer["unchanged"] == COUNT
    assert (answer["expired"], answer["rejected"], answer["updated"]) == (0, 0, 0)
    found = json.loads(deployment.run("index", "check", "--json"))
    assert (found["database"], found["index"], found["waiting"]) == (COUNT, COUNT, 0)


def test_killed_indexing_loses_nothing(deployment: Deployment, tmp_path: Path) -> None:
    import json

    delivery = written(tmp_path / "a.jsonl", [posting(n) for n in range(COUNT)])
    deployment.run("import", str(delivery), "--source", "harbour", "--workers", "1")
    dice = random.Random(4)
    kills = 0
    for round_ in range(8):
        changed = [posting(n, title=f"Cook {n}, week {round_}") for n in range(COUNT)]
        written(delivery, changed)
        kills += deployment.killed_after(dice.uniform(1.0, 6.0), "import", str(delivery), "--source", "harbour")
        kills += deployment.killed_after(dice.uniform(0.3, 1.5), "index", dice.choice(["drain", "rebuild"]))
        deployment.run("index", "check")
    assert kills >= 4
    deployment.run("import", str(delivery), "--source", "harbour")
    found = json.loads(deployment.run("index", "check", "--json"))
    assert (found["database"], found["index"], found["waiting"]) == (COUNT, COUNT, 0)


def test_a_worker_told_to_stop_stops_cleanly(deployment: Deployment) -> None:
    process = deployment.start("worker")
    held = Path(deployment.environment["VOLENS_DATA"]) / "locks" / "worker.lock"
    began = time.monotonic()
    while not held.exists() and time.monotonic() - began < 60:  # it listens to signals before it takes its lock
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0
