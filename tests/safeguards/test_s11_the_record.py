"""S11: the record cannot be rewritten quietly. Whatever row that has an entry is touched, the audit names it."""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from tests.people.journey import account_of, person
from tests.record.world import busy_office, findings, look_at
from volens.engines.log import LeafType, Quorum, parse_leaf, parse_receipt, verify_receipt
from volens.services.market.models import Inputs, PopulationTable, Publication
from volens.services.organisations.models import Evidence, Verification
from volens.services.people.actions import account as accounts
from volens.services.people.models import Grant, Person
from volens.services.trust import actions, queries, reading
from volens.services.trust.models import LogEntry, Reading, Record
from volens.services.trust.record import auditing, entering, integrating, publications, receipts, recorded
from volens.services.trust.record.place import here
from volens.services.vacancies import indexing
from volens.services.vacancies.models import IndexChange, Review, ReviewCase, SourceApproval, Vacancy

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    made = busy_office()
    assert findings() == {}, "a true record agrees with its log"
    return made


def entries():
    reader = here().reader()
    return [parse_leaf(entry) for entry in reader.entries(0)] if reader else []


def test_each_kind_of_act_has_its_leaf(office):
    kinds = {leaf.type for leaf in entries()}
    assert kinds >= {
        LeafType.GENESIS, LeafType.DECISION, LeafType.PUBLICATION, LeafType.RULE_CHANGE,
        LeafType.POLICY_CHANGE, LeafType.GRANT, LeafType.READ,
    }  # fmt: skip
    Vacancy.objects.filter(state="published").update(state="expired")
    connection.cursor().execute(
        f'INSERT INTO "{IndexChange._meta.db_table}" (vacancy_id) SELECT id FROM "{Vacancy._meta.db_table}"'
    )
    indexing.drain()
    accounts.close(office.account)
    integrating.integrate()
    assert {leaf.type for leaf in entries()} == set(LeafType)
    assert findings() == {}


TAMPERED = {
    "organisations.Verification": lambda: Verification.objects.update(decided_name="Somebody else"),
    "organisations.Verification facts": lambda: Verification.objects.update(facts={"name": "x"}),
    "vacancies.ReviewCase": lambda: ReviewCase.objects.update(outcome="refuse"),
    "vacancies.ReviewCase review": lambda: Review.objects.update(words="Something else was written."),
    "people.Grant": lambda: Grant.objects.update(reason="Another reason"),
    "people.Grant end": lambda: Grant.objects.update(ended_at=None),
    "vacancies.SourceApproval": lambda: SourceApproval.objects.update(approved_by="Nobody"),
    "vacancies.Vacancy": lambda: Vacancy.objects.update(title="Another job"),
    "vacancies.Vacancy hidden": lambda: Vacancy.objects.filter(state="published").update(state="blocked"),
    "market.Publication": lambda: Publication.objects.filter(name="vacancies").update(rows=[]),
    "market.Publication inputs": lambda: Inputs.objects.update(content=b"x"),
    "market.PopulationTable": lambda: PopulationTable.objects.update(regions={"CN-JX": 1}),
    "rules in force": lambda: Record.objects.filter(room="rules").update(about="law@0"),
    "vacancies.ReviewCase salt": lambda: Record.objects.filter(room="vacancies").update(salt=b"0" * 32),
    "trust.Reading": lambda: Reading.objects.update(detail=b"x" * 80),
    "trust.Record": lambda: Record.objects.update(office="another"),
    "trust.LogEntry": lambda: LogEntry.objects.filter(position=0).update(leaf=LogEntry.objects.get(position=2).leaf),
}


def audited_after(tampering) -> dict[str, str]:
    """What an audit finds when this was done, which is undone again."""
    with transaction.atomic():
        tampering()
        found = findings()
        transaction.set_rollback(True)
    return found


def test_the_audit_names_each_row_that_was_altered(office):
    for what, tampering in TAMPERED.items():
        found = audited_after(tampering)
        assert any(where.startswith(what.partition(" ")[0]) for where in found), (what, found)
    assert findings() == {}


def test_an_altered_name_of_a_record_never_stops_the_audit(office):
    """Whatever a record is said to be about, the audit goes on to its end and finds what does not fit."""
    for about in ("", "population", "figures:pay:2026:1:x", "figures:1", "populations:²", "list:x", "law@"):
        with transaction.atomic():
            Record.objects.update(about=about)
            checks = {check.name: check for check in auditing.audit()}
            transaction.set_rollback(True)
        assert "forbidden fields" in checks, "it stopped before"
        assert checks["decisions, publications, rules, rights"].findings, about


def _another(value):
    """A value of the same kind that is not the same."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str():
            return value[:-1] + ("x" if value[-1:] != "x" else "y")
        case dt.datetime() | dt.date():
            return value + dt.timedelta(days=1)
        case uuid.UUID():
            return uuid.uuid4()
        case list():
            return [*value, "x"]
        case dict():
            return {**value, "x": 1}
    return None


def test_whatever_column_of_a_row_with_an_entry_is_altered_the_audit_names_the_row(office):
    """Every table that is on the record, and every column that the record tells of; none is forgotten."""
    told = 0
    for kind in recorded.kinds():
        model = apps.get_model(kind.table)
        record = Record.objects.filter(room=kind.room, purpose__in=kind.purposes).order_by("number").first()
        assert record is not None, f"tests/record/world.py makes no {kind.table}"
        row = kind.find(record.about)
        before, altered = kind.content(row, record.purpose), []
        for field in model._meta.concrete_fields:
            value = getattr(row, field.attname)
            if field.primary_key or field.is_relation or value is None:
                continue
            same = model._base_manager.filter(pk=row.pk)
            try:
                with transaction.atomic():
                    same.update(**{field.attname: _another(value)})
            except IntegrityError:
                continue  # the database itself refuses it
            again = kind.find(record.about)
            if again is None or kind.content(again, record.purpose) != before:
                found = findings()
                assert any(where.startswith(kind.table) for where in found), (field.name, found)
                altered.append(field.name)
            same.update(**{field.attname: value})
        assert altered, kind.table
        told += len(altered)
    assert told > 20
    assert findings() == {}


REMOVED = {
    Verification: "organisations.Verification",
    Grant: "people.Grant",
    SourceApproval: "vacancies.SourceApproval",
    Publication: "market.Publication",
    PopulationTable: "market.PopulationTable",
    Reading: "entry ",
    Record: "entry ",
}


def test_the_audit_names_what_was_removed_past_the_program(office):
    def remove():
        Evidence.objects.all()._raw_delete(using="default")
        table.objects.all()._raw_delete(using="default")

    for table, named in REMOVED.items():
        found = audited_after(remove)
        assert any(where.startswith(named) for where in found), (table, found)


def test_what_the_house_deletes_itself_has_an_erasure_of_its_own(office):
    Grant.objects.all().delete()
    assert findings() == {}
    integrating.integrate()
    assert findings() == {}


def test_the_audit_names_what_was_slipped_in(office):
    approval = SourceApproval.objects.get()
    SourceApproval.objects.filter(pk=approval.pk).update(revoked_at=approval.approved_at)
    forged = {"approved_by": "'x'", "reason": "'x'", "revoked_at": "NULL"}
    columns = [field.column for field in SourceApproval._meta.concrete_fields if not field.primary_key]
    given, table = ", ".join(forged.get(column, column) for column in columns), SourceApproval._meta.db_table
    connection.cursor().execute(f'INSERT INTO "{table}" ({", ".join(columns)}) SELECT {given} FROM "{table}"')
    assert "slipped in" in findings()[f"vacancies.SourceApproval approval:{SourceApproval.objects.latest('pk').pk}"]


def test_the_audit_names_a_changed_entry_tile_and_list(office):
    place = here()
    [bundle] = sorted((place.root / "public/tile/entries").rglob("000.p/*"))
    bundle.write_bytes(bundle.read_bytes().replace(b'"type":"decision"', b'"type":"withdrawl"'))
    assert any("tile/entries" in where for where in findings())


def test_a_changed_list_of_vacancies_is_named(office):
    path = min(publications.files())
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    assert any(path.stem in where + what for where, what in findings().items())


def test_a_column_that_nobody_knows_is_named(office):
    connection.check_constraints()  # PostgreSQL alters no table while checks are waiting
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE people_person ADD COLUMN ethnicity varchar(20)")
    try:
        assert {"people_person.ethnicity"} <= set(findings())
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE people_person DROP COLUMN ethnicity")


def test_a_receipt_is_pending_until_the_entry_is_in_the_tree_and_then_verifies(office):
    look_at(office.account)
    page = office.browser.text("my/readers/")
    assert "receipt pending" in page
    pending = next(each for each in queries.readings_of(Person.objects.get(pk=office.account.pk)) if each.pending)
    assert "Pending" in office.browser.text(f"log/entry/{pending.leaf}/")
    assert office.browser.get(f"log/entry/{pending.leaf}.tlog-proof").status_code == 404
    integrating.integrate()
    assert "receipt pending" not in office.browser.text("my/readers/")
    assert "svg" in office.browser.text(f"log/entry/{pending.leaf}/")
    file = office.browser.get(f"log/entry/{pending.leaf}.tlog-proof").content
    place = here()
    verify_receipt(parse_receipt(file), place.origin, [place.signer.key], Quorum((), 0))


def test_no_leaf_tells_anything_about_anybody(office):
    """Codes, a day and a commitment; of two readings of one person nobody can say that they were of one."""
    look_at(office.account)
    integrating.integrate()
    for leaf in entries():
        told = json.loads(leaf.serialise())
        assert set(told) == {"commitment", "day", "office", "purpose", "type"}
        assert told["office"] in {entering.OFFICE, entering.ORGANISATION, entering.HOUSE}
        assert re.fullmatch(r"[a-z]+\.[a-z0-9_-]+", told["purpose"])
    commitments = [leaf.commitment for leaf in entries()]
    assert len(commitments) == len(set(commitments))


def test_the_number_of_readings_is_hidden(office):
    """A batch with none, one or four readings adds the same number of leaves of each kind."""
    added = []
    for count in (0, 1, 4):
        before = len(entries())
        for _ in range(count):
            look_at(office.account)
        integrating.integrate(cover=True)
        added.append(sorted((leaf.type, leaf.purpose) for leaf in entries()[before:]))
    assert added[0] == added[1] == added[2]


def test_nobody_sees_in_the_log_that_somebody_left(office):
    added = []
    for leaves in (False, True):
        before = len(entries())
        if leaves:
            accounts.close(office.account)
        integrating.integrate(cover=True)
        added.append(sorted((leaf.type, leaf.purpose) for leaf in entries()[before:]))
    assert added[0] == added[1]


def test_after_leaving_the_proofs_hold_and_nothing_leads_to_the_person(office):
    subject = Person.objects.get(pk=office.account.pk)
    leaves = [each.leaf for each in queries.readings_of(subject)]
    kept = receipts.proven(leaves[0])
    accounts.close(office.account)
    integrating.integrate()
    place = here()
    verify_receipt(kept.receipt, place.origin, [place.signer.key], Quorum((), 0))
    again = receipts.proven(leaves[0])
    assert again is not None
    assert again.leaf == kept.leaf
    everything = b"".join(path.read_bytes() for path in place.root.rglob("*") if path.is_file())
    for trace in (str(subject.pk), subject.pk.hex, str(subject.journal_tag), subject.journal_tag.hex):
        assert trace.encode() not in everything
    assert not Record.objects.filter(about__contains=str(subject.pk)).exists()
    assert findings() == {}


def test_nothing_is_shown_or_decided_when_the_log_cannot_be_written(office, monkeypatch):
    def full(*_args):
        raise OSError("No space left on device")

    monkeypatch.setattr("volens.engines.log.Journal.append_all", full)
    with pytest.raises(OSError, match="space"):
        look_at(office.account)
    with pytest.raises(OSError, match="space"):
        actions.record_decision("test", "x", "test-done", {})
    assert len(queries.readings_of(Person.objects.get(pk=office.account.pk))) == 1


def test_a_reading_from_before_the_log_says_that_there_is_no_proof(monkeypatch, data_dir):
    browser, contact = person()
    with monkeypatch.context() as before:
        before.setattr(entering, "append", lambda _leaves: None)
        look_at(account_of(contact))
    Reading.objects.all()
    actions.absorb()
    row = Reading.objects.get()
    from volens.services.trust import vault

    opened = vault.of(row.person_id)
    told = opened.unseal_json(f"reading:{row.pk}", row.detail) | {"at": "2020-01-01T00:00:00+00:00"}
    Reading.objects.update(detail=opened.seal_json(f"reading:{row.pk}", told))
    assert "no proof before this date" in browser.text("my/readers/")
    assert not any(where.startswith("trust.Reading") for where in findings())


def test_a_reading_without_a_leaf_is_named(office, monkeypatch):
    monkeypatch.setattr(entering, "append", lambda _leaves: None)
    look_at(office.account)
    monkeypatch.undo()
    actions.absorb()
    assert any(where.startswith("trust.Reading") for where in findings())
    assert reading.Purpose.HELP
