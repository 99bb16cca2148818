"""The table of minimum pay that ships, and the reader of a deployment's own."""

from datetime import date

import pytest

from volens.engines.pay import parse
from volens.engines.vetting import Outcome, Posting, judge
from volens.packs.pay import FloorsError, floors, read_floors

GOOD = """
- jurisdiction: DE
  per: hour
  currency: EUR
  values:
    - {amount: "12.82", since: 2025-01-01, until: 2025-12-31, confidence: statute, source: a law}
    - {amount: "13.90", since: 2026-01-01, confidence: statute, source: a law}
"""


@pytest.mark.parametrize(
    ("region", "pay", "day", "outcome"),
    [
        ("US-TX", "$7.00/hr", date(2026, 6, 1), Outcome.BLOCK),
        ("US-TX", "$7.25/hr", date(2026, 6, 1), Outcome.PUBLISH),
        ("US-TX", "$7.00/hr", date(2009, 7, 23), Outcome.PUBLISH),
        ("US-FL", "$13.50/hr", date(2025, 9, 29), Outcome.PUBLISH),
        ("US-FL", "$13.50/hr", date(2025, 9, 30), Outcome.BLOCK),
        ("DE-BY", "13 €/Std.", date(2025, 12, 31), Outcome.PUBLISH),
        ("DE-BY", "13 €/Std.", date(2026, 1, 1), Outcome.BLOCK),
        ("GB-LND", "£12.00 an hour", date(2026, 6, 1), Outcome.HOLD),
        ("CN-JX", "1500元/月", date(2026, 6, 1), Outcome.HOLD),
        ("CN-JX", "3500元/月", date(2026, 6, 1), Outcome.PUBLISH),
    ],
)
def test_the_table_that_ships_stops_pay_below_the_law_of_the_day(region, pay, day, outcome):
    posting = Posting(title="Cook", employer="Canteen", place="here", region=region, pay=parse(pay, language="de"))
    assert judge(posting, floors(), on=day).outcome is outcome


def test_a_deployments_own_table_is_read():
    assert len(read_floors(GOOD)) == 2
    assert len(read_floors("[]")) == 0


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("DE", "Germany", "entry 1: jurisdiction 'Germany'"),
        ("per: hour", "per: piece", r"entry 1 \(DE\): per 'piece'"),
        ("EUR", "DM", "ISO 4217"),
        ('"12.82"', "12.82", "write it in quotes"),
        ('"12.82"', '"12.825"', "with the currency's decimals"),
        ('"12.82"', '"-5"', "amount"),
        ("2025-01-01", "soon", "since 'soon'"),
        ("until: 2025-12-31", "until: 2024-12-31", "before since"),
        (", until: 2025-12-31", "", "end the one of 2025-01-01 before"),
        ("statute", "hearsay", "confidence 'hearsay'"),
        ("source: a law", "source: ''", "source is empty"),
        ("source: a law", "sauce: a law", "add source and remove sauce"),
        (GOOD, "jurisdiction: DE", "must be a list"),
        (GOOD, "- DE", "entry 1: must be a mapping"),
        ("    - {", "    # {", "at least one amount"),
        ("values:", "values: {", "no YAML"),
    ],
)
def test_a_wrong_table_is_refused_with_place_and_remedy(old, new, told):
    with pytest.raises(FloorsError, match=told):
        read_floors(GOOD.replace(old, new, -1 if new.startswith("    #") else 1))
