"""Which script a text is in, and the languages that share one apart from Latin."""

from __future__ import annotations

import re
from typing import Final

HAN: Final = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
KANA: Final = re.compile(r"[\u3041-\u3096\u30a1-\u30fa]")
LATIN_WORD: Final = re.compile(r"[a-z\u00c0-\u024f\u1e00-\u1eff]+")
#: Anything written in another script than Latin.
NOT_LATIN: Final = re.compile(r"[\u0370-\u1dff\u2c00-\u2fdf\u3041-\u9fff\ua000-\ufaff\U00010000-\U0003ffff]")

# Characters of Japanese only: forms that neither simplified nor traditional Chinese uses.
_JAPANESE_FORMS: Final = re.compile(
    "[営働込駅県売経験対応検実歓戦総択沢広図辺拡歩毎浜渋焼猟畳発竜聴臓覧読譲賛転軽遅鉱銭関陥隠霊顕薬]"
)

# One script, one language (or by far the most frequent one).
_SCRIPTS: Final = (
    (re.compile(r"[\uac00-\ud7a3\u1100-\u11ff]"), "ko"),
    (re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]"), "el"),
    (re.compile(r"[\u0590-\u05ff]"), "he"),
    (re.compile(r"[\u0900-\u097f]"), "hi"),
    (re.compile(r"[\u0980-\u09ff]"), "bn"),
    (re.compile(r"[\u0a00-\u0a7f]"), "pa"),
    (re.compile(r"[\u0a80-\u0aff]"), "gu"),
    (re.compile(r"[\u0b80-\u0bff]"), "ta"),
    (re.compile(r"[\u0c00-\u0c7f]"), "te"),
    (re.compile(r"[\u0c80-\u0cff]"), "kn"),
    (re.compile(r"[\u0d00-\u0d7f]"), "ml"),
    (re.compile(r"[\u0d80-\u0dff]"), "si"),
    (re.compile(r"[\u0e00-\u0e7f]"), "th"),
    (re.compile(r"[\u0e80-\u0eff]"), "lo"),
    (re.compile(r"[\u0f00-\u0fff]"), "bo"),
    (re.compile(r"[\u1000-\u109f]"), "my"),
    (re.compile(r"[\u10a0-\u10ff]"), "ka"),
    (re.compile(r"[\u0530-\u058f]"), "hy"),
    (re.compile(r"[\u1200-\u137f]"), "am"),
    (re.compile(r"[\u1780-\u17ff]"), "km"),
    (re.compile(r"[\u1800-\u18af]"), "mn"),
)
CYRILLIC: Final = re.compile(r"[\u0400-\u052f]")
ARABIC: Final = re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")

# Letters that only some languages of a script have. The language with most of them is meant; the first one without any.
_CYRILLIC_LETTERS: Final = (
    ("uk", re.compile("[єїґ]|(?<![әғқңұһ])і")),
    ("be", re.compile("ў")),
    ("sr", re.compile("[ђјљњћџ]")),
    ("mk", re.compile("[ѓќѕ]")),
    ("kk", re.compile("[әғқұһ]|[ңөү](?=.*[әғқұһі])|і(?=.*[әғқұһ])")),
    ("tg", re.compile("[ҷҳӣӯ]")),
    ("ky", re.compile("ң")),
    ("mn", re.compile("[өү]")),
)
_RUSSIAN: Final = re.compile("[ыэё]")
_BULGARIAN: Final = re.compile(
    r"(?<![а-я])(?:на|за|и|от|се|с|да|по|при|работа|търси|търсим|опит)(?![а-я])|щ?ът(?![а-я])|ъ(?=[бвгдзклмнпрстх])"
)
_ARABIC_LETTERS: Final = (
    ("ug", re.compile("[ۇۆۈۋېڭ]|ئ[اەىوۇۆۈې]")),
    ("ckb", re.compile("[ڕڵێ]")),
    ("ur", re.compile("[ٹڈڑںےہ]")),
    ("ps", re.compile("[ټډړږښ]")),
    ("fa", re.compile("[پچژگکی]")),
)
#: A few borrowed letters do not make a language: one in so many letters does.
_LETTER_SHARE: Final = 50
#: A Chinese word has about so many characters.
_CHARACTERS_PER_WORD: Final = 1.6
#: Chinese advertisements name products and skills in English: so many Chinese words for each Latin one are enough.
_HAN_SHARE: Final = 0.45
#: Any other script needs as many letters as this share of the Latin ones.
_SCRIPT_SHARE: Final = 0.5


def of_script(text: str, english_words: int) -> str:
    """The language a script decides, "" where the text is in Latin script. `text` is in lower case.

    `english_words` counts English function words: names of products have none, English sentences do.
    """
    han, latin_words = len(HAN.findall(text)), len(LATIN_WORD.findall(text))
    kana = len(KANA.findall(text))
    if han + kana:
        words = (han + kana) / _CHARACTERS_PER_WORD
        if words >= _HAN_SHARE * latin_words and words > 1.5 * english_words:
            japanese = kana * 20 >= han + kana or len(_JAPANESE_FORMS.findall(text)) * 12 > han
            return "ja" if japanese else "zh"
    latin = sum(map(len, LATIN_WORD.findall(text)))
    best, most = "", _SCRIPT_SHARE * latin
    for name, letters in (("cyrillic", CYRILLIC), ("arabic", ARABIC), *((code, script) for script, code in _SCRIPTS)):
        count = len(letters.findall(text))
        if count and count > most:
            best, most = name, float(count)
    if best == "cyrillic":
        return _cyrillic(text, int(most))
    if best == "arabic":
        return _by_letters(text, int(most), _ARABIC_LETTERS) or "ar"
    return best


def _by_letters(text: str, letters: int, table: tuple[tuple[str, re.Pattern[str]], ...]) -> str:
    code, count = max(((code, len(own.findall(text))) for code, own in table), key=lambda pair: pair[1])
    return code if count and count * _LETTER_SHARE >= letters else ""


def _cyrillic(text: str, letters: int) -> str:
    own = _by_letters(text, letters, _CYRILLIC_LETTERS)
    if own:
        return own
    if not _RUSSIAN.search(text) and len(_BULGARIAN.findall(text)) * 16 >= letters:
        return "bg"
    return "ru"
