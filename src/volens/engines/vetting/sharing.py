"""What a vacancy shares with others when somebody sends the same thing out under many names: its contacts, its text.

Both come out in one plain spelling, so that equal ones are equal strings. Nothing is kept here: the caller counts, and
keeps keyed hashes of them, never the contacts.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from volens.engines.vetting.verdict import Posting

#: A shorter text is naturally shared ("Driver wanted, apply by phone"). A Chinese character says as much as three
#: letters.
SHORTEST_TEXT: Final = 80
_HAN_WEIGHT: Final = 3
#: So many contacts of one vacancy are told; whoever names more hides none of the first.
MOST_CONTACTS: Final = 4
#: The end of a number is the same with and without country code, trunk prefix or area brackets.
_TELLING_DIGITS: Final = 9
_READ: Final = 20_000

_MAIL: Final = re.compile(r"(?<![\w.+-])[a-z0-9][\w.+-]{0,63}@[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){1,8}")
_NUMBER: Final = re.compile(r"(?<![a-z\d_.,/=-])\+?\(?\d[\d ().\-]{5,20}\d(?![a-z\d_%])")
_MOBILE_CN: Final = re.compile(r"(?:(?:\+|00)?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}")
#: In a running text a number is a contact where something says so.
_CUE: Final = re.compile(
    r"(?:\btel|phone|\bcall|\bcell|mobile|contact|text|sms|whats ?app|viber|signal|telegram|reach|hotline|电话|手机"
    r"|联系|致电|热线|咨询|微信|报名)[^\d@]{0,25}$"
)
_HANDLE: Final = re.compile(
    r"(?:微信号?|薇信|威信|vx|wx|v信|企鹅|qq号?|wechat(?: id)?|telegram|skype|line id|kakao(?:talk)?(?: id)?)"
    r"[\s:：是为=@()（）-]{0,4}([a-z0-9][a-z0-9_.-]{4,30})"
)
#: Addresses that are a contact; any other page may be one of a portal that thousands of employers use.
_PAGE: Final = re.compile(
    r"(?:t\.me|wa\.me|chat\.whatsapp\.com|line\.me|forms\.gle|docs\.google\.com/forms|wj\.qq\.com|u\.wechat\.com"
    r"|discord\.gg|m\.me)/[\w/.@+?=&-]{3,200}"
)
#: Numbers and addresses of authorities stand in the small print of honest advertisements.
_OFFICIAL: Final = re.compile(r"@(?:[\w-]+\.)*(?:gov|mil)(?:\.[a-z]{2})?$")
_TOLL_FREE: Final = re.compile(r"^(?:001|1)?8(?:00|33|44|55|66|77|88)\d{7}$|^(?:86)?[48]00\d{7}$|^(?:44|0)?800\d{6,7}$")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")


def contacts(posting: Posting) -> tuple[str, ...]:
    """How one reaches whoever posted this, each contact in one spelling: first those of the field, then of the text.

    Mail addresses, ends of phone numbers, names in messengers, addresses of chats and forms. An ordinary web page is
    none. Numbers and addresses in the text that are an authority's or toll-free are left out.
    """
    field, text = _plain(posting.contact), _plain(posting.text[:_READ])[:_READ]
    found = dict.fromkeys([*_named(field, told=True), *_named(text, told=False)])
    return tuple(found)[:MOST_CONTACTS]


def wording(posting: Posting) -> str:
    """The text without what is changed from one employer to the next: names of the employer, numbers, signs, case.

    Empty where it is too short to be anybody's own.
    """
    text = _plain(posting.text[:_READ])[:_READ]
    for name in (posting.employer, posting.legal_employer, posting.declarations.legal_employer or "", posting.place):
        plain = _plain(name).strip()
        if len(plain) > 1:
            text = text.replace(plain, " ")
    for pattern in (_MAIL, _PAGE):
        text = pattern.sub(" ", text)
    words = "".join(filter(str.isalpha, text))
    weight = len(words) + (_HAN_WEIGHT - 1) * len(_HAN.findall(words))
    return words if weight >= SHORTEST_TEXT else ""


def name_of(employer: str) -> str:
    """The name of an employer in one spelling: letters and digits, in lower case."""
    return "".join(letter for letter in _plain(employer) if letter.isalnum())


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _named(text: str, *, told: bool) -> list[str]:
    """The contacts in a text. `told`: it is the field for them, so nothing need say that a number is one."""
    pages = [match[0].rstrip("/.") for match in _PAGE.finditer(text)] if "/" in text else []
    mails = [match[0].rstrip(".-") for match in _MAIL.finditer(text)] if "@" in text else []
    handles = [match[1].rstrip(".-_") for match in _HANDLE.finditer(text)]
    if not told:
        mails = [mail for mail in mails if not _OFFICIAL.search(mail)]
    found = [f"page {page}" for page in pages] + [f"mail {mail}" for mail in mails]
    if told and "://" in text and not pages:
        return found  # digits of a web page are no number to call
    for match in _NUMBER.finditer(text):
        if not (told or _MOBILE_CN.fullmatch(match[0]) or _said_to_be_one(text, match.start())):
            continue
        digits = "".join(letter for letter in match[0] if letter.isdecimal())
        if len(digits) >= (7 if told else 8) and (told or not _TOLL_FREE.match(digits)):
            found.append(f"number {digits[-_TELLING_DIGITS:]}")
    return found + [f"name {handle}" for handle in handles if any(letter.isdecimal() for letter in handle) or told]


def _said_to_be_one(text: str, at: int) -> bool:
    """Whether the words before a number say that one calls it."""
    return _CUE.search(text[max(0, at - 45) : at]) is not None
