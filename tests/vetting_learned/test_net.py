"""The learned net as shipped: what it may do, that it is the one of its data, and that training repeats itself."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import few
from volens.engines.vetting.learned import INDICATORS, ModelError, Net, corpus, training
from volens.engines.vetting.learned.corpus import CorpusError
from volens.engines.vetting.learned.net import SHIPPED

FROZEN = Path(__file__).resolve().parents[2] / "bench" / "vetting_own"


@pytest.fixture(scope="module")
def net() -> Net:
    return Net.load()


def test_the_shipped_model_was_trained_on_the_shipped_sentences(net: Net) -> None:
    assert net.data == corpus.digest(), "the sentences changed: run scripts/train_vetting.py"
    assert SHIPPED.stat().st_size < 10_000_000


@pytest.mark.parametrize(
    ("text", "indicator"),
    [
        ("Sort letters in Ghent. Your passport is kept in the office safe until you leave. Bring a pen.", "documents"),
        ("负责收银和理货。身份证、护照统一收走,合同期满再还。", "documents"),
        ("Bookbinder wanted. Workers may not leave the compound without permission. 五险一金齐全。", "movement"),
    ],
)
def test_it_sees_what_it_was_taught_and_shows_the_sentence(net: Net, text: str, indicator: str) -> None:
    reading = net.read([text])[0]
    hit = next(hit for hit in reading.hits if hit.indicator == indicator)
    assert 0 < hit.probability <= reading.any <= 1
    assert text[hit.span.start : hit.span.end].strip()
    assert hit.span.end - hit.span.start < len(text)


@pytest.mark.parametrize(
    "text",
    [
        "We bake bread. You start at six and finish at two. Pay is 14 an hour, paid every Friday.",
        "招聘面点师,做五休二,月薪六千,十号发工资。",
        "",
        "...",
    ],
)
def test_it_leaves_ordinary_work_alone(net: Net, text: str) -> None:
    assert net.read([text])[0].hits == ()


@settings(max_examples=few(30), deadline=None)
@given(st.lists(st.text(max_size=200), max_size=5))
def test_a_text_is_read_the_same_alone_and_among_others(texts: list[str]) -> None:
    net = Net.load()
    assert net.read(texts) == [net.read([text])[0] for text in texts]


def test_probabilities_are_shares_of_one(net: Net) -> None:
    judged = net.judge(["You pay us a deposit of 300", "证件统一保管", "We sell bread"])
    assert judged.shape == (3, len(INDICATORS))
    assert (judged >= 0).all()
    assert (judged.sum(axis=1) <= 1 + 1e-9).all()


@pytest.mark.deep
def test_training_again_gives_the_same_bytes(tmp_path: Path) -> None:
    """A part of the data, trained twice, the second time in another order of files."""
    part = [pattern for pattern in corpus.patterns() if pattern.trade == "sea"]
    for name, chosen in (("one", part), ("two", sorted(part, key=lambda pattern: pattern.cluster))):
        training.train(chosen, "part")[0].save(tmp_path / name)
    one, two = ((tmp_path / name).read_bytes() for name in ("one", "two"))
    assert hashlib.sha256(one).hexdigest() == hashlib.sha256(two).hexdigest()
    again = Net.load(tmp_path / "one")
    again.save(tmp_path / "three")
    assert (tmp_path / "three").read_bytes() == one


@pytest.mark.deep
def test_what_is_held_out_does_not_depend_on_the_order_of_sets() -> None:
    """Sets are ordered by a seed that is new in each process: a model trained tomorrow must not notice."""
    program = (
        "import hashlib; from volens.engines.vetting.learned import corpus; "
        "from volens.engines.vetting.learned.examples import groups; "
        "print(hashlib.sha256(groups(corpus.patterns()).tobytes()).hexdigest())"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(seen) == 1


def test_a_damaged_or_foreign_model_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.npz"
    broken.write_bytes(SHIPPED.read_bytes()[:5000])
    with pytest.raises(ModelError, match="train it again"):
        Net.load(broken)
    foreign = tmp_path / "foreign.npz"
    np.savez(foreign, about=np.frombuffer(json.dumps({"features": 0}).encode(), dtype=np.uint8))
    with pytest.raises(ModelError):
        Net.load(foreign)


def test_sentences_of_the_frozen_set_are_not_taught() -> None:
    """No pattern with an indicator shares five words or seven Han characters in a row with the frozen set."""
    frozen = {
        run
        for language in ("en", "zh")
        for line in (FROZEN / f"{language}.jsonl").read_text(encoding="utf-8").splitlines()
        for run in _runs(json.loads(line)["text"], language)
    }
    leaked = [
        pattern.text
        for pattern in corpus.patterns()
        if pattern.indicators and any(_runs(text, pattern.language) & frozen for text in pattern.sentences(40))
    ]
    assert leaked == []


def _runs(text: str, language: str) -> set[str]:
    if language == "en":
        words = "".join(c if c.isalnum() or c == "'" else " " for c in text.lower()).split()
        return {" ".join(words[at : at + 5]) for at in range(len(words) - 4)}
    parts = "".join(c if c.isalnum() else " " for c in text).split()
    return {part[at : at + 7] for part in parts for at in range(len(part) - 6)}


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("# lang en\n## fees\nany: Pay us\n", "line 2: no indicator is called fees"),
        ("## fee\nany: Pay us\n", "line 2: expected a heading"),
        ("# lang en\n## fee\nany: Pay [us\n", "line 3: a bracket"),
        ("# lang en\n## fee\nany: Pay us\nany: Pay us\n", "line 4: this pattern stands"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, lines: str, message: str) -> None:
    (tmp_path / "en.txt").write_text(lines)
    with pytest.raises(CorpusError, match=message):
        corpus.patterns(tmp_path)
