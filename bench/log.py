"""The log: appending, proving, verifying, and the memory it takes.

`python -m bench.log` prints the section (quick sizes). Sizes and sources:

- appending in batches: entries of about 220 bytes through the journal (one fsync a batch) into tiles on the disk, all
  fsynced, checkpoints signed; rate of the whole way;
- one by one: an append to the journal beside writing as many bytes to a file and fsyncing it, in turn, same disk;
- proofs: a tree of 10 million leaves whose full tiles repeat, so that its root takes no time to compute; the tiles
  that the sampled proofs read are real files;
- memory: entries through journal and integrator of a process of its own, whose storage keeps the edge only.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from volens.engines.log import (
    Checkpoint,
    Cosigner,
    DirectoryStorage,
    Integrator,
    Journal,
    Leaf,
    LeafType,
    LogReader,
    MemoryStorage,
    NoteSigner,
    Quorum,
    Tile,
    private_key,
    sign_checkpoint,
    verify_inclusion,
)
from volens.engines.log.checkpoint import open_checkpoint
from volens.engines.log.growth import Edge
from volens.engines.log.merkle import leaf_hash, root_of
from volens.engines.log.tiles import pack_hashes

ORIGIN = "log.example/bench"
SIGNER = NoteSigner(ORIGIN, private_key(b"b" * 32))
WITNESSES = [Cosigner(f"witness.example/{name}", private_key(name.encode() * 32)) for name in "abc"]
TREE = 10_000_000
BATCH = 16_000
TARGETS = {"append": 20_000, "proof_ms": 1.0, "verify": 30_000, "one_by_one": 0.7}


def _entries(count: int, first: int = 0) -> list[bytes]:
    """Leaves as the rooms write them; only the commitment differs."""
    template = Leaf(LeafType.READ, date(2026, 3, 1), "office-17", "application-review", "0" * 64).serialise()
    head, tail = template.split(b"0" * 64)
    return [head + hashlib.sha256(b"%d" % at).hexdigest().encode() + tail for at in range(first, first + count)]


def _log(folder: Path, public: Any = None) -> tuple[Journal, Integrator]:
    journal = Journal(folder / "private" / "journal")
    private = DirectoryStorage(folder / "private")
    return journal, Integrator(public or DirectoryStorage(folder / "public"), private, journal, SIGNER)


def _append(folder: Path, count: int) -> dict[str, Any]:
    journal, integrator = _log(folder)
    started, journalled = time.perf_counter(), 0.0
    for first in range(0, count, BATCH):
        entries = _entries(min(BATCH, count - first), first)
        before = time.perf_counter()
        journal.append_all(entries)
        journalled += time.perf_counter() - before
        batch = integrator.integrate(BATCH)
    seconds = time.perf_counter() - started
    assert batch.checkpoint.size == count
    return {
        "entries": count,
        "batch": BATCH,
        "entry_bytes": len(entries[0]),
        "per_second": round(count / seconds),
        "journal_per_second": round(count / journalled),
    }


def _one_by_one(folder: Path, count: int) -> dict[str, Any]:
    journal = Journal(folder / "journal")
    entries = _entries(count)
    journal.append(entries[0])
    size = (folder / "journal").stat().st_size
    frame = bytes(size - 44)
    bare = os.open(folder / "bare", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    ours, theirs = [], []
    for entry in entries:  # in turn, so that both meet the same disk
        started = time.perf_counter()
        journal.append(entry)
        middle = time.perf_counter()
        os.write(bare, frame)
        os.fsync(bare)
        ours.append(middle - started)
        theirs.append(time.perf_counter() - middle)
    os.close(bare)
    return {
        "appends": count,
        "per_second": round(count / sum(ours)),
        "bare_fsync_per_second": round(count / sum(theirs)),
        "ratio": round(sum(theirs) / sum(ours), 2),
        "ratio_of_medians": round(statistics.median(theirs) / statistics.median(ours), 2),
    }


def _big_tree(folder: Path, sample: list[int]) -> None:
    """A log of TREE leaves, every full tile of a level alike, with the tiles of the sample as files."""
    rows = [[leaf_hash(b"%d" % at) for at in range(256)]]
    edge = Edge()
    edge.size, edge.levels = TREE, []
    level = 0
    while TREE >> 8 * level:
        edge.levels.append(rows[level][: (TREE >> 8 * level) % 256])
        rows.append([root_of(rows[level])] * 256)
        level += 1
    files = {tile.path(): data for tile, data in edge.partial().items() if tile.level >= 0}
    for index in sample:
        for height in range(level):
            tile = Tile(height, index >> 8 * (height + 1))
            if tile.index < TREE >> 8 * (height + 1):
                files[tile.path()] = pack_hashes(rows[height])
    text = Checkpoint(ORIGIN, TREE, edge.root())
    note = sign_checkpoint(text, SIGNER).note
    note = note.with_signatures(witness.sign(note.text, 1_772_366_400) for witness in WITNESSES)
    files["checkpoint"] = note.serialise()
    for path, data in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)


def _proofs(folder: Path, count: int) -> dict[str, Any]:
    sample = random.Random(4).sample(range(TREE), count)
    _big_tree(folder, sample)
    storage = DirectoryStorage(folder)
    cold: list[float] = []
    warm: list[float] = []
    busy: list[float] = []
    proofs = []
    reader = LogReader(storage, ORIGIN, [SIGNER.key])
    for index in sample:
        fresh = LogReader(storage, ORIGIN, [SIGNER.key])
        for which, times in ((fresh, cold), (reader, warm)):
            started, used = time.perf_counter(), time.thread_time()
            proof = which.inclusion_proof(index)
            times.append(1000 * (time.perf_counter() - started))
            if which is fresh:
                busy.append(1000 * (time.thread_time() - used))
        proofs.append((leaf_hash(b"%d" % (index % 256)), index, proof))
    size, root = reader.checkpoint.size, reader.checkpoint.root

    def plain() -> None:
        for leaf, index, proof in proofs:
            verify_inclusion(leaf, index, size, proof, root)

    note = reader.checkpoint.note.serialise()
    quorum = Quorum(tuple(witness.key for witness in WITNESSES), 2)

    def signatures() -> None:
        for _ in range(20):
            quorum.check(open_checkpoint(note, ORIGIN, [SIGNER.key]).note)

    return {
        "leaves": TREE,
        "proofs": count,
        "hashes": max(len(proof) for _, _, proof in proofs),
        "first_ms": _quantiles(cold),
        "first_processor_ms": _quantiles(busy),
        "next_ms": _quantiles(warm),
        "verify_per_second": round(count / _best(plain)),
        "signatures_ms": round(1000 * _best(signatures) / 20, 3),
    }


def _quantiles(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {f"p{share}": round(ordered[len(ordered) * share // 100], 3) for share in (50, 95)}


def _best(work: Callable[[], None], rounds: int = 7) -> float:
    """Processor time of the best round: others use this machine too."""
    gc.collect()
    found = []
    for _ in range(rounds):
        started = time.process_time()
        work()
        found.append(time.process_time() - started)
    return min(found)


class _EdgeOnly(MemoryStorage):
    """Keeps what the next batch reads; full tiles are taken and dropped."""

    def write(self, files: Mapping[str, bytes]) -> None:
        partial = {path: data for path, data in files.items() if ".p/" in path}
        if partial:
            self.files = {path: data for path, data in self.files.items() if ".p/" not in path}
        super().write(partial or files)


def _grow(folder: Path, count: int) -> dict[str, Any]:
    """The peak memory after each tenth."""
    journal, integrator = _log(folder, _EdgeOnly())
    peaks: list[float] = []
    batch = 10_000
    for first in range(0, count, batch):
        journal.append_all(_entries(min(batch, count - first), first))
        done = integrator.integrate(batch)
        if (first + batch) * 10 // count > len(peaks):
            peaks.append(round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1))
    assert done.checkpoint.size == count
    return {"entries": count, "peaks_mb": peaks}


def _memory(folder: Path, count: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.log", "grow", str(folder), str(count)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def run(quick: bool = False) -> dict[str, Any]:
    """All figures. Full size takes a few minutes, most of them for 10 million entries."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("append", "single", "tree", "grow"):
            (folder / part).mkdir()
        return {
            "append": _append(folder / "append", 20_000 if quick else 200_000),
            "one_by_one": _one_by_one(folder / "single", 100 if quick else 1_000),
            "tree": _proofs(folder / "tree", 200 if quick else 2_000),
            "memory": _memory(folder / "grow", 200_000 if quick else TREE),
            "load": round(os.getloadavg()[0], 1),
        }


def render(result: dict[str, Any]) -> str:
    """The section of docs/figures.md."""
    append, single, tree, memory = (result[name] for name in ("append", "one_by_one", "tree", "memory"))
    first, following = tree["first_ms"], tree["next_ms"]
    rows = [
        ("append in batches, through the journal into fsynced tiles, a second", append["per_second"], "20,000"),
        ("one by one, durable: of a bare write and fsync, by total time", single["ratio"], "0.7"),
        ("proof of one in 10 million from tiles, nothing read before, ms p50", first["p50"], "1"),
        ("the same, ms p95", first["p95"], "1"),
        ("the same, processor time, ms p95", tree["first_processor_ms"]["p95"], "1"),
        ("the same by a reader at work, ms p50", following["p50"], "1"),
        ("inclusion proofs verified, a second", tree["verify_per_second"], "30,000"),
    ]
    about = (
        f"Batches of {append['batch']:,} entries of {append['entry_bytes']} bytes, {append['entries']:,} in all (the"
        f" journal alone {append['journal_per_second']:,} a second). One by one: {single['per_second']:,} a second"
        f" beside {single['bare_fsync_per_second']:,} of bare write and fsync, {single['appends']:,} of each in turn"
        f" (ratio of medians {single['ratio_of_medians']}). Proofs: {tree['proofs']:,} leaves at random of"
        f" {tree['leaves']:,}, {tree['hashes']} hashes each; verification is processor time, best of the rounds; the"
        f" signatures of log and three witnesses, once per checkpoint, take {tree['signatures_ms']} ms."
    )
    memory_line = (
        f"Peak memory of a process that takes in {memory['entries']:,} entries, MB, after each tenth: "
        + ", ".join(f"{peak:g}" for peak in memory["peaks_mb"])
        + f". Load of the machine when it ended: {result['load']}."
    )
    return "\n".join(
        [
            "| what | measured | target |",
            "|---|--:|--:|",
            *(f"| {name} | {value:,} | {target} |" for name, value, target in rows),
            "",
            about,
            "",
            memory_line,
        ]
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["grow"]:
        print(json.dumps(_grow(Path(sys.argv[2]), int(sys.argv[3]))))
    else:
        print(render(run(quick=True)))
