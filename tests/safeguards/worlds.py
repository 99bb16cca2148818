"""Two worlds for S4: the same office, the same people, the same days. In one, people also do what is nobody's business.

A room joins by a module `tests.<room>.worlds` with any of: `PUBLIC` (what an office or organisation does), `PRIVATE`
(what a person does for themselves: declining, ignoring, hiding, looking), `prepare(world)` and `seen(world)` (more that
staff or members see: a dictionary of name and text). Every step takes the world and the number of a person.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import importlib
import io
import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest import mock

from django.apps import apps
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone

from tests.pages import vacancies as world_of_vacancies
from tests.people import made
from tests.people.journey import Browser
from tests.people.test_permissions import filled, staff_routes
from volens.services.people.models import Account, Attempt, Device, StaffMember
from volens.services.vacancies import indexing, queries
from volens.services.vacancies.models import Vacancy

Step = Callable[["World", int], None]
PEOPLE = 2
#: Tables of the person's own side: their rows are the person's, sealed or hashed, and no page of staff reads them.
OWN_SIDE = {"people.Entry", "people.Attempt", "people.Message", "people.Device", "saved.Shelf", "trust.Choice",
            "alerts.Mailbox", "alerts.SavedSearch", "alerts.Ring", "alerts.Heard", "alerts.SearchChange"}  # fmt: skip
UUIDS = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")
#: What differs between any two requests: tokens, addresses of tests, and the foot of the log, which moves on by itself.
VARYING = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"|person\d+@example\.org'
    r'|<p class="fine"><a href="[^"]*/log/">.*?</p>'
)


class Clock:
    """The time of both worlds: it stands still unless it is moved."""

    def __init__(self) -> None:
        self.at = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.at


@dataclass
class World:
    """One world: staff of every role, two people, vacancies; and what other rooms add."""

    clock: Clock
    staff: dict[str, tuple[Account, Client]]
    contacts: list[str]
    clients: list[Client]
    vacancies: list[Vacancy]
    more: dict[str, Any] = field(default_factory=dict)

    def own(self, number: int) -> Client:
        """The browser of a person who has an account."""
        return self.clients[number % PEOPLE]


def rooms() -> list[ModuleType]:
    """What rooms add, wherever a room has a module for it."""
    found = []
    for config in apps.get_app_configs():
        if config.name.startswith("volens.services."):
            with contextlib.suppress(ModuleNotFoundError):
                found.append(importlib.import_module(f"tests.{config.label}.worlds"))
    return found


def begin_draft(world: World, number: int) -> None:
    """A counsellor begins a sign-up with someone."""
    _account, client = world.staff["counsellor"]
    client.post("/en/staff/sign-up/", {"contact": world.contacts[number % PEOPLE], "skills": "sewing"})


def a_day_passes(world: World, _number: int) -> None:
    """Three days pass; everyone who was signed in signs in again."""
    world.clock.at += dt.timedelta(days=3)
    Device.objects.update(until=world.clock.at + dt.timedelta(hours=12))


def at_the_door(world: World, number: int) -> Browser:
    """The person enters the code of the message and stands before what was written down, if anything was."""
    browser = Browser()
    browser.prove_contact(world.contacts[number % PEOPLE])
    return browser


def look_at_the_draft(world: World, number: int) -> None:
    """The person looks at what a counsellor began, and goes."""
    at_the_door(world, number).get("sign-up/confirm/")


def decline_the_draft(world: World, number: int) -> None:
    """The person says no."""
    at_the_door(world, number).post("sign-up/confirm/", {"no": "1"})


def ask_for_a_code_and_leave(world: World, number: int) -> None:
    """The person asks for a code and never enters it: it lapses."""
    Browser().ask_code(world.contacts[number % PEOPLE])


def marks(act: str) -> Step:
    """The person saves, hides or unhides a vacancy."""

    def step(world: World, number: int) -> None:
        vacancy = world.vacancies[number % len(world.vacancies)]
        world.own(number).post("/en/saved/mark/", {"vacancy": vacancy.pk, "act": act})

    return step


def write_a_note(world: World, number: int) -> None:
    """The person writes a private note on a vacancy."""
    vacancy = world.vacancies[number % len(world.vacancies)]
    world.own(number).post("/en/saved/note/", {"vacancy": vacancy.pk, "note": "not for me"})


def look_around(world: World, number: int) -> None:
    """The person reads vacancies and their own pages."""
    vacancy = world.vacancies[number % len(world.vacancies)]
    for page in (f"vacancies/{vacancy.pk}/", "vacancies/", "my/", "my/readers/", "saved/"):
        world.own(number).get(f"/en/{page}")


PUBLIC: dict[str, Step] = {"a counsellor begins a sign-up": begin_draft, "days pass": a_day_passes}
PRIVATE: dict[str, Step] = {
    "looks at the draft": look_at_the_draft,
    "declines the draft": decline_the_draft,
    "lets a code lapse": ask_for_a_code_and_leave,
    "saves": marks("save"),
    "hides": marks("hide"),
    "takes hiding back": marks("show"),
    "notes": write_a_note,
    "looks around": look_around,
}


def steps(kind: str) -> dict[str, Step]:
    """The steps of this module and of every room."""
    own = PUBLIC if kind == "PUBLIC" else PRIVATE
    return own | {
        f"{room.__name__.split('.')[1]}: {name}": step
        for room in rooms()
        for name, step in getattr(room, kind, {}).items()
    }


def plain(text: str) -> str:
    """A text without what differs between any two requests: random identifiers are numbered as they appear."""
    seen: dict[str, str] = {}
    text = VARYING.sub("", text)
    return UUIDS.sub(lambda each: seen.setdefault(each[0].replace("-", ""), f"id{len(seen)}"), text)


def everything_seen(world: World) -> dict[str, str]:
    """Every page of staff of every role, the public page of health, the operator's tables; and what rooms add."""
    queries.forget()
    seen = {}
    for role, (_account, client) in world.staff.items():
        for address, view in staff_routes().items():
            answer = client.get(filled(address))
            content = b"" if answer.streaming else answer.content
            seen[f"{role} {address}"] = f"{answer.status_code} {plain(content.decode('utf-8', 'replace'))}"
            assert hasattr(view, "staff_rights")
    seen["status"] = plain(Client().get("/en/status/").content.decode())
    seen["api"] = plain(Client().get("/api/v1/figures").content.decode())
    seen["tables"] = "\n".join(f"{label}: {rows}" for label, rows in tables().items())
    for room in rooms():
        seen |= {name: plain(text) for name, text in getattr(room, "seen", lambda _world: {})(world).items()}
    return seen


def tables() -> dict[str, list[str]]:
    """What a dump shows without any key: every row of every table that is not the person's own side, sealed values by
    their length only.
    """
    found = {}
    for model in apps.get_models():
        label = model._meta.label
        if not model.__module__.startswith("volens.services.") or label in OWN_SIDE:
            continue
        rows = [
            plain(str([len(bytes(each)) if isinstance(each, bytes | memoryview) else each for each in row]))
            # The step of an authenticator app follows the wall clock, so two worlds may lie on either side of one.
            for row in model.objects.order_by().values_list(
                *(f.attname for f in model._meta.fields if f.name != "last_step")
            )
        ]
        found[label] = sorted(rows)
    return found


@contextlib.contextmanager
def a_world(folder: Path) -> Iterator[World]:
    """A world of its own: its clock, its keys and journal, its rows. Everything is rolled back after."""
    clock = Clock()
    folder.mkdir(parents=True)
    with (
        override_settings(DATA_DIR=folder, INDEX_DIR=folder / "index", KEYS_DIR=""),
        mock.patch.object(timezone, "now", clock),
        transaction.atomic(),
    ):
        vacancies = world_of_vacancies.world()
        indexing.rebuild()
        staff = {
            role.value: made.make_staff(role, f"{role.label} name", contact=f"{role.value}@example.org")
            for role in StaffMember.Role
        }
        people = [made.make_person(f"someone{number}@example.org") for number in range(PEOPLE)]
        contacts = [f"else{number}@example.org" for number in range(PEOPLE)]
        shown = [vacancies["worker"], vacancies["nurse"]]
        world = World(clock, staff, contacts, [client for _account, client in people], shown)
        for room in rooms():
            getattr(room, "prepare", lambda _world: None)(world)
        yield world
        transaction.set_rollback(True)


def lived(script: list[tuple[str, str, int]], folder: Path, *, private: bool) -> list[dict[str, str]]:
    """What staff see at the end and whenever days pass, in a world where the private steps are done, or are not."""
    told = {"PUBLIC": steps("PUBLIC"), "PRIVATE": steps("PRIVATE")}
    seen = []
    with a_world(folder) as world, logged() as log:
        for kind, name, number in script:
            if kind == "PUBLIC" or private:
                told[kind][name](world, number)
            Attempt.objects.all().delete()  # a person's steps are far apart; a flood is told of on purpose
            if name == "days pass":
                call_command("daily", stdout=io.StringIO(), stderr=io.StringIO())
                seen.append(everything_seen(world))
        seen.append(everything_seen(world) | {"log": plain("\n".join(log))})
    return seen


@contextlib.contextmanager
def logged() -> Iterator[list[str]]:
    """What the rooms write to the log."""
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            told = {name: value for name, value in getattr(record, "told", {}).items() if name != "staff"}  # random
            lines.append(f"{record.getMessage()} {told or ''}".strip())

    handler = Keep(logging.INFO)
    loggers = [logging.getLogger("volens"), logging.getLogger("volens.security")]  # the second does not propagate
    for logger in loggers:
        logger.addHandler(handler)
    try:
        yield lines
    finally:
        for logger in loggers:
            logger.removeHandler(handler)
