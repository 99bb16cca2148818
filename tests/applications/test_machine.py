"""The table of steps: checked when it is read, drawn in the documentation, and the only way to change a state."""

from __future__ import annotations

import ast
import datetime as dt
from pathlib import Path
from unittest import mock

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

import volens
from tests.applications.made import make_applicant, make_employer, make_vacancy
from tests.examples import few
from volens.services.applications import drawing, machine
from volens.services.applications.actions import time
from volens.services.applications.models import Application, Letter, Received

ROOT = Path(__file__).resolve().parents[2]
ROOM = Path(volens.__file__).parent / "services" / "applications"


def test_the_documentation_is_drawn_from_the_table():
    page = (ROOT / "docs" / "applications.md").read_text(encoding="utf-8")
    assert drawing.markdown() in page, "run: volens application_states, and put it into docs/applications.md"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("guards: [says_something]", "guards: [says_anything]"),
        ("effects: [part]", "effects: [parts]"),
        ("by: [time]", "by: [machine]"),
        ("to: silent", "to: refusedd"),
        ("name: lapse", "name: offer"),
        ("from: [draft]", "from: []"),
        ("  gone: {ends", "  vanished: {ends"),
    ],
)
def test_a_table_with_a_mistake_is_refused_when_the_service_starts(old, new):
    text = machine.TABLE.read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(ValueError, match=r"states\.yaml"):
        machine.read(text.replace(old, new))


def test_time_alone_never_refuses_and_never_accepts_what_the_person_did_not():
    """S9: no step of time leads to a refusal; the only acceptance it makes real is one the person gave."""
    by_time = [step for step in machine.table().transitions.values() if "time" in step.by]
    assert {step.to for step in by_time} == {"talking", "accepted", "gone", "silent"}
    accept = next(step for step in by_time if step.to == "accepted")
    assert "cooling_is_over" in accept.guards
    assert not [step.name for step in by_time if step.by != {"time"}]


def test_only_the_machine_changes_a_state():
    for path in ROOM.rglob("*.py"):
        if path.name == "machine.py" or "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Assign):
                assert not [
                    each for each in node.targets if isinstance(each, ast.Attribute) and each.attr == "state"
                ], path
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "update":
                assert "state" not in {each.arg for each in node.keywords}, path


DOES = (
    *(
        "write",
        "propose",
        "offer",
        "refuse",
        "person writes",
        "pick",
        "agree",
        "undo",
        "now",
        "withdraw",
        "send",
        "look",
    ),
    *("three days", "twenty days", "time"),
)
MOVES = {"three days": 3, "twenty days": 20}


class EveryWayThroughTheTable(TestCase):
    @settings(max_examples=few(25), deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.sampled_from(DOES), min_size=2, max_size=10))
    def test_whatever_is_clicked_in_whatever_order_only_steps_of_the_table_happen(self, clicks):
        now = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
        allowed = {
            (origin, origin if step.to == "=" else step.to)
            for step in machine.table().transitions.values()
            for origin in step.origins
        }
        taken: list[str] = []
        real = machine.take

        def take(name, by, case):
            assert transaction.get_connection().in_atomic_block
            real(name, by, case)
            taken.append(name)

        clock = mock.Mock(side_effect=lambda: now)
        with mock.patch.object(timezone, "now", clock), mock.patch.object(machine, "take", take):
            employer, aygul = make_employer(), make_applicant()
            application = aygul.apply(make_vacancy(employer.organisation))
            aygul.account.devices.update(until=now + dt.timedelta(days=900))
            employer.account.devices.update(until=now + dt.timedelta(days=900))
            employer.organisation.verified_until = now.date() + dt.timedelta(days=900)
            employer.organisation.save()
            row = Received.objects.get().pk
            for click in clicks:
                now += dt.timedelta(seconds=1, days=MOVES.get(click, 0))
                standing = Received.objects.filter(application=application).values_list("pk", flat=True).first()
                row = standing or row
                before, count = state_of(row), len(taken)
                do(click, employer, aygul, application, row)
                after = state_of(row)
                assert (before, after) in allowed or before == after, (click, before, after)
                assert before == after or len(taken) > count, "a state changed without a step"
                letters = Letter.objects.filter(application=application)
                assert letters.filter(kind="refusal").count() <= 1 + taken.count("apply")


def state_of(row) -> str:
    return Received.objects.filter(pk=row).values_list("state", flat=True).first() or "draft"


def do(click: str, employer, aygul, application, row) -> None:
    base = f"applications/{application}/"
    times, offer = (
        Letter.objects.filter(application=application, kind=kind).order_by("at").last() for kind in ("times", "offer")
    )
    acts = {
        "write": lambda: employer.write(row),
        "propose": lambda: employer.propose(row),
        "offer": lambda: employer.offer(row),
        "refuse": lambda: employer.refuse(row),
        "look": lambda: employer.get(f"{row}/"),
        "person writes": lambda: aygul.post(f"{base}write/", {"text": "Hello."}),
        "pick": lambda: times and aygul.post(f"{base}times/{times.pk}/", {"time": "0"}),
        "withdraw": lambda: aygul.withdraw(application),
        "send": lambda: send(aygul, application),
        "time": lambda: time.run(timezone.now()),
    }
    if click in acts:
        acts[click]()
    elif click in {"agree", "undo", "now"} and offer:
        aygul.post(f"{base}offer/{offer.pk}/", {click: "1"})


def send(aygul, application) -> None:
    if Application.objects.get(pk=application).received_id is None:
        page = aygul.post(f"applications/{application}/edit/", {"ticks": ["chosen_name"], "check": "1"})
        if page.status_code == 302 and page.headers["Location"].endswith("/check/"):
            aygul.send(application)
