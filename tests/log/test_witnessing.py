"""A witness cosigns one history of each log, whatever the log or anyone else sends it."""

import contextlib
import dataclasses
import multiprocessing

import pytest

from tests.log.conftest import ORIGIN, Deployment, numbered
from volens.engines.log import (
    Accusation,
    Cosigner,
    DamagedError,
    DirectoryStorage,
    Fault,
    FormatError,
    MemoryStorage,
    Note,
    NoteSigner,
    Quorum,
    QuorumError,
    Request,
    Witness,
    compare_witnesses,
    parse_note,
    parse_receipt,
    parse_request,
    private_key,
    verify_receipt,
)
from volens.engines.log.checkpoint import Checkpoint, sign_checkpoint
from volens.engines.log.note import open_note, parse_signature

COSIGNER = Cosigner("witness.example/w1", private_key(b"w" * 32))
STRANGER = NoteSigner(ORIGIN, private_key(b"s" * 32))


@pytest.fixture
def log(deployment: Deployment) -> Deployment:
    deployment.add(numbered(5))
    return deployment


@pytest.fixture
def witness(log: Deployment, tmp_path) -> Witness:
    return Witness([COSIGNER], {ORIGIN: [log.key]}, DirectoryStorage(tmp_path / "witness"))


def request(log: Deployment, old: int) -> bytes:
    reader = log.reader()
    return Request(old, tuple(reader.consistency_proof(old)), reader.checkpoint.note).serialise()


def fork(log: Deployment, entries, tmp_path) -> Deployment:
    other = Deployment(tmp_path / "fork", log.signer)
    other.add(entries)
    return other


def test_a_log_that_grows_is_cosigned_each_time(log, witness):
    size = 0
    for step in range(4):
        answer = witness.answer(request(log, size), now=1000 + step)
        assert answer.status == 200
        note = log.reader().checkpoint.note
        # The body is signature lines that can be put below the checkpoint as they are.
        whole = parse_note(note.serialise() + answer.body)
        assert [line.name for line in open_note(whole, [COSIGNER.key])] == [COSIGNER.name]
        size = log.reader().checkpoint.size
        latest = witness.latest(ORIGIN)
        assert latest is not None
        assert (latest.size, latest.root) == (size, log.reader().checkpoint.root)
        log.add(numbered(100, first=size))
    assert witness.answer(request(log, size), now=2000).status == 200
    size = log.reader().checkpoint.size
    assert witness.answer(request(log, size), now=2001).status == 200  # the same once more: a fresh time


def test_the_answers_are_those_of_the_specification(log, witness, tmp_path):
    assert witness.answer(request(log, 0), now=1).status == 200
    note = log.reader().checkpoint.note
    cases = {
        400: [
            b"", b"old 0\n\n", b"old 05\n\n" + note.serialise(), b"new 0\n\n" + note.serialise(),
            b"old 0\nAAAA\n\n" + note.serialise(), Request(6, (), note).serialise(),
            Request(5, (bytes(32),) * 64, note).serialise(),
            Request(5, (), Note("x", note.signatures)).serialise(),
        ],
        403: [
            Request(5, (), sign_checkpoint(Checkpoint(ORIGIN, 9, bytes(32)), STRANGER).note).serialise(),
            Request(5, (), Note(note.text.replace("\n5\n", "\n6\n"), note.signatures)).serialise(),
        ],
        404: [Request(0, (), sign_checkpoint(Checkpoint("other.example", 9, bytes(32)), log.signer).note).serialise()],
        422: [
            Request(5, (), sign_checkpoint(Checkpoint(ORIGIN, 9, bytes(32)), log.signer).note).serialise(),
            Request(5, (bytes(32),), note).serialise(),
        ],
    }  # fmt: skip
    before = witness.latest(ORIGIN)
    for status, bodies in cases.items():
        for body in bodies:
            assert (witness.answer(body, now=2).status, body) == (status, body)
    log.add(numbered(5, first=5))
    for old in (0, 4, 6):
        answer = witness.answer(request(log, old), now=2)
        assert (answer.status, answer.body, answer.content_type) == (409, b"5\n", "text/x.tlog.size")
    assert witness.latest(ORIGIN) == before


def test_a_fork_is_refused_and_kept_as_evidence(log, witness, tmp_path):
    assert witness.answer(request(log, 0), now=1).status == 200
    assert witness.evidence(ORIGIN) is None
    other = fork(log, [*numbered(4), b"instead"], tmp_path)
    answer = witness.answer(request(other, 5), now=2)
    assert (answer.status, answer.body) == (409, b"5\n")
    evidence = witness.evidence(ORIGIN)
    assert evidence is not None
    assert {note.text for note in evidence} == {log.reader().checkpoint.note.text, other.reader().checkpoint.note.text}
    for note in evidence:
        assert open_note(note, [log.key])
    other.add([b"more"])
    assert witness.answer(request(other, 5), now=3).status == 422
    log.add([b"more"])
    assert witness.answer(request(log, 5), now=4).status == 200


def test_a_witness_remembers_over_restarts_and_notices_a_changed_memory(log, witness, tmp_path):
    witness.answer(request(log, 0), now=1)
    log.add(numbered(5, first=5))
    again = Witness([COSIGNER], {ORIGIN: [log.key]}, DirectoryStorage(tmp_path / "witness"))
    assert again.answer(request(log, 0), now=2).status == 409
    assert again.answer(request(log, 5), now=2).status == 200
    [path] = (tmp_path / "witness").rglob("latest")
    path.write_bytes(path.read_bytes().replace(b"\n10\n", b"\n11\n"))
    with pytest.raises(DamagedError):
        again.answer(request(log, 10), now=3)


def test_a_witness_whose_clock_went_back_does_not_sign(log, witness):
    """Else it would look as if it had cosigned a larger tree before a smaller one."""
    assert witness.answer(request(log, 0), now=1000).status == 200
    log.add(numbered(5, first=5))
    assert witness.answer(request(log, 5), now=999).status == 503
    assert witness.answer(request(log, 5), now=1000).status == 200


def test_nothing_leaves_a_witness_that_is_not_durable(log, tmp_path):
    class Full(MemoryStorage):
        def write(self, files):
            raise OSError("no space left")

    witness = Witness([COSIGNER], {ORIGIN: [log.key]}, Full())
    with pytest.raises(OSError, match="no space"):
        witness.answer(request(log, 0), now=1)


def test_an_empty_log_is_cosigned_and_may_then_grow(tmp_path, witness, log):
    empty = Deployment(tmp_path / "empty")
    empty.integrator.integrate()
    fresh = Witness([COSIGNER], {ORIGIN: [log.key]}, MemoryStorage())
    assert fresh.answer(request(empty, 0), now=1).status == 200
    empty.add(numbered(3))
    assert fresh.answer(request(empty, 0), now=2).status == 200
    assert fresh.answer(request(empty, 0), now=2).status == 409


def test_requests_are_read_back_and_only_in_one_spelling(log):
    log.add(numbered(20, first=5))
    body = request(log, 5)
    assert parse_request(body).serialise() == body
    for bad in (body.replace(b"old 5", b"old  5"), body.replace(b"\n\n", b"\n", 1), body[:-1], "ö".encode() + body):
        with pytest.raises(FormatError):
            parse_request(bad)


def _serve(connection, folder, key, seeds):
    cosigner = Cosigner(f"witness.example/{seeds.decode()}", private_key(seeds * 32))
    witness = Witness([cosigner], {ORIGIN: [key]}, DirectoryStorage(folder))
    while (body := connection.recv()) is not None:
        connection.send(witness.answer(body, now=1000).body)


def test_of_three_witnesses_the_lying_one_is_told_apart(log, tmp_path):
    """Each in a process and a store of its own. The third forgets what it saw whenever the operator likes."""
    context = multiprocessing.get_context("spawn")
    keys = [Cosigner(f"witness.example/{name}", private_key(name.encode() * 32)).key for name in "abc"]
    quorum = Quorum(tuple(keys), 2)
    other = fork(log, [*numbered(4), b"instead"], tmp_path)
    notes, lines = [], {True: [], False: []}
    for name in "abc":
        ours, theirs = context.Pipe()
        folder = tmp_path / name
        process = context.Process(target=_serve, args=(theirs, folder, log.key, name.encode()))
        process.start()
        for deployment in (log, other):
            if name == "c":
                DirectoryStorage(folder).remove("logs") if folder.exists() else None
            ours.send(request(deployment, 0 if deployment is log or name == "c" else 5))
            body = ours.recv().decode()
            if body.startswith("—"):
                line = parse_signature(body.rstrip("\n"), "answer")
                note = deployment.reader().checkpoint.note.with_signatures([line])
                notes.append(note)
                lines[deployment is log].append(line)
        ours.send(None)
        process.join()
    assert {honest: len(given) for honest, given in lines.items()} == {True: 3, False: 1}

    found = compare_witnesses(notes, keys, log.reader(), [log.key])
    assert set(found) == {
        Accusation("witness.example/c", Fault.NOT_THE_PUBLISHED_LOG, 5),
        Accusation("witness.example/c", Fault.TWO_HISTORIES, 5),
        Accusation(ORIGIN, Fault.TWO_HISTORIES, 5),
    }
    # The fork never gets a quorum; the log does.
    for deployment in (log, other):
        receipt = deployment.reader().receipt(4)
        receipt = dataclasses.replace(receipt, note=receipt.note.with_signatures(lines[deployment is log]))
        expected = contextlib.nullcontext() if deployment is log else pytest.raises(QuorumError)
        with expected:
            verify_receipt(parse_receipt(receipt.serialise()), ORIGIN, [log.key], quorum)


def test_a_witness_that_invents_or_goes_back_is_accused_and_honest_ones_are_not(log):
    first = log.reader().checkpoint.note
    log.add(numbered(20, first=5))
    second = log.reader().checkpoint.note
    invented = sign_checkpoint(Checkpoint(ORIGIN, 25, bytes(32)), STRANGER).note
    honest, liar = COSIGNER, Cosigner("witness.example/w2", private_key(b"v" * 32))
    keys = [honest.key, liar.key]

    def said(witness, note, time):
        return note.with_signatures([witness.sign(note.text, time)])

    good = [said(honest, first, 1), said(honest, second, 2), said(honest, second, 9), said(liar, first, 1)]
    assert compare_witnesses(good, keys, log.reader(), [log.key]) == []
    bad = [*good, said(liar, invented, 3), said(liar, second, 4), said(liar, first, 5)]
    assert set(compare_witnesses(bad, keys, log.reader(), [log.key])) == {
        Accusation(liar.name, Fault.NOT_SIGNED_BY_LOG, 25),
        Accusation(liar.name, Fault.WENT_BACK, 5),
    }
    forged = Note(second.text, (*first.signatures, dataclasses.replace(liar.sign(second.text, 7), name=honest.name)))
    assert compare_witnesses([forged], keys, log.reader(), [log.key]) == []
