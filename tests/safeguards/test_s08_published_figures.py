"""S8: published figures pass disclosure control. Whoever subtracts all published tables learns no small count."""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
import random
from collections import Counter

import pytest
from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField, OneToOneField
from django.test import Client

from tests.applications.made import make_vacancy
from tests.disclosure.attacker import Figure, Score, added_up, attack
from tests.market.test_figures import AFTER_Q2, applications
from tests.organisations.made import make_organisation
from volens.engines.disclosure import OUTPUT_COLUMNS
from volens.services.applications.models import Received
from volens.services.market import actions
from volens.services.market.models import Publication
from volens.services.market.tables import APPLICATIONS, PROTECTED
from volens.services.trust.record import auditing, integrating, report

pytestmark = pytest.mark.django_db

WORK, REGIONS = ("5120", "2221", "9112"), ("US-NJ", "DE-BE", "CN-JX")
POPULATIONS = ["region,inhabitants\n", "US-NJ,9288994\n", "DE-BE,3755251\n", "CN-JX,45188635\n"]


def quarter(seed: int) -> None:
    """Applications of a quarter, many of them in groups of a few."""
    chance, office = random.Random(seed), make_organisation()
    for isco, region in itertools.product(WORK, REGIONS):
        vacancy = make_vacancy(office, isco=isco, region=region)
        for answered in (True, False):
            applications(vacancy, chance.choice([0, 1, 2, 3, 7, 12, 30]), answered=answered)
    actions.publish_due(AFTER_Q2)


def tables(client: Client) -> dict[str, list[dict[str, str]]]:
    """Every protected table of the quarter, from its public file."""
    found = {}
    for each in Publication.objects.filter(period="2026-Q2", refused=""):
        answer = client.get(f"/en/figures/{each.name}/{each.period}.csv")
        found[each.name] = list(csv.DictReader(io.StringIO(answer.content.decode())))
    return found


def attacked(shown: dict[str, list[dict[str, str]]]) -> Score:
    """Subtract what the files say, with the truth beside it to see how good the guesses are."""
    named = {row["region"] for row in shown.get("applications-by-region", [])}
    truth: Counter[tuple[str, ...]] = Counter()
    for isco, region, on in Received.objects.order_by().values_list("vacancy__isco", "vacancy__region", "answered_on"):
        truth[isco[:1], region if region in named else "other", "yes" if on else "no"] += 1
    names = ("work", "region", "answered")
    atoms = list(itertools.product(*({atom[at] for atom in truth} | {"?"} for at in range(3))))
    tables, sums = [], []
    for rows in shown.values():
        by = [name for name in names if name in rows[0]]
        cells: list[tuple[tuple[str, ...], Figure | None]] = []
        for row in rows:
            inside = [at for at, atom in enumerate(atoms) if all(atom[names.index(name)] == row[name] for name in by)]
            about, count = sum(1 << at for at in inside), sum(truth[atoms[at]] for at in inside)
            figure = Figure(about, int(row["count"]), count) if row["count"] else None
            cells.append((tuple(row[name] for name in by), figure))
        tables.append([each for _values, each in cells if each])
        sums += [
            added_up(cells, fewer) for size in range(len(by)) for fewer in itertools.combinations(range(len(by)), size)
        ]
    score = Score()
    attack(tables, score, sums)
    return score


@pytest.mark.parametrize("seed", range(3))
def test_no_small_count_can_be_had_from_all_published_tables_together(client: Client, seed: int) -> None:
    actions.load_populations("Ada", POPULATIONS)
    quarter(seed)
    shown = tables(client)
    assert shown, "something is published"
    assert attacked(shown).surest <= 0.5
    for rows in shown.values():
        for row in rows:
            assert row["count"] == "" or (int(row["count"]) >= 10 and int(row["count"]) % 5 == 0)


def test_only_named_columns_leave_in_any_file_or_page(client: Client) -> None:
    actions.load_populations("Ada", POPULATIONS)
    quarter(7)
    for table in PROTECTED:
        if table.records != APPLICATIONS:
            continue
        for kind in ("csv", "sdmx"):
            head = client.get(f"/en/figures/{table.name}/2026-Q2.{kind}").content.decode().splitlines()[0].lower()
            own = {"period", *table.spec.by, *OUTPUT_COLUMNS}
            frame = {
                "structure",
                "structure_id",
                "action",
                "freq",
                "time_period",
                "obs_value",
                "obs_status",
                "conf_status",
            }
            assert set(head.split(",")) <= own | frame
    kept = Publication.objects.get(name="applications-by-work")
    assert {name for row in kept.rows for name in row} == {"work", "answered", *OUTPUT_COLUMNS}
    assert "inputs" not in client.get("/en/figures/").content.decode()


def test_no_exact_count_stands_in_the_audit_that_outsiders_get(client: Client) -> None:
    """The tables are made again inside; the report says only whether they come out the same."""
    office = make_organisation()
    applications(make_vacancy(office, isco="5120", region="US-NJ"), 4_321, answered=True)
    actions.publish_due(AFTER_Q2)
    integrating.integrate()
    told = str(report.content(auditing.audit(), dt.datetime(2026, 9, 2, tzinfo=dt.UTC)))
    assert "4321" not in told
    assert "published figures" in told
    assert "4321" not in client.get("/en/figures/").content.decode()


def test_no_path_leads_from_a_figure_to_a_person() -> None:
    """Also S7: tables of figures point at nothing."""
    for model in apps.get_app_config("market").get_models():
        for field in model._meta.get_fields():
            assert not isinstance(field, (ForeignKey, ManyToManyField, OneToOneField)), f"{model.__name__}.{field.name}"
