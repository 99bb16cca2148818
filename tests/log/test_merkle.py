"""The tree, against its definition: a slow, recursive reading of RFC 9162 section 2.1 written out here."""

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from volens.engines.log.errors import ProofError
from volens.engines.log.growth import Edge
from volens.engines.log.merkle import (
    EMPTY_ROOT,
    consistency_ranges,
    inclusion_ranges,
    leaf_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
    verify_subtree,
)

#: The example entries of RFC 6962 implementations, and the published roots of the trees over the first one to eight.
ENTRIES = [bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")] + [
    bytes.fromhex("606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def mth(entries):
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    k = 1
    while 2 * k < len(entries):
        k *= 2
    return sha256(b"\x01" + mth(entries[:k]) + mth(entries[k:])).digest()


def path(m, entries):
    if len(entries) == 1:
        return []
    k = 1
    while 2 * k < len(entries):
        k *= 2
    if m < k:
        return [*path(m, entries[:k]), mth(entries[k:])]
    return [*path(m - k, entries[k:]), mth(entries[:k])]


def subproof(m, entries, whole):
    n = len(entries)
    if m == n:
        return [] if whole else [mth(entries)]
    k = 1
    while 2 * k < n:
        k *= 2
    if m <= k:
        return [*subproof(m, entries[:k], whole), mth(entries[k:])]
    return [*subproof(m - k, entries[k:], False), mth(entries[:k])]


def entries_of(size):
    return [b"%d" % number for number in range(size)]


def hashes(entries, ranges):
    return [mth(entries[start:end]) for start, end in ranges]


def test_known_roots():
    assert root_of([]) == EMPTY_ROOT == sha256(b"").digest()
    for size, root in enumerate(ROOTS, 1):
        assert root_of(leaf_hash(entry) for entry in ENTRIES[:size]).hex() == root


@pytest.mark.parametrize("size", [*range(1, 36), 255, 256, 257, 700])
def test_roots_and_proofs_are_those_of_the_definition(size):
    entries = entries_of(size)
    edge = Edge()
    edge.append(entries)
    root = mth(entries)
    assert edge.root() == root_of(map(leaf_hash, entries)) == root
    for number in range(size) if size < 40 else (0, 1, 200, size - 1):
        proof = hashes(entries, inclusion_ranges(number, size))
        assert proof == path(number, entries)
        verify_inclusion(leaf_hash(entries[number]), number, size, proof, root)
        earlier = number + 1
        proof = hashes(entries, consistency_ranges(earlier, size))
        assert proof == subproof(earlier, entries, True)
        verify_consistency(earlier, size, proof, mth(entries[:earlier]), root)


cases = st.integers(1, 300).flatmap(lambda size: st.tuples(st.just(size), st.integers(0, size - 1)))


@st.composite
def damaged(draw, proof):
    """A proof with one thing wrong."""
    proof = list(proof)
    kind = draw(st.sampled_from(["flip", "drop", "add", "swap", "cut"]))
    at = draw(st.integers(0, max(len(proof) - 1, 0)))
    if kind == "add" or not proof:
        proof.insert(at, draw(st.sampled_from([b"\0" * 32, b"", *proof])))
    elif kind == "flip":
        place = draw(st.integers(0, 255))
        value = int.from_bytes(proof[at]) ^ (1 << place)
        proof[at] = value.to_bytes(32)
    elif kind == "cut":
        proof[at] = proof[at][:-1]
    elif kind == "swap" and len(set(proof)) > 1:
        other = next(number for number, value in enumerate(proof) if value != proof[at])
        proof[at], proof[other] = proof[other], proof[at]
    else:
        del proof[at]
    return proof


@settings(deadline=None)
@given(cases, st.data())
def test_a_proof_holds_for_one_leaf_at_one_place_in_one_tree(case, data):
    size, index = case
    entries = entries_of(size)
    root, leaf, proof = mth(entries), leaf_hash(entries[index]), path(index, entries)
    verify_inclusion(leaf, index, size, proof, root)
    wrong = data.draw(damaged(proof))
    other_index = data.draw(st.integers(-1, size + 1).filter(lambda other: other != index))
    for arguments in (
        (leaf, index, size, wrong, root),
        (leaf, other_index, size, proof, root),
        (leaf_hash(b"another"), index, size, proof, root),
        (b"", index, size, proof, root),
        (leaf, index, size, proof, EMPTY_ROOT),
    ):
        with pytest.raises(ProofError):
            verify_inclusion(*arguments)


def test_an_inner_node_does_not_pass_for_a_leaf():
    entries = entries_of(4)
    inner = mth(entries[:2])
    with pytest.raises(ProofError, match="shorter"):
        verify_inclusion(inner, 0, 4, [mth(entries[2:])], mth(entries))
    verify_inclusion(inner, 0, 2, [mth(entries[2:])], mth(entries))  # no hash tells how deep it is: the size must


@settings(deadline=None)
@given(cases, st.data())
def test_consistency_holds_only_between_these_two_trees(case, data):
    size, earlier = case[0], case[1] + 1
    entries = entries_of(size)
    old, new = mth(entries[:earlier]), mth(entries)
    proof = subproof(earlier, entries, True)
    verify_consistency(earlier, size, proof, old, new)
    edited = mth([b"edited", *entries[1:earlier]])
    for arguments in (
        (earlier, size, data.draw(damaged(proof)), old, new),
        (earlier, size, proof, edited, new),
        (earlier, size, proof, old, mth([*entries[:-1], b"edited"])),
        (0, size, [], EMPTY_ROOT, new),
        (size + 1, size, proof, old, new),
        (earlier - 1, size, proof, old, new),
    ):
        with pytest.raises(ProofError):
            verify_consistency(*arguments)


@settings(deadline=None)
@given(st.integers(1, 200), st.integers(0, 7), st.data())
def test_a_tree_holds_its_subtrees_and_no_others(size, height, data):
    entries = entries_of(size)
    start = data.draw(st.integers(0, (size - 1) >> height)) << height
    end = data.draw(st.integers(start + 1, min(size, start + (1 << height))))

    def proof(low, high, begin, whole):
        if (begin, end) == (low, high):
            return [] if whole else [mth(entries[low:high])]
        k = 1
        while 2 * k < high - low:
            k *= 2
        middle = low + k
        if end <= middle:
            return [*proof(low, middle, begin, whole), mth(entries[middle:high])]
        if middle <= begin:
            return [*proof(middle, high, begin, whole), mth(entries[low:middle])]
        return [*proof(middle, high, middle, False), mth(entries[low:middle])]

    found = proof(0, size, start, True)
    verify_subtree((start, end), size, found, mth(entries[start:end]), mth(entries))
    with pytest.raises(ProofError):
        verify_subtree((start, end), size, found, mth([b"edited", *entries[start + 1 : end]]), mth(entries))
    with pytest.raises(ProofError):
        verify_subtree((start, end), size, data.draw(damaged(found)), mth(entries[start:end]), mth(entries))
