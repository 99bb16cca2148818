"""Many postings in one table: the template to download, and reading a filled one. All rows, or none."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext, override

from volens.services.vacancies.importing import readers
from volens.services.vacancies.importing.mapping import Mapping as Columns
from volens.services.vacancies.importing.rejects import Reject
from volens.services.vacancies.models import Posting
from volens.services.vacancies.posting import actions, answering
from volens.services.vacancies.posting.acting import Actor

MOST_ROWS = 500
MOST_BYTES = 10 * 1024 * 1024
MOST_PROBLEMS = 300
HEADING_LINE = 1
#: A row of the template, so that the first look shows how to fill it.
EXAMPLE = {
    "title": {"en": "Cook in a company canteen", "zh": "食堂厨师"},
    "text": {
        "en": "You cook lunch for 200 people with two colleagues. You order what is needed and keep the kitchen clean. "
        "Experience in a kitchen helps; we show you the rest.",
        "zh": "和两名同事一起为200人准备午餐，负责采购食材并保持厨房整洁。有厨房工作经验更好，其余我们会教。",
    },
    "contract": "permanent", "isco": "5120", "place": {"en": "Nanchang", "zh": "南昌"},
    "workplace": {"en": "12 Garden Road, Donghu district", "zh": "东湖区花园路12号"}, "workplace_accessible": "yes",
    "remote": "no", "pay_min": 5500, "pay_max": 6500, "currency": "CNY", "pay_period": "month",
    "pay_method": "bank_transfer", "first_pay_days": 30, "paid_to": "worker", "hours": "full_time", "weekly_hours": 40,
    "rest_days": 2, "overtime_paid": "yes", "night_work": "no", "written_contract": "yes", "contract_language": "zh",
    "lodging": "none", "group_transport": "no", "minimum_age": 18, "apply": "here", "worker_pays": "no",
    "documents_kept_by": "worker", "may_leave_site": "yes", "may_resign": "yes", "resignation_cost": 0,
    "recruiter_paid_per_head": "no", "licence_required": "no",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LineProblem:
    """What is wrong in a row: its line, the column as the table heads it, what to do, and the column's stable name
    ("" where it has none).
    """

    line: int
    field: str
    message: str
    name: str = ""

    @property
    def label(self) -> str:
        """The column's name in the active language, "" where it has none or is headed by it."""
        shown = answering.label(self.name) if self.name in answering.NAMES else ""
        return shown if shown != self.field else ""


@dataclass(slots=True)
class ReadTable:
    """The answers of every row with its line, and every problem."""

    rows: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    problems: list[LineProblem] = field(default_factory=list)


def headings() -> dict[str, str]:
    """How a column may be headed: stable name, English and Chinese name, each folded -> stable name."""
    known: dict[str, str] = {}
    for code in ("en", "zh-hans"):
        with override(code):
            for name in answering.NAMES:
                known.setdefault(_folded(answering.label(name)), name)
    return known | {_folded(name): name for name in answering.NAMES}


def _folded(text: str) -> str:
    return "".join(text.casefold().replace("_", " ").split()).rstrip("?？*:：")


def example(name: str, language: str) -> Any:
    """The example's cell in a language ("en" or "zh")."""
    value = EXAMPLE.get(name, "")
    return value[language] if isinstance(value, dict) else value


def template_csv(language: str) -> bytes:
    """The template as CSV with a byte order mark, which Excel needs to read Chinese."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(answering.NAMES)
    writer.writerow([example(name, language) for name in answering.NAMES])
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()


def template_workbook(language: str) -> bytes:
    """The template as XLSX: the table with lists to choose from, and a sheet that explains every column."""
    import openpyxl
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 - a new workbook has a sheet
    sheet.title = gettext("Vacancies")[:31]
    sheet.append(list(answering.NAMES))
    sheet.append([example(name, language) for name in answering.NAMES])
    for number, name in enumerate(answering.NAMES, 1):
        letter = get_column_letter(number)
        sheet.cell(1, number).font = Font(bold=True)
        sheet.cell(1, number).fill = PatternFill("solid", fgColor="E2F0EC")
        sheet.column_dimensions[letter].width = 40 if name == "text" else 18
        listed = [value for value, _english, _chinese in answering.choices(name)]
        if listed and len(",".join(listed)) < 250:
            check = DataValidation(type="list", formula1=f'"{",".join(listed)}"', allow_blank=True)
            sheet.add_data_validation(check)
            check.add(f"{letter}2:{letter}{MOST_ROWS + 1}")
    sheet.freeze_panes = "B2"
    notes = book.create_sheet(gettext("Columns")[:31])
    notes.append(
        [gettext("Column"), gettext("What it says"), gettext("Why it is asked, how to write it"), gettext("Allowed")]
    )
    for name in answering.NAMES:
        made = answering.base_field(name)
        allowed = "; ".join(
            f"{value} = {chinese if language == 'zh' else english}"
            for value, english, chinese in answering.choices(name)
        )
        notes.append([name, answering.label(name), str(made.help_text or ""), allowed])
    for letter, width in zip("ABCD", (24, 40, 70, 70), strict=True):
        notes.column_dimensions[letter].width = width
    for row in notes.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def read(path: Path, *, employer: str) -> ReadTable:
    """Read a table. Every row is checked; nothing is stored."""
    found = ReadTable()
    known = headings()
    strange: set[str] = set()
    titles = tuple(heading for heading, name in known.items() if name == "title")
    mapping = Columns(columns={"title": titles}, alternatives=True)
    for item in readers.read(path, readers.Options(format="table", mapping=mapping)):
        if isinstance(item, Reject):
            found.problems.append(LineProblem(item.line, item.field, item.reason()))
            continue
        if not isinstance(item.data, dict):
            found.problems.append(LineProblem(item.line, "", gettext("This is no table. Use the template.")))
            break
        if len(found.rows) == MOST_ROWS:
            message = gettext("The table has more than %(most)d rows. Upload it in parts.") % {"most": MOST_ROWS}
            found.problems.append(LineProblem(item.line, "", message))
            break
        found.problems += _strange_columns(item.data, known, strange)
        _row(found, item.line, item.data, known, employer)
        if len(found.problems) >= MOST_PROBLEMS:
            break
    if not found.rows and not found.problems:
        found.problems.append(LineProblem(1, "", gettext("The table has no row below its heading.")))
    return found


def _row(found: ReadTable, line: int, cells: dict[str, Any], known: dict[str, str], employer: str) -> None:
    said: dict[str, Any] = {}
    named: dict[str, str] = {}
    for heading, value in cells.items():
        name = known.get(_folded(heading))
        if name is not None:
            named[name] = heading
            said[name] = value
    answered = answering.read(said, employer=employer)
    found.rows.append((line, answered.content))
    found.problems += [
        LineProblem(line, named.get(problem.field, problem.field), problem.message, problem.field)
        for problem in answered.problems
    ]


def _strange_columns(cells: Mapping[str, Any], known: Mapping[str, str], told: set[str]) -> Iterator[LineProblem]:
    """Columns with something in them that no answer is called by: the fault of the heading, so told once, of line 1."""
    for heading, value in cells.items():
        if value in {None, ""} or heading in told or _folded(heading) in known:
            continue
        told.add(heading)
        message = gettext("There is no such column. Take it out, or use the names of the template.")
        near = difflib.get_close_matches(_folded(heading), known, n=1, cutoff=0.75)
        if near:
            name = known[near[0]]
            said = gettext("Did you mean “%(name)s” (%(label)s)?")
            message = f"{message} {said % {'name': name, 'label': answering.label(name)}}"
        yield LineProblem(HEADING_LINE, heading, message)


def store(actor: Actor, found: ReadTable, *, send: bool) -> list[Posting]:
    """Make postings of a table without problems, all or none; `send`: and send each in."""
    if found.problems:
        raise ValueError("A table with problems is not stored.")
    with transaction.atomic():
        made = [actions.start(actor, content) for _line, content in found.rows]
        return [actions.submit(actor, posting.pk) for posting in made] if send else made


def by_line(problems: list[LineProblem]) -> Iterator[LineProblem]:
    """Problems in the order of the table."""
    return iter(sorted(problems, key=lambda each: each.line))
