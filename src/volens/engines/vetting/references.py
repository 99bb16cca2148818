"""What a finding rests on, in the language of whoever reads it: in the rules sources stand in English, shortly."""

from __future__ import annotations

import re
from functools import lru_cache

_INDICATORS = {
    "abuse of vulnerability": "利用弱势处境",
    "deception": "欺骗",
    "restriction of movement": "限制行动自由",
    "isolation": "与外界隔离",
    "physical and sexual violence": "人身暴力和性暴力",
    "intimidation and threats": "恐吓和威胁",
    "retention of identity documents": "扣留身份证件",
    "withholding of wages": "扣发工资",
    "debt bondage": "债务束缚",
    "abusive working and living conditions": "恶劣的工作和生活条件",
    "excessive overtime": "过度加班",
    "deception and isolation": "欺骗、与外界隔离",
}
_SOURCES = {
    "CN Labour Law": "《劳动法》",
    "CN Labour Contract Law": "《劳动合同法》",
    "CN Employment Promotion Law": "《就业促进法》",
    "CN Criminal Law": "《刑法》",
    "CN Anti-Telecom and Online Fraud Law": "《反电信网络诈骗法》",
    "CN Work Safety Law": "《安全生产法》",
    "CN Trade Union Law": "《工会法》",
    "CN Law on the Protection of Women's Rights and Interests": "《妇女权益保障法》",
    "CN Regulations on the Human Resources Market": "《人力资源市场暂行条例》",
    "CN Interim Regulations on Human Resources Market": "《人力资源市场暂行条例》",
    "CN Regulation on the Prohibition of Pyramid Selling": "《禁止传销条例》",
    "CN Regulation on Work-Related Injury Insurance": "《工伤保险条例》",
    "UN Protocol on trafficking in persons": "联合国《关于预防、禁止和惩治贩运人口的补充议定书》",
    "UN Convention against Transnational Organized Crime": "《联合国打击跨国有组织犯罪公约》",
    "Maritime Labour Convention 2006": "《2006年海事劳工公约》",
    "ILO General principles for fair recruitment": "国际劳工组织《公平招聘一般原则》",
    "ILO indicators of forced labour": "国际劳工组织强迫劳动指标",
}
#: What stands behind a source, each with its words; the numbers are kept.
_PLACES = (
    (re.compile(r"articles? ([\d, andto-]+)"), "条"),
    (re.compile(r"paragraphs? ([\d, and()a-z]+)"), "段"),
    (re.compile(r"points? ([\d, and]+)"), "点"),
    (re.compile(r"operational guidelines? ([\d, and]+)"), "条操作指南"),
)
_REMARKS = {
    "menace of any penalty": "以任何惩罚相威胁",
    "72 hours, the most any instrument allows": "72小时，各公约允许的最高限度",
}
_SENTENCES = (
    (re.compile(r"Minimum pay in (.+) since (.+): (.+)"), "{0}自{1}起的最低工资：{2}"),
    (re.compile(r"Normal weekly hours in (.+) since (.+): (.+)"), "{0}自{1}起的每周标准工时：{2}"),
    (re.compile(r"model card in (.+)"), "模型说明见 {0}"),
)
_EVEN = re.compile(r"(?:,| and) ")


@lru_cache(maxsize=1024)
def reference_words(reference: str, language: str) -> str:
    """A finding's sources in `language` ("en", "zh-Hans"). A source the table does not know stays in English."""
    if not language.startswith("zh"):
        return reference
    return "；".join(_chinese(each.strip()) for each in reference.split(";"))


def _chinese(source: str) -> str:
    for pattern, words in _SENTENCES:
        found = pattern.fullmatch(source)
        if found:
            return words.format(*found.groups())
    found = re.fullmatch(r"ILO indicators? ([\d and]+), (.+)", source)
    if found and found[2] in _INDICATORS:
        numbers = "、".join(_EVEN.split(found[1]))
        return f"国际劳工组织强迫劳动指标{numbers}（{_INDICATORS[found[2]]}）"
    remark = re.fullmatch(r"(.+) \((.+)\)", source)
    if remark and remark[2] in _REMARKS:
        return f"{_chinese(remark[1])}（{_REMARKS[remark[2]]}）"
    several = re.fullmatch(r"ILO Conventions (\d+), (article \d+), and (\d+)", source)
    if several:
        return f"{_chinese(f'ILO Convention {several[1]}, {several[2]}')}、{_instrument(several[3], '公约')}"
    beside = re.fullmatch(r"(ILO Convention \d+) with (Recommendation .+)", source)
    if beside:
        return f"{_chinese(beside[1])}及{_chinese('ILO ' + beside[2])}"
    name, _comma, place = source.partition(", ")
    named = _named(name)
    return named + _placed(place) if named else source


def _named(name: str) -> str:
    found = re.fullmatch(r"ILO (Convention|Recommendation)s? ([\d and]+)", name)
    if found:
        return _instrument(found[2], "公约" if found[1] == "Convention" else "建议书")
    found = re.fullmatch(r"EU Directive (\S+)", name)
    return f"欧盟第{found[1]}号指令" if found else _SOURCES.get(name, "")


def _instrument(numbers: str, kind: str) -> str:
    return "国际劳工组织" + "、".join(f"第{each}号" for each in _EVEN.split(numbers)) + kind


def _one_place(number: str, unit: str) -> str:
    first, to, last = number.partition(" to ")
    if to:
        return f"第{first}{unit}至第{last}{unit}"
    main, inserted, after = number.partition("-")  # 287-2 was put in after 287
    return f"第{main}{unit}之{after}" if inserted else f"第{number}{unit}"


def _placed(place: str) -> str:
    if not place:
        return ""
    for pattern, unit in _PLACES:
        found = pattern.fullmatch(place)
        if found:
            return "、".join(_one_place(each, unit) for each in _EVEN.split(found[1]))
    first, comma, rest = place.partition(", ")
    known = re.fullmatch(r"annex(?: ([IVX]+))?", first)
    if known and comma:
        return f"附件{known[1] or ''}{_placed(rest)}"
    year = re.fullmatch(r"\d{4}", place)
    if year:
        return f"（{place}年）"
    standard = re.fullmatch(r"standard (\S+)", place)
    return f"标准{standard[1]}" if standard else f", {place}"
