"""The steps of an application as a picture and a table, made from states.yaml: the document cannot drift."""

from __future__ import annotations

from volens.services.applications import effects, guards, machine
from volens.services.applications.machine import DRAFT, Transition

#: Where the generated part of docs/applications.md begins and ends.
BEGIN, END = "<!-- made by `volens application_states` -->", "<!-- end -->"
ACTORS = {"person": "the person", "member": "a member", "time": "time"}


def markdown() -> str:
    """The generated part of docs/applications.md."""
    table = machine.table()
    steps = list(table.transitions.values())
    lines = [BEGIN, "", "```mermaid", "stateDiagram-v2", "    [*] --> draft"]
    lines += [
        f"    {origin} --> {step.to}: {step.name}" for step in steps for origin in _origins(step) if step.to != "="
    ]
    lines += [f"    {state.name} --> [*]" for state in table.states.values() if state.ends]
    lines += ["```", "", "| State | Means |", "|---|---|"]
    lines += [f"| `{state.name}` | {state.words} |" for state in table.states.values()]
    lines += ["", "| Step | From | To | By | Only if | Does |", "|---|---|---|---|---|---|"]
    lines += [_row(step) for step in steps]
    return "\n".join([*lines, "", END])


def _origins(step: Transition) -> list[str]:
    return [name for name in machine.table().states if name in step.origins]


def _row(step: Transition) -> str:
    origins = ", ".join(f"`{name}`" for name in _origins(step))
    to = "stays" if step.to == "=" else "nothing stands" if step.to == DRAFT else f"`{step.to}`"
    by = ", ".join(ACTORS[actor] for actor in sorted(step.by))
    only = "; ".join(_first_line(guards.GUARDS[name].__doc__) for name in step.guards)
    does = "; ".join(_first_line(effects.EFFECTS[name].__doc__) for name in step.effects)
    return f"| **{step.name}** | {origins} | {to} | {by} | {only} | {does} |"


def _first_line(words: str | None) -> str:
    return (words or "").strip().splitlines()[0].rstrip(".")
