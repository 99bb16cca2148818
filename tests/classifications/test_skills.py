"""The shipped names of skills: each once, each in both languages, in a form a page can show."""

from __future__ import annotations

import re

from volens.packs import classifications as pack


def test_at_least_the_fifteen_hundred_most_used_skills_are_named_in_english_and_chinese() -> None:
    found = pack.skills()
    assert len(found) >= 1500
    assert len({key for key, _en, _zh in found}) == len(found)
    assert len({en for _key, en, _zh in found}) == len(found)
    assert len({zh for _key, _en, zh in found}) == len(found), "no two skills look the same in Chinese"
    for key, en, zh in found:
        assert re.fullmatch(r"http://data\.europa\.eu/esco/skill/[0-9a-f-]{36}", key)
        assert en == en.strip()
        assert re.search("[\u4e00-\u9fff]", zh)
        assert zh == zh.strip()
        assert len(zh) <= 30, (en, zh)
        assert not re.search(r"[,;:!?()]", zh), "Chinese punctuation in Chinese names"
    assert pack.skill_names()[found[0][0]] == found[0][2]
