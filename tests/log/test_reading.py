"""Proofs and receipts from tiles: right at every size, and never handed out when the tiles are wrong."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import few
from tests.log.conftest import ORIGIN, Deployment, numbered
from volens.engines.log import (
    Cosigner,
    DamagedError,
    FormatError,
    LogReader,
    MemoryStorage,
    MissingError,
    NotIntegratedError,
    ProofError,
    PrunedError,
    Quorum,
    QuorumError,
    Receipt,
    SignatureError,
    Tile,
    audit,
    leaf_hash,
    parse_receipt,
    private_key,
    prune,
    verify_consistency,
    verify_inclusion,
    verify_receipt,
)
from volens.engines.log.checkpoint import Checkpoint, sign_checkpoint
from volens.engines.log.growth import Edge
from volens.engines.log.merkle import root_of
from volens.engines.log.note import NoteSigner
from volens.engines.log.tiles import all_tiles

SIGNER = NoteSigner(ORIGIN, private_key(b"k" * 32))
WITNESSES = [Cosigner(f"w.example/{name}", private_key(name.encode() * 32)) for name in "abc"]
QUORUM = Quorum(tuple(witness.key for witness in WITNESSES), 2)
ENTRIES = numbered(70_000)


@pytest.fixture(scope="module")
def big():
    """A log of 70,000 entries in memory."""
    edge = Edge()
    files = edge.append(ENTRIES) | edge.partial()
    note = sign_checkpoint(Checkpoint(ORIGIN, edge.size, edge.root()), SIGNER).note
    return {tile.path(): data for tile, data in files.items()} | {"checkpoint": note.serialise()}


def reader_of(files, **options) -> LogReader:
    return LogReader(MemoryStorage(files), ORIGIN, [SIGNER.key], **options)


@settings(max_examples=few(60), deadline=None)
@given(data=st.data())
def test_proofs_at_any_size_verify(big, data):
    reader = reader_of(big)
    size = data.draw(st.integers(1, 70_000))
    index = data.draw(st.integers(0, size - 1))
    earlier = data.draw(st.integers(1, size))
    root = reader.root_at(size)
    assert reader.leaf(index) == leaf_hash(ENTRIES[index])
    verify_inclusion(leaf_hash(ENTRIES[index]), index, size, reader.inclusion_proof(index, size), root)
    verify_consistency(earlier, size, reader.consistency_proof(earlier, size), reader.root_at(earlier), root)


def test_roots_from_tiles_are_those_of_the_entries(big):
    reader = reader_of(big)
    leaves = [leaf_hash(entry) for entry in ENTRIES]
    for size in (0, 1, 2, 255, 256, 257, 65_535, 65_536, 65_537, 70_000):
        assert reader.root_at(size) == root_of(leaves[:size])
    assert reader.root_at(70_000) == reader.checkpoint.root


def test_entries_come_back_in_order(big):
    reader = reader_of(big)
    assert list(reader.entries(200, 1100)) == ENTRIES[200:1100]
    assert list(reader.entries(69_990)) == ENTRIES[69_990:]
    assert reader.find(leaf_hash(b"entry 777"), 500) == 777
    assert reader.find(leaf_hash(b"entry 777"), 69_000) is None


@settings(max_examples=few(40), deadline=None)
@given(data=st.data())
def test_no_receipt_comes_from_tiles_that_were_changed(big, data):
    """Whatever byte of whatever tile is changed, a receipt is right or refused, and the audit names the file."""
    tile = data.draw(st.sampled_from([*all_tiles(70_000)][-3:]) | st.sampled_from([*all_tiles(70_000)]))
    held = big[tile.path()]
    at = data.draw(st.integers(0, len(held) - 1))
    changed = held[:at] + bytes([held[at] ^ 1 << data.draw(st.integers(0, 7))]) + held[at + 1 :]
    files = big | {tile.path(): changed}
    reader = reader_of(files)
    start = tile.index * 256 ** (max(tile.level, 0) + 1)
    for index in (start, min(start + 255, 69_999), data.draw(st.integers(0, 69_999))):
        try:
            receipt = reader.receipt(index)
        except (DamagedError, FormatError):
            continue
        assert verify_receipt(receipt, ORIGIN, [SIGNER.key], Quorum((), 0), entry=ENTRIES[index]).size == 70_000


def test_an_entry_that_was_edited_is_not_read_out(big):
    bundle = Tile(-1, 3).path()
    edited = reader_of(big | {bundle: big[bundle].replace(b"entry 800", b"entry 999")})
    assert edited.entry(801) == b"entry 801"
    with pytest.raises(DamagedError, match="entry 800"):
        edited.entry(800)
    with pytest.raises(DamagedError, match="entry 800"):
        list(edited.entries(700))


def test_the_audit_names_what_was_changed_lost_or_added(big):
    signed = reader_of(big).checkpoint
    assert list(audit(MemoryStorage(big), signed)) == []
    bundle = Tile(-1, 100)
    swapped = big[bundle.path()].replace(b"entry 25601", b"entry 99999")
    [first, *_] = audit(MemoryStorage(big | {bundle.path(): swapped}), signed)
    assert (first.path, first.index) == (bundle.path(), 25_601)
    for tile in (Tile(1, 0), Tile(0, 273, 112)):
        broken = big | {tile.path(): bytes(len(big[tile.path()]))}
        assert {finding.path for finding in audit(MemoryStorage(broken), signed)} >= {tile.path()}
        lost = {path: held for path, held in big.items() if path != tile.path()}
        assert (tile.path(), "missing") in {(f.path, f.problem) for f in audit(MemoryStorage(lost), signed)}
    rebuilt = Edge()
    files = rebuilt.append([b"other", *ENTRIES[1:]]) | rebuilt.partial()
    findings = list(audit(MemoryStorage({tile.path(): held for tile, held in files.items()}), signed))
    assert [finding.path for finding in findings] == ["checkpoint"]


def test_a_receipt_verifies_offline_with_its_entry_its_log_and_its_witnesses(deployment: Deployment):
    deployment.add(numbered(300))
    signed = deployment.reader().checkpoint
    lines = [witness.sign(signed.note.text, 500) for witness in WITNESSES[:2]]
    stranger = Cosigner("w.example/a", private_key(b"x" * 32)).sign(signed.note.text, 500)
    added = deployment.integrator.add_cosignatures(signed, [*lines, stranger], QUORUM.witnesses)
    assert len(added.note.signatures) == 3
    data = deployment.reader().receipt(17).serialise()
    assert data.startswith(b"c2sp.org/tlog-proof@v1\nextra ")
    receipt = parse_receipt(data)
    assert receipt.serialise() == data
    assert verify_receipt(receipt, ORIGIN, [deployment.key], QUORUM, now=600).size == 300
    assert verify_receipt(receipt, ORIGIN, [deployment.key], QUORUM, entry=b"entry 17").size == 300

    three = dataclasses.replace(QUORUM, threshold=3)
    bare = dataclasses.replace(receipt, entry=None)
    moved = dataclasses.replace(receipt, index=18)
    other = dataclasses.replace(receipt, entry=b"entry 18")
    with pytest.raises(QuorumError):
        verify_receipt(receipt, ORIGIN, [deployment.key], three)
    with pytest.raises(QuorumError):
        verify_receipt(receipt, ORIGIN, [deployment.key], QUORUM, now=499)
    with pytest.raises(SignatureError):
        verify_receipt(receipt, ORIGIN, [NoteSigner(ORIGIN, private_key(b"z" * 32)).key], QUORUM)
    for bad, entry in ((bare, None), (bare, b"entry 18"), (receipt, b"entry 18"), (moved, None), (other, None)):
        with pytest.raises(ProofError):
            verify_receipt(bad, ORIGIN, [deployment.key], QUORUM, entry=entry)
    assert verify_receipt(bare, ORIGIN, [deployment.key], QUORUM, entry=b"entry 17").size == 300


@settings(max_examples=few(150), deadline=None)
@given(data=st.data())
def test_a_receipt_with_any_byte_changed_is_refused(big, data):
    receipt = reader_of(big).receipt(1234)
    note = receipt.note.with_signatures(witness.sign(receipt.note.text, 5) for witness in WITNESSES[:2])
    good = Receipt(receipt.index, receipt.proof, note, receipt.entry).serialise()
    at = data.draw(st.integers(0, len(good) - 1))
    bad = good[:at] + bytes([good[at] ^ 1 << data.draw(st.integers(0, 7))]) + good[at + 1 :]
    with pytest.raises((FormatError, ProofError, QuorumError, SignatureError)):
        verify_receipt(parse_receipt(bad), ORIGIN, [SIGNER.key], QUORUM, entry=b"entry 1234")


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_make_the_receipt_reader_fail_in_another_way(data):
    for candidate in (data, b"c2sp.org/tlog-proof@v1\n" + data, b"c2sp.org/tlog-proof@v1\nindex 0\n" + data):
        try:
            parse_receipt(candidate)
        except FormatError:
            continue


def test_cosignatures_stay_when_the_log_goes_on_and_are_not_taken_for_another_tree(deployment: Deployment):
    deployment.add(numbered(10))
    old = deployment.reader().checkpoint
    deployment.add(numbered(10, first=10))
    late = [witness.sign(old.note.text, 500) for witness in WITNESSES]
    cosigned = deployment.integrator.add_cosignatures(old, late, QUORUM.witnesses)
    reader = deployment.reader()
    assert QUORUM.cosigned(reader.checkpoint.note) == {}
    assert deployment.public.read("cosigned-checkpoint") == cosigned.note.serialise()
    receipt = reader.receipt(3, cosigned)
    assert verify_receipt(receipt, ORIGIN, [deployment.key], QUORUM).size == 10
    with pytest.raises(NotIntegratedError):
        reader.receipt(12, cosigned)


def test_what_is_not_in_the_tree_yet_is_pending(deployment: Deployment):
    deployment.add(numbered(3))
    reader = deployment.reader()
    pending = deployment.journal.append(b"later")
    with pytest.raises(NotIntegratedError):
        reader.receipt(3)
    batch = deployment.integrator.integrate()
    reader.update()
    receipt = reader.receipt(batch.places[pending.number])
    assert receipt.entry == b"later"
    assert leaf_hash(b"later") == pending.leaf


def test_a_pruned_log_proves_what_it_still_serves_and_refuses_the_rest(deployment: Deployment):
    deployment.add(numbered(2000), batch=300)
    before = deployment.reader().checkpoint
    minimum = 1100
    assert prune(deployment.public, before.size, 700) == 4
    assert prune(deployment.public, before.size, minimum, since=700) == 4
    assert deployment.public.read(Tile(0, 3).path()) is None
    reader = deployment.reader(minimum=minimum)
    for index in (minimum, 1500, 1999):
        assert verify_receipt(reader.receipt(index), ORIGIN, [deployment.key], Quorum((), 0)).size == 2000
        proof = reader.consistency_proof(index, 2000)
        verify_consistency(index, 2000, proof, reader.root_at(index), before.root)
    for refused in (
        lambda: reader.receipt(1099),
        lambda: reader.inclusion_proof(1099),
        lambda: list(reader.entries(0)),
        lambda: reader.consistency_proof(1099),
    ):
        with pytest.raises(PrunedError):
            refused()
    with pytest.raises(MissingError):
        deployment.reader().receipt(5)
    deployment.open()
    deployment.add(numbered(600, first=2000))
    reader.update()
    assert reader.receipt(2500).entry == b"entry 2500"


def test_a_reader_does_not_follow_a_log_that_goes_back_or_forks(deployment: Deployment, tmp_path):
    deployment.add(numbered(40))
    reader = deployment.reader()
    past = {"checkpoint": deployment.public.read("checkpoint")}
    deployment.add(numbered(5, first=40))
    assert reader.update().size == 45
    deployment.public.write(past)
    with pytest.raises(DamagedError, match="went back"):
        reader.update()
    other = Deployment(tmp_path / "fork")
    other.add([*numbered(30), b"another history", *numbered(30)])
    forked = LogReader(_Switch(deployment.public), ORIGIN, [deployment.key])
    forked._storage.storage = other.public
    with pytest.raises(DamagedError, match="does not continue"):
        forked.update()
    assert forked.checkpoint.size == 40


class _Switch:
    """A server that shows one history now and another later."""

    def __init__(self, storage) -> None:
        self.storage = storage

    def read(self, path):
        return self.storage.read(path)
