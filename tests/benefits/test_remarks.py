"""Remarks that packs hold in English, for readers in another language."""

from __future__ import annotations

import re

import pytest
from django.utils.translation import override

from volens.packs import law
from volens.services.benefits import remarks


@pytest.mark.parametrize("name", ["cn", "cn-gd"])
def test_every_remark_of_a_pack_with_chinese_texts_can_be_told_in_chinese(name: str) -> None:
    held = {
        part
        for parameter in law.load(name).parameters.values()
        for entry in parameter.entries
        for words in (entry.article, entry.note)
        for part in remarks.parts(words)
    }
    english = {part for part in held if re.search(r"[A-Za-z]{4,}", part) and not re.search(r"[\u4e00-\u9fff]", part)}
    assert english <= remarks.REMARKS


def test_a_remark_beside_an_article_is_told_apart_from_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remarks, "gettext", {"values from memory": "数值凭记忆"}.__getitem__)
    with override("zh-hans"):
        assert remarks.in_language("附件; values from memory", "zh-hans") == "附件；数值凭记忆"
        assert remarks.in_language("第十七条", "zh-hans") == "第十七条"


def test_a_text_without_a_remark_stays_as_it_is() -> None:
    with override("zh-hans"):
        assert remarks.in_language("Act 4, s. 2; Order 7", "zh-hans") == "Act 4, s. 2; Order 7"
