"""Vetting: the labelled set, the frozen own set, false alarms, disguises, and speed.

Data is passed by DATA (see bench/linking.py); `bench/vetting_own/*.jsonl` is frozen and read here only.
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

DAY = dt.date(2026, 11, 1)
OWN = Path(__file__).parent / "vetting_own"
#: What a text alone cannot be held for.
_FIELDS = {"title.missing", "employer.missing", "place.missing"}


def _lines(path: Path) -> list[dict[str, Any]]:
    raw = path.read_bytes()
    text = gzip.decompress(raw) if path.suffix == ".gz" else raw
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def _verdicts(ads: Iterable[dict[str, Any]], *, learned: bool) -> list[tuple[str, set[str]]]:
    """Outcome and stopping indicators of each advertisement."""
    from volens.engines.vetting import Nets, Posting, Severity, Verdict, judge_all, shipped_nets

    nets = shipped_nets() if learned else Nets(shipped_nets().book)
    postings = [
        Posting(title=ad.get("title") or "", text=ad.get("text") or "", company_profile=ad.get("company_profile") or "")
        for ad in ads
    ]
    found = []
    for verdict in judge_all(postings, on=DAY, nets=nets):
        findings = tuple(each for each in verdict.findings if each.rule not in _FIELDS)
        stopping = {each.indicator.value for each in findings if each.severity is not Severity.WARN}
        found.append((Verdict.of(findings, ()).outcome.value, stopping))
    return found


def _labelled(ads: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """By language and net: bad ones stopped with a right indicator, good ones stopped."""
    rows = []
    for language in ("en", "zh"):
        own = [ad for ad in ads if ad.get("lang") == language]
        for net, learned in (("rules", False), ("rules and learned", True)):
            bad = good = right = wrong = 0
            for ad, (outcome, indicators) in zip(own, _verdicts(own, learned=learned), strict=True):
                if ad["label"] in {"bad", "stop"}:
                    bad += 1
                    right += bool(indicators & set(ad.get("indicators") or []))
                else:
                    good += 1
                    wrong += outcome != "publish"
            rows.append({"language": language, "net": net, "bad": bad, "right": right, "good": good, "wrong": wrong})
    return rows


def _alarms(name: str, ads: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows = []
    for net, learned in (("rules", False), ("rules and learned", True)):
        outcomes = [outcome for outcome, _ in _verdicts(ads, learned=learned)]
        rows.append(
            {"set": name, "net": net, "ads": len(ads), "block": outcomes.count("block"), "hold": outcomes.count("hold")}
        )
    return rows


def _ordinary(data: Path, *, quick: bool) -> list[dict[str, Any]]:
    from volens.packs.samples.generator import generate

    gold = {row["id"]: row["label"] for row in _lines(data / "emscad" / "gold.jsonl")}
    legitimate = [
        {
            "title": row.get("title"),
            "text": "\n".join(str(row.get(key) or "") for key in ("description", "requirements", "benefits")),
            "company_profile": row.get("company_profile"),
        }
        for row in _lines(data / "emscad" / "queries.jsonl")
        if gold[row["id"]] == 0
    ]
    titles = {row["position_title"] for row in _lines(data / "usajobs" / "announcements.jsonl.gz")}
    samples = [
        {"title": row["title"], "text": row["description"]}
        for row in generate(300 if quick else 3000, seed=11, as_of=DAY)
    ]
    return [
        *_alarms("EMSCAD, legitimate", legitimate),
        *_alarms("USAJOBS, titles", [{"title": title, "text": title} for title in sorted(titles)]),
        *_alarms("generated (3 % with a fault)", samples),
    ]


def _disguised() -> dict[str, int]:
    from tests.vetting.evasions import evaded

    from volens.engines.vetting import Severity
    from volens.engines.vetting.text import default_book, read

    tried = caught = 0
    for rule in default_book().rules.values():
        if rule.severity is not Severity.BLOCK:
            continue
        for half in rule.halves:
            for _name, text in evaded(half.matching[0], rule.code):
                tried += 1
                caught += any(each.severity is not Severity.WARN for each in read(text).findings)
    return {"tried": tried, "caught": caught}


def _speed(*, quick: bool) -> list[dict[str, Any]]:
    """Advertisements a second of `volens vet` itself, its workers started and warm; generated advertisements."""
    from volens.packs.samples.generator import generate
    from volens.services.vacancies import pool, vetting_lines

    lines = [
        json.dumps({"id": number, "title": row["title"], "text": row["description"]}).encode()
        for number, row in enumerate(generate(3000 if quick else 20_000, seed=3, as_of=DAY))
    ]
    letters = sum(map(len, lines)) / len(lines)
    with pool.kept():
        for _chunk in vetting_lines.vet(lines[:1500], on=DAY, workers=2):
            pass
        started = time.perf_counter()
        done = sum(len(chunk) for chunk in vetting_lines.vet(lines, on=DAY, workers=2))
        seconds = time.perf_counter() - started
    return [{"ads": done, "bytes": round(letters), "seconds": round(seconds, 2), "rate": round(done / seconds)}]


def run(*, quick: bool) -> dict[str, Any]:
    """Measure. The labelled set is looked for beside the data: DATA/../vetting/labelled.jsonl."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "volens.site.settings")
    django.setup()
    from volens.engines.vetting import shipped_nets

    result: dict[str, Any] = {"rules": shipped_nets().book.version, "learned": shipped_nets().learned is not None}
    data = Path(os.environ["DATA"]) if "DATA" in os.environ else None
    if data is not None:
        result["labelled"] = _labelled(_lines(data.parent / "vetting" / "labelled.jsonl"))
        result["alarms"] = _ordinary(data, quick=quick)
    own = [row for path in sorted(OWN.glob("*.jsonl")) for row in _lines(path)]
    result["own"] = _labelled(own)
    result["disguised"] = _disguised()
    result["speed"] = _speed(quick=quick)
    return result


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({100 * part / whole:.0f} %)" if whole else "-"


def render(result: dict[str, Any]) -> str:
    """The section of docs/figures.md."""
    lines = [f"Rules {result['rules']}{'' if result['learned'] else ', no learned net'}.", ""]
    for name, title in (
        ("own", "Own set, 200 a language, written before the rules; its totals chose one number"),
        ("labelled", "Labelled set that came with the task (the rules were tuned on it)"),
    ):
        if name in result:
            lines += [
                f"**{title}**",
                "",
                "| language | nets | bad stopped, right indicator | good stopped |",
                "|---|---|---|---|",
            ]
            for row in result[name]:
                right, wrong = _share(row["right"], row["bad"]), _share(row["wrong"], row["good"])
                lines.append(f"| {row['language']} | {row['net']} | {right} | {wrong} |")
            lines.append("")
    if "alarms" in result:
        lines += ["**False alarms on ordinary vacancies**", "", "| set | nets | block | hold |", "|---|---|---|---|"]
        for row in result["alarms"]:
            block, hold = _share(row["block"], row["ads"]), _share(row["hold"], row["ads"])
            lines.append(f"| {row['set']} | {row['net']} | {block} | {hold} |")
        lines.append("")
    disguised, speed = result["disguised"], result["speed"][0]
    lines += [
        f"Disguised sentences of blocking rules still caught: {_share(disguised['caught'], disguised['tried'])}.",
        "",
        f"`volens vet`, 2 processes: {speed['rate']:,} advertisements a second, of {speed['bytes']:,} bytes each.",
    ]
    return "\n".join(lines)
