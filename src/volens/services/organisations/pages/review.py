"""The reviewer's side: a queue of numbers, one case at a time, a decision with its grounds."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from volens.services.organisations import policies, queries, registers
from volens.services.organisations.actions import review as actions
from volens.services.organisations.actions.organisation import IDENTITY
from volens.services.organisations.actions.review import Decision
from volens.services.organisations.errors import AlreadyDecidedError, NotAllowedError, NotPossibleError
from volens.services.organisations.forms import DecisionForm, EndForm
from volens.services.organisations.models import Evidence, Organisation, Verification
from volens.services.organisations.notices import NOTICES
from volens.services.organisations.pages.verification import as_file, decision_shown, facts_shown
from volens.services.people.access import context, posted, signed_in, staff_page
from volens.services.people.models import Right
from volens.services.trust import working_days
from volens.services.vacancies import presentation

REVIEW, APPEALS = Right.VERIFY_ORGANISATIONS, Right.DECIDE_APPEALS


def _context(request: HttpRequest, **more: Any) -> dict[str, Any]:
    around = context(request, member=signed_in(request).account.staff, **more)
    return around | {"notice": NOTICES.get(request.GET.get("done", "")) or around["notice"]}


def _days_left(case: Verification) -> int:
    """Working days until the decision is due; nought on the day itself and after it."""
    return working_days.between(timezone.localdate(), case.due_on)


@require_safe
@staff_page(REVIEW, APPEALS)
def queue(request: HttpRequest) -> HttpResponse:
    """What waits, the most urgent first: case number, kind, age, days left. No names."""
    me = signed_in(request).account.staff
    today, code = timezone.localdate(), presentation.language()
    rows = [
        {
            "number": case.number,
            "kind": Organisation.Kind(case.facts["kind"]).label,
            "appeal": case.appeal_of_id is not None,
            "renewal": case.organisation.verified_since is not None,
            "age": (today - timezone.localdate(case.submitted_at)).days,
            "due": presentation.short_day(case.due_on, code),
            "left": _days_left(case),
            "late": case.late,
            "mine": policies.may_decide(me, case),
        }
        for case in queries.queue()
        if case.appeal_of_id is not None or policies.may_review(me)
    ]
    return render(request, "organisations/queue.html", _context(request, rows=rows, reviews=policies.may_review(me)))


def _case(request: HttpRequest, number: int) -> Verification:
    """An open case this reviewer may decide, or 404: an appeal against one's own decision is a colleague's."""
    found = queries.case(number)
    if found is None or not policies.may_decide(signed_in(request).account.staff, found):
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(REVIEW, APPEALS)
def case(request: HttpRequest, number: int) -> HttpResponse:
    """One case: what is claimed, the documents, what the register already holds here, and the decision."""
    found = _case(request, number)
    form = DecisionForm(posted(request), initial={"months": 12})
    if request.method == "POST" and form.is_valid():
        try:
            actions.decide(signed_in(request).account.staff, number, _decision(form))
        except AlreadyDecidedError:
            return HttpResponseRedirect(f"{reverse('organisations:queue')}?done=late-colleague")
        except NotPossibleError as error:
            form.add_error(None, str(error))
        except NotAllowedError as error:
            raise Http404 from error
        else:
            return HttpResponseRedirect(f"{reverse('organisations:queue')}?done=decided")
    if not found.open and request.method != "POST":
        return HttpResponseRedirect(f"{reverse('organisations:queue')}?done=late-colleague")
    return render(request, "organisations/case.html", _case_context(request, found, form), status=_status(form))


def _case_context(request: HttpRequest, found: Verification, form: DecisionForm) -> dict[str, Any]:
    organisation = found.organisation
    now = queries.facts(organisation) | {name: _as_text(organisation, name) for name in IDENTITY}
    changed = [
        (label, before, after)
        for (label, before), (_same, after) in zip(facts_shown(now), facts_shown(found.facts), strict=False)
        if before != after and organisation.verified_since is not None
    ]
    history = [decision_shown(each) for each in queries.verifications(organisation.pk) if each.pk != found.pk]
    same = queries.same_entry(_key(found), besides=organisation.pk)
    return _context(
        request,
        form=form,
        case=found,
        this=decision_shown(found),
        organisation=organisation,
        facts=facts_shown(found.facts),
        changed=changed,
        same=[(each.name, each.get_state_display()) for each in same],
        history=history,
        sender=found.submitted_by.name_shown if found.submitted_by else "",
    )


def _key(found: Verification) -> str:
    return registers.key(found.facts["register"], found.facts["registration_number"])


def _as_text(organisation: Organisation, name: str) -> Any:
    value = getattr(organisation, name)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _decision(form: DecisionForm) -> Decision:
    told = form.cleaned_data
    return Decision(
        Verification.Outcome(told["outcome"]),
        told["months"] if told["outcome"] == Verification.Outcome.VERIFIED else None,
        tuple(told["grounds"]) if told["outcome"] != Verification.Outcome.VERIFIED else (),
        told["note"],
        told["article"],
    )


def _status(form: DecisionForm) -> int:
    return 422 if form.errors else 200


@require_safe
@staff_page(REVIEW, APPEALS)
def document(request: HttpRequest, number: int, identifier: UUID) -> HttpResponse:
    """A document of the case, or of an earlier submission of the same organisation."""
    found = _case(request, number)
    row = Evidence.objects.filter(
        pk=identifier, organisation_id=found.organisation_id, verification__isnull=False
    ).first()
    if row is None:
        raise Http404
    return as_file(row)


@require_safe
@staff_page(REVIEW)
def verified(request: HttpRequest) -> HttpResponse:
    """Verified organisations, to end a verification that should not stand. They are public facts."""
    code = presentation.language()
    rows = [
        (each.pk, each.name, each.get_kind_display(), presentation.short_day(each.verified_until, code))
        for each in queries.verified_organisations()
        if each.verified_until
    ]
    return render(request, "organisations/verified.html", _context(request, rows=rows))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(REVIEW)
def end(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """End a standing verification, with grounds; it can be appealed to another reviewer."""
    found = queries.organisation(organisation_id)
    if found is None or not queries.is_verified(found):
        raise Http404
    form = EndForm(posted(request))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        decision = Decision(Verification.Outcome.ENDED, None, tuple(told["grounds"]), told["note"], told["article"])
        try:
            actions.end(signed_in(request).account.staff, organisation_id, decision)
        except NotPossibleError as error:
            form.add_error(None, str(error))
        else:
            return HttpResponseRedirect(f"{reverse('organisations:queue')}?done=decided")
    shown = {"form": form, "organisation": found, "facts": facts_shown(queries.facts(found))}
    return render(request, "organisations/end.html", _context(request, **shown), status=_status(form))
