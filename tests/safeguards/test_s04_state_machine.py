"""S4 as a state machine: whatever people decline, ignore, hide or let lapse, no page, table or log of staff differs."""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from tests.examples import few
from tests.safeguards.worlds import lived, steps

numbers = itertools.count()


class WhatPeopleDoForThemselves(RuleBasedStateMachine):
    """Writes a script of public and private steps; at its end both worlds live it, one without the private ones."""

    def __init__(self) -> None:
        super().__init__()
        self.script: list[tuple[str, str, int]] = []

    @rule(name=st.sampled_from(sorted(steps("PUBLIC"))), number=st.integers(0, 1))
    def the_office_acts(self, name: str, number: int) -> None:
        self.script.append(("PUBLIC", name, number))

    @rule(name=st.sampled_from(sorted(steps("PRIVATE"))), number=st.integers(0, 1))
    def a_person_acts(self, name: str, number: int) -> None:
        self.script.append(("PRIVATE", name, number))

    def teardown(self) -> None:
        if any(kind == "PRIVATE" for kind, _name, _number in self.script):
            compare(self.script)


def compare(script: list[tuple[str, str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        worlds = [lived(script, Path(folder) / f"{next(numbers)}", private=private) for private in (True, False)]
    for moment, (with_them, without) in enumerate(zip(*worlds, strict=True)):
        for name, text in with_them.items():
            assert text == without[name], f"{name} differs at moment {moment} of {script}"


DRAFTS = [("PUBLIC", "a counsellor begins a sign-up", number) for number in (0, 1)]
DAYS = ("PUBLIC", "days pass", 0)
QUICK = {
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "database": None,
    "phases": (Phase.explicit, Phase.generate),  # a failing script is short already: shrinking would take minutes
}
#: A rolled-back world leaves the counters of PostgreSQL where they were: the two would differ in nothing but numbers.
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="row numbers go on after a rollback")


@on_sqlite
@pytest.mark.django_db
def test_all_private_steps_together_leave_no_trace() -> None:
    private = [("PRIVATE", name, number) for name in sorted(steps("PRIVATE")) for number in (0, 1)]
    compare([*DRAFTS, *private, DAYS])


@on_sqlite
@pytest.mark.django_db
def test_no_sequence_of_steps_leaves_a_trace() -> None:
    run_state_machine_as_test(
        WhatPeopleDoForThemselves, settings=settings(max_examples=2, stateful_step_count=6, **QUICK)
    )


@on_sqlite
@pytest.mark.deep
@pytest.mark.django_db
@pytest.mark.parametrize("private", sorted(steps("PRIVATE")))
def test_each_private_step_alone_leaves_no_trace(private: str) -> None:
    step = ("PRIVATE", private, 0)
    compare([DRAFTS[0], step, DAYS, step, DAYS, DAYS])


@on_sqlite
@pytest.mark.deep
@pytest.mark.django_db
def test_no_long_sequence_of_steps_leaves_a_trace() -> None:
    run_state_machine_as_test(
        WhatPeopleDoForThemselves, settings=settings(max_examples=few(40), stateful_step_count=25, **QUICK)
    )
