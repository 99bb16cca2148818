"""Published figures come out the same when an audit makes them again, and whatever was altered is named."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.migrations import Migration
from django.utils import timezone

from tests.applications.made import make_vacancy
from tests.market.test_figures import AFTER_Q2, applications
from tests.organisations.made import make_organisation
from tests.pages import vacancies
from volens.engines.log import Leaf
from volens.services.applications.models import Received
from volens.services.market import actions, exact, protected, recorded, upgrading
from volens.services.market.models import Inputs, PopulationTable, Publication
from volens.services.market.tables import Row
from volens.services.organisations.models import Verification
from volens.services.trust import actions as trust
from volens.services.trust.record import auditing, entering, integrating
from volens.services.trust.record.checking import Check
from volens.services.vacancies.models import Vacancy

pytestmark = [pytest.mark.django_db, pytest.mark.database]

MAY = dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)


def decided(many: int, *, days: int = 1) -> None:
    office = make_organisation()
    for number in range(many):
        Verification.objects.create(
            organisation=office, facts={}, submitted_at=MAY, due_on=MAY.date(), outcome="verified", months=12,
            decided_at=MAY + dt.timedelta(days=days, minutes=number), decided_name="",
        )  # fmt: skip


@pytest.fixture
def published() -> None:
    """A day's vacancies with their pay, and a quarter of decisions and applications, by region too."""
    source = vacancies.source(kind="file", name="feed", title="Feed")
    for number in range(6):
        pay = 100_000 * (number + 1)
        amounts = {"pay_month_min": pay, "pay_month_max": pay, "pay_min": pay, "pay_max": pay}
        vacancies.make(source, str(number), isco="5120", region="US-NJ", is_sample=False, pay_currency="USD", **amounts)
    actions.load_populations("Ada", ["region,inhabitants\n", "US-NJ,9288994\n", "DE-BE,3755251\n"])
    for region in ("US-NJ", "DE-BE"):
        applications(make_vacancy(make_organisation(), isco="5120", region=region), 45, answered=True)
    decided(30)
    actions.publish_due(AFTER_Q2)
    integrating.integrate()
    assert Publication.objects.count() == 6
    assert asked() == ({}, [recorded.SILENT]), "as published, all of it comes out the same"


def asked() -> tuple[dict[str, str], list[str]]:
    check = Check("made again")
    recorded.made_again(check)
    assert check.looked_at == Publication.objects.count()
    return {each.where: each.what for each in check.findings}, check.notes


def audited() -> dict[str, str]:
    """What the whole audit says of this room."""
    found = {each.where: each.what for check in auditing.audit() for each in check.findings}
    return {where: what for where, what in found.items() if where.startswith("market.")}


def _count(each: Publication) -> None:
    each.rows[0]["count"] = (each.rows[0]["count"] or 0) + 5


def _shown(each: Publication) -> None:
    each.rows.pop()


def _refused(each: Publication) -> None:
    each.rows, each.refused = [], "guessable"


def _period(each: Publication) -> None:
    each.period = "2026-Q1" if "-Q" in each.period else "2026-01-31"


def _made(each: Publication) -> None:
    each.made = {**each.made, "method": "another"}


def _at(each: Publication) -> None:
    each.made_at += dt.timedelta(days=1)


def test_the_audit_names_every_published_table_that_was_altered(published: None) -> None:
    assert audited() == {}
    for change in (_count, _shown, _refused, _period, _made, _at):
        altered = []
        with transaction.atomic():
            for each in Publication.objects.all():
                before = each.period
                change(each)
                each.digest = recorded.digest(each)  # whoever alters a table alters what stands beside it too
                each.save()
                altered.append((each.name, {before, each.period}))
            found = audited()
            transaction.set_rollback(True)
        for name, periods in altered:
            named = [where for where in found if name in where and any(period in where for period in periods)]
            assert named, (change.__name__, name, found)
    assert audited() == {}


def test_a_table_that_was_wrong_from_the_start_is_named(published: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A service that lies puts the lie on the record, and log and table agree: made again it comes out otherwise."""
    Publication.objects.all().delete()
    true_counts, true_tables = exact.tables, protected.make

    def more(content: bytes) -> exact.Made:
        made = true_counts(content)
        made["vacancies"][1][0]["count"] += 1
        return made

    def kinder(*arguments: object) -> object:
        for each in true_tables(*arguments):  # type: ignore[arg-type]
            for row in each.rows:
                if row.get("answered") == "yes":
                    row["count"] += 5
            yield each

    monkeypatch.setattr(exact, "tables", more)
    monkeypatch.setattr(protected, "make", kinder)
    actions.publish_due(AFTER_Q2)
    monkeypatch.undo()
    integrating.integrate()
    assert {where.split()[1] for where in audited()} == {"vacancies", "applications-by-work", "applications-by-region"}


def test_what_it_was_made_of_cannot_be_altered_or_taken_away(published: None) -> None:
    for each in Inputs.objects.all():
        content = bytes(each.content)
        Inputs.objects.filter(pk=each.pk).update(content=content[:-1] + bytes([content[-1] ^ 1]))
        period = each.period
        found, _notes = asked()
        assert found, each.source
        assert all(where.endswith(period) for where in found)
        Inputs.objects.filter(pk=each.pk).update(content=content)
        if each.source != "vacancies":
            Inputs.objects.filter(pk=each.pk).delete()
            assert any("missing" in what for what in asked()[0].values())
            each.save(force_insert=True)
        assert asked()[0] == {}


def test_a_record_dated_back_or_altered_after_publication_is_named(published: None) -> None:
    decided(1, days=3)
    assert "added after it was published" in asked()[0]["market.Publication decisions 2026-Q2"]
    Verification.objects.latest("pk").delete()
    assert asked()[0] == {}
    Verification.objects.filter(pk=Verification.objects.earliest("pk").pk).update(decided_at=MAY + dt.timedelta(days=9))
    assert "altered after it was published" in asked()[0]["market.Publication decisions 2026-Q2"]


def test_a_population_table_that_was_altered_or_is_gone_is_named(published: None) -> None:
    table = PopulationTable.objects.get()
    PopulationTable.objects.update(regions={**table.regions, "US-NJ": 40_000})
    assert f"market.PopulationTable populations:{table.pk}" in audited()
    assert "comes out otherwise" in asked()[0]["market.Publication applications-by-region 2026-Q2"]
    PopulationTable.objects.all()._raw_delete("default")
    assert "is gone" in asked()[0]["market.Publication applications-by-region 2026-Q2"]


def test_nobody_learns_from_the_audit_that_an_application_was_taken_back(published: None) -> None:
    """S4: taken back, erased or answered late, the audit says what it says of a world where nothing happened."""
    told = asked()
    Received.objects.filter(pk__in=list(Received.objects.values_list("pk", flat=True)[:3])).delete()
    Received.objects.filter(pk=Received.objects.earliest("pk").pk).update(state="gone", answered_on=None)
    assert asked() == told
    assert audited() == {}
    applications(make_vacancy(make_organisation(), isco="5120"), 1, answered=False)
    assert asked() == told, "nor that one came later"


def test_what_is_too_old_to_be_made_again_is_said_and_not_found(
    published: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    assert actions.forget_inputs(now + actions.INPUTS_KEPT) == 1, "the vacancies of a day in September"
    assert actions.forget_inputs(now + dt.timedelta(days=32)) == 1, "the digest of applications, published today"
    assert list(Inputs.objects.values_list("source", flat=True)) == ["decisions"]
    assert sum("missing" in what for what in asked()[0].values()) == 2, "the clock has not struck yet"
    monkeypatch.setattr(timezone, "now", lambda: now + dt.timedelta(days=32))
    found, notes = asked()
    assert found == {}
    assert sum("no longer kept" in note for note in notes) == 5
    monkeypatch.setattr(protected, "secret", lambda: b"another secret of this deployment")
    found, notes = asked()
    assert found == {}
    assert sum("other keys" in note for note in notes) == 3


def test_a_table_slipped_in_past_the_record_is_named(published: None) -> None:
    Publication.objects.create(name="decisions", period="2026-Q1", made_at=timezone.now(), rows=[], digest="0" * 64)
    found = audited()
    assert "slipped in" in found[f"market.Publication {recorded.publication_name(Publication.objects.latest('pk'))}"]
    assert "slipped in" in found["market.Publication decisions 2026-Q1"]


def test_a_table_from_before_it_was_kept_what_tables_are_made_of_is_noted_and_still_vouched_for() -> None:
    """Published by the first version: named by table and period, with a digest of what it says."""
    row = {"work": "5", "currency": "USD", "count": 6, "low": 1, "median": 2, "high": 3, "status": "published"}
    told = json.dumps({"spec": {}, "rows": [row]}, sort_keys=True, ensure_ascii=False).encode()
    digest = hashlib.sha256(told).hexdigest()
    Publication.objects.create(name="pay", period="2026-01-05", made_at=timezone.now(), rows=[row], digest=digest)
    trust.record_decision("market", "pay 2026-01-05", "published", {"digest": digest})
    integrating.integrate()
    assert audited() == {}
    assert any("pay 2026-01-05" in note and "not made again" in note for note in asked()[1])
    Publication.objects.update(rows=[{**row, "median": 3}])
    assert "altered" in audited()["market.Publication pay 2026-01-05"]


def test_whoever_empties_what_a_table_was_made_of_is_found(published: None) -> None:
    Publication.objects.update(made={})
    assert len(audited()) >= Publication.objects.count()


def test_what_is_kept_of_applications_is_as_long_for_one_as_for_many() -> None:
    """S8: no tag for each, whose number would be the exact count; and without its salt it proves nothing."""
    rows = [Row(str(number), MAY.date(), {"work": "5", "answered": "no"}) for number in range(40)]
    kept = protected.one_digest(rows, "2026-Q2", b"s" * protected.SALT)
    assert len(kept) == len(protected.one_digest(rows[:1], "2026-Q2", b"s" * protected.SALT)) == 48
    assert kept == protected.one_digest(rows[::-1], "2026-Q2", b"s" * protected.SALT)
    assert kept[16:] != protected.one_digest(rows, "2026-Q2", b"t" * protected.SALT)[16:]
    assert kept != protected.one_digest(rows[1:], "2026-Q2", b"s" * protected.SALT)


def test_no_publication_keeps_a_tag_for_each_application(published: None) -> None:
    (kept,) = Inputs.objects.filter(source="applications")
    assert len(bytes(kept.content)) == 48


def test_the_inputs_kept_of_people_name_nobody_and_hide_their_order() -> None:
    rows = [Row(str(number), MAY.date(), {"kind": "vacancy", "within": "1_day"}) for number in range(40)]
    kept = protected.tags(rows, "2026-Q2")
    assert kept == protected.tags(rows[::-1], "2026-Q2")
    assert len(kept) == 40 * 16
    assert not {kept[at : at + 8] for at in range(0, len(kept), 16)} & {
        protected.tags([row], "2026-Q3")[:8] for row in rows
    }
    assert Vacancy.objects.count() == 0


def upgraded(*, backwards: bool = False, name: str = upgrading.STEP[1]) -> int:
    """What is called when `migrate` is over."""
    return upgrading.vouch(plan=[(Migration(name, "market"), backwards)])


def test_the_table_an_update_made_is_on_the_record_once_and_no_other_is_vouched_for() -> None:
    regions = {"US-NJ": 9_288_994}
    with transaction.atomic():  # as it was before tables were kept: rows replaced by each load, one name for all
        trust.record_decision("market", "population", "loaded", {"by": "Ada", "regions": regions})
    integrating.integrate()
    kept = PopulationTable.objects.create(loaded_by=upgrading.BEFORE, loaded_at=timezone.now(), regions=regions)
    name = f"market.PopulationTable populations:{kept.pk}"
    assert name in audited()
    assert upgraded(backwards=True) == upgraded(name="0003_one_digest") == upgrading.vouch() == 0
    assert name in audited()
    assert upgraded() == 1
    integrating.integrate()
    assert audited() == {}
    slipped = PopulationTable.objects.create(loaded_by=upgrading.BEFORE, loaded_at=timezone.now(), regions={})
    assert list(audited()) == [f"market.PopulationTable populations:{slipped.pk}"]
    PopulationTable.objects.filter(pk=kept.pk).update(regions={"US-NJ": 1})
    assert len(audited()) == 2, "and the one vouched for is held to what was recorded"


class Full:
    """A disk that is full from the given writing on."""

    def __init__(self, left: int) -> None:
        self.left = left
        self.write = entering.append

    def __call__(self, leaves: Sequence[Leaf]) -> None:
        if not self.left:
            raise OSError(28, "No space left on device")
        self.left -= 1
        self.write(leaves)


def before_tables_were_kept() -> None:
    """One load of then on the record, and the table that migration 0002 made of its rows, which is not."""
    regions = {"US-NJ": 9_288_994}
    with transaction.atomic():
        trust.record_decision("market", "population", "loaded", {"by": "Ada", "regions": regions})
    PopulationTable.objects.create(loaded_by=upgrading.BEFORE, loaded_at=timezone.now(), regions=regions)


@pytest.mark.parametrize("left", [0, 1])
def test_an_update_that_could_not_write_says_how_to_take_the_step_again(
    left: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    before_tables_were_kept()
    with monkeypatch.context() as patched:
        patched.setattr(entering, "append", Full(left))
        with pytest.raises(CommandError, match="volens migrate market 0003 && volens migrate market"):
            upgraded()
    integrating.integrate()
    assert [where for where in audited() if "PopulationTable" in where], "not vouched for yet"
    assert upgraded() == 1
    integrating.integrate()
    assert [finding for check in auditing.audit() for finding in check.findings] == []


@pytest.mark.deep
@pytest.mark.django_db(transaction=True)
def test_the_step_is_taken_again_as_the_error_says(monkeypatch: pytest.MonkeyPatch) -> None:
    before_tables_were_kept()
    call_command("migrate", "market", "0003", verbosity=0)
    with monkeypatch.context() as patched:
        patched.setattr(entering, "append", Full(0))
        with pytest.raises(CommandError, match="volens migrate market 0003 && volens migrate market"):
            call_command("migrate", "market", verbosity=0)
    call_command("migrate", "market", verbosity=0)
    integrating.integrate()
    assert audited(), "the step counts as done: alone, it is not taken again"
    call_command("migrate", "market", "0003", verbosity=0)
    call_command("migrate", "market", verbosity=0)
    integrating.integrate()
    assert audited() == {}
