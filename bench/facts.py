"""Rates of reading pay, telling the language and judging a vacancy, on one core.

`python -m bench.facts` prints the section alone. The language detector is timed beside lingua alone on the same
records, interleaved; with DATA=... (the measuring data of the project, which never ships) its answers are counted on
real titles too.
"""

from __future__ import annotations

import gc
import json
import os
import platform
import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from volens.engines import language, pay
from volens.engines.vetting import Declarations, Lodging, Outcome, Posting, judge
from volens.packs.pay import floors

SEED = 20_261
ON = date(2026, 6, 1)

PAY_FIELDS = (
    "${0}-{1}/hr", "US$ {0}k - {1}k per year", "£{0}.21 an hour", "€{0}.500,00 brutto/Monat", "{0}000-{1}000元/月",
    "月薪{0}千-{1}千", "时薪{0}元", "{0}0-{1}0万/年", "${0},000.00 to ${1},500.00 Per Year", "面议", "Competitive",
    "{0} 000 – {1} 000 zł", "₹{0},00,000 - {1},00,000 P.A.",
)  # fmt: skip
EXTRAS = ("", "DOE", "plus bonus", "五险一金", "13薪", "gross", "包吃住", "3 shifts", "full time", "part time")
ENGLISH = (
    "You will {verb} in our {place} with a team of {n} people and report to the shift leader every day.",
    "We are looking for someone who is reliable and has {n} months of experience in a {place}.",
    "The work is {n} hours a week, from Monday to Friday, and the shifts are planned two weeks ahead.",
    "You keep the {place} clean, check deliveries and tell us when something is missing.",
    "Pay is ${pay}.50 per hour and is paid every second Friday into your own account.",
    "Tools, clothing and training are paid by the employer; overtime is voluntary.",
)
CHINESE = (
    "岗位职责:在{place}从事{verb}工作,每天8小时,每周休两天,加班自愿并按规定支付加班费。",
    "任职要求:身体健康,有{n}个月以上相关经验者优先,男女不限。",
    "工资{pay}00-{pay}50元/月,每月15日发放,五险一金,提供免费工作餐。",
    "公司不收取任何押金和中介费,身份证件由本人保管,欢迎直接到{place}面谈。",
    "住宿自愿,宿舍免费,下班后出入自由;合同期一年,到期可续签。",
)
ENGLISH_WORDS = (
    ("sort parcels", "cook lunch", "repair pumps", "drive a van"),
    ("warehouse", "kitchen", "workshop", "depot"),
)
CHINESE_WORDS = ("包装", "烹饪", "维修", "送货"), ("仓库", "食堂", "车间", "站点")
TITLES = ("Warehouse Operative", "Cook", "Fitter", "Van Driver"), ("包装工", "厨师", "维修工", "送货员 (C1 驾照)")


def _records(number: int) -> list[Posting]:
    """Believable vacancies of about 120 words, three in ten Chinese, four in ten with declarations."""
    drawn = random.Random(SEED)
    records = []
    for index in range(number):
        chinese = drawn.random() < 0.3
        sentences, words = (CHINESE, CHINESE_WORDS) if chinese else (ENGLISH, ENGLISH_WORDS)
        verb, place = drawn.choice(words[0]), drawn.choice(words[1])
        text = " ".join(
            drawn.choice(sentences).format(verb=verb, place=place, n=drawn.randint(2, 60), pay=drawn.randint(15, 80))
            for _ in range(7)
        )
        declared = Declarations(
            worker_pays=False, may_leave_site=True, may_resign=True, rest_days=drawn.choice((1, 2, 0.5)),
            weekly_hours=drawn.choice((38, 40, 44, 62)), lodging=drawn.choice(tuple(Lodging)),
        )  # fmt: skip
        records.append(
            Posting(
                title=f"{drawn.choice(TITLES[chinese])} {index}", text=text, employer=f"Employer {index}", place="here",
                region="CN-JX" if chinese else "US-IL", language="zh" if chinese else "en",
                pay=pay.parse(drawn.choice(PAY_FIELDS).format(drawn.randint(2, 9), drawn.randint(10, 30))),
                **({"declarations": declared} if drawn.random() < 0.4 else {}),
            )
        )  # fmt: skip
    return records


def _rate(work: Callable[[Any], object], items: Sequence[Any], rounds: int = 5) -> dict[str, float]:
    """Items a second: the best of some rounds, by processor time: what the code needs when nobody else is busy."""
    seconds = []
    for _ in range(rounds):
        gc.collect()
        started = time.process_time()
        for item in items:
            work(item)
        seconds.append(time.process_time() - started)
    best = min(seconds)
    return {"per_second": round(len(items) / best), "microseconds": round(best / len(items) * 1e6, 1)}


def _lingua() -> Callable[[Posting], object]:
    """The detector a user would take by itself: the same languages, at its default accuracy."""
    from lingua import LanguageDetectorBuilder

    detector = LanguageDetectorBuilder.from_iso_codes_639_1(*_codes()).build()
    return lambda record: detector.detect_language_of(f"{record.title}\n{record.text[:480]}")


def _codes() -> list[Any]:
    from lingua import IsoCode639_1

    return [
        getattr(IsoCode639_1, code) for code in ("EN", "DE", "FR", "ES", "PT", "IT", "NL", "PL", "ZH", "JA", "KO", "RU")
    ]


def _on_real_titles(data: Path) -> dict[str, object]:
    titles = [json.loads(line)["text"] for line in (data / "usajobs" / "queries.jsonl").open(encoding="utf-8")]
    answers = Counter(language.detect(title) for title in titles)
    chinese = [json.loads(line)["text"] for line in (data / "csco" / "queries.jsonl").open(encoding="utf-8")]
    return {
        "usajobs_titles": len(titles),
        "usajobs_english": round(answers["en"] / len(titles), 4),
        "csco_titles": len(chinese),
        "csco_chinese": round(sum(language.detect(title) == "zh" for title in chinese) / len(chinese), 4),
    }


def run(quick: bool) -> dict[str, Any]:
    """Measure everything on the same generated records. `quick` takes a tenth of them."""
    number = 1_000 if quick else 10_000
    records = _records(number)
    drawn = random.Random(SEED + 1)
    fields = [
        drawn.choice(PAY_FIELDS).format(drawn.randint(2, 9), drawn.randint(10, 30)) + "·" + drawn.choice(EXTRAS)
        for _ in range(number)
    ]
    table = floors()
    judge(records[0], table, on=ON)
    language.detect("Zzyzx")  # load the detector before the clock runs
    detect = _rate(lambda record: language.detect(record.title, record.text), records)
    alone = _rate(_lingua(), records[: number // 10])
    outcomes = Counter(judge(record, table, on=ON).outcome for record in records)
    result: dict[str, Any] = {
        "records": number,
        "seed": SEED,
        "python": platform.python_version(),
        "mean_characters": round(statistics.mean(len(record.text) for record in records)),
        "pay_parse": _rate(pay.parse, sorted(set(fields)), rounds=1),
        "pay_parse_again": _rate(pay.parse, fields),
        "pay_find": _rate(lambda record: pay.find(record.text, language=record.language), records),
        "language_detect": detect,
        "language_lingua_alone": alone,
        "language_ratio": round(detect["per_second"] / alone["per_second"], 1),
        "language_right": round(
            sum(language.detect(record.title, record.text) == record.language for record in records) / number, 4
        ),
        "judge": _rate(lambda record: judge(record, table, on=ON), records),
        "outcomes": {outcome.value: outcomes[outcome] for outcome in Outcome},
    }
    if data := os.environ.get("DATA"):
        result["real"] = _on_real_titles(Path(data))
    return result


def render(result: dict[str, Any]) -> str:
    """The section of docs/figures.md."""
    rows = [
        ("pay from a field never seen before (`pay.parse`)", result["pay_parse"]),
        ("pay from fields as they repeat (`pay.parse`)", result["pay_parse_again"]),
        ("pay within a description (`pay.find`)", result["pay_find"]),
        ("language (`language.detect`)", result["language_detect"]),
        ("language, lingua alone, same records", result["language_lingua_alone"]),
        ("verdict, structural net (`vetting.judge`)", result["judge"]),
    ]
    basis = (
        f"{result['records']:,} generated vacancies of {result['mean_characters']} characters on average, "
        f"seed {result['seed']}, one core, processor time, best of the rounds, Python {result['python']}."
    )
    lines = [
        basis,
        "",
        "| what | a second | µs each |",
        "|---|---:|---:|",
        *(f"| {name} | {rate['per_second']:,} | {rate['microseconds']} |" for name, rate in rows),
        "",
        f"Language: {result['language_ratio']} times the rate of lingua alone (one tenth of the records); right on "
        f"{result['language_right']:.2%} of the generated records. Verdicts: "
        + ", ".join(f"{outcome} {count:,}" for outcome, count in result["outcomes"].items()) + ".",
    ]  # fmt: skip
    if real := result.get("real"):
        lines.append(
            f"Real titles without text: {real['usajobs_english']:.2%} of {real['usajobs_titles']:,} USAJOBS titles "
            f"told as English, {real['csco_chinese']:.2%} of {real['csco_titles']:,} Chinese job names as Chinese."
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(render(run(quick=True)))
