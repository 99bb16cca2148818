"""A graph as bytes, so that a decision can be replayed years later without the code that wrote the law."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from volens.engines.rules.expression import Node, Table
from volens.engines.rules.facts import Fact, Sensitivity
from volens.engines.rules.graph import Graph, ParameterUse, RuleInfo, canonical
from volens.engines.rules.rule import Ground
from volens.engines.rules.values import Domain, Shape

_FORMAT = 1


def dump(graph: Graph) -> bytes:
    """Return a graph as canonical JSON (UTF-8). Equal law gives equal bytes on every machine."""
    order = graph.nodes()
    position = {node.index: at for at, node in enumerate(order)}
    content = {
        "format": _FORMAT,
        "hash": graph.hash,
        "pack": graph.pack,
        "day": graph.day.isoformat(),
        "household": graph.household,
        "nodes": [
            [node.op, [position[arg.index] for arg in node.args], _shape(node.shape), node.data, node.low, node.high]
            for node in order
        ],
        "facts": [_fact(fact) for _, fact in sorted((graph.all_facts or graph.facts).items())],
        "used": sorted(graph.facts),
        "rules": [_rule(info, position) for info in graph.rules.values()],
    }
    return canonical(content)


def load(content: bytes) -> Graph:
    """Rebuild a graph. Raises ValueError where the bytes do not have the hash they claim: they were altered."""
    read = json.loads(content)
    if read.get("format") != _FORMAT:
        raise ValueError(f"this graph is of format {read.get('format')!r}; this engine reads {_FORMAT}")
    table, nodes = Table(), list[Node]()
    for op, args, shape, data, low, high in read["nodes"]:
        nodes.append(table.make(op, [nodes[at] for at in args], _read_shape(shape), _tuples(data), (low, high)))
    every = {fact.name: fact for fact in map(_read_fact, read["facts"])}
    graph = Graph(
        read["pack"], date.fromisoformat(read["day"]), table, {name: every[name] for name in read["used"]},
        {info.name: info for info in (_read_rule(rule, nodes) for rule in read["rules"])}, read["household"], every,
    )  # fmt: skip
    if graph.hash != read["hash"]:
        raise ValueError(f"the graph claims hash {read['hash'][:12]} but has {graph.hash[:12]}: it was altered")
    return graph


def _shape(shape: Shape) -> list[Any]:
    domain = shape.domain
    return [
        shape.kind, shape.unit, shape.scale,
        domain and [domain.name, domain.codes, {code: dict(text) for code, text in domain.labels.items()}],
    ]  # fmt: skip


def _read_shape(read: list[Any]) -> Shape:
    kind, unit, scale, domain = read
    return Shape(kind, _tuples(unit), scale, None if domain is None else Domain(domain[0], tuple(domain[1]), domain[2]))


def _tuples(value: Any) -> Any:
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "name": fact.name, "shape": _shape(fact.shape), "low": fact.low, "high": fact.high,
        "question": dict(fact.question), "label": dict(fact.label), "sensitivity": int(fact.sensitivity),
        "source": fact.source, "fixed": fact.fixed, "grows": fact.grows,
    }  # fmt: skip


def _read_fact(read: Mapping[str, Any]) -> Fact:
    return Fact(**{**read, "shape": _read_shape(read["shape"]), "sensitivity": Sensitivity(read["sensitivity"])})


def _rule(info: RuleInfo, position: Mapping[int, int]) -> dict[str, Any]:
    uses = [{field.name: getattr(use, field.name) for field in fields(use)} for use in info.parameters]
    for use in uses:
        use["label"] = dict(use["label"])
        use["shape"] = None if use["shape"] is None else _shape(use["shape"])
    return {
        "name": info.name, "node": position[info.node.index],
        "valid": None if info.valid is None else position[info.valid.index],
        "cite": info.cite, "label": dict(info.label), "note": dict(info.note),
        "grounds": [[ground.code, dict(ground.label), ground.cite] for ground in info.grounds.values()],
        "parameters": uses, "rules": info.rules, "facts": info.facts, "result": info.result, "line": info.line,
        "lapsed": info.lapsed,
    }  # fmt: skip


def _read_rule(read: Mapping[str, Any], nodes: list[Node]) -> RuleInfo:
    uses = tuple(
        ParameterUse(**{**use, "shape": None if use["shape"] is None else _read_shape(use["shape"])})
        for use in read["parameters"]
    )
    valid: Any = None if read["valid"] is None else nodes[read["valid"]]
    grounds = {code: Ground(code, label, cite) for code, label, cite in read["grounds"]}
    return RuleInfo(
        read["name"], nodes[read["node"]], valid, read["cite"], read["label"], read["note"], grounds, uses,
        tuple(read["rules"]), tuple(read["facts"]), read["result"], "", read["line"], _tuples(read["lapsed"]),
    )  # fmt: skip
