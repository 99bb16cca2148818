"""Small made-up packages in the official layouts."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

ESCO = "http://data.europa.eu/esco"
HERDER = f"{ESCO}/occupation/aaaa-herder"
GOAT_HERDER = f"{ESCO}/occupation/bbbb-goat-herder"
WELDER = f"{ESCO}/occupation/cccc-welder"
MILK = f"{ESCO}/skill/1111-milk"
GOATS = f"{ESCO}/skill/2222-goats"
WELD = f"{ESCO}/skill/3333-weld"
ANIMALS = f"{ESCO}/skill/S1"

OCCUPATIONS = [
    "conceptType",
    "conceptUri",
    "iscoGroup",
    "preferredLabel",
    "altLabels",
    "hiddenLabels",
    "status",
    "modifiedDate",
    "regulatedProfessionNote",
    "scopeNote",
    "definition",
    "inScheme",
    "description",
    "code",
]
SKILLS = [
    "conceptType",
    "conceptUri",
    "skillType",
    "reuseLevel",
    "preferredLabel",
    "altLabels",
    "hiddenLabels",
    "status",
    "modifiedDate",
    "scopeNote",
    "definition",
    "inScheme",
    "description",
]
SKILL_GROUPS = [
    "conceptType",
    "conceptUri",
    "preferredLabel",
    "altLabels",
    "hiddenLabels",
    "status",
    "modifiedDate",
    "scopeNote",
    "inScheme",
    "description",
    "code",
]


def table(columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> str:
    """CSV as the portal writes it."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def occupation(
    uri: str, group: str, label: str, alt: str = "", code: str = "", status: str = "released"
) -> dict[str, str]:
    """A row of occupations_en.csv."""
    return {
        "conceptType": "Occupation",
        "conceptUri": uri,
        "iscoGroup": group,
        "preferredLabel": label,
        "altLabels": alt,
        "status": status,
        "code": code,
    }


def skill(uri: str, kind: str, label: str, alt: str = "") -> dict[str, str]:
    """A row of skills_en.csv."""
    return {"conceptUri": uri, "skillType": kind, "preferredLabel": label, "altLabels": alt, "status": "released"}


def esco_files(version: str = "1.1") -> dict[str, str]:
    """An ESCO package by file name; relation files of v1.2 carry the language and more columns."""
    occupations = [
        occupation(HERDER, "6121", "yak herder", "herder of yaks\nyak shepherd", "6121.9"),
        occupation(GOAT_HERDER, "6121", "cashmere goat herder", "", "6121.9.1"),
        occupation(WELDER, "7212", "plasma torch welder", "torch welding operative", "7212.9"),
        occupation(f"{ESCO}/occupation/dddd-gone", "7212", "vanished welder", status="obsolete"),
    ]
    skills = [
        skill(MILK, "skill/competence", "milk yaks"),
        skill(GOATS, "knowledge", "goat breeds", "breeds of goats"),
        skill(WELD, "skill/competence", "weld plates"),
    ]
    groups = [{"conceptUri": ANIMALS, "preferredLabel": "working with animals", "code": "S1"}]
    pairs = [
        (HERDER, "essential", "skill/competence", MILK),
        (HERDER, "optional", "knowledge", GOATS),
        (GOAT_HERDER, "essential", "knowledge", GOATS),
        (WELDER, "essential", "skill/competence", WELD),
        (f"{ESCO}/occupation/dddd-gone", "essential", "skill/competence", WELD),
    ]
    broader_skills = [(MILK, ANIMALS), (GOATS, ANIMALS)]
    broader = [(HERDER, f"{ESCO}/isco/C6121"), (GOAT_HERDER, HERDER)]
    files = {
        "occupations_en.csv": table(OCCUPATIONS, occupations),
        "skills_en.csv": table(SKILLS, skills),
        "skillGroups_en.csv": table(SKILL_GROUPS, groups),
    }
    more = version == "1.2"
    names = ["occupationUri", *(["occupationLabel"] if more else []), "relationType", "skillType", "skillUri"]
    keys = ("occupationUri", "relationType", "skillType", "skillUri")
    ending = "_en.csv" if more else ".csv"
    files["occupationSkillRelations" + ending] = table(names, [dict(zip(keys, pair, strict=True)) for pair in pairs])
    upward = ["conceptType", "conceptUri", *(["conceptLabel"] if more else []), "broaderType", "broaderUri"]
    for stem, links in (("broaderRelationsOccPillar", broader), ("broaderRelationsSkillPillar", broader_skills)):
        rows = [{"conceptUri": below, "broaderUri": above} for below, above in links]
        files[stem + ending] = table(upward, rows)
    return files


def onet_files() -> dict[str, str]:
    """An O*NET text database by file name."""
    return {
        "Read Me.txt": "O*NET 99.1 Database\nAugust 2099 Release\n",
        "Occupation Data.txt": (
            "O*NET-SOC Code\tTitle\tDescription\n"
            "51-4121.00\tWelders, Cutters, Solderers, and Brazers\tUse hand welding.\n"
            '99-9999.00\tZorblax Guardians\tGuard "the zorblax".\n'
        ),
        "Alternate Titles.txt": (
            "O*NET-SOC Code\tAlternate Title\tShort Title\tSource(s)\n"
            "51-4121.00\tPipe Welder\tn/a\t08\n"
            "51-4121.00\tMetal Inert Gas Welder\tMIG Welder\t08,10\n"
            '51-4121.00\tBrazing "Expert" Welder\tn/a\t08\n'
        ),
        "Technology Skills.txt": (
            "O*NET-SOC Code\tExample\tCommodity Code\tCommodity Title\tHot Technology\n"
            "51-4121.00\tWeldPlanner\t43232600\tIndustry software\tN\n"
            "99-9999.00\tWeldPlanner\t43232600\tIndustry software\tN\n"
        ),
    }


def folder(path: Path, files: Mapping[str, str], *, packed: bool = False) -> Path:
    """Write a package as a folder; `packed` gzips every table."""
    path.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        raw = text.encode("utf-8-sig" if name.startswith("occ") else "utf-8")
        (path / (f"{name}.gz" if packed else name)).write_bytes(gzip.compress(raw) if packed else raw)
    return path


def zipped(path: Path, files: Mapping[str, str], inside: str = "") -> Path:
    """Write a package as a zip, its files in a folder inside if one is named."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in files.items():
            file.writestr(f"{inside}/{name}" if inside else name, text)
    return path
