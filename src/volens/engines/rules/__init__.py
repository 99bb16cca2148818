"""Law as one expression graph: write a rule once as a typed function, then decide, explain, ask, simulate, compare.

See docs/rules-authoring.md for how a clause is written. Readings of a graph are in the modules beside this one.
"""

from __future__ import annotations

from volens.engines.rules import facts
from volens.engines.rules.authoring import Members, Parameters
from volens.engines.rules.errors import FactError, Problem, RuleError
from volens.engines.rules.expression import Bool, Category, Count, Day, Money, Number, Share
from volens.engines.rules.facts import Fact, Sensitivity
from volens.engines.rules.graph import Graph, RuleInfo
from volens.engines.rules.operations import (
    add_months,
    age_on,
    all_of,
    any_of,
    as_unit,
    at_most,
    band,
    ceil_to,
    choose,
    clamp,
    count_of,
    divide,
    first_of_month,
    floor_to,
    greatest,
    half_even,
    half_up,
    is_in,
    least,
    marginal,
    months_between,
    pick,
    total,
    truncate,
    where,
    year_of,
)
from volens.engines.rules.pack import Household, Pack, Reform
from volens.engines.rules.rule import Ground, Rule, rule, rules_in

__all__ = [
    "Bool",
    "Category",
    "Count",
    "Day",
    "Fact",
    "FactError",
    "Graph",
    "Ground",
    "Household",
    "Members",
    "Money",
    "Number",
    "Pack",
    "Parameters",
    "Problem",
    "Reform",
    "Rule",
    "RuleError",
    "RuleInfo",
    "Sensitivity",
    "Share",
    "add_months",
    "age_on",
    "all_of",
    "any_of",
    "as_unit",
    "at_most",
    "band",
    "ceil_to",
    "choose",
    "clamp",
    "count_of",
    "divide",
    "facts",
    "first_of_month",
    "floor_to",
    "greatest",
    "half_even",
    "half_up",
    "is_in",
    "least",
    "marginal",
    "months_between",
    "pick",
    "rule",
    "rules_in",
    "total",
    "truncate",
    "where",
    "year_of",
]
