"""The reviewers' pages: the queue, one case, one key for each decision. They work without a script too."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from volens.services.people import access
from volens.services.people.access import signed_in, staff_page
from volens.services.people.models import Right, StaffMember
from volens.services.vacancies import cards, details, labels, presentation
from volens.services.vacancies import queries as vacancies
from volens.services.vacancies.models import ReviewCase, ReviewDraw, Vacancy
from volens.services.vacancies.posting import content, publishing, telling
from volens.services.vacancies.review import actions, blocks, grounds, policies, queries, told

SIMILAR = 4
#: What publishes although reasons against it are ticked: said knowingly, in one step.
UNTICK = "untick"
NOTICES_DONE = {"publish", "send_back", "refuse", "noted"}


def reviewer_of(request: HttpRequest) -> StaffMember:
    """The reviewer of this request."""
    return signed_in(request).account.staff


def left_words(left: dt.timedelta) -> str:
    """Time left in words: "31 hours left", "2 hours late"."""
    minutes = int(abs(left.total_seconds()) // 60)
    hours = minutes // 60
    if left < dt.timedelta():
        if hours < 1:
            return ngettext("%(count)d minute late", "%(count)d minutes late", minutes) % {"count": minutes}
        return ngettext("%(count)d hour late", "%(count)d hours late", hours) % {"count": hours}
    if hours < 1:
        return ngettext("%(count)d minute left", "%(count)d minutes left", minutes) % {"count": minutes}
    return ngettext("%(count)d hour left", "%(count)d hours left", hours) % {"count": hours}


def severity_words(severity: int) -> str:
    """How heavy a case is, in a word."""
    return {3: gettext("Blocked"), 2: gettext("Held"), 1: gettext("To check"), 0: gettext("Second look")}[severity]


def _context(request: HttpRequest, **shown: Any) -> dict[str, Any]:
    made = access.context(request, member=signed_in(request).account.staff, **shown)
    done = request.GET.get("done", "")
    if done in NOTICES_DONE:
        made["notice"] = {
            "publish": gettext("Decided: published."),
            "send_back": gettext("Decided: sent back with reasons."),
            "refuse": gettext("Decided: refused with reasons."),
            "noted": gettext("Your decision is noted. It takes effect when another reviewer decides the same."),
        }[done]
    return made


@require_safe
@staff_page(Right.REVIEW_VACANCIES)
def queue(request: HttpRequest) -> HttpResponse:
    """What waits: the most urgent first, then the heaviest, then the oldest."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in ReviewCase.Kind.values else ""
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 1
    found = queries.queue(reviewer_of(request).pk, kind=kind, page=max(1, number))
    shown = {
        "queue": found,
        "kind": kind,
        "page": max(1, number),
        "kinds": [(value, str(ReviewCase.Kind(value).label), count) for value, count in found.kinds],
        "left_words": left_words,
        "severity_words": severity_words,
        "draw": ReviewDraw.objects.first(),
    }
    return render(request, "review/queue.html", _context(request, **shown))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.REVIEW_VACANCIES)
def case(request: HttpRequest, case: int) -> HttpResponse:
    """One case with everything around it, and the decision."""
    found = queries.case(case) if case < 2**63 else None
    if found is None:
        raise Http404
    if request.method == "POST":
        return _decided(request, found)
    return _shown(request, found)


def _decided(request: HttpRequest, found: ReviewCase) -> HttpResponse:
    stopped = blocks.of(found)
    untick = request.POST.get("outcome") == UNTICK
    whys = {each.key: request.POST.get(f"why-{each.key}", "").replace("\0", "") for each in stopped}
    decision = actions.Decision(
        outcome="publish" if untick else request.POST.get("outcome", ""),
        grounds=() if untick else actions.codes(request.POST.getlist("grounds")),
        words=request.POST.get("words", "").replace("\0", ""),
        whys=whys,
        read=request.POST.get("read", ""),
    )
    if stopped and decision.outcome == "publish":  # of what the service ticked, the next page asks in writing
        own = [each for each in decision.grounds if each not in _ticked_before(found)]
        decision = dataclasses.replace(decision, grounds=tuple(own))
    newer = decision.read != actions.reading(found, found.vacancy)  # asked again under the lock
    if (
        not newer
        and whys
        and decision.outcome == "publish"
        and "against" not in request.POST
        and not decision.grounds
        and _could_publish(request, found)
    ):
        return _against_rules(request, found, decision)
    try:
        decided = actions.decide(reviewer_of(request), found.pk, decision)
    except actions.NewerError as error:
        # The words stay; which reasons hold is to be said anew, since others may stand under the same numbers.
        kept = dataclasses.replace(decision, grounds=())
        return _shown(request, queries.case(found.pk) or found, problem=error, chosen=kept, status=409)
    except actions.DecidedError as error:
        again = queries.case(found.pk)
        return _shown(request, again or found, problem=actions.DecisionError(str(error)), chosen=decision, status=409)
    except actions.DecisionError as error:
        if error.field.startswith("why-"):
            return _against_rules(request, found, decision, problem=error)
        return _shown(request, found, problem=error, chosen=decision, status=422)
    # The case that was decided is shown, not the next one: a key pressed twice must not decide what nobody has read.
    return HttpResponseRedirect(f"{reverse('review:case', args=[decided.pk])}?done={decided.outcome or 'noted'}")


def _ticked_before(found: ReviewCase) -> set[str]:
    """The grounds that stand ticked before a reviewer has touched anything."""
    return {each.code for each in grounds.offered(found, presentation.language())[0] if each.ticked}


def _could_publish(request: HttpRequest, found: ReviewCase) -> bool:
    """Whether this reviewer may decide on the case at all and nothing but rules of the text stands against it."""
    open_to_me = found.decided_at is None and policies.may_decide(reviewer_of(request), found)
    return open_to_me and not actions.why_not_publish(found, found.vacancy)


def _against_rules(
    request: HttpRequest,
    found: ReviewCase,
    chosen: actions.Decision,
    *,
    problem: actions.DecisionError | None = None,
) -> HttpResponse:
    """Publishing against a rule is asked for on a page of its own, in writing: no single key does it."""
    stopped = blocks.of(found, presentation.language())
    looked_at, _answers = _looked_at(found)
    code = presentation.language()
    shown = {
        "case": found,
        "seen": looked_at,
        "read": actions.reading(found, found.vacancy),
        "stopped": [
            (each, chosen.whys.get(each.key, ""), problem is not None and _too_short(chosen, each.key))
            for each in stopped
        ],
        "problem": problem,
        "given": [(each, grounds.in_language(each.grounds, code)) for each in queries.reviews(found)],
    }
    return render(request, "review/against.html", _context(request, **shown), status=422 if problem else 200)


def _too_short(chosen: actions.Decision, key: str) -> bool:
    return len(chosen.whys.get(key, "").strip()) < actions.SHORTEST_WORDS


def _shown(
    request: HttpRequest,
    found: ReviewCase,
    *,
    problem: actions.DecisionError | None = None,
    chosen: actions.Decision | None = None,
    status: int = 200,
) -> HttpResponse:
    code = presentation.language()
    reviewer = reviewer_of(request)
    vacancy, answered = _looked_at(found)
    listed = told.of(grounds.findings(found), code)
    offered, ready = grounds.offered(found, code)
    given = queries.reviews(found)
    now = timezone.now()
    hindrance = actions.why_not_publish(found, found.vacancy) if found.decided_at is None else ""
    approved = publishing.differences(*_approved(found)) if found.revision is not None else []
    shown = {
        "case": found,
        "read": actions.reading(found, found.vacancy),
        "seen": vacancy,
        "found": listed,
        "taken_back": told.taken_back(grounds.suppressed(found), vacancy, code),
        "title_pieces": told.pieces(vacancy.title, listed, "title"),
        "text_pieces": told.pieces(vacancy.text, listed, "text"),
        "facts": details.facts(vacancy, code),
        "occupation": labels.occupation(vacancy.isco, code) if vacancy.isco else "",
        "answers": answered,
        "undeclared": details.undeclared(vacancy.undeclared, code)[0],
        "changes": approved,
        "similar": _similar(found.vacancy),
        "history": queries.history(found.vacancy),
        "reports": [
            (labels.reports(code)[category], count, presentation.day(day, code))
            for category, count, day in queries.reports(found.vacancy)
        ],
        "given": [(each, grounds.in_language(each.grounds, code)) for each in given],
        "against": _against(found, code),
        "outcomes": actions.outcomes(found),
        "offered": offered,
        "ready": ready,
        "ticked": set(chosen.grounds) if chosen else _ticked_before(found),
        "words": chosen.words if chosen else "",
        "outcome": chosen.outcome if chosen else "",
        "problem": problem,
        "may_decide": found.decided_at is None and policies.may_decide(reviewer, found),
        "why_not": actions.why_not(reviewer, found),
        "divided": queries.disagree(each.outcome for each in given),
        "too_few": actions.too_few(found, publishable=not hindrance) if found.decided_at is None else None,
        "decided": found.decided_at is not None,
        "publish_words": _publish_words(found),
        "publishers": actions.needed(found, "publish"),
        "stopped": bool(blocks.of(found)),
        "hindrance": hindrance,
        "left": left_words(found.due_at - now),
        "late": found.decided_at is None and found.due_at < now,
        "severity_words": severity_words,
        "public_url": cards.vacancy_url(found.vacancy_id) if found.vacancy.state == Vacancy.State.PUBLISHED else "",
        "following": queries.next_case(reviewer.pk, after=found.pk),
        "verified_words": _verified_words(found.vacancy),
    }
    return render(request, "review/case.html", _context(request, **shown), status=status)


def _publish_words(found: ReviewCase) -> str:
    """What publishing means on this case: for what is shown, for what was and is not now, for what never was."""
    if found.vacancy.state == Vacancy.State.PUBLISHED:
        return gettext("Keep it published")
    approved = found.revision is None or found.revision.state == found.revision.State.PUBLISHED
    if found.kind in ReviewCase.OF_REPORTS and approved:
        return gettext("Show it again")
    return gettext("Publish")


def _looked_at(found: ReviewCase) -> tuple[Vacancy, list[tuple[str, str]]]:
    """The vacancy as it would be published, and the employer's answers in words."""
    code = presentation.language()
    if found.revision is None:
        return found.vacancy, [
            (each.question, each.answer) for each in details.declared(found.vacancy.declarations, code)
        ]
    posting = found.revision.posting
    said = found.revision.content
    fresh = content.vacancy_of(said, employer=posting.organisation.name, key=str(posting.pk))
    fresh.source, fresh.organisation, fresh.posted_at = (
        found.vacancy.source,
        found.vacancy.organisation,
        found.vacancy.posted_at,
    )
    names = tuple(name for name in content.FIELDS if name not in {"title", "text", "isco"})
    return fresh, telling.summary(said, names)


def _approved(found: ReviewCase) -> tuple[dict[str, Any], dict[str, Any]]:
    """What was approved before and what is sent in now; twice the same where nothing was."""
    assert found.revision is not None  # noqa: S101 - asked by the caller
    now: dict[str, Any] = found.revision.content
    before = found.revision.posting.revisions.filter(state="published").exclude(pk=found.revision.pk).first()
    return (before.content if before is not None else now), now


def _similar(vacancy: Vacancy) -> str:
    rows = vacancies.similar(vacancy, limit=SIMILAR) if vacancy.pk else []
    near = cards.make([row for row in rows if row.id != vacancy.pk])
    from volens.services.vacancies import listing

    return listing.card_list(near, presentation.language(), level="h3", style="two") if near else ""


def _against(found: ReviewCase, code: str) -> list[tuple[Any, list[dict[str, str]]]]:
    """The decisions an appeal is against."""
    if found.appeal_of is None:
        return []
    return [(each, grounds.in_language(each.grounds, code)) for each in queries.reviews(found.appeal_of)]


def _verified_words(vacancy: Vacancy) -> str:
    """What is known about who the employer is."""
    from volens.services.organisations.queries import is_verified

    organisation = vacancy.organisation
    if organisation is None:
        return gettext("Imported: the source vouches for its employers, nobody here checked this one.")
    if is_verified(organisation) and organisation.verified_until is not None:
        until = presentation.day(organisation.verified_until, presentation.language())
        return gettext("Verified until %(day)s.") % {"day": until}
    return str(organisation.get_state_display())
