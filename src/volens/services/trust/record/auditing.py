"""`volens audit`: does the database still say what the log says it said? Every stored row that has a leaf is looked at.

Reads everything, changes nothing, shows nobody's data: of a person's rows only digests are compared.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection

from volens.engines import sealing
from volens.engines.log import Finding as TreeFinding
from volens.engines.log import Leaf, LeafType, LogReader, leaf_hash, open_checkpoint, parse_leaf
from volens.engines.log import audit as audit_tree
from volens.services.trust import reading, vault
from volens.services.trust.models import LogEntry, Reading
from volens.services.trust.record import changes, checking, publications, readings, recorded, words
from volens.services.trust.record.checking import Check
from volens.services.trust.record.entering import hash_of, is_filler, leaf_of, mark
from volens.services.trust.record.models import Record
from volens.services.trust.record.place import Place, here, quorum

#: What comes of rows whose fields hold what they never should.
UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValidationError, ValueError)


@dataclass
class Entries:
    """The entries of the log by leaf hash, fillers left out, and the marks of erasures."""

    kinds: dict[str, tuple[int, Leaf]]
    marks: set[str]
    waiting: set[str]


def audit() -> list[Check]:
    """Every question, in order. Raises LogError when there is no log to compare with."""
    place = here()
    reader = place.reader()
    tree = Check("the log's own files")
    if reader is None:
        tree.found("log/public/checkpoint", "there is no log yet: run `volens daily` once")
        return [tree]
    tree.looked_at = reader.checkpoint.size
    problems: list[TreeFinding] = list(audit_tree(place.public, reader.checkpoint))
    for problem in problems:
        at = "" if problem.index is None else f" (entry {problem.index})"
        tree.found(f"log/public/{problem.path}{at}", problem.problem)
    checks = [tree, _witnesses(place, reader)]
    if not problems:
        entries = _entries(reader, place)
        checks += [_positions(reader), _records(place, entries), _rows_without_record(), _readings(place, entries)]
    checks.append(_columns())
    for name, fill in checking.checks().items():
        check = Check(name)
        try:
            fill(check)
        except UNREADABLE as error:  # whoever altered a row must not be able to keep the audit from going on
            check.found(name, f"a row it looks at cannot be read ({error!r}): altered, or by another version")
        checks.append(check)
    return checks


def _witnesses(place: Place, reader: LogReader) -> Check:
    check = Check("witnesses", len(quorum().witnesses))
    data = place.public.read("cosigned-checkpoint")
    if quorum().threshold and data is None:
        check.found("log/public/cosigned-checkpoint", "no witness has cosigned a checkpoint yet")
    elif data is not None:
        signed = open_checkpoint(data, place.origin, [place.signer.key])
        if signed.size > reader.checkpoint.size or reader.root_at(signed.size) != signed.root:
            check.found("log/public", f"witnesses cosigned another log at {signed.size} entries: it was rewritten")
        elif len(quorum().cosigned(signed.note)) < quorum().threshold:
            check.found("log/public/cosigned-checkpoint", "fewer witnesses than the quorum have cosigned")
    return check


def _entries(reader: LogReader, place: Place) -> Entries:
    kinds: dict[str, tuple[int, Leaf]] = {}
    marks: set[str] = set()
    for position, entry in enumerate(reader.entries(0)):
        leaf = parse_leaf(entry)
        if is_filler(place.fillers, leaf.commitment):
            continue
        if leaf.type is LeafType.ERASURE:
            marks.add(leaf.commitment)
        else:
            kinds[leaf_hash(entry).hex()] = (position, leaf)
    waiting = _waiting(place)
    marks |= {leaf.commitment for leaf in map(parse_leaf, waiting) if leaf.type is LeafType.ERASURE}
    return Entries(kinds, marks, {leaf_hash(entry).hex() for entry in waiting})


def _positions(reader: LogReader) -> Check:
    """The table that says where a leaf stands: made from the log, so it can only differ by somebody's hand."""
    check = Check("where entries stand")
    for position, leaf in LogEntry.objects.values_list("position", "leaf").iterator():
        check.looked_at += 1
        if position >= reader.checkpoint.size or reader.leaf(position).hex() != leaf:
            check.found(f"trust.LogEntry {position}", "the log has another leaf there")
    return check


def _records(place: Place, entries: Entries) -> Check:
    check = Check("decisions, publications, rules, rights")
    known: set[str] = set()
    secret = place.fillers
    for record in Record.objects.order_by("number").iterator():
        check.looked_at += 1
        known.add(record.leaf)
        where = f"trust.Record {record.id} ({record.room} {record.about} {record.purpose})"
        if record.leaf not in entries.kinds and record.leaf not in entries.waiting:
            check.found(where, "its leaf is not in the log: the row was altered or slipped in")
            continue
        if record.leaf in entries.kinds and not _same_fields(record, entries.kinds[record.leaf][1]):
            check.found(where, "type, day, office or purpose differ from the log: the row was altered")
            continue
        try:
            problem = _compared(record, entries, secret)
        except UNREADABLE as error:  # its name leads nowhere, or the row it leads to holds what it never should
            problem = f"cannot be read ({error!r}): it was altered"
        if problem:
            check.found(_row_name(record), problem)
    for leaf, (position, entry) in entries.kinds.items():
        if entry.type not in {LeafType.READ, LeafType.GENESIS} and leaf not in known:
            what = f"no row knows this {entry.type}: removed, or never in effect (a stop half-way)"
            check.found(f"entry {position}", what)
    return check


def _same_fields(record: Record, leaf: Leaf) -> bool:
    told = (record.type, record.day, record.office, f"{record.room}.{record.purpose}")
    return told == (leaf.type.value, leaf.day, leaf.office, leaf.purpose)


def _row_name(record: Record) -> str:
    kind = recorded.kind_of(record)
    return f"{kind.table if kind else record.room} {record.about}"


def _compared(record: Record, entries: Entries, secret: bytes) -> str:
    """What is wrong with the row behind a record; "" when nothing is."""
    if record.about.startswith("list:"):
        data = publications.list_of(record)
        same = data is not None and hash_of(publications.leaf_of(record, data)) == record.leaf
        return "" if same else f"the list log/publications/{record.id}.list is missing or was altered"
    if record.room == changes.ROOM:
        same = hash_of(leaf_of(record, changes.told(record.about))) == record.leaf
        return "" if same else "the record of the rules in force was altered"
    return _compared_row(record, entries, secret)


def _compared_row(record: Record, entries: Entries, secret: bytes) -> str:
    kind = recorded.kind_of(record)
    if kind is None:
        return "" if not recorded.kinds() else f"no room tells what {record.room} {record.purpose} was about"
    row = kind.find(record.about)
    if row is None:
        return "" if mark(secret, "erased", record.leaf) in entries.marks else "the row is gone without an erasure"
    if hash_of(leaf_of(record, kind.content(row, record.purpose))) == record.leaf:
        return ""
    said = f"does not say what was recorded on {record.day} ({record.purpose})"
    return f"{said}: it was altered (or the salt of trust.Record {record.id})"


def _waiting(place: Place) -> list[bytes]:
    """Entries in the journal, perhaps not yet in the tree."""
    first, end = place.journal.bounds()
    return place.journal.entries(first, end - first)


def _rows_without_record() -> Check:
    """Rows that should have an entry of the log and have none: slipped in past the office."""
    check = Check("decided rows without an entry")
    for kind in recorded.kinds():
        if kind.decided is None:
            continue
        for row, at in kind.decided():
            check.looked_at += 1
            entries = Record.objects.filter(room=kind.room, purpose__in=kind.purposes, about=kind.about(row))
            if not entries.exists() and not readings.before_the_log(at):
                check.found(f"{kind.table} {kind.about(row)}", "no entry of the log: slipped in past the record")
    return check


def _readings(place: Place, entries: Entries) -> Check:
    check = Check("readings of personal data")
    secret, person_model = place.fillers, apps.get_model("people", "Person")
    known: set[str] = set()
    for person in person_model.objects.only("pk", "journal_tag").iterator():
        try:
            opened = vault.of(person.pk)
        except vault.KeyGoneError:
            check.found(f"people.Person {person.pk}", "the key is gone and the row is there: finish the erasure")
            continue
        rows = {row.pk: bytes(row.detail) for row in Reading.objects.filter(person_id=person.pk)}
        check.looked_at += len(rows)
        for identifier, sealed in rows.items():
            try:
                detail = opened.unseal_json(f"reading:{identifier}", sealed)
                leaf = hash_of(reading.leaf_of(opened, identifier, detail))
            except (sealing.SealError, ValueError, KeyError):
                check.found(f"trust.Reading {identifier}", "it was altered: the seal is broken")
                continue
            known.add(leaf)
            if (
                leaf not in entries.kinds
                and leaf not in entries.waiting
                and not readings.before_the_log(dt.datetime.fromisoformat(detail["at"]))
            ):
                check.found(f"trust.Reading {identifier}", "its leaf is not in the log: altered or slipped in")
        known.update(readings.hashes(readings.of(person, opened)) if not check.findings else [])
    if check.findings:
        return check  # what is missing cannot be told from what was altered
    for leaf, (position, entry) in entries.kinds.items():
        if entry.type is LeafType.READ and leaf not in known and mark(secret, "erased", leaf) not in entries.marks:
            check.found(f"entry {position}", "a reading was recorded, and no row of trust.Reading tells of it")
    return check


def _columns() -> Check:
    """What the database really has, table by table: no column beside the models, none with a forbidden name (S2)."""
    check = Check("forbidden fields")
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if not model._meta.managed:
                continue
            table = model._meta.db_table
            # A row is not needed to be told of every column; Django's own look at a table parses its SQL each time.
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} WHERE 1 = 0")  # noqa: S608
            there = {column[0] for column in cursor.description}
            expected = {field.column for field in model._meta.concrete_fields}
            check.looked_at += len(there)
            for extra in sorted(there - expected):
                check.found(f"{table}.{extra}", "a column that the program does not know")
            for name in _of_persons(model, there):
                check.found(f"{table}.{name}", f"names what must not be stored about a person: {words.forbidden(name)}")
    return check


def _of_persons(model: Any, columns: Iterable[str]) -> Iterator[str]:
    if model._meta.app_label in {"people", "trust", "applications", "saved"}:
        yield from (name for name in sorted(columns) if words.forbidden(name))
