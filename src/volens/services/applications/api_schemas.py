"""The shapes of the applications' API: what is answered, and what may be sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from ninja import Field, Schema
from pydantic import ConfigDict

from volens.services.applications import labels
from volens.services.applications.queries import LetterShown


class LetterOut(Schema):
    """One thing said between the two."""

    id: UUID
    kind: str = Field(description="message, times, offer, refusal")
    from_applicant: bool
    by: str = Field(description="The name shown under it; empty for the applicant.")
    at: dt.datetime
    until: dt.datetime | None = Field(description="Times and offers: until when they can be answered.")
    open: bool = Field(description="It can be answered now.")
    text: str
    times: list[dt.datetime]
    minutes: int | None
    place: str
    picked: dt.datetime | None
    terms: dict[str, str] = Field(description="The written terms of an offer.")


class DetailOut(Schema):
    """What is wrong with the request."""

    detail: str


class ProblemOut(Schema):
    """One thing that is wrong: the field, and what to do about it in the language of the request."""

    field: str
    message: str


class ProblemsOut(Schema):
    """Everything that is wrong. Nothing was sent."""

    detail: str
    problems: list[ProblemOut] = []


class MineOut(Schema):
    """One of one's own applications in the list."""

    id: UUID
    url: str
    vacancy: int
    title: str
    employer: str
    state: str = Field(description="draft, sent, talking, interview, meeting, offer, accepted, refused, silent, ...")
    state_name: str
    state_meaning: str
    number: str = Field(description="The number the employer sees; empty while nothing was sent.")
    sent: dt.datetime | None
    changed: dt.datetime
    answer_due: dt.date | None = Field(description="Until when the employer should answer, when it has not.")
    stands: bool = Field(description="The employer can read it.")
    hidden: bool


class SharedOut(Schema):
    """What was sent, word for word."""

    language: str
    text: str


class LookOut(Schema):
    """Someone looked: who, for which organisation, in which role, what for, when."""

    at: dt.datetime
    name: str
    office: str
    role: str
    purpose: str


class ChangeOut(Schema):
    """The vacancy says something else than when the application was sent."""

    at: dt.datetime
    field: str
    label: str
    before: str
    after: str


class MineDetailOut(MineOut):
    """One of one's own applications with everything about it."""

    shared: SharedOut | None
    letters: list[LetterOut]
    looks: list[LookOut]
    changes: list[ChangeOut]
    notes: str
    accepted_from: dt.datetime | None = Field(description="When an acceptance that can still be undone becomes real.")


class WithdrawnOut(Schema):
    """It is taken back. `unseen`: nobody had seen it, so that for the employer it never was."""

    unseen: bool
    application: MineOut


class TextIn(Schema):
    """A message in one's own words."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(description="At most 3,000 characters.")


class OwnIn(Schema):
    """What is only for oneself: notes, and whether it is out of the list. What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    notes: str | None = Field(None, max_length=5000)
    hidden: bool | None = None


class ReceivedOut(Schema):
    """A line of the employer's list: number, day, state, and nothing about a person."""

    id: UUID
    url: str
    number: str
    vacancy: int
    title: str
    received: dt.date
    state: str
    state_name: str
    your_turn: bool
    late: bool
    closes_as_silence: dt.date | None


class ReceivedPageOut(Schema):
    """A page of the list. Each line is written down in the feed of whoever sent it."""

    page: int
    pages: int
    applications: list[ReceivedOut]


class ItemOut(Schema):
    """Something that was ticked."""

    label: str
    value: str


class DocumentOut(Schema):
    """A document that was ticked; its address opens it for whoever is signed in, and that is written down too."""

    id: UUID
    name: str
    kind: str
    bytes: int
    url: str


class ReceivedDetailOut(ReceivedOut):
    """One application as the employer sees it: exactly what was ticked, and what was said since."""

    language: str
    items: list[ItemOut]
    note: str
    documents: list[DocumentOut]
    letters: list[LetterOut]
    possible: list[str] = Field(description="What can be done now: answer, times, offer, refuse.")
    readable_until: dt.date | None


class TimesIn(Schema):
    """One to four times for an interview. A time without an offset is in the zone of the service."""

    model_config = ConfigDict(extra="forbid")

    times: list[dt.datetime] = Field(min_length=1, max_length=4)
    minutes: int = Field(30, description="15, 30, 45, 60 or 90.")
    place: str
    text: str = ""
    until: dt.date = Field(description="Until the end of which day one can answer.")


class OfferIn(Schema):
    """An offer with its written terms."""

    model_config = ConfigDict(extra="forbid")

    work: str
    pay: str
    hours: str
    place: str
    begins: str
    contract: str
    more: str = ""
    until: dt.date = Field(description="Until the end of which day it stands: three to sixty days.")


def letter_out(letter: LetterShown) -> LetterOut:
    """A letter as the API tells it."""
    told = letter.told
    return LetterOut(
        id=letter.id,
        kind=letter.kind,
        from_applicant=letter.from_person,
        by="" if letter.from_person else str(told.get("by", "")),
        at=letter.at,
        until=letter.until,
        open=letter.open,
        text=str(told.get("text", "")),
        times=letter.times,
        minutes=told.get("minutes"),
        place=str(told.get("place", "")),
        picked=letter.picked,
        terms={name: told[name] for name in labels.TERMS if letter.kind == "offer" and told.get(name)},
    )


def problems(form: forms.Form, named: Mapping[str, str] | None = None) -> ProblemsOut:
    """What is wrong with what was sent, as the pages say it; `named` gives the API's names of the form's fields."""
    found = [
        ProblemOut(field=(named or {}).get(field, field), message=str(message))
        for field, messages in form.errors.items()
        for message in messages
    ]
    return ProblemsOut(detail=gettext("Nothing was sent. Correct these and send it again."), problems=found)
