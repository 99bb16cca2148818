"""The employer's pages: its postings, the wizard step by step, what became of each."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from volens.services.organisations import access, policies
from volens.services.organisations.queries import is_verified
from volens.services.people.access import posted_from
from volens.services.vacancies import cards, details, labels, presentation
from volens.services.vacancies.models import Posting, Review
from volens.services.vacancies.posting import acting, actions, asking, content, linking, publishing, queries, telling
from volens.services.vacancies.posting.acting import Actor
from volens.services.vacancies.posting.forms import FORMS, KindForm, occupation_choices, step_names
from volens.services.vacancies.posting.said import NOTICES
from volens.services.vacancies.posting.stepping import StepForm
from volens.services.vacancies.review import actions as review
from volens.services.vacancies.review import grounds, intake, told
from volens.services.vacancies.review import queries as reviews

PREVIEW = "preview"


def actor_of(request: HttpRequest) -> Actor:
    """The member of this request as an actor."""
    return acting.member(access.membership_of(request))


def page(request: HttpRequest, template: str, *, status: int = 200, **shown: Any) -> HttpResponse:
    """A page of the employer's side, with the sentence about what was just done."""
    context = access.context(request, actor=actor_of(request), moment=moment, **shown)
    word = request.GET.get("done", "")
    if word in NOTICES:
        context["notice"] = NOTICES[word]
    return render(request, template, context, status=status)


def moment(then: dt.datetime) -> str:
    """A day and time as the page's language writes it."""
    return presentation.moment(then, presentation.language())


def address(posting: Posting, name: str = "show", *more: Any) -> str:
    """The address of a page of a posting."""
    return reverse(f"posting:{name}", args=[posting.organisation_id, posting.pk, *more])


def found(request: HttpRequest, posting: UUID) -> Posting:
    """A posting of the member's organisation, else 404."""
    one = queries.posting(actor_of(request), posting)
    if one is None:
        raise Http404
    return one


@require_safe
@access.member_page()
def listed(request: HttpRequest, organisation: UUID) -> HttpResponse:  # noqa: ARG001 - checked by member_page
    """All postings of the organisation, what waits for an answer first."""
    lines = queries.postings(actor_of(request))
    return page(request, "posting/list.html", lines=lines, ended_words=publishing.ended_words)


@require_http_methods(["GET", "HEAD", "POST"])
@access.member_page(policies.may_post)
def new(request: HttpRequest, organisation: UUID) -> HttpResponse:  # noqa: ARG001
    """Begin a posting: empty, from a template of wording, or as the copy of an old one."""
    actor = actor_of(request)
    if request.method == "POST":
        chosen = asking.wording(request.POST.get("wording", ""))
        begun = {"title": chosen["title"], "text": chosen["text"]} if chosen else {}
        return HttpResponseRedirect(address(actions.start(actor, begun), "step", "what"))
    named = [(code, each[asking.language_tag()]["name"]) for code, each in asking.wordings().items()]
    old = [line.posting for line in queries.postings(actor, limit=30)]
    return page(request, "posting/new.html", wordings=named, old=old)


@require_http_methods(["GET", "HEAD", "POST"])
@access.member_page(policies.may_post)
def step(request: HttpRequest, organisation: UUID, posting: UUID, step: str) -> HttpResponse:  # noqa: ARG001
    """One step of the wizard. Whatever is valid is kept, also when the rest is not or the member goes elsewhere."""
    one = found(request, posting)
    if one.state == Posting.State.ENDED:
        return HttpResponseRedirect(address(one))
    if step == PREVIEW:
        return preview(request, one)
    if step not in FORMS:
        raise Http404
    form = FORMS[step](request.POST if request.method == "POST" else None, content=one.content)
    if request.method == "POST":
        return _taken(request, one, step, form)
    return _asked(request, one, step, form)


def _taken(request: HttpRequest, one: Posting, step: str, form: StepForm) -> HttpResponse:
    valid = form.is_valid()
    try:
        one = actions.save(actor_of(request), one.pk, form.answers())
    except actions.PostingError as error:
        form.add_error(None, str(error))
        return _asked(request, one, step, form, status=409)
    going = request.POST.get("go", "next")
    unfinished_only = form.only_unanswered()
    if going == "later" and (valid or unfinished_only):
        return HttpResponseRedirect(f"{reverse('posting:list', args=[one.organisation_id])}?done=saved")
    if going == "back" and (valid or unfinished_only):
        return HttpResponseRedirect(address(one, "step", _neighbour(step, -1)))
    if going in step_names() and (valid or unfinished_only):
        return HttpResponseRedirect(address(one, "step", going))
    if valid:
        return HttpResponseRedirect(address(one, "step", _neighbour(step, 1)))
    return _asked(request, one, step, form, status=422)


def _neighbour(step: str, by: int) -> str:
    names = list(step_names())
    return names[max(0, names.index(step) + by)]


def _asked(request: HttpRequest, one: Posting, step: str, form: StepForm, status: int = 200) -> HttpResponse:
    shown: dict[str, Any] = {"posting": one, "form": form, **_progress(one, step)}
    code = presentation.language()
    if isinstance(form, KindForm):
        words = request.GET.get("q", "")[:80].replace("\0", "")
        title, text = str(one.content.get("title", "")), str(one.content.get("text", ""))
        choices = occupation_choices(title, text, code)
        chosen = one.content.get("isco")
        if words:
            found_codes = linking.look_up(words, code)
            choices = [(each, labels.occupation(each, code)) for each in found_codes]
        if chosen and chosen not in dict(choices):
            choices.insert(0, (chosen, labels.occupation(chosen, code)))
        shown |= {"choices": choices, "chosen": chosen, "words": words}
    if step == "pay":
        shown["monthly"] = monthly(one)
    if step == "what":
        shown["wordings"] = []
    return page(request, f"posting/step_{step}.html", status=status, **shown)


def monthly(one: Posting) -> tuple[str, str] | None:
    """The pay for a month and how it was computed, where it is not for a month already."""
    paid = content.pay(one.content)
    hours = one.content.get("weekly_hours")
    if paid is None or paid.period.value == "month":
        return None
    low, high = paid.per_month(hours, one.content.get("hours") == "part_time")
    if low is None and high is None:
        return None
    amount = presentation.monthly(low, high, paid.currency, presentation.language())
    return amount, presentation.monthly_method(paid.period.value, paid.currency, hours)


def _progress(one: Posting, here: str) -> dict[str, Any]:
    names = step_names()
    missing = content.missing(one.content)
    order = list(names)
    return {
        "step": here,
        "steps": [(name, label, address(one, "step", name), name not in missing) for name, label in names.items()],
        "number": order.index(here) + 1,
        "of": len(order),
        "back": address(one, "step", order[order.index(here) - 1]) if here != order[0] else "",
    }


def preview(request: HttpRequest, one: Posting) -> HttpResponse:
    """What the worker will see, and at once why it would be held."""
    if request.method == "POST":
        return send(request, organisation=one.organisation_id, posting=one.pk)
    return _preview(request, one)


def _preview(request: HttpRequest, one: Posting, *, problem: str = "", status: int = 200) -> HttpResponse:
    published = queries.published_revision(one)
    changed = content.changed_fields(published.content, one.content) if published else ()
    vacancy, judgement = publishing.draft_of(one, changed=changed)
    vacancy.source, vacancy.organisation = content.shown_source(), one.organisation
    code = presentation.language()
    missing = content.missing(one.content)
    reason = None if missing else actions.review_reason(one)
    shown = {
        "posting": one,
        "found": told.of(judgement.findings, code),
        "problem": problem,
        "open_steps": [(name, step_names()[name], address(one, "step", name)) for name in missing],
        "changes": publishing.differences(published.content, one.content) if published and changed else [],
        "unchanged": one.state in {Posting.State.SENT_BACK, Posting.State.REFUSED} and not one.changed,
        "verified": is_verified(one.organisation),
        "reason": reason,
        "step_address": lambda name: address(one, "step", name),
        **_as_shown(details.context(vacancy, request, preview=True), reason, complete=not missing),
        **_progress(one, PREVIEW),
    }
    return page(request, "posting/preview.html", status=status, **shown)


def _as_shown(context: dict[str, Any], reason: intake.Reason | None, *, complete: bool) -> dict[str, Any]:
    """What the page of a vacancy will say once it is shown: by then whoever has to read it has read it."""
    if complete and reason is None:
        return context
    unread = gettext("No person at this service has read this vacancy.")
    context["not_checked"] = [each for each in context["not_checked"] if each != unread]
    if reason is not None:
        read = gettext("A person at this service read it and decided to show it.")
        context["checks"] = [*context["checks"], read]
    return context


@posted_from("posting:step", "organisation", "posting", step=PREVIEW)
@access.member_page(policies.may_post)
def send(request: HttpRequest, organisation: UUID, posting: UUID) -> HttpResponse:  # noqa: ARG001
    """Send in. What is missing leads back to the preview, where it stands what."""
    one = found(request, posting)
    try:
        one = actions.submit(actor_of(request), one.pk)
    except actions.AlreadySentError:
        return _unchanged(request, found(request, posting))
    except actions.PostingError as error:
        return _preview(request, one, problem=str(error), status=422)
    done = "published" if one.state == Posting.State.PUBLISHED else "sent"
    return HttpResponseRedirect(f"{address(one)}?done={done}")


def _unchanged(request: HttpRequest, one: Posting) -> HttpResponse:
    """What is sent in again as it was: nothing happens, and the page says why and what can be done."""
    if one.state not in {Posting.State.SENT_BACK, Posting.State.REFUSED}:
        return HttpResponseRedirect(f"{address(one)}?done=unchanged")
    problem = gettext("You changed nothing since the decision, so it was not sent in again. Change what is wrong.")
    if review.appealable(one) is not None:
        problem = gettext(
            "You changed nothing since the decision, so it was not sent in again. Change what is wrong, or, if you "
            "think the decision is wrong, appeal: another reviewer decides then."
        )
    return _shown(request, one, status=409, problem=problem)


@require_safe
@access.member_page()
def show(request: HttpRequest, organisation: UUID, posting: UUID) -> HttpResponse:  # noqa: ARG001
    """What became of a posting: its state, why, until when, and what can be done."""
    return _shown(request, found(request, posting))


def _shown(
    request: HttpRequest,
    one: Posting,
    *,
    status: int = 200,
    problem: str = "",
    words: str = "",
    appealing: bool = False,
) -> HttpResponse:
    code = presentation.language()
    waiting = reviews.open_case(one) if one.state == Posting.State.WAITING else None
    appealed = waiting.appeal_of if waiting is not None else None
    decision = appealed or reviews.last_decision(one)
    published = queries.published_revision(one)
    revision = queries.sent(one, waiting)
    sent = revision.content if revision is not None else one.content
    given = reviews.reviews(decision) if decision is not None else []
    appealable = review.appealable(one) is not None
    judged = told.of(revision.findings, code) if revision is not None and waiting is not None and not appealed else []
    shown = {
        "posting": one,
        "line": queries.line(one, waiting.due_at if waiting else None),
        "waiting": waiting,
        "found": judged,
        "marks": _marks(sent, judged),
        "unsent": telling.changes(sent, one.content) if one.changed and one.state != Posting.State.ENDED else [],
        "decided": decision if decision is not None and decision.outcome == decision.Outcome.PUBLISH else None,
        "decision": decision if appealed or one.state in {Posting.State.SENT_BACK, Posting.State.REFUSED} else None,
        "appealed": appealed is not None,
        "given": _told_once(
            [
                (each, grounds.in_language(each.grounds, code))
                for each in given
                if decision and each.outcome == decision.outcome
            ]
        ),
        "appealable": appealable,
        "published": published,
        "can_keep": waiting is not None
        and published is not None
        and revision is not None
        and revision.pk != published.pk,
        "vacancy_url": cards.vacancy_url(one.vacancy_id) if one.vacancy_id and queries.is_public(one.vacancy) else "",
        "summary": telling.summary(sent, content.FIELDS),
        "ended_words": publishing.ended_words(one.ended),
        "verified": is_verified(one.organisation),
        "problem": problem,
        "words": words,
        "appealing": appealing and appealable,
        "step_address": lambda name: address(one, "step", name),
    }
    return page(request, "posting/show.html", status=status, **shown)


def _marks(sent: dict[str, Any], judged: list[told.Told]) -> dict[str, list[told.Piece]]:
    """Title and text that were sent in, by their labels, with the words that findings on them are about."""
    marked = {}
    for name in ("title", "text"):
        words = str(sent.get(name) or "")
        still = [
            each if each.span and words[slice(*each.span)] == each.quote else dataclasses.replace(each, span=None)
            for each in judged
        ]
        if any(each.field == name and each.span for each in still):
            marked[telling.label(name)] = told.pieces(words, still, name)
    return marked


def _told_once(given: list[tuple[Review, list[dict[str, str]]]]) -> list[tuple[Review, list[dict[str, str]]]]:
    """Each reviewer's decision, with a reason that two of them give word for word told with the first."""
    known: list[dict[str, str]] = []
    shown = []
    for each, reasons in given:
        shown.append((each, [reason for reason in reasons if reason not in known]))
        known += reasons
    return shown


@posted_from("posting:show", "organisation", "posting")
@access.member_page(policies.may_post)
def act(request: HttpRequest, organisation: UUID, posting: UUID, verb: str) -> HttpResponse:  # noqa: ARG001
    """One click: confirm, close as filled, take down, undo, copy, delete a draft, keep the approved version."""
    one = found(request, posting)
    try:
        where = _acted(actor_of(request), one, verb)
    except actions.PostingError as error:
        return _shown(request, found(request, posting), status=409, problem=str(error))
    if not where:
        raise Http404
    return HttpResponseRedirect(where)


def _acted(actor: Actor, one: Posting, verb: str) -> str:
    """Do it; the address to go on to, "" for what there is no verb for."""
    if verb == "discard":
        actions.discard(actor, one.pk)
        return f"{reverse('posting:list', args=[one.organisation_id])}?done=discarded"
    if verb == "copy":
        return f"{address(actions.copy(actor, one.pk), 'step', 'what')}?done=copied"
    if verb in {"filled", "withdrawn"}:
        return f"{address(actions.end(actor, one.pk, verb))}?done={verb}"
    simple = {
        "confirm": (actions.confirm, "confirmed"),
        "undo": (actions.undo_end, "undone"),
        "keep": (actions.keep_approved, "kept"),
    }
    if verb not in simple:
        return ""
    what, done = simple[verb]
    return f"{address(what(actor, one.pk))}?done={done}"


@posted_from("posting:show", "organisation", "posting")
@access.member_page(policies.may_post)
def appeal(request: HttpRequest, organisation: UUID, posting: UUID) -> HttpResponse:  # noqa: ARG001
    """Ask another reviewer to decide again."""
    one = found(request, posting)
    words = request.POST.get("words", "")[:3000].replace("\0", "")
    try:
        actions.appeal(actor_of(request), one.pk, words)
    except review.DecisionError as error:
        return _shown(request, one, status=422, problem=str(error), words=words, appealing=True)
    return HttpResponseRedirect(f"{address(one)}?done=appealed")
