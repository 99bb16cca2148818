"""What must be true before anyone is served, and stay true: the checklist of the safeguards, filled in.

Five conditions are about the world outside: only people can say that they hold, and the deployment keeps who said so,
when, and on what evidence, in a YAML file (VOLENS_PRECONDITIONS). The rest the machine looks up by itself. What nobody
declared is unknown, and unknown is not met: `volens check --deploy` refuses both.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from volens.services.trust import help as help_in_danger
from volens.services.vacancies import presentation

#: A declaration is gone through again every year.
HOLDS = dt.timedelta(days=365)


class State(Enum):
    """Whether a condition holds, as far as it can be told."""

    MET = "met"
    NOT_MET = "not met"
    UNKNOWN = "unknown"


STATES = {State.MET: _("met"), State.NOT_MET: _("not met"), State.UNKNOWN: _("unknown")}


@dataclass(frozen=True, slots=True)
class Condition:
    """A line of the checklist. `look` tells what the machine can see; without it, people declare."""

    code: str
    words: Promise
    why: Promise
    look: Callable[[], tuple[State, str]] | None = None


@dataclass(frozen=True, slots=True)
class Declaration:
    """Who said that a condition holds or not, when, and what can be looked at."""

    met: bool
    by: str
    day: dt.date
    evidence: str


@dataclass(frozen=True, slots=True)
class Line:
    """A condition, its state, and in words why it is said to be so."""

    condition: Condition
    state: State
    because: str
    declaration: Declaration | None = None


class PreconditionsFileError(ValueError):
    """The file of declarations cannot be used. The message names condition, field and remedy."""


def _help_named() -> tuple[State, str]:
    missing = help_in_danger.problems()
    return (
        (State.NOT_MET, presentation.sentences(missing))
        if missing
        else (State.MET, gettext("Named on “Help in danger”."))
    )


def _https() -> tuple[State, str]:
    if settings.DEBUG:
        return State.NOT_MET, "VOLENS_DEBUG=1"
    return (State.MET, "VOLENS_HTTPS=1") if settings.HTTPS else (State.NOT_MET, "VOLENS_HTTPS=0")


def _mail() -> tuple[State, str]:
    return (State.MET, "VOLENS_MAIL") if settings.EMAIL_HOST else (State.NOT_MET, gettext("No mail server is named."))


def _keys() -> tuple[State, str]:
    if settings.KEYS_DIR or not settings.KEY_SERVICE.endswith(".LocalKeys"):
        return State.MET, gettext("The keys lie apart from the data.")
    return State.NOT_MET, gettext("The keys lie in the data directory and would be in every backup of it.")


def _officer() -> tuple[State, str]:
    member = apps.get_model("people", "StaffMember")
    try:
        found = [each.name_shown for each in member.objects.filter(role="data_protection") if each.serving]
    except DatabaseError:
        return State.UNKNOWN, gettext("The database is not ready.")
    return (State.MET, presentation.listed(*found)) if found else (State.NOT_MET, gettext("Nobody has this role yet."))


CONDITIONS = (
    Condition(
        "grievance_body",
        _("An independent body takes grievances, and the page “Help in danger” names it."),
        _("Independent: no part of this service, of an employer, or of an office that places people."),
    ),
    Condition(
        "witnesses",
        _("Two witnesses outside the operator countersign the log."),
        _("So that nothing in the record can be rewritten by whoever runs the machine."),
    ),
    Condition(
        "inspection",
        _("The labour inspection has the right to enter the workplaces."),
        _("A declaration of an employer that nobody may check is worth nothing."),
    ),
    Condition(
        "no_quota",
        _("No quota for placing people is in force."),
        _("Neither for offices nor for places nor for persons: a quota turns an offer into pressure."),
    ),
    Condition(
        "no_penalty",
        _("People may decline without penalty."),
        _("No benefit, no service and no document depends on taking up or keeping a job."),
    ),
    Condition(
        "help",
        _("Every region served has a number to call in danger and a body for grievances."),
        _("VOLENS_HELP, or VOLENS_EMERGENCY_NUMBER, VOLENS_GRIEVANCE_NAME and VOLENS_GRIEVANCE_URL."),
        _help_named,
    ),
    Condition(
        "officer",
        _("Someone answers questions about who looked at whose data."),
        _("volens staff ... --role data_protection"),
        _officer,
    ),
    Condition(
        "https", _("What people write is protected on its way."), _("HTTPS, and no pages for developers."), _https
    ),
    Condition("mail", _("Codes and messages reach people."), _("A mail server: VOLENS_MAIL."), _mail),
    Condition("keys", _("The keys of personal data are kept apart from the data."), _("VOLENS_KEYS"), _keys),
)
DECLARED = tuple(each.code for each in CONDITIONS if each.look is None)


def lines() -> list[Line]:
    """The checklist, filled in. Raises PreconditionsFileError. One query."""
    told = declarations()
    return [_line(condition, told.get(condition.code)) for condition in CONDITIONS]


def _line(condition: Condition, declared: Declaration | None) -> Line:
    if condition.look is not None:
        state, because = condition.look()
        return Line(condition, state, because)
    if declared is None:
        return Line(condition, State.UNKNOWN, gettext("Nobody has declared this yet."))
    if not declared.met:
        return Line(condition, State.NOT_MET, gettext("Declared as not met."), declared)
    if timezone.localdate() - declared.day > HOLDS:
        return Line(
            condition, State.UNKNOWN, gettext("The declaration is older than a year: go through it again."), declared
        )
    if condition.code == "grievance_body" and help_in_danger.problems():
        return Line(
            condition, State.NOT_MET, gettext("Declared, but the page “Help in danger” does not name it."), declared
        )
    return Line(condition, State.MET, gettext("Declared."), declared)


def declarations() -> dict[str, Declaration]:
    """What was declared, by condition. Raises PreconditionsFileError."""
    if not settings.PRECONDITIONS_FILE:
        return {}
    path = Path(settings.PRECONDITIONS_FILE)
    try:
        told = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except OSError as error:
        raise PreconditionsFileError(f"VOLENS_PRECONDITIONS={path}: {error.strerror}.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise PreconditionsFileError(f"{path.name} is no YAML: {error}") from error
    if not isinstance(told, dict):
        raise PreconditionsFileError(f"{path.name}: write a condition a line, such as “no_quota:”.")
    unknown = set(map(str, told)) - set(DECLARED)
    if unknown:
        raise PreconditionsFileError(
            f"{path.name}: {min(unknown)!r} is no condition that people declare. Known: {', '.join(DECLARED)}."
        )
    return {code: _declaration(entry, f"{path.name}, {code}") for code, entry in told.items()}


def _declaration(told: Any, where: str) -> Declaration:
    if not isinstance(told, dict) or set(told) - {"met", "by", "day", "evidence"}:
        raise PreconditionsFileError(f"{where}: write met, by, day and evidence.")
    if not isinstance(told.get("met"), bool):
        raise PreconditionsFileError(f"{where}, met: write yes or no.")
    day = told.get("day")
    if not isinstance(day, dt.date) or day > timezone.localdate():
        raise PreconditionsFileError(f"{where}, day: write the day it was declared, such as 2026-11-20; not later.")
    by, evidence = str(told.get("by") or "").strip(), str(told.get("evidence") or "").strip()
    if not by or (told["met"] and not evidence):
        missing = "by: write who declares it" if not by else "evidence: write where it can be looked up"
        raise PreconditionsFileError(f"{where}, {missing}.")
    return Declaration(told["met"], by, day, evidence)
