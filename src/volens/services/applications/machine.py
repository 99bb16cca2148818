"""Steps of an application, from the table in states.yaml. Nothing changes a state but `take`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml
from django.utils.translation import gettext

from volens.services.applications import effects, guards
from volens.services.applications.case import Case
from volens.services.applications.models import Received

TABLE = Path(__file__).parent / "states.yaml"
ACTORS = frozenset({"person", "member", "time"})
DRAFT = "draft"


class NotNowError(ValueError):
    """The step is not possible as things stand; the message says why, in words for whoever asked."""


@dataclass(frozen=True, slots=True)
class State:
    """A state: whether nothing follows it but leaving, and what it means."""

    name: str
    ends: bool
    words: str


@dataclass(frozen=True, slots=True)
class Transition:
    """A row of the table."""

    name: str
    origins: frozenset[str]
    to: str
    by: frozenset[str]
    guards: tuple[str, ...]
    effects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The whole table, checked."""

    states: dict[str, State]
    transitions: dict[str, Transition]


def read(text: str) -> Table:
    """The table from its YAML. Raises ValueError naming the row and what is wrong with it."""
    told = yaml.safe_load(text)
    states = {name: State(name, row["ends"], row["words"]) for name, row in told["states"].items()}
    if set(states) != {*Received.State.values, DRAFT}:
        raise ValueError(f"states.yaml: states must be those of Received and draft, not {sorted(states)}")
    transitions: dict[str, Transition] = {}
    for row in told["transitions"]:
        name = row["name"]
        made = Transition(
            name, frozenset(row["from"]), row["to"], frozenset(row["by"]), tuple(row["guards"]), tuple(row["effects"])
        )
        unknown = [
            *(made.origins - set(states)),
            *({made.to} - {*states, "="}),
            *(made.by - ACTORS),
            *(each for each in made.guards if each not in guards.GUARDS),
            *(each for each in made.effects if each not in effects.EFFECTS),
        ]
        if unknown or not made.origins or not made.by or name in transitions:
            raise ValueError(f"states.yaml: {name}: unknown, missing or twice: {', '.join(unknown) or name}")
        transitions[name] = made
    return Table(states, transitions)


@lru_cache(maxsize=1)
def table() -> Table:
    """The table of this installation."""
    return read(TABLE.read_text(encoding="utf-8"))


def refusal(name: str, by: str, case: Case) -> str | None:
    """Why the step cannot be taken now, or None when it can."""
    step = table().transitions[name]
    if by not in step.by:
        return gettext("That is not yours to do.")
    if case.state not in step.origins:
        return gettext("This has changed meanwhile. Look at it again.")
    for each in step.guards:
        if reason := guards.GUARDS[each](case):
            return reason
    return None


def take(name: str, by: str, case: Case) -> None:
    """Take a step, inside `case.locked`. Raises NotNowError; then nothing has changed."""
    if reason := refusal(name, by, case):
        raise NotNowError(reason)
    step = table().transitions[name]
    row = case.received
    if row is not None and step.to not in {"=", DRAFT}:
        row.state = step.to
        row.closed_on = guards.today(case) if table().states[step.to].ends else None
    for each in step.effects:
        apply: Callable[[Case], None] = effects.EFFECTS[each]
        apply(case)
    if row is not None and step.to != DRAFT:
        row.save()
    if case.application is not None:
        case.application.changed_at = case.now
        case.application.save()
