"""kill -9 at random moments: what was acknowledged is in the log, and what was published is its beginning."""

import random
import signal
import subprocess
import sys
import time

import pytest

from tests.log.conftest import ORIGIN, Deployment
from volens.engines.log import audit, leaf_hash
from volens.engines.log.checkpoint import open_checkpoint

_WRITER = """
import sys
from pathlib import Path
from tests.log.conftest import Deployment
deployment = Deployment(Path(sys.argv[1]))
name, role = sys.argv[2:]
print("ready", flush=True)
at = 0
while True:
    if role == "append":
        entries = [f"{name} {at + more}".encode() for more in range(1 + at % 5)]
        deployment.journal.append_all(entries)
        # Acknowledged: from here on it must never be missing.
        print(f"{name} {at} {at + len(entries)}", flush=True)
        at += len(entries)
    else:
        batch = deployment.integrator.integrate(limit=40)
        print(f"published {batch.checkpoint.size} {batch.checkpoint.root.hex()}", flush=True)
"""


def _round(deployment: Deployment, number: int, chance: random.Random) -> tuple[list[bytes], dict[int, bytes]]:
    """Two appending processes and an integrating one, killed at random moments; what they had said by then."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(deployment.root), f"{role}-{number}-{at}", role],
            stdout=subprocess.PIPE,
            text=True,
        )
        for at, role in enumerate(("append", "append", "integrate"))
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    chance.shuffle(processes)
    said = []
    for process in processes:
        time.sleep(chance.uniform(0.001, 0.25))
        process.send_signal(signal.SIGKILL)
    for process in processes:
        said += [line for line in process.communicate()[0].splitlines(keepends=True) if line.endswith("\n")]
    acknowledged, published = [], {}
    for line in said:
        kind, first, second = line.split()
        if kind == "published":
            published[int(first)] = bytes.fromhex(second)
        else:
            acknowledged += [f"{kind} {at}".encode() for at in range(int(first), int(second))]
    return acknowledged, published


def _check(deployment: Deployment, rounds: int, seed: int) -> int:
    chance = random.Random(seed)
    acknowledged: list[bytes] = []
    published: dict[int, bytes] = {}
    for number in range(rounds):
        more, roots = _round(deployment, number, chance)
        acknowledged += more
        published |= roots
        data = deployment.public.read("checkpoint")
        if data is not None:  # what stands on the disk after the kill was published too
            signed = open_checkpoint(data, ORIGIN, [deployment.key])
            published[signed.size] = signed.root
        deployment.open()
        if number % 2:  # every other round goes on from exactly what the kill left behind
            deployment.add([])
    deployment.add([])
    reader = deployment.reader()
    entries = list(reader.entries(0))
    assert len(set(entries)) == len(entries)
    assert set(acknowledged) <= set(entries)
    for size, root in published.items():
        assert reader.root_at(size) == root
    # Each process's entries are in its order: batches are whole, none is half.
    for name in {entry.rpartition(b" ")[0] for entry in entries}:
        numbers = [int(entry.rpartition(b" ")[2]) for entry in entries if entry.rpartition(b" ")[0] == name]
        assert numbers == list(range(len(numbers)))
    assert list(audit(deployment.public, reader.checkpoint)) == []
    assert reader.leaf(0) == leaf_hash(entries[0])
    return len(acknowledged)


@pytest.mark.deep
def test_killed_at_random_moments_the_log_is_a_prefix_and_never_a_fork(deployment: Deployment):
    assert _check(deployment, rounds=25, seed=random.randrange(2**32)) > 100


def test_killed_once_the_log_goes_on(deployment: Deployment):
    assert _check(deployment, rounds=2, seed=7) > 0
