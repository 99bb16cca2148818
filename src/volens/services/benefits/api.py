"""The law as an open API: check a case, or answer OpenFisca's `/calculate` shape. Nothing that is sent is stored."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone, translation
from ninja import Body, Field, Router, Schema, Status
from ninja.errors import HttpError

from volens.engines.rules import FactError
from volens.engines.rules.calculate import calculate
from volens.packs import law
from volens.services.benefits import queries
from volens.services.benefits.presentation import engine_language

router = Router(tags=["law"])


class TopicOut(Schema):
    """A question one may ask of a pack."""

    code: str
    title: str
    results: list[str]


class PackOut(Schema):
    """A pack of law."""

    name: str
    title: str
    topics: list[TopicOut]
    facts: dict[str, str] = Field(description="Facts the pack asks about, with their questions.")


class CheckIn(Schema):
    """A case, told as far as one likes."""

    topic: str = Field(max_length=60)
    date: dt.date | None = Field(None, description="The day the law is read for; default: today.")
    facts: dict[str, bool | int | float | str | None] = {}
    household: list[dict[str, bool | int | float | str | None]] | None = Field(None, max_length=30)


class WrongOut(Schema):
    """Which facts make no sense, and why."""

    detail: str
    facts: dict[str, str] = {}


@router.get("/law", response=list[PackOut], summary="Packs of law")
def packs(request: HttpRequest) -> Any:  # noqa: ARG001
    """Every pack with its topics and the facts it asks about."""
    language = engine_language(translation.get_language() or "en")
    return [
        {
            "name": each.name,
            "title": each.title[language],
            "topics": [{"code": t.code, "title": t.title[language], "results": t.goals} for t in topics],
            "facts": {
                fact.name: (fact.question or fact.label).get(language, fact.name) for fact in each.facts.values()
            },
        }
        for each, topics in queries.packs()
    ]


def _known(name: str) -> None:
    if name not in law.PACKS:
        raise HttpError(404, f"There is no pack with this name. There are: {', '.join(law.PACKS)}.")


@router.post("/law/{pack}/check", response={200: dict[str, Any], 404: WrongOut, 422: WrongOut}, summary="Check a case")
def check(request: HttpRequest, pack: str, case: CheckIn) -> Any:  # noqa: ARG001
    """What is certain already, what is open and why, and the next question. Any fact may be absent."""
    _known(pack)
    try:
        found = queries.answer(
            pack, case.topic, case.date or timezone.localdate(), case.facts, household=case.household
        )
    except FactError as error:
        return Status(422, {"detail": "Some facts do not fit the pack.", "facts": error.fields})
    except KeyError:
        return Status(404, {"detail": "There is no such topic in this pack."})
    return Status(200, queries.record(found, engine_language(translation.get_language() or "en")))


@router.post(
    "/law/{pack}/calculate", response={200: dict[str, Any], 404: WrongOut, 422: WrongOut}, summary="OpenFisca's shape"
)
def calculate_situation(request: HttpRequest, pack: str, situation: Annotated[dict[str, Any], Body()]) -> Any:  # noqa: ARG001
    """Fill every null of a situation in OpenFisca's `/calculate` shape; what stays open is explained under `open`."""
    _known(pack)
    try:
        return Status(200, calculate(queries.pack(pack), situation))
    except FactError as error:
        return Status(422, {"detail": "The situation does not fit the pack.", "facts": error.fields})
    except (ValueError, TypeError, AttributeError) as error:
        return Status(422, {"detail": f"The situation has not the expected shape: {error}"})
