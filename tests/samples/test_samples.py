"""The shipped sample vacancies: reproducible, plausible, varied, and honest about being invented."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from functools import cache
from itertools import combinations
from typing import Any

import pytest

from tests.samples.faults import faults
from volens.engines.vetting.declarations import Declarations
from volens.packs.classifications import Level, isco
from volens.packs.samples import describe, generate
from volens.packs.samples.catalogue import ENGLISH_COUNTRIES, occupations, places, places_near, wording
from volens.packs.samples.employers import roots

AS_OF = date(2026, 3, 14)
TAG = re.compile(r"<[^>]+>")


@cache
def corpus(seed: int = 20) -> tuple[dict[str, Any], ...]:
    return tuple(generate(2000, seed=seed, as_of=AS_OF))


def sound() -> list[dict[str, Any]]:
    return [posting for posting in corpus() if not faults(posting)]


def chinese(posting: dict[str, Any]) -> bool:
    return posting["inLanguage"] == "zh-Hans"


def unit_group(posting: dict[str, Any]) -> str:
    """The ISCO-08 code a posting carries, or nothing."""
    stated = posting.get("occupationalCategory", "")
    if isinstance(stated, dict):
        assert stated["inCodeSet"] == "ISCO-08"
        return stated["codeValue"]
    assert stated.startswith("ISCO-08 ") or not stated
    return stated[8:]


def text_of(posting: dict[str, Any]) -> str:
    return TAG.sub(" ", posting["description"])


def shingles(posting: dict[str, Any]) -> frozenset[str]:
    text = text_of(posting)
    if chinese(posting):
        letters = "".join(text.split())
        return frozenset(letters[place : place + 4] for place in range(len(letters) - 3))
    words = text.lower().split()
    return frozenset(" ".join(words[place : place + 3]) for place in range(len(words) - 2))


def test_same_seed_gives_the_same_vacancies_in_another_process() -> None:
    code = (
        "import json, datetime; from volens.packs.samples import generate;"
        "print(json.dumps(list(generate(60, seed=5, as_of=datetime.date(2026, 3, 14)))))"
    )
    other = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True, env={"PYTHONHASHSEED": "123"}
    )
    assert json.loads(other.stdout) == list(generate(60, seed=5, as_of=AS_OF))


def test_seeds_differ_and_a_larger_count_only_adds() -> None:
    few, more = list(generate(30, seed=1, as_of=AS_OF)), list(generate(60, seed=1, as_of=AS_OF))
    assert more[:30] == few
    assert [p["description"] for p in generate(30, seed=2, as_of=AS_OF)] != [p["description"] for p in few]


def test_a_later_day_moves_the_dates_of_the_same_vacancies() -> None:
    later = AS_OF + timedelta(days=90)
    for old, new in zip(generate(200, seed=9, as_of=AS_OF), generate(200, seed=9, as_of=later), strict=True):
        assert old["identifier"] == new["identifier"]
        assert old["title"] == new["title"]
        assert date.fromisoformat(new["datePosted"]) - date.fromisoformat(old["datePosted"]) == timedelta(days=90)


def test_dates_lie_around_the_as_of_date() -> None:
    posted = [date.fromisoformat(posting["datePosted"]) for posting in corpus()]
    until = [date.fromisoformat(posting["validThrough"][:10]) for posting in corpus()]
    assert AS_OF - timedelta(days=30) <= min(posted) <= max(posted) <= AS_OF
    assert len(set(posted)) >= 28
    assert AS_OF + timedelta(days=10) <= min(until) <= max(until) <= AS_OF + timedelta(days=60)


def test_every_major_group_and_both_languages_are_covered() -> None:
    groups = Counter(code[0] for posting in corpus() if (code := unit_group(posting)))
    assert set(groups) == set("0123456789")
    assert groups["0"] < 0.02 * groups.total()
    assert min(count for group, count in groups.items() if group not in "06") > 0.03 * groups.total()
    assert 0.40 < sum(map(chinese, corpus())) / len(corpus()) < 0.50
    assert 0.45 < groups.total() / len(corpus()) < 0.55


def test_the_content_is_as_wide_as_promised() -> None:
    found = describe()
    assert found["occupations"] >= 120
    assert found["unit_groups"] >= 115
    assert set(found["by_major_group"]) == set("0123456789")
    assert found["by_language"]["en"] >= 110
    assert found["by_language"]["zh"] >= 100
    assert found["cities"] >= 60
    assert len({posting["title"] for posting in corpus()}) >= 400


def test_descriptions_are_not_near_copies() -> None:
    sample = random.Random(3).sample(corpus(), 500)
    sets = [(posting["inLanguage"], shingles(posting)) for posting in sample]
    pairs = close = 0
    for (language, one), (other_language, other) in combinations(sets, 2):
        pairs += 1
        close += language == other_language and len(one & other) >= 0.8 * len(one | other)
    assert pairs == 500 * 499 / 2
    assert close <= 0.0001 * pairs


def test_even_advertisements_of_one_occupation_differ() -> None:
    by_code: dict[tuple[str, str], list[frozenset[str]]] = {}
    for posting in corpus():
        if code := unit_group(posting):
            by_code.setdefault((code, posting["inLanguage"]), []).append(shingles(posting))
    alike = [len(one & other) / len(one | other) for group in by_code.values() for one, other in combinations(group, 2)]
    assert len(alike) > 800
    assert sum(share < 0.8 for share in alike) >= 0.99 * len(alike)
    assert sum(alike) / len(alike) < 0.35


def test_descriptions_have_a_readable_length() -> None:
    for posting in sound():
        text = text_of(posting)
        if chinese(posting):
            assert 110 <= len("".join(text.split())) <= 430, text
        else:
            assert 60 <= len(text.split()) <= 220, text


def test_places_are_real_cities_with_coordinates() -> None:
    known = {(country, place.city, place.region): place for country, rows in places().items() for place in rows}
    assert len(known) >= 60
    seen = set()
    for posting in sound():
        address, geo = posting["jobLocation"]["address"], posting["jobLocation"]["geo"]
        place = known[address["addressCountry"], address["addressLocality"], address["addressRegion"]]
        assert abs(geo["latitude"] - place.latitude) < 0.02
        assert abs(geo["longitude"] - place.longitude) < 0.02
        seen.add(place)
    assert len(seen) >= 0.9 * len(known)


# Widest plausible pay per month of full-time work, local currency.
MONTHLY = {
    "US": (1900, 28000),
    "GB": (1800, 11000),
    "IE": (2000, 13500),
    "CA": (2400, 29000),
    "AU": (3800, 24000),
    "CN": (2400, 45000),
}
HOURS = {"HOUR": 1, "DAY": 8, "WEEK": 39, "MONTH": 169, "YEAR": 2028}


def test_pay_is_plausible_for_the_country_and_customary_in_form() -> None:
    periods: Counter[tuple[str, str]] = Counter()
    for posting in sound():
        if (salary := posting.get("baseSalary")) is None:
            continue
        country, value = posting["jobLocation"]["address"]["addressCountry"], salary["value"]
        low = value.get("minValue", value.get("value"))
        high = value.get("maxValue", value.get("value"))
        assert 0 < low <= high <= 2.2 * low
        monthly = [amount / HOURS[value["unitText"]] * HOURS["MONTH"] for amount in (low, high)]
        assert MONTHLY[country][0] <= monthly[0], posting
        assert monthly[1] <= MONTHLY[country][1], posting
        periods[country, value["unitText"]] += 1
    assert {salary for country, salary in periods if country == "US"} >= {"HOUR", "YEAR"}
    assert periods["CN", "MONTH"] > 5 * periods["CN", "HOUR"] > 0
    assert periods["CN", "DAY"] > 0
    unpaid = sum("baseSalary" not in posting for posting in corpus())
    assert 0.02 < unpaid / len(corpus()) < 0.1


def test_better_paid_occupations_are_paid_better() -> None:
    def mean(code: str, language: str) -> float:
        amounts = [
            posting["baseSalary"]["value"].get("minValue", posting["baseSalary"]["value"].get("value"))
            / HOURS[posting["baseSalary"]["value"]["unitText"]]
            for seed in (20, 21)
            for posting in corpus(seed)
            if unit_group(posting) == code and "baseSalary" in posting and posting["inLanguage"] == language
        ]
        return sum(amounts) / len(amounts)

    for language in ("en", "zh-Hans"):
        assert mean("2211", language) > 1.5 * mean("9412", language)
        assert mean("2512", language) > 1.2 * mean("5223", language)


def test_pay_in_the_text_is_the_pay_in_the_field() -> None:
    checked = 0
    for posting in sound():
        salary = posting.get("baseSalary")
        if not salary:
            continue
        value = salary["value"]
        low = value.get("minValue", value.get("value"))
        written = f"{low:g}" if chinese(posting) else (f"{low:,.2f}" if low % 1 else f"{low:,.0f}")
        assert written in posting["description"], posting["description"]
        checked += 1
    assert checked > 1500


def test_records_are_json_and_keep_to_the_declarations_of_vetting() -> None:
    shares: Counter[str] = Counter()
    for posting in corpus():
        assert json.loads(json.dumps(posting, ensure_ascii=False)) == posting
        assert posting["volens:sample"] is True
        given = Declarations.from_json(posting["volens:declarations"])
        assert given.to_json() == posting["volens:declarations"]
        shares.update(given.to_json().keys())
    assert 0.05 < sum(not posting["volens:declarations"] for posting in corpus()) / len(corpus()) < 0.2
    assert all(shares[code] < 0.95 * len(corpus()) for code in shares)
    assert {"worker_pays", "documents_kept_by", "may_resign", "legal_employer", "workplace"} <= set(shares)


def test_declarations_agree_with_the_fields() -> None:
    for posting in sound():
        given = Declarations.from_json(posting["volens:declarations"])
        salary = posting.get("baseSalary")
        if given.pay_min_minor is not None and salary is not None:
            value = salary["value"]
            assert given.pay_min_minor == round(100 * value.get("minValue", value.get("value")))
        if given.contract_language is not None:
            assert given.contract_language == posting["inLanguage"]
        if given.weekly_hours is not None:
            assert given.weekly_hours <= 48


def test_a_few_have_a_fault_for_vetting_and_nothing_marks_them() -> None:
    broken = [posting for posting in corpus() if faults(posting)]
    assert 0.015 < len(broken) / len(corpus()) < 0.05
    kinds = {fault for seed in (20, 21, 22) for posting in corpus(seed) for fault in faults(posting)}
    assert kinds >= {"low_pay", "fee", "papers_kept", "cannot_leave", "cannot_resign", "paid_elsewhere", "endless_week"}
    assert kinds >= {"too_young", "no_place", "no_employer", "per_head"}
    plain = {key for posting in sound() for key in posting}
    assert {key for posting in broken for key in posting} <= plain


# fmt: off
REAL_NAMES = (
    "amazon", "google", "microsoft", "apple", "walmart", "tesco", "sainsbury", "asda", "aldi", "lidl", "starbucks",
    "mcdonald", "hilton", "marriott", "hyatt", "ikea", "siemens", "bosch", "toyota", "ford", "boeing", "airbus",
    "deloitte", "capita", "serco", "bupa", "aramark", "sodexo", "compass", "adecco", "randstad", "manpower",
    "fedex", "ups", "dhl", "costco", "target", "kroger", "woolworths", "coles", "telstra", "bhp", "rio", "tinto",
    "阿里", "腾讯", "华为", "百度", "京东", "美团", "字节", "小米", "比亚迪", "富士康", "海尔", "格力", "美的", "联想",
    "顺丰", "万科", "恒大", "海底捞", "中石", "中建", "国家电网",
)
# fmt: on


def test_employers_are_invented() -> None:
    invented = roots("en") | roots("zh")
    names = {posting["hiringOrganization"]["name"] for posting in corpus() if "hiringOrganization" in posting}
    names |= {posting["volens:declarations"].get("legal_employer", "") for posting in corpus()} - {""}
    assert len(names) > 400
    for name in names:
        assert any(root in name for root in invented), name
        words = re.findall(r"[a-z]+", name.lower())
        assert not any(real in words if real.isascii() else real in name for real in REAL_NAMES), name
    counted = Counter(posting["hiringOrganization"]["name"] for posting in sound())
    assert max(counted.values()) >= 3, "some employers have several vacancies"


def test_addresses_and_numbers_reach_nobody() -> None:
    phones = re.compile(
        r"\(\d{3}\) 555-01\d\d|0(?:11[3-7]|121|131|141|151|161) 496 0\d{3}|0191 498 0\d{3}|020 7946 0\d{3}|"
        r"028 9649 6\d{3}|029 2018 0\d{3}|01632 960\d{3}|\(0[2378]\) 5550 \d{4}"
    )
    used = 0
    for posting in corpus():
        text = json.dumps(posting)
        for host in re.findall(r"(?:\w@|https?://)([A-Za-z0-9.-]*[A-Za-z])", text):
            assert host.endswith("example.org") or host == "schema.org", host
        contact = posting["applicationContact"]
        assert contact["email"].endswith(".example.org")
        if "telephone" in contact:
            used += 1
            assert phones.fullmatch(contact["telephone"]), contact
    assert used > 300


INDECENT = re.compile(
    r"限男|限女|男性优先|女性优先|男士优先|女士优先|形象气质|五官端正|未婚|已婚|已育|岁以下|\d+[-–]\d+岁|身高|籍贯|户籍|民族|"
    r"押金|保证金|服装费|培训费\d|介绍费|扣押|female|\bmales?\b|young and|native speaker|under \d+ years|age limit|"
    r"deposit",
    re.IGNORECASE,
)


def test_sound_samples_discriminate_against_nobody_and_charge_nothing() -> None:
    for posting in sound():
        text = f"{posting['title']} {posting['description']} {posting.get('qualifications', '')}"
        assert not INDECENT.search(text), INDECENT.search(text)


def test_no_template_marks_are_left() -> None:
    for posting in corpus():
        plain = TAG.sub(" ", posting["description"])
        assert not re.search(r"[<>{}|]|>>|\bNone\b|，，|。。|；。|、、|\.\.| ,|  \.", plain), plain
        assert not re.search(r"[<>{}|]|  ", posting["title"]), posting["title"]
        assert posting["title"] == posting["title"].strip()


def test_english_uses_the_spelling_of_the_country() -> None:
    american = " ".join(
        text_of(posting) for posting in sound() if posting["jobLocation"]["address"]["addressCountry"] == "US"
    )
    british = " ".join(
        text_of(posting) for posting in sound() if posting["jobLocation"]["address"]["addressCountry"] == "GB"
    )
    assert not re.search(r"\b(?:colour|labour|neighbourhood|harbour|licence|centre|metres|tyres)\b", american)
    assert re.search(r"\blicense", american)
    assert not re.search(r"\b(?:color|neighborhood|harbor|fiber|tires)\b", british)


def test_languages_do_not_mix() -> None:
    for posting in sound():
        letters = re.sub(r"https?://\S+|\S+@\S+", "", text_of(posting))
        han = len(re.findall(r"[\u4e00-\u9fff]", letters))
        assert (han > 80) if chinese(posting) else (han == 0), letters


def test_titles_do_not_contradict_the_hours() -> None:
    for posting in sound():
        if re.search(r"Part-Time|兼职|半天班", posting["title"]):
            assert "PART_TIME" in posting["employmentType"], posting["title"]


def test_remote_work_says_from_where() -> None:
    remote = [posting for posting in corpus() if posting.get("jobLocationType") == "TELECOMMUTE"]
    assert len(remote) > 20
    assert all(posting["applicantLocationRequirements"]["name"] for posting in remote)


def test_a_negative_count_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="count must be 0 or more"):
        generate(-1, seed=1, as_of=AS_OF)
    assert list(generate(0, seed=1, as_of=AS_OF)) == []


def test_every_occupation_can_be_drawn_in_each_of_its_languages() -> None:
    keys = [(occupation.key, language) for occupation in occupations() for language in occupation.texts]
    assert len(keys) == len(set(keys))
    groups = {group.code for group in isco() if group.level is Level.UNIT}
    assert {occupation.code for occupation in occupations()} <= groups
    for occupation in occupations():
        for language in occupation.texts:
            for country in ENGLISH_COUNTRIES if language == "en" else ("CN",):
                if country in occupation.bands:
                    assert wording(occupation.key, language, country).noun
                    assert places_near(country, occupation.near) or country != "CN"
