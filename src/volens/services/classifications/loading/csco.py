"""The Chinese occupational classification as a table: one row for each group and occupation, with names in use.

Columns are found by name: `code` (0-00-00-00) and `name` are required; `level`, `definition`, `tasks` and `alias`
(names used on job boards, separated by commas) may be missing. Names end in L, S or L/S for green and digital
occupations: a mark, not a part of the name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext as _

from volens.services.classifications.loading.content import Content, Notion
from volens.services.classifications.loading.errors import PackageError
from volens.services.classifications.loading.package import Package
from volens.services.classifications.models import Concept, Label

TITLE = "Occupational Classification of the People's Republic of China (中华人民共和国职业分类大典)"
ATTRIBUTION = "中华人民共和国职业分类大典. The table was loaded by the operator of this service."

Progress = Callable[[str], None]

_CODE = re.compile(r"\d(?:-\d\d){3}")
_MARK = re.compile(r"\s*(?:L/S|L|S)$")
_SEPARATOR = re.compile(r"[,，、;；\n]")
_VERSION = re.compile(r"(?:20)?(\d\d)\D*$")


@contextmanager
def opened(path: Path) -> Iterator[tuple[Package, str]]:
    """The package and the name of the table in it; `path` may be the table itself."""
    single = path.is_file() and path.name.lower().endswith((".csv", ".csv.gz"))
    with Package(path.parent if single else path) as package:
        name = package.find(path.name) if single else next(iter(package.matching(r"(csco.*)\.csv").values()), None)
        if name is None:
            raise PackageError(
                _("there is no csco….csv in %(name)s.") % {"name": path.name},
                _("Give the CSV file of the classification itself."),
            )
        yield package, name


def read(package: Package, table: str, progress: Progress = lambda _stage: None) -> Content:
    """Read the table. Codes that occur twice become one concept with the names of both rows."""
    found = _VERSION.search(table.removesuffix(".gz").removesuffix(".csv"))
    content = Content(version=f"20{found.group(1)}" if found else "")
    progress(_("Chinese classification"))
    for row in package.rows(table, ("code", "name")):
        key = row.required("code")
        if not _CODE.fullmatch(key):
            raise row.error("code", _("is not of the form 0-00-00-00: “%(value)s”.") % {"value": key[:100]})
        notion = content.notions.get(key)
        if notion is None:
            kind = Concept.Kind.GROUP if key.endswith("-00") else Concept.Kind.OCCUPATION
            notion = content.notions[key] = Notion(key, kind, code=key, parent=_parent(key))
        name = _MARK.sub("", row.required("name"))
        aliases = [_MARK.sub("", alias.strip()) for alias in _SEPARATOR.split(row.fields.get("alias", ""))]
        notion.add("zh", Label.Kind.PREFERRED, [name])
        notion.add("zh", Label.Kind.ALTERNATIVE, aliases)
        notion.describe(row.fields.get("definition", ""), row.fields.get("tasks", ""))
    if not content.notions:
        raise PackageError(_("there is no occupation in it."), _("Give the whole table."), file=table)
    return content


def _parent(code: str) -> str:
    """The code one level up, "" for a major group: 2-02-20-05 belongs to 2-02-20-00, this to 2-02-00-00."""
    groups = code.split("-")
    for place in (3, 2, 1):
        if groups[place] != "00":
            groups[place:] = ["00"] * (4 - place)
            return "-".join(groups)
    return ""
