"""`make safeguards-break` takes many minutes; that its mutations still fit the source is known in a moment."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]


def test_every_mutation_finds_the_one_place_it_breaks() -> None:
    told = [
        each for path in sorted((ROOT / "scripts").glob("mutations*.yaml")) for each in yaml.safe_load(path.read_text())
    ]
    source = ROOT / "src" / "volens"
    amiss = {each["breaks"]: n for each in told if (n := (source / each["file"]).read_text().count(each["old"])) != 1}
    assert len(told) > 60
    assert amiss == {}


def test_every_mutation_names_tests_there_are() -> None:
    for path in sorted((ROOT / "scripts").glob("mutations*.yaml")):
        for each in yaml.safe_load(path.read_text()):
            named = [part.partition("::")[0] for part in each["tests"].split() if part.startswith("tests/")]
            assert named, each["breaks"]
            assert all((ROOT / part).exists() for part in named), each["breaks"]


def test_no_two_mutations_are_called_the_same() -> None:
    told = Counter(
        (each["safeguard"], each["breaks"])
        for path in (ROOT / "scripts").glob("mutations*.yaml")
        for each in yaml.safe_load(path.read_text())
    )
    assert [name for name, n in told.items() if n > 1] == []
