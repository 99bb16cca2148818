"""The pages of trust: who looked, my choices, export; and the queue of whoever answers complaints."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from volens.services.people.access import (
    context,
    own_page,
    person_page,
    posted,
    posted_from,
    reader,
    signed_in,
    staff_page,
)
from volens.services.people.models import Account, Right, StaffMember
from volens.services.trust import actions, exporting, kinds, queries, rooms
from volens.services.trust.actions import RefusedError
from volens.services.trust.forms import AnswerForm, ComplaintForm
from volens.services.trust.reading import ROLES


@require_safe
@person_page(back="readers")
def readers(request: HttpRequest) -> HttpResponse:
    """Who looked at my data, newest first; my complaints and until when they must be answered."""
    person = signed_in(request).account.person
    shown = {
        "readings": queries.readings_of(person),
        "complaints": queries.complaints_of(person.pk),
        "roles": {**{role.value: role.label for role in StaffMember.Role}, **ROLES},
        "days": actions.ANSWER_WORKING_DAYS,
    }
    return render(request, "trust/readers.html", context(request, **shown))


@require_http_methods(["GET", "HEAD", "POST"])
@person_page(back="readers")
def complain(request: HttpRequest, reading: UUID | None = None) -> HttpResponse:
    """Ask or complain, about one reading or in general."""
    person = signed_in(request).account.person
    about = None
    if reading is not None:
        about = next((each for each in queries.readings_of(person) if each.id == reading), None)
        if about is None:
            raise Http404
    form = ComplaintForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.absorb()
        actions.complain(person.pk, form.cleaned_data["text"], about=reading)
        return HttpResponseRedirect(f"{reverse('trust:readers')}?done=complained")
    due = actions.working_days_after(timezone.localdate(), actions.ANSWER_WORKING_DAYS)
    shown = {"form": form, "about": about, "due": due, "days": actions.ANSWER_WORKING_DAYS}
    return render(request, "trust/complain.html", context(request, **shown), status=422 if form.errors else 200)


@require_safe
@person_page(back="choices")
def choices(request: HttpRequest) -> HttpResponse:
    """My choices: the exact words, since when, and taking back beside each."""
    person = signed_in(request).account.person
    made = queries.choices_of(person.pk)
    shown = {
        "standing": [each for each in made if each.undone is None],
        "past": [each for each in made if each.undone is not None],
        "notices": any(each.kind.code == "notices" and each.undone is None for each in made),
        "offer": kinds.KINDS["notices"],
        "language": get_language(),
    }
    return render(request, "trust/choices.html", context(request, **shown))


@posted_from("trust:choices")
@person_page(back="choices")
def undo(request: HttpRequest, choice: UUID) -> HttpResponse:
    """Take a choice back; those that end a thing are taken back where the thing is."""
    person = signed_in(request).account.person
    made = next((each for each in queries.choices_of(person.pk) if each.id == choice), None)
    if made is None:
        raise Http404
    if made.kind.undo != "undo":
        return HttpResponseRedirect(f"{reverse(made.kind.undo)}?choice={choice}")
    actions.undo(person.pk, choice)
    return HttpResponseRedirect(f"{reverse('trust:choices')}?done=undone")


@posted_from("trust:choices")
@person_page(back="choices")
def give_notices(request: HttpRequest) -> HttpResponse:
    """Say yes to messages about the account."""
    person = signed_in(request).account.person
    if not queries.stands(person.pk, "notices"):
        actions.give(person.pk, "notices")
    return HttpResponseRedirect(f"{reverse('trust:choices')}?done=given")


@require_safe
@own_page(Account.Kind.PERSON, Account.Kind.MEMBER, recent=True, back="export")
def export(request: HttpRequest) -> HttpResponse:
    """Everything about me, to take along; and what is kept, how long."""
    clocks = [clock for room in rooms.all_rooms() for clock in room.clocks]
    return render(request, "trust/export.html", context(request, clocks=clocks))


@require_safe
@own_page(Account.Kind.PERSON, Account.Kind.MEMBER, recent=True, back="export")
def export_file(request: HttpRequest, form: str) -> HttpResponse:
    """The export as a file: JSON, PDF, or everything with the documents as ZIP."""
    account = signed_in(request).account
    member = account.kind == Account.Kind.MEMBER
    parts = queries.export_member(account.pk) if member else queries.export(account.person)
    made: bytes
    if form == "json":
        made, kind = exporting.as_json(parts, timezone.now()), "application/json"
    elif form == "pdf":
        made, kind = exporting.as_pdf(parts, timezone.now()), "application/pdf"
    else:
        made, kind = exporting.as_zip(parts, timezone.now()), "application/zip"
    response = HttpResponse(made, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="volens-{dt.date.today():%Y-%m-%d}.{form}"'  # noqa: DTZ011
    return response


@require_safe
@staff_page(Right.ANSWER_COMPLAINTS)
def complaints(request: HttpRequest) -> HttpResponse:
    """The queue: numbers and ages, no names."""
    member = signed_in(request).account.staff
    shown = {"queue": queries.open_complaints(reader(member)), "today": timezone.localdate(), "member": member}
    return render(request, "trust/complaints.html", context(request, **shown))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.ANSWER_COMPLAINTS)
def complaint(request: HttpRequest, number: int) -> HttpResponse:
    """One complaint, written down in the person's feed before it is shown; and its answer."""
    member = signed_in(request).account.staff
    form = AnswerForm(posted(request))
    try:
        if request.method == "POST" and form.is_valid():
            actions.answer(reader(member), number, form.cleaned_data["text"])
            return HttpResponseRedirect(f"{reverse('trust:complaints')}?done=answered")
        with queries.complaint(reader(member), number) as opened:
            shown = {"form": form, "complaint": opened, "member": member}
            return render(
                request, "trust/complaint.html", context(request, **shown), status=422 if form.errors else 200
            )
    except RefusedError as error:
        raise Http404 from error
