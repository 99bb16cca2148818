"""The shipped Chinese names of skills: each once, in a form a page can show."""

from __future__ import annotations

import re

from volens.packs import classifications as pack


def test_at_least_the_fifteen_hundred_most_used_skills_are_named_in_chinese() -> None:
    found = pack.skill_names()
    assert len(found) >= 1500
    assert len(set(found.values())) == len(found), "no two skills look the same in Chinese"
    for key, name in found.items():
        assert re.fullmatch(r"http://data\.europa\.eu/esco/skill/[0-9a-f-]{36}", key)
        assert re.search("[\u4e00-\u9fff]", name)
        assert name == name.strip()
        assert len(name) <= 30, name
        assert not re.search(r"[,;:!?()]", name), "Chinese punctuation in Chinese names"
