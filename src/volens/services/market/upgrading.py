"""What an update of the program owes the record: rows it made or took away itself have their entries, like any other.

Before populations were kept as tables, a load replaced all rows, and its entry was about "population". Migration 0002
made one table of the rows there were; without an entry of its own an audit would say it was slipped in.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.management.base import CommandError
from django.db import migrations, transaction

from volens.services.market import recorded
from volens.services.market.models import PopulationTable
from volens.services.trust import actions as trust

#: Who loaded the table that migration 0002 made, as it says.
BEFORE = "before tables were kept"
STEP = ("market", "0004_kept_table_on_record")


def vouch(plan: Iterable[tuple[migrations.Migration, bool]] = (), **_: Any) -> int:
    """After `migrate` has passed the step for it, and never else: who slips a table in later finds nobody to vouch.

    Returns how many tables went on the record. Raises CommandError when they cannot go there: by then the step counts
    as done, so it says how to take it once more.
    """
    if not any((step.app_label, step.name) == STEP and not backwards for step, backwards in plan):
        return 0
    made = PopulationTable.objects.filter(loaded_by=BEFORE).order_by("pk")[:1]
    try:
        with transaction.atomic():
            for table in made:
                # First what may stand there twice: an entry that no row knows would be found by every later audit.
                trust.record_gone("market", "loaded", "population")
                told = recorded.population(table)
                trust.record_decision("market", recorded.population_name(table), "loaded", told)
    except OSError as error:
        raise CommandError(
            f"The table of populations could not be put on the record: {error}. Until it is, every audit names it. See"
            " that the data directory can be written and has room, then run: volens migrate market 0003 && volens"
            " migrate market"
        ) from error
    return len(made)
