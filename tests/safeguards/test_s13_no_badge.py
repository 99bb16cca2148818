"""S13: no page, message or export says that work is free of forced labour, or certifies that a will was free."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import volens

SOURCE = Path(volens.__file__).parent
BADGES = re.compile(
    r"free (?:of|from) forced lab|forced[- ]labou?r[- ]free|no forced labou?r (?:here|guarantee)|slavery[- ]free"
    r"|ethically (?:verified|certified)"
    r"|certified (?:voluntary|fair|ethical)|proves? (?:that )?(?:consent|the will|it was voluntary)"
    r"|guaranteed? (?:decent|voluntary)|verified voluntary"
    r"|(?:无|没有|不存在|杜绝)强迫劳动|自愿(?:认证|证明|承诺书)|(?:证明|保证)(?:是)?自愿|道德认证",
    re.IGNORECASE,
)


def texts() -> dict[str, str]:
    kinds = ("*.html", "*.po", "*.py", "*.yaml", "*.svg")
    return {
        path.relative_to(SOURCE).as_posix(): path.read_text(encoding="utf-8")
        for kind in kinds
        for path in SOURCE.rglob(kind)
    }


def test_no_text_of_the_house_gives_a_badge():
    assert len(texts()) > 100
    assert not {name: found[0] for name, text in texts().items() if (found := BADGES.search(text))}


@pytest.mark.parametrize(
    "badge",
    [
        "free of forced labour",
        "Forced-labor-free",
        "certified voluntary",
        "本岗位无强迫劳动",
        "自愿认证",
        "proves that consent was given",
    ],
)
def test_the_rule_knows_a_badge_when_it_sees_one(badge):
    assert BADGES.search(f"This vacancy: {badge}.")


@pytest.mark.parametrize(
    "fine", ["what forced labour is", "强迫劳动是犯罪", "Every step is the worker's own choice", "自愿"]
)
def test_the_rule_lets_people_speak_of_forced_labour(fine):
    assert not BADGES.search(fine)
