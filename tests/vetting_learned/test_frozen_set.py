"""The advertisements we measure on were frozen before any rule was written; they stay as they were."""

import hashlib
import json
from collections import Counter
from pathlib import Path

import pytest

FROZEN = Path(__file__).resolve().parents[2] / "bench" / "vetting_own"
#: The hashes of the day of freezing. A second copy, so that changing the set and its list together is seen too.
DIGESTS = {
    "en.jsonl": "c19b9555af5181fd416d4d35d66d632ae39f43cf4fe33e584f069205b71e009f",
    "zh.jsonl": "0f0019d99811ec6dff436b0b04e2691ef496f776db0eccf6447afa46bc506302",
}


@pytest.mark.parametrize("name", sorted(DIGESTS))
def test_the_set_is_as_it_was_frozen(name: str) -> None:
    content = (FROZEN / name).read_bytes()
    listed = dict(reversed(line.split()) for line in (FROZEN / "SHA256SUMS").read_text().splitlines())
    assert hashlib.sha256(content).hexdigest() == DIGESTS[name] == listed[name]


@pytest.mark.parametrize("name", sorted(DIGESTS))
def test_the_set_is_what_its_description_says(name: str) -> None:
    rows = [json.loads(line) for line in (FROZEN / name).read_text(encoding="utf-8").splitlines()]
    assert len({row["text"] for row in rows}) == len(rows) == 200
    assert all(bool(row["indicators"]) == (row["label"] == "stop") for row in rows)
    each = Counter(indicator for row in rows for indicator in row["indicators"])
    assert len(each) == 14
    assert min(each.values()) >= 7
