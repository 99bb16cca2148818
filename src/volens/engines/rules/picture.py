"""Reading 11: the graph of a day as SVG: facts on the left, each rule to the right of everything it needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape, quoteattr

from volens.engines.rules.graph import Graph
from volens.engines.rules.values import text_of

_BOX, _GAP, _ROW, _HIGH, _EDGE = 210, 90, 46, 34, 20
_STYLE = (
    "text{font:12px system-ui,sans-serif;fill:currentColor}"
    ".cite{font-size:9px;opacity:.75}rect{fill:none;stroke:currentColor;stroke-width:1}"
    ".result rect{stroke-width:2.5}.fact rect{stroke-dasharray:4 3}.lapsed rect{stroke-dasharray:1 3}"
    "path{fill:none;stroke:currentColor;opacity:.45}"
)


def picture(graph: Graph, goals: Iterable[str] | None = None, *, language: str = "en") -> str:
    """Return a stand-alone SVG of the goals and everything they need; colours follow the page's text colour.

    Results have a thick frame, facts a dashed one, rules that are not known a dotted one. Each box has its citation as
    text and its full label as a tooltip, so nothing is said by colour or position alone.
    """
    needs = _needs(graph, graph.goals(goals))
    layers = _ordered(_layers(needs), needs)
    places = _places(layers)
    across = 2 * _EDGE + len(layers) * _BOX + (len(layers) - 1) * _GAP
    down = 2 * _EDGE + max(len(layer) for layer in layers) * _ROW
    title = f"{graph.pack} {graph.day.isoformat()}"
    size = f'viewBox="0 0 {across} {down}" width="{across}" height="{down}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label={quoteattr(title)}>'
    lines = [f"{head}<title>{escape(title)}</title><style>{_STYLE}</style>"]
    for name, below in needs.items():
        for other in below:
            (x1, y1), (x2, y2) = places[other], places[name]
            start, middle = x1 + _BOX, (x1 + _BOX + x2) / 2
            lines.append(f'<path d="M{start} {y1:g}C{middle:g} {y1:g} {middle:g} {y2:g} {x2} {y2:g}"/>')
    lines += [_box(graph, name, places[name], language) for name in needs]
    return "\n".join([*lines, "</svg>"])


def _needs(graph: Graph, goals: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return each rule and fact below the goals with what it needs directly."""
    needs: dict[str, tuple[str, ...]] = {}

    def visit(name: str) -> None:
        if name in needs:
            return
        info = graph.rules.get(name)
        below = tuple(dict.fromkeys((*info.rules, *info.facts))) if info else ()
        # An overlay rule may stand on the national rule of the same name; here it is one box.
        needs[name] = tuple(other for other in below if other != name)
        for other in needs[name]:
            visit(other)

    for goal in goals:
        visit(goal)
    return needs


def _layers(needs: Mapping[str, tuple[str, ...]]) -> list[list[str]]:
    """Put each name one layer to the right of the furthest thing it needs."""
    depth: dict[str, int] = {}

    def measure(name: str) -> int:
        if name not in depth:
            depth[name] = 1 + max((measure(other) for other in needs[name]), default=-1)
        return depth[name]

    for name in needs:
        measure(name)
    layers: list[list[str]] = [[] for _ in range(max(depth.values()) + 1)]
    for name in sorted(needs):
        layers[depth[name]].append(name)
    return layers


def _ordered(layers: list[list[str]], needs: Mapping[str, tuple[str, ...]]) -> list[list[str]]:
    """Sort each layer by the average place of its neighbours, sweeping both ways: fewer crossings, same result each
    time.
    """
    users: dict[str, list[str]] = {name: [] for name in needs}
    for name, below in needs.items():
        for other in below:
            users[other].append(name)
    place = {name: float(at) for layer in layers for at, name in enumerate(layer)}
    for sweep in range(8):
        neighbours = needs if sweep % 2 == 0 else users
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            weight = {name: _mean([place[other] for other in neighbours[name]], place[name]) for name in layer}
            layer.sort(key=lambda name, weight=weight: (weight[name], name))  # type: ignore[misc]
            place.update({name: at * (10 / max(len(layer), 1)) for at, name in enumerate(layer)})
    return layers


def _mean(values: list[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _places(layers: list[list[str]]) -> dict[str, tuple[int, float]]:
    tallest = max(len(layer) for layer in layers)
    places: dict[str, tuple[int, float]] = {}
    for column, layer in enumerate(layers):
        top = _EDGE + (tallest - len(layer)) * _ROW / 2
        for row, name in enumerate(layer):
            places[name] = (_EDGE + column * (_BOX + _GAP), top + row * _ROW + _HIGH / 2)
    return places


def _box(graph: Graph, name: str, place: tuple[int, float], language: str) -> str:
    x, y = place
    info = graph.rules.get(name)
    if info is not None:
        label, cite = text_of(info.label, language) or name, info.cite
        kind = " ".join(["rule", *(["result"] if info.result else []), *(["lapsed"] if info.lapsed else [])])
    else:
        fact = graph.all_facts.get(name)
        label, cite, kind = (text_of(fact.label, language) if fact else "") or name, "", "fact"
    middle = y - 3 if cite else y + 4
    small = f'<text class="cite" x="{x + 8}" y="{y + 11:g}">{escape(_cut(cite, 40))}</text>' if cite else ""
    return (
        f'<g class="{kind}"><title>{escape(f"{label} — {cite}" if cite else label)}</title>'
        f'<rect x="{x}" y="{y - _HIGH / 2:g}" width="{_BOX}" height="{_HIGH}" rx="5"/>'
        f'<text x="{x + 8}" y="{middle:g}">{escape(_cut(label, 32))}</text>{small}</g>'
    )


def _cut(text: str, most: int) -> str:
    """Shorten a label; a full-width character counts double."""
    taken, size = "", 0
    for character in text:
        size += 2 if ord(character) > 0x2E7F else 1
        if size > most:
            return f"{taken}…"
        taken += character
    return taken
