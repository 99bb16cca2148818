"""The official O*NET text database: occupations, alternate titles, technology skills.

Files are tab separated, the first line names the columns, nothing is quoted. O*NET says nothing about ISCO: each
occupation gets the unit group that its own titles vote for, or none (`crosswalk`).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.utils.translation import gettext as _

from volens.engines.linking import Linker
from volens.services.classifications.loading.content import Content, Notion, Tie
from volens.services.classifications.loading.crosswalk import unit_group
from volens.services.classifications.loading.errors import PackageError
from volens.services.classifications.loading.package import Package, Row
from volens.services.classifications.models import Concept, Label, Relation

TITLE = "O*NET"
ATTRIBUTION = (
    "This product includes information from the O*NET {version} Database by the U.S. Department of Labor, Employment "
    "and Training Administration (USDOL/ETA). Used under the CC BY 4.0 license. O*NET® is a trademark of USDOL/ETA. "
    "We have modified all or some of this information. USDOL/ETA has not approved, endorsed, or tested these "
    "modifications."
)

Progress = Callable[[str], None]

_CODE = re.compile(r"\d\d-\d{4}\.\d\d")
_VERSION = re.compile(r"(\d+)[._](\d+)")


def read(package: Package, linker: Callable[[], Linker], progress: Progress = lambda _stage: None) -> Content:
    """Read a database. "Occupation Data.txt" is required; titles and technology skills may be missing.

    `linker` gives the linker that finds unit groups; it is asked for when the files have proved readable.
    """
    occupations = package.find("Occupation Data.txt")
    if occupations is None:
        raise PackageError(
            _("there is no “Occupation Data.txt” in %(name)s.") % {"name": package.path.name},
            _("Download the O*NET database as text files and give the folder or the zip."),
        )
    content = Content(version=_version(package))
    progress(_("O*NET occupations"))
    for row in package.rows(occupations, ("O*NET-SOC Code", "Title"), tabs=True):
        key = _code(row)
        content.notions[key] = notion = Notion(key, Concept.Kind.OCCUPATION, code=key)
        notion.add("en", Label.Kind.PREFERRED, [row.required("Title")])
        notion.describe(row.fields.get("Description", ""))
    if not content.notions:
        raise PackageError(_("there is no occupation in it."), _("Download the package again."), file=occupations)
    _titles(package, content, progress)
    progress(_("O*NET occupations to ISCO-08"))
    built = linker()
    for notion in content.notions.values():
        notion.unit_group = unit_group(built, [name.text for name in notion.names])
        notion.derived = bool(notion.unit_group)
    _technology(package, content, progress)
    return content


def _version(package: Package) -> str:
    readme = package.find("Read Me.txt")
    if readme is not None:
        with package.open(readme) as file:
            found = re.search(r"O\*NET\D{0,3}(\d+\.\d+)", file.read(400))
        if found:
            return found.group(1)
    named = _VERSION.search(package.path.name)
    return ".".join(named.groups()) if named else ""


def _code(row: Row) -> str:
    code = row.required("O*NET-SOC Code")
    if not _CODE.fullmatch(code):
        raise row.error("O*NET-SOC Code", _("is not of the form 00-0000.00: “%(value)s”.") % {"value": code[:100]})
    return code


def _titles(package: Package, content: Content, progress: Progress) -> None:
    name = package.find("Alternate Titles.txt")
    if name is None:
        return
    progress(_("O*NET alternate titles"))
    for row in package.rows(name, ("O*NET-SOC Code", "Alternate Title"), tabs=True):
        notion = content.notions.get(_code(row))
        if notion is not None:
            short = row.fields.get("Short Title", "").strip()
            notion.add("en", Label.Kind.ALTERNATIVE, [row.required("Alternate Title"), "" if short == "n/a" else short])


def _technology(package: Package, content: Content, progress: Progress) -> None:
    name = package.find("Technology Skills.txt")
    if name is None:
        return
    progress(_("O*NET technology skills"))
    seen: set[tuple[str, str]] = set()
    for row in package.rows(name, ("O*NET-SOC Code", "Example", "Commodity Code"), tabs=True):
        occupation, example = _code(row), " ".join(row.required("Example").split())
        key = f"{row.required('Commodity Code')} {example.casefold()}"[:300]
        if occupation not in content.notions or (occupation, key) in seen:
            continue
        seen.add((occupation, key))
        if key not in content.notions:
            tool = content.notions[key] = Notion(key, Concept.Kind.TOOL, code=row.fields["Commodity Code"].strip()[:40])
            tool.add("en", Label.Kind.PREFERRED, [example])
        content.ties.append(Tie(occupation, key, Relation.Kind.OPTIONAL))
