"""The Merkle tree of RFC 9162, section 2.1: hashes, roots, which nodes a proof names, and strict verification.

Sizes and indices are plain integers; a half-open range `(start, end)` of leaves stands for the subtree over them.
A proof is a list of 32-byte SHA-256 hashes. Verification raises ProofError and never returns a verdict to forget.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

from volens.engines.log.errors import ProofError

HASH_SIZE = 32
#: The root of the tree without leaves: the hash of nothing.
EMPTY_ROOT = sha256().digest()

Range = tuple[int, int]


def leaf_hash(entry: bytes) -> bytes:
    """The hash of a leaf, set apart from nodes by a zero byte (section 2.1.1)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node over its two children (section 2.1.1)."""
    return sha256(b"\x01" + left + right).digest()


def pair(level: Sequence[bytes]) -> list[bytes]:
    """The complete parents of a row of nodes; a last node without a partner has no parent here."""
    digest = sha256
    return [digest(b"\x01" + left + right).digest() for left, right in zip(level[::2], level[1::2], strict=False)]


def root_of(nodes: Iterable[bytes]) -> bytes:
    """The root over subtrees of equal size, of which the last may be smaller: MTH of section 2.1.1.

    Pairing row by row and carrying the odd one up gives the same tree as splitting at the largest power of two.
    """
    row = list(nodes)
    if not row:
        return EMPTY_ROOT
    while len(row) > 1:
        parents = pair(row)
        if len(row) % 2:
            parents.append(row[-1])
        row = parents
    return row[0]


def split(count: int) -> int:
    """The largest power of two smaller than `count` (which is at least 2)."""
    return 1 << (count - 1).bit_length() - 1


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """The subtrees whose hashes prove leaf `index` in a tree of `size` leaves, the leaf's sibling first (2.1.3.1)."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size}")
    start, end = 0, size
    found: list[Range] = []
    while end - start > 1:
        middle = start + split(end - start)
        if index < middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start = middle
    return found[::-1]


def _steps(first: Range, size: int) -> tuple[list[tuple[Range, int]], bool, Range]:
    """How a tree of `size` is divided down to the end of the subtree `first`.

    Each step is the subtree set aside and where it lies: 1 right of `first`, -1 left of it, 0 inside it. The flag
    says whether what remains is all of `first`, whose hash a verifier then knows already.
    """
    (start, end), (low, high) = first, (0, size)
    whole, steps = True, []
    while (start, end) != (low, high):
        middle = low + split(high - low)
        if end <= middle:
            steps.append(((middle, high), 1))
            high = middle
        elif middle <= start:
            steps.append(((low, middle), -1))
            low = middle
        else:
            steps.append(((low, middle), 0))
            low = start = middle
            whole = False
    return steps, whole, (low, high)


def consistency_ranges(old: int, new: int) -> list[Range]:
    """The subtrees whose hashes prove that a tree of `new` leaves begins with one of `old` (section 2.1.4.1)."""
    if not 0 < old <= new:
        raise ValueError(f"no consistency proof leads from {old} to {new} leaves")
    steps, whole, rest = _steps((0, old), new)
    return ([] if whole else [rest]) + [aside for aside, _ in reversed(steps)]


def _check_hashes(proof: Sequence[bytes]) -> None:
    for value in proof:
        if len(value) != HASH_SIZE:
            raise ProofError(f"a hash of {len(value)} bytes where SHA-256 has {HASH_SIZE}")


def inclusion_root(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """The root that an inclusion proof leads to (section 2.1.3.2). Raises ProofError when its length is wrong."""
    if not 0 <= index < size:
        raise ProofError(f"leaf {index} cannot be in a tree of {size}")
    digest, at, last, value = sha256, index, size - 1, leaf
    for sibling in proof:
        if not last:
            raise ProofError("the proof is longer than the tree is high")
        if at & 1 or at == last:
            value = digest(b"\x01" + sibling + value).digest()
            while not at & 1 and at:
                at >>= 1
                last >>= 1
        else:
            value = digest(b"\x01" + value + sibling).digest()
        at >>= 1
        last >>= 1
    if last:
        raise ProofError("the proof is shorter than the tree is high")
    return value


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Raise ProofError unless `proof` shows the leaf hash at `index` of the tree of `size` leaves with this root."""
    _check_hashes(proof)
    if len(leaf) != HASH_SIZE or inclusion_root(leaf, index, size, proof) != root:
        raise ProofError(f"the proof of leaf {index} does not lead to the root of the tree of {size}")


def verify_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    """Raise ProofError unless the tree (`new`, `new_root`) begins with the whole tree (`old`, `old_root`).

    Source: RFC 9162, section 2.1.4.2. A proof from the empty tree says nothing, and is refused: every tree begins
    with the empty one.
    """
    if not old:
        raise ProofError("consistency with the empty tree says nothing")
    verify_subtree((0, old), new, proof, old_root, new_root)


def check_subtree(subtree: Range) -> None:
    """Raise ProofError unless some tree has a subtree over this range: not empty, from a multiple of its width on."""
    start, end = subtree
    if not 0 <= start < end or start & ((1 << (end - start - 1).bit_length()) - 1):
        raise ProofError(f"leaves {start} to {end} are not a subtree of any tree")


def verify_subtree(subtree: Range, size: int, proof: Sequence[bytes], subtree_root: bytes, root: bytes) -> None:
    """Raise ProofError unless the tree (`size`, `root`) holds the subtree with `subtree_root` over these leaves.

    From leaf 0 on it is RFC 9162's consistency; from a later one on, the subtree proofs of Merkle tree certificates
    (draft-ietf-plants-merkle-tree-certs), of which the RFC's are the special case.
    """
    start, end = subtree
    if end > size:
        raise ProofError(f"leaves up to {end} cannot be in a tree of {size}")
    if 0 <= start == end and not proof and subtree_root == EMPTY_ROOT:
        return  # every tree holds the subtree of no leaves
    check_subtree(subtree)
    _check_hashes(proof)
    steps, whole, _ = _steps(subtree, size)
    if len(proof) != len(steps) + (not whole):
        raise ProofError(f"the proof has {len(proof)} hashes where it needs {len(steps) + (not whole)}")
    first = subtree_root if whole else proof[0]
    inner = outer = first
    for (_, side), value in zip(reversed(steps), proof[not whole :], strict=True):
        if side > 0:
            outer = node_hash(outer, value)
        else:
            outer = node_hash(value, outer)
            if side == 0:
                inner = node_hash(value, inner)
    if inner != subtree_root or outer != root:
        raise ProofError(f"the tree of {size} does not hold the earlier tree over leaves {subtree[0]} to {subtree[1]}")


def verify_subtree_inclusion(leaf: bytes, index: int, subtree: Range, proof: Sequence[bytes], root: bytes) -> None:
    """Raise ProofError unless the leaf hash is at `index` (counted in the whole tree) of the subtree with this root."""
    check_subtree(subtree)
    start, end = subtree
    if not start <= index < end:
        raise ProofError(f"leaf {index} is not among the leaves {start} to {end}")
    verify_inclusion(leaf, index - start, end - start, proof, root)
