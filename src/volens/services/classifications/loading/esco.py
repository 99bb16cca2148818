"""The official ESCO CSV package: occupations, skills, their groups and relations; v1.1 and v1.2 layouts.

v1.1 names relation files without a language, v1.2 with one (`occupationSkillRelations_en.csv`) and with label columns
added; columns are found by name, so both read the same. Alternative labels stand in one cell, split by line breaks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from volens.packs.classifications import Level, isco
from volens.services.classifications.loading.content import Content, Notion, Tie
from volens.services.classifications.loading.errors import PackageError
from volens.services.classifications.loading.package import Package, Row
from volens.services.classifications.models import Concept, Label, Relation

ATTRIBUTION = "This service uses the ESCO classification of the European Commission."
TITLE = "European Skills, Competences, Qualifications and Occupations (ESCO)"

Progress = Callable[[str], None]

_UNIT_GROUP = re.compile(r"(?:.*/)?C?(\d{4})")
_VERSION = re.compile(r"v?(\d+\.\d+(?:\.\d+)?)")
_LANGUAGE = r"([a-z]{2}(?:-[a-z]+)?)\.csv"
_WITHDRAWN = {"obsolete", "deprecated"}
_NAMES = ("conceptUri", "preferredLabel", "altLabels")


def read(package: Package, progress: Progress = lambda _stage: None) -> Content:
    """Read a package. Occupations are required, in any language; skills, groups and relations may be missing."""
    tables = package.matching("occupations_" + _LANGUAGE)
    if not tables:
        raise PackageError(
            _("there is no occupations_en.csv in %(name)s.") % {"name": package.path.name},
            _("Download ESCO as “classification, CSV” and give the folder or the zip."),
        )
    content = Content(version=_version(package))
    for language, name in tables.items():
        progress(_("ESCO occupations (%(language)s)") % {"language": language})
        for row in package.rows(name, (*_NAMES, "iscoGroup")):
            _add(content, row, language, Concept.Kind.OCCUPATION)
    for language, name in package.matching("skills_" + _LANGUAGE).items():
        progress(_("ESCO skills (%(language)s)") % {"language": language})
        for row in package.rows(name, (*_NAMES, "skillType")):
            known = row.fields["skillType"].strip() == "knowledge"
            _add(content, row, language, Concept.Kind.KNOWLEDGE if known else Concept.Kind.SKILL)
    for language, name in package.matching("skillGroups_" + _LANGUAGE).items():
        for row in package.rows(name, _NAMES):
            _add(content, row, language, Concept.Kind.SKILL_GROUP)
    if not any(content.of_kind(Concept.Kind.OCCUPATION)):
        raise PackageError(_("there is no occupation in it."), _("Download the package again."), file=package.path.name)
    _hierarchy(package, content, progress)
    progress(_("ESCO relations"))
    content.ties = list(_relations(package, content))
    return content


def _version(package: Package) -> str:
    """The version as the folder or zip is named ("ESCO dataset - v1.2.0 ..."): the files do not say it."""
    found = _VERSION.search(package.path.name)
    return found.group(1) if found else ""


def _split(cell: str) -> list[str]:
    return re.split(r"\s*[\r\n]+\s*|\s+\|\s+", cell.strip())


def _add(content: Content, row: Row, language: str, kind: Concept.Kind) -> None:
    if row.fields.get("status", "").strip() in _WITHDRAWN:
        return
    key = row.required("conceptUri")
    if not re.fullmatch(r"https?://\S{1,280}", key):
        raise row.error("conceptUri", _("is not an address: “%(value)s”.") % {"value": key[:100]})
    notion = content.notions.get(key)
    if notion is None:
        notion = content.notions[key] = Notion(key, kind, code=row.fields.get("code", "").strip()[:40])
        if kind is Concept.Kind.OCCUPATION:
            notion.unit_group = _unit_group(row)
    notion.describe(row.fields.get("description", ""))
    notion.add(language, Label.Kind.PREFERRED, [row.required("preferredLabel")])
    notion.add(language, Label.Kind.ALTERNATIVE, _split(row.fields["altLabels"]))
    notion.add(language, Label.Kind.HIDDEN, _split(row.fields.get("hiddenLabels", "")))


def _unit_group(row: Row) -> str:
    value = row.required("iscoGroup")
    found = _UNIT_GROUP.fullmatch(value)
    if found is None or not isco().exists(found.group(1), Level.UNIT):
        raise row.error("iscoGroup", _("is not an ISCO-08 unit group: “%(value)s”.") % {"value": value[:100]})
    return found.group(1)


def _relation_table(package: Package, stem: str) -> str | None:
    """A relation file in either naming; English first when there are several."""
    several = package.matching(f"{stem}_" + _LANGUAGE)
    return package.find(f"{stem}.csv", f"{stem}_en.csv") or next(iter(several.values()), None)


def _hierarchy(package: Package, content: Content, progress: Progress) -> None:
    """Give each concept its first broader one; a broader ISCO group is what `unit_group` says already."""
    for stem in ("broaderRelationsOccPillar", "broaderRelationsSkillPillar"):
        name = _relation_table(package, stem)
        if name is None:
            continue
        progress(_("ESCO hierarchy"))
        for row in package.rows(name, ("conceptUri", "broaderUri")):
            below, above = content.notions.get(row.required("conceptUri")), row.required("broaderUri")
            if below is not None and not below.parent and above in content.notions and above != below.key:
                below.parent = above


def _relations(package: Package, content: Content) -> Iterator[Tie]:
    name = _relation_table(package, "occupationSkillRelations")
    if name is None:
        return
    seen: set[tuple[str, str]] = set()
    for row in package.rows(name, ("occupationUri", "relationType", "skillUri")):
        occupation, skill = row.required("occupationUri"), row.required("skillUri")
        kind = row.required("relationType")
        if kind not in Relation.Kind.values:
            raise row.error(
                "relationType", _("is neither essential nor optional: “%(value)s”.") % {"value": kind[:100]}
            )
        # Relations to a withdrawn concept, or to skills when these were not downloaded, have nothing to hold on to.
        known = occupation in content.notions and skill in content.notions
        if known and (occupation, skill) not in seen:
            seen.add((occupation, skill))
            yield Tie(occupation, skill, Relation.Kind(kind))
