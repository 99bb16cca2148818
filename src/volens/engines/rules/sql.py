"""Reading 5: the same law as one SQL statement for SQLite (3.35 or later) or PostgreSQL (12 or later).

Whole numbers only, so the database agrees with every other reading to the minor unit. Shared values become columns of
staged common table expressions; aggregates over households become window functions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from volens.engines.rules.expression import Node
from volens.engines.rules.facts import Fact
from volens.engines.rules.graph import Graph
from volens.engines.rules.interval import roots
from volens.engines.rules.traversal import below
from volens.engines.rules.values import BOOL, CATEGORY, DATE

DIALECTS = ("sqlite", "postgresql")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)?")
_DEEPEST = 12
_NEED_NAMES = frozenset(
    {"month_index", "day_of_month", "first_of_month", "add_months", "months_between", "round", "band", "div", "pick"}
)


class _Writer:
    """Writes nodes as SQL, in stages: a stage may use the columns of the stages before it."""

    def __init__(self, goals: Sequence[Node], dialect: str, household: str | None) -> None:
        self.postgres, self.household = dialect == "postgresql", household
        self.text: dict[int, str] = {}
        self.depth: dict[int, int] = {}
        self.stage: dict[int, int] = {}
        self.stages: list[list[str]] = []
        order = [node for node in below(goals) if node.low != node.high]
        uses = dict.fromkeys((node.index for node in order), 0)
        for goal in goals:
            if goal.index in uses:
                uses[goal.index] += 2
        for node in order:
            for arg in node.args:
                if arg.index in uses:
                    uses[arg.index] += 2 if node.op in _NEED_NAMES else 1
        for node in order:
            self.write(node, uses[node.index] > 1)

    def write(self, node: Node, shared: bool) -> None:
        index = node.index
        if node.op == "fact":
            self.text[index], self.depth[index], self.stage[index] = f'"{node.data[0]}"', 0, 0
            return
        text = _WRITERS[node.op](self, node)
        stage = max((self.stage.get(arg.index, 0) for arg in node.args), default=0)
        depth = 1 + max((self.depth.get(arg.index, 0) for arg in node.args), default=0)
        if shared or depth > _DEEPEST or node.op == "household":
            stage += 1
            while len(self.stages) < stage:
                self.stages.append([])
            self.stages[stage - 1].append(f'{text} AS "n{index}"')
            text, depth = f'"n{index}"', 0
        self.text[index], self.depth[index], self.stage[index] = text, depth, stage

    def ref(self, node: Node) -> str:
        if node.low != node.high:
            return self.text[node.index]
        if node.kind == BOOL:
            return "TRUE" if node.low else "FALSE"
        return self.number(node.low)

    def number(self, value: int) -> str:
        """Write a number; in PostgreSQL as bigint, because two small literals would multiply in 32 bits."""
        return f"CAST({value} AS BIGINT)" if self.postgres else f"({value})" if value < 0 else str(value)

    def floor(self, text: str, divisor: str, *, negative: bool) -> str:
        """Divide towards minus infinity; SQL itself divides towards zero."""
        if not negative:
            return f"({text} / {divisor})"
        return f"(({text} - (({text} % {divisor}) + {divisor}) % {divisor}) / {divisor})"

    # Calendar: both databases know their own, over the same proleptic Gregorian days.
    def month_index(self, day: str) -> str:
        if self.postgres:
            moment = f"(DATE '0001-01-01' + CAST({day} - 1 AS INTEGER))"
            return f"CAST(EXTRACT(YEAR FROM {moment}) * 12 + EXTRACT(MONTH FROM {moment}) - 1 AS BIGINT)"
        year, month = (f"CAST(strftime('{part}', {day} + 1721424.5) AS INTEGER)" for part in ("%Y", "%m"))
        return f"({year} * 12 + {month} - 1)"

    def day_of_month(self, day: str) -> str:
        if self.postgres:
            return f"CAST(EXTRACT(DAY FROM (DATE '0001-01-01' + CAST({day} - 1 AS INTEGER))) AS BIGINT)"
        return f"CAST(strftime('%d', {day} + 1721424.5) AS INTEGER)"

    def first_of_month(self, index: str) -> str:
        if self.postgres:
            first = f"make_date(CAST({index} / 12 AS INTEGER), CAST({index} % 12 + 1 AS INTEGER), 1)"
            return f"CAST({first} - DATE '0001-01-01' + 1 AS BIGINT)"
        return f"CAST(julianday(printf('%04d-%02d-01', {index} / 12, {index} % 12 + 1)) - 1721424.5 AS INTEGER)"

    def add_months(self, day: str, months: str, convention: str) -> str:
        index, dom = f"({self.month_index(day)} + {months})", self.day_of_month(day)
        start, following = self.first_of_month(index), self.first_of_month(f"({index} + 1)")
        beyond = following if convention == "day_reached" else f"({following} - 1)"
        return f"(CASE WHEN {dom} > {following} - {start} THEN {beyond} ELSE {start} + {dom} - 1 END)"

    def months_between(self, start: str, end: str, convention: str) -> str:
        months = f"({self.month_index(end)} - {self.month_index(start)})"
        first, last = self.day_of_month(start), self.day_of_month(end)
        if convention == "calendar":
            return months
        if convention == "thirty":
            cap = "(CASE WHEN {0} > 30 THEN 30 ELSE {0} END)"
            return self.floor(f"(30 * {months} + {cap.format(last)} - {cap.format(first)})", "30", negative=True)
        short = f"{last} < {first}"
        if convention == "month_end":
            short += f" AND {self.day_of_month(f'({end} + 1)')} <> 1"
        return f"({months} - CASE WHEN {short} THEN 1 ELSE 0 END)"


def _infix(sign: str) -> Callable[[_Writer, Node], str]:
    return lambda writer, node: "(" + f" {sign} ".join(writer.ref(arg) for arg in node.args) + ")"


def _div(writer: _Writer, node: Node) -> str:
    return writer.floor(writer.ref(node.args[0]), writer.ref(node.args[1]), negative=node.args[0].low < 0)


def _round(writer: _Writer, node: Node) -> str:
    (mode, divisor, multiple), (at,) = node.data, node.args
    value, negative = writer.ref(at), at.low < 0
    by, twice = writer.number(divisor), writer.number(2 * divisor)
    if mode == "floor":
        text = writer.floor(value, by, negative=negative)
    elif mode == "ceil":
        text = f"(- {writer.floor(f'(- {value})', by, negative=True)})"
    elif mode == "truncate":
        text = f"({value} / {by})"
    elif mode == "half_up":
        text = f"((2 * {value} + {by}) / {twice})"
        if negative:
            text = f"(CASE WHEN {value} < 0 THEN - ((- 2 * {value} + {by}) / {twice}) ELSE {text} END)"
    else:
        whole = writer.floor(value, by, negative=negative)
        rest = f"(2 * ({value} - {whole} * {by}))"
        text = f"({whole} + CASE WHEN {rest} > {by} OR ({rest} = {by} AND {whole} % 2 <> 0) THEN 1 ELSE 0 END)"
    return text if multiple == 1 else f"({text} * {writer.number(multiple)})"


def _where(writer: _Writer, node: Node) -> str:
    condition, yes, no = (writer.ref(arg) for arg in node.args)
    return f"(CASE WHEN {condition} THEN {yes} ELSE {no} END)"


def _extreme(sqlite: str, postgres: str) -> Callable[[_Writer, Node], str]:
    def text(writer: _Writer, node: Node) -> str:
        return f"{postgres if writer.postgres else sqlite}({', '.join(writer.ref(arg) for arg in node.args)})"

    return text


def _band(writer: _Writer, node: Node) -> str:
    (at,), (edges, values) = node.args, node.data
    value = writer.ref(at)
    cases = "".join(
        f" WHEN {value} < {edge} THEN {writer.number(before)}" for edge, before in zip(edges, values, strict=False)
    )
    return f"(CASE{cases} ELSE {writer.number(values[-1])} END)"


def _pick(writer: _Writer, node: Node) -> str:
    value = writer.ref(node.args[0])
    cases = "".join(f" WHEN {code} THEN {writer.number(entry or 0)}" for code, entry in enumerate(node.data[0]))
    return f"(CASE {value}{cases} END)"


def _isin(writer: _Writer, node: Node) -> str:
    (mask,), (at,) = node.data, node.args
    codes = [str(code) for code in range(at.high + 1) if mask >> code & 1]
    return f"({writer.ref(at)} IN ({', '.join(codes)}))"


def _household(writer: _Writer, node: Node) -> str:
    (how, _), value = node.data, writer.ref(node.args[0])
    if writer.household is None:
        return value
    over = f'OVER (PARTITION BY "{writer.household}")'
    if how == "any":
        return f"(MAX(CASE WHEN {value} THEN 1 ELSE 0 END) {over} = 1)"
    text = f"{how.upper()}({value}) {over}"
    return f"CAST({text} AS BIGINT)" if writer.postgres else text


_WRITERS: dict[str, Callable[[_Writer, Node], str]] = {
    "add": _infix("+"),
    "sub": _infix("-"),
    "mul": _infix("*"),
    "div": _div,
    "round": _round,
    "lt": _infix("<"),
    "le": _infix("<="),
    "eq": _infix("="),
    "and": _infix("AND"),
    "or": _infix("OR"),
    "not": lambda writer, node: f"(NOT {writer.ref(node.args[0])})",
    "ground": lambda writer, node: writer.ref(node.args[0]),
    "where": _where,
    "min": _extreme("MIN", "LEAST"),
    "max": _extreme("MAX", "GREATEST"),
    "band": _band,
    "pick": _pick,
    "isin": _isin,
    "household": _household,
    "month_index": lambda writer, node: writer.month_index(writer.ref(node.args[0])),
    "day_of_month": lambda writer, node: writer.day_of_month(writer.ref(node.args[0])),
    "first_of_month": lambda writer, node: writer.first_of_month(writer.ref(node.args[0])),
    "add_months": lambda writer, node: writer.add_months(
        writer.ref(node.args[0]), writer.ref(node.args[1]), node.data[0]
    ),
    "months_between": lambda writer, node: writer.months_between(
        writer.ref(node.args[0]), writer.ref(node.args[1]), node.data[0]
    ),
}


def _input(fact: Fact, dialect: str, *, natural: bool) -> str:
    """Write the first stage's column of a fact: an integer, or a truth value."""
    column, postgres = f'"{fact.name}"', dialect == "postgresql"
    if fact.shape.kind == BOOL:
        return column if postgres and natural else f"({column} <> 0) AS {column}"
    if natural and fact.shape.kind == DATE:
        text = f"{column} - DATE '0001-01-01' + 1" if postgres else f"julianday({column}) - 1721424.5"
        return f"CAST({text} AS {'BIGINT' if postgres else 'INTEGER'}) AS {column}"
    if natural and fact.shape.kind == CATEGORY and fact.shape.domain:
        cases = "".join(
            " WHEN '" + code.replace("'", "''") + f"' THEN {position}"
            for position, code in enumerate(fact.shape.domain.codes)
        )
        return f"(CASE {column}{cases} END) AS {column}"
    return f"CAST({column} AS BIGINT) AS {column}" if postgres else column


def statement(
    graph: Graph,
    dialect: str,
    *,
    table: str = "persons",
    key: str = "id",
    household: str | None = None,
    goals: Iterable[str] | None = None,
    natural: bool = False,
    totals: bool = False,
) -> str:
    """Return a SELECT with the key and each goal for every row of a table, or with `totals` their sums and known
    counts.

    The table has one column for each fact: whole numbers in minor units or steps, yes and no as 1 and 0, categories as
    positions, dates as ordinals; with `natural` categories are their codes, dates are dates (ISO text in SQLite) and,
    in PostgreSQL, truth values are boolean. `household` names the column that numbers households. Where no rule is
    known the result is NULL. Raises ValueError for a name that could not stand in SQL unquoted.
    """
    for name in (table, key, *([household] if household else [])):
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} is not a plain SQL name")
    if dialect not in DIALECTS:
        raise ValueError(f"{dialect!r} is not one of {', '.join(DIALECTS)}")
    names = graph.goals(goals)
    nodes = roots(graph, names)
    writer = _Writer(nodes, dialect, household)
    used = sorted({node.data[0] for node in below(nodes) if node.op == "fact"})
    inputs = [f'"{key}"'] + ([f'"{household}"'] if household else [])
    inputs += [_input(graph.all_facts[name], dialect, natural=natural) for name in used]
    # Names were checked above or come from the pack's own identifiers; values never enter the text.
    parts = [f"s0 AS (SELECT {', '.join(inputs)} FROM {table})"]  # noqa: S608
    for number, columns in enumerate(writer.stages, 1):
        listed = ",\n  ".join(columns)
        parts.append(f"s{number} AS MATERIALIZED (SELECT s{number - 1}.*,\n  {listed} FROM s{number - 1})")  # noqa: S608
    results = [f'{_result(graph, writer, name, dialect, natural=natural and not totals)} AS "{name}"' for name in names]
    final = f"s{len(writer.stages)}"
    shown = ",\n  ".join([f'"{key}"', *results])
    query = f"SELECT {shown}\nFROM {final}"
    if totals:
        parts.append(f"results AS ({query})")
        sums = [f'SUM("{name}") AS "{name}", COUNT("{name}") AS "{name}_known"' for name in names]
        query = f"SELECT COUNT(*) AS persons, {', '.join(sums)} FROM results"  # noqa: S608
    return f"WITH {', '.join(parts)}\n{query}"


def _result(graph: Graph, writer: _Writer, name: str, dialect: str, *, natural: bool) -> str:
    info = graph.rules[name]
    value = writer.ref(info.node)
    if info.shape.kind == BOOL:
        value = f"CASE WHEN {value} THEN 1 ELSE 0 END"
    elif natural and info.shape.kind == DATE:
        value = (
            f"(DATE '0001-01-01' + CAST({value} - 1 AS INTEGER))"
            if dialect == "postgresql"
            else f"date({value} + 1721424.5)"
        )
    return value if info.valid is None else f"CASE WHEN {writer.ref(info.valid)} THEN ({value}) END"
