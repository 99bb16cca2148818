"""A log, a witness and an adversary who holds the log's key and its disk: no rewriting goes unnoticed.

The adversary edits, drops, inserts, reorders, forks and rolls back, signs whatever comes of it, and sends the witness
the best proof there is. The witness may cosign only what continues everything it cosigned before; a reader who saw the
log before must not follow; a receipt given before must not fit the rewritten log.
"""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from tests.examples import few
from tests.log.conftest import ORIGIN
from volens.engines.log import (
    Cosigner,
    DamagedError,
    LogReader,
    MemoryStorage,
    NoteSigner,
    ProofError,
    Quorum,
    QuorumError,
    Receipt,
    RefusedError,
    Witness,
    private_key,
    verify_receipt,
)
from volens.engines.log.checkpoint import Checkpoint, sign_checkpoint
from volens.engines.log.growth import Edge
from volens.engines.log.merkle import EMPTY_ROOT, leaf_hash, root_of

SIGNER = NoteSigner(ORIGIN, private_key(b"k" * 32))
COSIGNER = Cosigner("witness.example/w", private_key(b"w" * 32))
QUORUM = Quorum((COSIGNER.key,), 1)


def root(entries):
    return root_of(map(leaf_hash, entries))


def publish(entries) -> dict[str, bytes]:
    """All the files of an honestly built log of these entries."""
    edge = Edge()
    files = {tile.path(): data for tile, data in (edge.append(entries) | edge.partial()).items()}
    note = sign_checkpoint(Checkpoint(ORIGIN, len(entries), edge.root()), SIGNER).note
    return files | {"checkpoint": note.serialise()}


class Rewriting(RuleBasedStateMachine):
    histories = Bundle("histories")

    @initialize(target=histories, count=st.sampled_from([0, 1, 5, 254, 300]))
    def start(self, count):
        self.storage = MemoryStorage()
        self.witness = Witness([COSIGNER], {ORIGIN: [SIGNER.key]}, self.storage)
        self.cosigned: list[tuple[int, bytes]] = []
        self.longest: tuple[bytes, ...] = ()  # the entries of the largest tree cosigned
        self.reader_files = MemoryStorage(publish([]))
        self.reader = LogReader(self.reader_files, ORIGIN, [SIGNER.key])
        self.read: tuple[bytes, ...] = ()
        return tuple(b"entry %d" % number for number in range(count))

    @rule(target=histories, history=histories, more=st.lists(st.binary(max_size=2), min_size=1, max_size=4))
    def append(self, history, more):
        return (*history, *more)

    @rule(target=histories, history=histories, data=st.data())
    def rewrite(self, history, data):
        entries = list(history)
        if not entries:
            return (b"inserted",)
        at = data.draw(st.integers(0, len(entries) - 1))
        other = data.draw(st.integers(0, len(entries) - 1))
        match data.draw(st.sampled_from(["edit", "drop", "insert", "reorder", "roll back"])):
            case "edit":
                entries[at] += b"!"
            case "drop":
                del entries[at]
            case "insert":
                entries.insert(at, b"inserted")
            case "reorder":
                entries[at], entries[other] = entries[other], entries[at]
            case "roll back":
                del entries[at:]
        return tuple(entries)

    @rule(history=histories, second=histories, old=st.sampled_from(["witness's size", "any"]), data=st.data())
    def send_to_witness(self, history, second, old, data):
        """With a proof of the history itself, of another history, or none."""
        size = len(self.longest) if old == "witness's size" else data.draw(st.integers(0, len(history)))
        files = publish(history)
        note = LogReader(MemoryStorage(files), ORIGIN, [SIGNER.key]).checkpoint.note
        continues = history[: len(self.longest)] == self.longest
        accepted = False
        for source in (history, second):
            reader = LogReader(MemoryStorage(publish(source)), ORIGIN, [SIGNER.key])
            in_reach = 0 < size <= min(len(history), len(source))
            proof = reader.consistency_proof(size, min(len(history), len(source))) if in_reach else []
            for candidate in (proof, []):
                try:
                    lines = self.witness.add_checkpoint(size, candidate, note, now=len(self.cosigned))
                except RefusedError:
                    continue
                accepted = True
                assert continues
                assert size == len(self.longest)
                self.longest = history
                self.cosigned.append((len(history), root(history)))
                if history:
                    self._receipt(files, history, note.with_signatures(lines))
                size = len(history)
        if continues and old == "witness's size":
            assert accepted

    def _receipt(self, files, history, note):
        receipt = LogReader(MemoryStorage(files), ORIGIN, [SIGNER.key]).receipt(len(history) - 1)
        receipt = Receipt(receipt.index, receipt.proof, note, receipt.entry)
        assert verify_receipt(receipt, ORIGIN, [SIGNER.key], QUORUM).size == len(history)

    @rule(history=histories)
    def a_receipt_needs_the_witness(self, history):
        """No history that the witness did not cosign gives a receipt, whatever cosignatures are pasted below it."""
        if not history or (len(history), root(history)) in self.cosigned:
            return
        reader = LogReader(MemoryStorage(publish(history)), ORIGIN, [SIGNER.key])
        receipt = reader.receipt(0)
        latest = self.witness.latest(ORIGIN)
        attempts = [receipt]
        if latest is not None:
            attempts.append(Receipt(0, receipt.proof, latest.note, receipt.entry))
        for attempt in attempts:
            try:
                signed = verify_receipt(attempt, ORIGIN, [SIGNER.key], QUORUM)
            except (QuorumError, ProofError):
                continue
            assert self.longest[0] == history[0]
            assert (signed.size, signed.root) in self.cosigned

    @rule(history=histories)
    def show_to_reader(self, history):
        """A reader goes along exactly when the log it saw before is still the beginning."""
        before = dict(self.reader_files.files)
        self.reader_files.files = publish(history)
        if history[: len(self.read)] == self.read:
            assert self.reader.update().root == root(history)
            self.read = history
        else:
            try:
                self.reader.update()
            except DamagedError:
                self.reader_files.files = before
            else:
                raise AssertionError("followed a rewritten log")

    @invariant()
    def one_history_is_cosigned(self):
        for size, signed in self.cosigned:
            assert root(self.longest[:size]) == signed
        latest = self.witness.latest(ORIGIN)
        assert (latest.root if latest else EMPTY_ROOT) == root(self.longest)


TestRewriting = Rewriting.TestCase
TestRewriting.settings = settings(max_examples=few(25), stateful_step_count=15, deadline=None)
