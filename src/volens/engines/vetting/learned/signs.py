"""Signs of a faked vacancy that stand around its words: who asks, how to reach them, what is missing, what is too good.

Each sign is a number from 0 to about 3, worked out from what `volens vet` is given and nothing else. No sign looks at
logos, layout, encodings or
the names of people. A single sign means nothing: most honest advertisements show one or two.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

_FREE_MAIL = re.compile(
    r"@\s*(?:gmail|googlemail|yahoo|ymail|hotmail|outlook|live|aol|gmx|mail|inbox|proton(?:mail)?|zoho|"
    r"yandex|qq|163|126|foxmail)\s*\.",
    re.IGNORECASE,
)
_MESSENGER = re.compile(
    r"whats\s?app|telegram|\bsignal\b|wechat|\bviber\b|hangouts|\bskype\b|\bIM\b.{0,12}(?:yahoo|google)|"
    r"微信|企鹅号|飞机号|\bqq\b",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w|\[email\]|邮箱", re.IGNORECASE)
_PHONE = re.compile(r"\+?\d[\d\s().-]{7,}\d|\[phone\]", re.IGNORECASE)
_LINK = re.compile(r"https?://|www\.|\[url\]", re.IGNORECASE)
_URGENT = re.compile(
    r"\burgent|\bimmediate(?:ly)?\b|\basap\b|\bhurry\b|apply (?:now|today)|limited (?:slots|places|seats)|"
    r"start (?:now|today)|急招|名额有限|马上|手慢无",
    re.IGNORECASE,
)
_AT_HOME = re.compile(
    r"(?:work|job|based|working|earn)\w*\s+(?:from|at)\s+home|home[\s-]based|\bremote\b|in your own home|在家|居家",
    re.IGNORECASE,
)
_UNSKILLED = re.compile(
    r"no (?:prior |previous )?(?:experience|skills?|degree|interview)|training (?:is )?provided|"
    r"anyone can|无需经验|零基础|不面试|不限学历",
    re.IGNORECASE,
)
_QUICK_PAY = re.compile(
    r"(?:per|a|each|every)\s+(?:day|week)\b|\b(?:daily|weekly)\s+(?:pay|payout|income|earning|cash)\w*|"
    r"\bcash\b|日结|日入|当天到账",
    re.IGNORECASE,
)
_BANKING = re.compile(
    r"bank (?:account|details|card)|che(?:que|ck)s?\b(?! in)|wire|western union|money ?gram|gift card|"
    r"deposit|bitcoin|crypto|usdt|ssn|social security|credit (?:report|score)|银行卡|验证码|垫付|充值",
    re.IGNORECASE,
)
_CLERICAL = re.compile(
    r"data entry|typist|payroll|admin(?:istrative)? (?:assistant|clerk)|clerk|customer service rep|"
    r"home work|mystery shopper|assistant|envelope|打字员|录入|客服|点赞",
    re.IGNORECASE,
)
_LURE = re.compile(
    r"financial freedom|be your own boss|unlimited|extra (?:income|cash)|easy (?:money|work)|"
    r"opportunity of|life[- ]changing|guaranteed|\bbonus\b|free (?:trip|travel|laptop)|too good|躺赚|轻松赚|"
    r"财务自由",
    re.IGNORECASE,
)
_REQUIREMENTS = re.compile(
    r"requirement|qualification|you (?:have|bring|are)|experience (?:in|with|of)|skills|任职要求|要求[:\uff1a]",
    re.IGNORECASE,
)
_BENEFITS = re.compile(r"benefit|we offer|perks|insurance|401|holiday|vacation|福利|五险|待遇", re.IGNORECASE)
_DUTIES = re.compile(r"responsib|duties|you will|the role|tasks|职责|负责", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z']+|[\u3400-\u9fff]")
_MONEY = re.compile(r"[$€£¥]\s?\d|\d[\d,.]*\s?(?:dollars|usd|eur|gbp|元|万)", re.IGNORECASE)
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_COMPANY = re.compile(
    r"\b(?:inc|ltd|llc|gmbh|plc|corp|company|founded|since (?:19|20)\d\d|headquarter|clients|our (?:team|"
    r"office|mission|product)s?)\b|公司|成立",
    re.IGNORECASE,
)


class Advertisement(NamedTuple):
    """What `volens vet` is given of a vacancy; what is unknown is empty.

    `place` begins with the town ("Houston, TX, US"). `facts` are stated beside the text (`whole.FACTS`), as written.
    """

    title: str
    text: str
    employer: str = ""
    company_profile: str = ""
    pay: str = ""
    contact: str = ""
    place: str = ""
    facts: Mapping[str, str] = MappingProxyType({})
    remote: bool = False


#: Names of the signs, in the order of `signs`.
SIGNS = (
    "no_profile",
    "profile_length",
    "no_company_words",
    "text_length",
    "short_text",
    "no_pay",
    "pay_spread",
    "pay_high",
    "money_in_title",
    "title_length",
    "title_shouts",
    "free_mail",
    "messenger",
    "mail",
    "phone",
    "links",
    "no_contact",
    "urgent",
    "at_home",
    "unskilled",
    "quick_pay",
    "banking",
    "clerical_title",
    "lure",
    "no_requirements",
    "no_benefits",
    "no_duties",
    "exclamations",
    "capitals",
    "you",
    "we",
    "variety",
    "sentence_length",
    "money_mentions",
    "repeated",
    "careless",
)


def signs(ad: Advertisement) -> list[float]:
    """The signs of one advertisement, in the order of `SIGNS`."""
    body = f"{ad.title}\n{ad.text}\n{ad.contact}"
    words = _WORD.findall(ad.text)
    lower = [word.lower() for word in words]
    count = max(1, len(words))
    sentences = max(1, len(re.findall(r"[.!?。\uff01\uff1f\n]+", ad.text)))
    numbers = [float(number.replace(",", "")) for number in _NUMBER.findall(ad.pay)[:4]]
    numbers = [number for number in numbers if number > 0]
    title_words = ad.title.split()
    return [
        float(not ad.company_profile.strip()),
        math.log1p(len(ad.company_profile)) / 3,
        float(not _COMPANY.search(f"{ad.company_profile} {ad.text} {ad.employer}")),
        math.log1p(count) / 3,
        float(count < 80),
        float(not numbers and not _MONEY.search(ad.text)),
        min(3.0, max(numbers) / min(numbers) - 1) if len(numbers) > 1 else 0.0,
        min(3.0, max(0.0, math.log10(_yearly(max(numbers))) - 4.8)) if numbers else 0.0,
        float(bool(_MONEY.search(ad.title) or re.search(r"\d{3}", ad.title))),
        min(3.0, len(title_words) / 5),
        float(ad.title.isupper() or "!" in ad.title or "*" in ad.title),
        float(bool(_FREE_MAIL.search(body))),
        float(bool(_MESSENGER.search(body))),
        float(bool(_MAIL.search(body))),
        float(bool(_PHONE.search(body))),
        float(bool(_LINK.search(body))),
        float(not (_MAIL.search(body) or _PHONE.search(body) or _LINK.search(body))),
        _some(_URGENT, body),
        _some(_AT_HOME, body),
        _some(_UNSKILLED, body),
        _some(_QUICK_PAY, body),
        _some(_BANKING, body),
        float(bool(_CLERICAL.search(ad.title))),
        _some(_LURE, body),
        float(not _REQUIREMENTS.search(ad.text)),
        float(not _BENEFITS.search(ad.text)),
        float(not _DUTIES.search(ad.text)),
        min(3.0, 30 * (ad.text.count("!") + ad.text.count("\uff01")) / count),
        min(3.0, 10 * sum(len(word) > 3 and word.isupper() for word in words) / count),
        min(3.0, 20 * sum(word in _YOU for word in lower) / count),
        min(3.0, 20 * sum(word in _WE for word in lower) / count),
        len(set(lower)) / count,
        min(3.0, count / sentences / 15),
        min(3.0, len(_MONEY.findall(ad.text)) / 2),
        _repeated(lower),
        min(3.0, len(re.findall(r"(?<![\w'])i(?![\w'.])|[,.]{2,}|\s,|\bu\b|\bur\b|\bpls\b", ad.text)) / 2),
    ]


_YOU = frozenset(("you", "your", "yours", "你", "您"))
_WE = frozenset(("we", "our", "us", "我"))


def _some(pattern: re.Pattern[str], text: str) -> float:
    """How often, with less weight for each further time: 0, 1, 1.6, 2, …"""
    return min(3.0, math.log2(1 + len(pattern.findall(text))))


def _yearly(amount: float) -> float:
    """What an unlabelled amount likely is a year: an hour below 200, a month below 12,000, otherwise a year."""
    if amount < 200:
        return amount * 2000
    return amount * 12 if amount < 12_000 else amount


def _repeated(words: list[str]) -> float:
    """The share of runs of eight words that stand in the text twice: pasted together from parts."""
    runs = [tuple(words[at : at + 8]) for at in range(len(words) - 7)]
    return 1 - len(set(runs)) / len(runs) if runs else 0.0
