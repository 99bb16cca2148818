"""The published cases of transparency-dev/merkle: what a strict verifier accepts and refuses."""

import base64
import json
import os
from pathlib import Path

import pytest

from volens.engines.log.errors import ProofError
from volens.engines.log.merkle import (
    verify_consistency,
    verify_inclusion,
    verify_subtree,
    verify_subtree_inclusion,
)


def _folder() -> Path:
    data = os.environ.get("DATA")
    if not data:
        pytest.skip("set DATA to the folder with vectors/ (or the data folder beside log/) to run the published cases")
    for folder in (Path(data) / "vectors", Path(data).parent / "log" / "vectors"):
        if folder.is_dir():
            return folder
    pytest.skip(f"no vectors/ in {data} and no log/vectors/ beside it")


def _decode(value: str | None) -> bytes:
    return base64.b64decode(value or "")


def _accepted(verify, *arguments) -> bool:
    try:
        verify(*arguments)
    except ProofError:
        return False
    return True


def _inclusion(case, proof):
    leaf, root, index, size = _decode(case["leafHash"]), _decode(case["root"]), case["leafIdx"], case["treeSize"]
    return _accepted(verify_inclusion, leaf, index, size, proof, root)


def _consistency(case, proof):
    roots = _decode(case["root1"]), _decode(case["root2"])
    return _accepted(verify_consistency, case["size1"], case["size2"], proof, *roots)


def _subtree_inclusion(case, proof):
    leaf, root, subtree = _decode(case["leafHash"]), _decode(case["root"]), (case["start"], case["end"])
    return _accepted(verify_subtree_inclusion, leaf, case["leafIdx"], subtree, proof, root)


def _subtree_consistency(case, proof):
    roots = _decode(case["root1"]), _decode(case["root2"])
    return _accepted(verify_subtree, (case["start"], case["end"]), case["size"], proof, *roots)


@pytest.mark.parametrize(
    ("kind", "check", "least"),
    [
        ("inclusion", _inclusion, 80),
        ("consistency", _consistency, 80),
        ("subtreeinclusion", _subtree_inclusion, 80),
        ("subtreeconsistency", _subtree_consistency, 80),
    ],
)
def test_every_published_case_gets_the_published_answer(kind, check, least):
    files = sorted((_folder() / kind).rglob("*.json"))
    cases = {str(file): json.loads(file.read_text()) for file in files}
    wrong = [
        name
        for name, case in cases.items()
        if check(case, [_decode(value) for value in case["proof"] or []]) is case["wantErr"]
    ]
    assert not wrong
    assert len(cases) >= least
    assert {case["wantErr"] for case in cases.values()} == {True, False}
