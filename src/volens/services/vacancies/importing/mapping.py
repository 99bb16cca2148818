"""The column mapping of a table or of JSON objects in a layout of their own: a small YAML file, see docs/import.md."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from volens.services.vacancies.importing.draft import FIELDS, MOST_PLACES_READ, Draft, Whereabouts

#: What tables usually call their columns, for imports without a mapping file. Compared without case and spaces.
USUAL_NAMES: dict[str, tuple[str, ...]] = {
    name: tuple(columns)
    for name, columns in yaml.safe_load(
        (Path(__file__).parent / "usual_columns.yaml").read_text(encoding="utf-8")
    ).items()
}


class MappingError(ValueError):
    """A mapping file is wrong; the message names the key and the remedy."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which column feeds which field, and what the table leaves unsaid.

    `columns`: field -> names of columns. Several are joined (text: as paragraphs), or, with `alternatives`, the first
    that has a value is taken. `values`: field -> {as written: as we write it}. `constants`: field -> value for every
    row. `only`: column -> values; rows with other values are not vacancies. `more_places`: columns that name other
    places of the same job; a bar parts several in one cell. `declarations`: what the employer stated,
    name -> column or constant (see docs/import.md).
    """

    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    alternatives: bool = False
    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    constants: dict[str, Any] = field(default_factory=dict)
    only: dict[str, tuple[str, ...]] = field(default_factory=dict)
    declarations: dict[str, Any] = field(default_factory=dict)
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_row: int = 0
    more_places: tuple[str, ...] = ()  # columns that name other places of the same job
    record: str = ""  # the element that holds one vacancy in a feed in XML
    time_zone: str = ""
    date_order: str = ""  # "DMY" or "MDY", for dates such as 03/04/2026

    @property
    def given(self) -> bool:
        """Whether an operator gave one, as against the usual names."""
        return bool(self.columns) and not self.alternatives

    def fits(self, names: Iterable[str]) -> bool:
        """Whether a row of a table looks like its header: it holds a column for the title."""
        folded = {_folded(name) for name in names}
        return any(_folded(column) in folded for column in self._titles())

    def missing(self, names: Iterable[str]) -> str:
        """The first mapped column that is not among these, or an empty string."""
        folded = {_folded(name) for name in names}
        if self.alternatives or not self.columns:
            return "" if self.fits(names) else "title"
        wanted = [column for columns in self.columns.values() for column in columns] + [*self.only, *self.more_places]
        return next((column for column in wanted if _folded(column) not in folded), "")

    def _titles(self) -> tuple[str, ...]:
        return self.columns.get("title", ()) if self.columns else USUAL_NAMES["title"]

    def draft(self, record: dict[str, Any]) -> Draft | None:
        """A record as a Draft; None when `only` says that it is not a vacancy to be imported."""
        cells = {_folded(name): value for name, value in record.items()}
        for column, allowed in self.only.items():
            if _plain(_at(cells, record, column)) not in allowed:
                return None
        draft = Draft()
        for name, columns in (self.columns or USUAL_NAMES).items():
            found = [(column, value) for column in columns if _filled(value := _at(cells, record, column))]
            if not found:
                continue
            if len(found) == 1 or self.alternatives or (not self.columns and name != "text"):
                value = found[0][1]
            else:
                value = ("\n\n" if name == "text" else ", ").join(_plain(value) for _, value in found)
            known = self.values.get(name)
            if known is not None:
                value = known.get(_plain(value).strip(), known.get("*", value))
            setattr(draft, name, value)
            draft.names[name] = found[0][0]
        for name, constant in self.constants.items():
            if not _filled(getattr(draft, name)):
                setattr(draft, name, constant)
        _spread(draft, [_at(cells, record, column) for column in self.more_places])
        if self.declarations:
            draft.declarations = self._declared(cells, record)
        return draft

    def _declared(self, cells: dict[str, Any], record: dict[str, Any]) -> dict[str, Any]:
        declared = {}
        for name, rule in self.declarations.items():
            if isinstance(rule, dict):
                written = _plain(_at(cells, record, str(rule.get("column", "")))).strip()
                value = (rule.get("values") or {}).get(written, written or None)
            else:
                value = rule
            if value is not None:
                declared[name] = value
        return declared


def _spread(draft: Draft, more: Iterable[Any]) -> None:
    """Several places of one job: "Leeds | York" in the column of the place or the town, and in columns of their own.

    Each lies in the row's region and country; with as many regions as towns each in its own.
    """
    name = "locality" if _filled(draft.locality) else "place"
    towns, regions = _places_in(getattr(draft, name)), _places_in(draft.region)
    if not towns:
        towns = [None] * len(regions)
    if len(regions) > 1 and len(regions) != len(towns):
        regions = []  # nobody knows which town lies where
    if len(towns) > 1 or len(regions) > 1 or getattr(draft, name) not in towns:
        regions = regions * len(towns) if len(regions) == 1 else regions or [None] * len(towns)
        spots = [Whereabouts(**{name: town, "region": region}) for town, region in zip(towns, regions, strict=True)]
        first, *draft.further = spots or [Whereabouts()]
        draft.place, draft.locality, draft.region = first.place, first.locality, first.region
    draft.further += [Whereabouts(place=each) for cell in more for each in _places_in(cell)]
    if draft.further and not any(map(_filled, (draft.place, draft.locality, draft.region, draft.latitude))):
        first = draft.further.pop(0)
        draft.place, draft.locality, draft.region = first.place, first.locality, first.region
    del draft.further[MOST_PLACES_READ:]
    for each in draft.further:
        each.country = draft.country


def _places_in(value: Any) -> list[Any]:
    """The places a cell names: parted by a bar, or in a list. What is neither is one place, whatever it is."""
    if isinstance(value, list):
        return [place for entry in value for place in _places_in(entry)]
    if isinstance(value, str) and ("|" in value or "｜" in value):
        return [part.strip() for part in value.replace("｜", "|").split("|") if part.strip()]
    return [value] if _filled(value) else []


def _folded(name: str) -> str:
    return "".join(name.casefold().replace("_", " ").split())


def _at(cells: dict[str, Any], record: dict[str, Any], column: str) -> Any:
    """A cell by its column's name; in JSON objects also by a path such as `company.name`."""
    value = cells.get(_folded(column))
    if value is None and "." in column:
        value = record
        for step in column.split("."):
            inner = value[0] if isinstance(value, list) and value else value
            value = inner.get(step) if isinstance(inner, dict) else None
    return value


def _filled(value: Any) -> bool:
    return value is not None and value not in ("", [])


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_plain(entry) for entry in value)
    return "" if value is None else str(value)


def load(path: Path) -> Mapping:
    """Read a mapping file. Raises MappingError with the key at fault."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise MappingError(f"{path}: cannot be read: {error.strerror or error}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise MappingError(f"{path}: is not valid YAML in UTF-8: {error}") from error
    try:
        return parse(content)
    except MappingError as error:
        raise MappingError(f"{path}: {error}") from error


def parse(content: Any) -> Mapping:
    """A mapping from the content of its file (or from the database). Raises MappingError."""
    if not isinstance(content, dict) or not isinstance(content.get("columns"), dict) or not content["columns"]:
        raise MappingError("needs `columns:`, at least `title: NAME OF THE COLUMN`.")
    known = {*Mapping.__dataclass_fields__} - {"alternatives"}
    if unknown := sorted(str(key) for key in content if key not in known):
        raise MappingError(f"`{unknown[0]}` is no key of a mapping. The keys are: {', '.join(sorted(known))}.")
    columns: dict[str, tuple[str, ...]] = {}
    for name, column in content["columns"].items():
        _known_field("columns", name)
        columns[str(name)] = _names(f"columns: {name}", column)
    if "title" not in columns:
        raise MappingError("`columns:` needs `title:`, the column that names the job.")
    constants = _section(content, "constants")
    values = _section(content, "values")
    for section, entries in (("constants", constants), ("values", values)):
        for name in entries:
            _known_field(section, name)
    for name, table in values.items():
        if not isinstance(table, dict):
            raise MappingError(f"`values: {name}:` needs pairs of `as written: as meant`.")
    only = {
        str(column): tuple(str(value) for value in (allowed if isinstance(allowed, list) else [allowed]))
        for column, allowed in _section(content, "only").items()
    }
    return Mapping(
        columns=columns,
        values={name: {str(key): value for key, value in table.items()} for name, table in values.items()},
        constants=constants,
        only=only,
        more_places=_names("more_places", content.get("more_places")) if content.get("more_places") else (),
        declarations=_section(content, "declarations"),
        **_scalars(content),
    )


def _names(key: str, column: Any) -> tuple[str, ...]:
    names = column if isinstance(column, list) else [column]
    if not names or not all(isinstance(entry, str | int) and entry != "" for entry in names):
        raise MappingError(f"`{key}:` needs the name of a column or a list of them.")
    return tuple(str(entry) for entry in names)


def _scalars(content: dict[str, Any]) -> dict[str, Any]:
    scalars: dict[str, Any] = {
        key: str(content[key])
        for key in ("encoding", "delimiter", "sheet", "record", "time_zone", "date_order")
        if content.get(key) is not None
    }
    if len(scalars.get("delimiter", ",")) != 1:
        raise MappingError("`delimiter:` needs one character, for example ';' or \"\\t\".")
    if scalars.get("date_order", "DMY") not in {"DMY", "MDY"}:
        raise MappingError("`date_order:` is DMY or MDY.")
    header = content.get("header_row", 0)
    if not isinstance(header, int) or isinstance(header, bool) or header < 0:
        raise MappingError("`header_row:` needs the number of the row with the column names, counted from 1.")
    try:
        zoneinfo.ZoneInfo(scalars.get("time_zone", "UTC"))
    except (zoneinfo.ZoneInfoNotFoundError, ValueError) as error:
        raise MappingError("`time_zone:` needs a name such as Asia/Shanghai.") from error
    return {**scalars, "header_row": header}


def _section(content: dict[str, Any], name: str) -> dict[str, Any]:
    section = content.get(name) or {}
    if not isinstance(section, dict):
        raise MappingError(f"`{name}:` needs pairs of `name: value`.")
    return section


def _known_field(section: str, name: Any) -> None:
    if name not in FIELDS:
        raise MappingError(f"`{section}: {name}:` is no field of a vacancy. The fields are: {', '.join(FIELDS)}.")
