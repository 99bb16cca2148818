"""The record that cannot be rewritten quietly: a Merkle log (RFC 9162) kept as C2SP tiles, with witnesses and receipts.

    journal = Journal(private / "journal")                    any process may append
    pending = journal.append(leaf.serialise())                durable when it returns: now the data may be shown
    integrator = Integrator(DirectoryStorage(public), DirectoryStorage(private), journal, NoteSigner(origin, key))
    batch = integrator.integrate()                            in the tree; batch.places[pending.number] is its index
    receipt = LogReader(DirectoryStorage(public), origin, [key]).receipt(index)
    verify_receipt(receipt, origin, [key], Quorum(witnesses, 2))      anywhere, offline

Time is an argument and the network somebody else's. What the log proves, and what it cannot, is in docs/log.md.
"""

from volens.engines.log.audit import Accusation, Fault, Finding, audit, compare_witnesses
from volens.engines.log.canonical import canonical
from volens.engines.log.checkpoint import Checkpoint, SignedCheckpoint, open_checkpoint, sign_checkpoint
from volens.engines.log.cosignature import Cosigner, Quorum, WitnessKey, parse_witness_key
from volens.engines.log.errors import (
    DamagedError,
    FormatError,
    LogError,
    MissingError,
    NotIntegratedError,
    ProofError,
    PrunedError,
    QuorumError,
    SignatureError,
)
from volens.engines.log.integrator import Batch, Integrator
from volens.engines.log.journal import Journal, Pending
from volens.engines.log.leaf import Cell, Leaf, LeafType, commit, opens, pad_reads, parse_leaf
from volens.engines.log.merkle import leaf_hash, verify_consistency, verify_inclusion
from volens.engines.log.note import Note, NoteKey, NoteSigner, parse_note, parse_note_key, private_key
from volens.engines.log.pruning import prune
from volens.engines.log.reader import LogReader
from volens.engines.log.receipt import Receipt, parse_receipt, verify_receipt
from volens.engines.log.storage import DirectoryStorage, MemoryStorage, Storage
from volens.engines.log.tiles import Tile, parse_path
from volens.engines.log.witness import Answer, RefusedError, Request, Witness, parse_request

__all__ = [
    "Accusation",
    "Answer",
    "Batch",
    "Cell",
    "Checkpoint",
    "Cosigner",
    "DamagedError",
    "DirectoryStorage",
    "Fault",
    "Finding",
    "FormatError",
    "Integrator",
    "Journal",
    "Leaf",
    "LeafType",
    "LogError",
    "LogReader",
    "MemoryStorage",
    "MissingError",
    "NotIntegratedError",
    "Note",
    "NoteKey",
    "NoteSigner",
    "Pending",
    "ProofError",
    "PrunedError",
    "Quorum",
    "QuorumError",
    "Receipt",
    "RefusedError",
    "Request",
    "SignatureError",
    "SignedCheckpoint",
    "Storage",
    "Tile",
    "Witness",
    "WitnessKey",
    "audit",
    "canonical",
    "commit",
    "compare_witnesses",
    "leaf_hash",
    "open_checkpoint",
    "opens",
    "pad_reads",
    "parse_leaf",
    "parse_note",
    "parse_note_key",
    "parse_path",
    "parse_receipt",
    "parse_request",
    "parse_witness_key",
    "private_key",
    "prune",
    "sign_checkpoint",
    "verify_consistency",
    "verify_inclusion",
    "verify_receipt",
]
