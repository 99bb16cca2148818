"""Pages of saved searches: saving one, confirming it, my list, changing and stopping."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from markupsafe import Markup

from volens.engines.ranking import FULL, UNSAID
from volens.engines.search.port import Sort
from volens.packs.classifications import isco
from volens.services.alerts import actions, content, links, queries, recommending
from volens.services.alerts.forms import MailForm, PaceForm
from volens.services.alerts.models import SavedSearch
from volens.services.guidance import queries as guidance
from volens.services.people import post, profile, sessions
from volens.services.people.access import context, person_page, posted, private, signed_in
from volens.services.people.actions.entry import network_of
from volens.services.people.models import Account
from volens.services.vacancies import cards, facets, labels, listing, personal, presentation

NOTICES = {
    "saved": _("The search is saved. It rings from now on."),
    "same": _("You have this search already. It rings as often as you chose now."),
    "changed": _("Changed."),
    "paused": _("Paused. What comes meanwhile is not told later."),
    "resumed": _("It rings again."),
    "stopped": _("Stopped. The search is deleted, and no further mail comes."),
}


@require_safe
@person_page(back="alerts")
def mine(request: HttpRequest) -> HttpResponse:
    """The person's own saved searches."""
    searches = queries.of_person(signed_in(request).account.pk)
    more = {"searches": searches, "paces": SavedSearch.Pace.choices, "notice": NOTICES.get(request.GET.get("done", ""))}
    return render(request, "alerts/mine.html", context(request, **more))


TERM_LABELS = {
    "work": _("The work"),
    "skills": _("My skills"),
    "distance": _("Nearness"),
    "pay": _("Pay"),
    "hours": _("Hours"),
    "contract": _("Contract"),
    "needs": _("What I need"),
}
WEIGHT_LABELS = (("0", _("leave out")), ("1", _("count")), ("2", _("count double")))

PLAIN_ORDERS = (
    (_("Newest first"), Sort.NEWEST),
    (_("Highest pay first"), Sort.PAY),
    (_("Nearest first"), Sort.DISTANCE),
)


def _occupations(chosen: Sequence[str], code: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """ISCO sub-major groups under their major groups, and whatever finer group is chosen."""
    groups = [group for group in isco() if len(group.code) == 2 or group.code in chosen]
    return [
        (name, [(each.code, each.title(code)) for each in groups if each.code.startswith(major)])
        for major, name in labels.majors(code).items()
    ]


@require_safe
@person_page(back="recommended")
def recommended(request: HttpRequest) -> HttpResponse:
    """Vacancies for what the person asks for here, each with its reasons. Nothing asked is stored.

    With `profile` the form begins with skills and place of the person's own profile, and is theirs to send.
    """
    code, now = presentation.language(), timezone.now()
    account, today = signed_in(request).account, timezone.localdate(now)
    begins = recommending.beginning(profile.of(account.person), code) if "profile" in request.GET else None
    asked = recommending.understood(request.GET if begins is None else begins, code)
    found = []
    if begins is None:
        hidden = frozenset(personal.hidden(request))
        found = recommending.recommended(asked, seed=f"{account.pk}:{today}", now=now, hidden=hidden)
    plain, chosen = asked.parameters, tuple(each for each in asked.parameters.isco if each not in asked.meant)
    template = get_template("alerts/_why.html")
    why = {each.row.id: Markup(template.render({"each": each})) for each in found}  # noqa: S704 - escaped there
    made = cards.make([each.row for each in found])
    shown = {
        "asked": asked,
        "cards": listing.card_list(made, code, in_card=why) if found else "",
        "count": len(found),
        "any": bool(asked.wish().terms) and begins is None,
        "told": _told(asked, code) if begins is None else [],
        "search": _searched(asked),
        "understood": _understood(request.GET, asked, code),
        "currencies": listing.options(labels.currencies(plain.currency, code)),
        "unsaid": any(reason.fits == "unsaid" and reason.points for each in found for reason in each.reasons),
        "unsaid_points": round(UNSAID * FULL),
        "full": FULL,
        "begun": begins,
        "travel": guidance.modes(),
        "minutes": recommending.MINUTES,
        "weekly": recommending.WEEKLY_HOURS,
        "contracts": labels.contracts(code),
        "hours": labels.hours(code),
        "chosen": chosen,
        "occupations": _occupations(chosen, code),
        "terms": [(name, label, str(asked.weights.get(name, 1))) for name, label in TERM_LABELS.items()],
        "weights": WEIGHT_LABELS,
        "plain": [
            (label, plain.address(sort=sort)) for label, sort in PLAIN_ORDERS if sort is not Sort.DISTANCE or plain.near
        ],
    }
    return render(request, "alerts/recommended.html", context(request, **shown))


def _told(asked: recommending.Asked, code: str) -> list[str]:
    """What was asked for, in a few words each."""
    said = [*asked.skills, *(each.label for each in facets.active(replace(asked.parameters, text=""), code))]
    if asked.most_minutes is not None:
        said.append(gettext("%(minutes)s minutes") % {"minutes": asked.most_minutes})
    if asked.weekly_hours is not None:
        said.append(presentation.weekly(asked.weekly_hours))
    return said


def _searched(asked: recommending.Asked) -> str:
    """The plain search to go on with: by the skills, or the words for work, or the same filters."""
    words = " OR ".join(asked.skills) or ("" if asked.parameters.isco else asked.work)
    return asked.parameters.address(text=words) if not words else asked.parameters.address(text=words, isco=())


def _understood(given: QueryDict, asked: recommending.Asked, code: str) -> Markup:
    """The occupations that the words for work mean, each a link that takes it out again."""
    filters = []
    for group in asked.meant:
        without = given.copy()
        without.appendlist("not", group)
        filters.append(facets.ActiveFilter(labels.occupation(group, code), without.urlencode()))
    bare = given.copy()
    bare.pop("work", None)
    bare.pop("not", None)
    return listing.active(filters, bare.urlencode(), code)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Save the search in the address: on one's own list, or for an e-mail address."""
    device = sessions.device(request)
    person = device.account if device is not None and device.account.kind == Account.Kind.PERSON else None
    asked = content.understood(request.GET, presentation.language())
    form = (PaceForm if person else MailForm)(posted(request))
    status, sent = 200, False
    unknown = "where" in asked.asked.problems
    if request.method == "POST":
        if not unknown and form.is_valid():
            wanted = SavedSearch.Pace(form.cleaned_data["pace"])
            try:
                if person:
                    _search, new_one = actions.save_for_person(person.pk, asked, wanted)
                    done = "saved" if new_one else "same"
                    return private(HttpResponseRedirect(f"{reverse('alerts:mine')}?done={done}"))
                email = form.cleaned_data["email"]
                if not actions.ask_by_mail(email, asked, wanted, network_of(request.META)):
                    return private(render(request, "people/too_often.html", context(request), status=429))
                sent = True
            except ValidationError as error:
                form.add_error(None, error)
        status = 200 if sent else 422
    shown = {"form": form, "asked": asked, "person": person is not None, "sent": sent, "unknown": unknown}
    shown["word"] = content.word(asked)
    shown["mailbox"] = sent and post.mailbox_open()
    return private(render(request, "alerts/new.html", context(request, **shown), status=status))


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link of the first mail. Opening it changes nothing: programs open links too."""
    found = queries.by_token(token)
    same = False
    if found is not None and request.method == "POST":
        kept = actions.confirm(found.search.pk)
        same = kept is not None and kept.pk != found.search.pk
        # Gone meanwhile by a double click, it became one with the search the link leads on to.
        found = queries.shown(kept) if kept is not None else queries.by_token(token)
    return _about(request, "alerts/confirm.html", found, same=same)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, token: str) -> HttpResponse:
    """How often, pause, go on: for whoever has the link."""
    found = queries.by_token(token)
    if found is None or request.method != "POST":
        return _about(request, "alerts/change.html", found)
    act, number = request.POST.get("act", ""), found.search.pk
    done = "changed"
    if act in {"pause", "resume"}:
        actions.change(number, paused=act == "pause")
        done = f"{act}d"
    elif act == "stop":
        actions.stop(number)
        done = "stopped"
    elif request.POST.get("pace", "") in SavedSearch.Pace.values:
        actions.change(number, wanted=SavedSearch.Pace(request.POST["pace"]))
    device = sessions.device(request)
    if device is not None and found.search.person_id == device.account.pk:
        return private(HttpResponseRedirect(f"{reverse('alerts:mine')}?done={done}"))
    if done == "stopped":
        return _about(request, "alerts/stop.html", None, stopped=True)
    return private(HttpResponseRedirect(f"{request.path}?done={done}"))


@csrf_exempt  # RFC 8058: mail programs post here without a page of ours; the link itself is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop a search by the link in its mails: a page with one button, and one click from mail programs."""
    found = queries.by_token(token)
    if request.method == "POST":
        if found is not None:
            actions.stop(found.search.pk)
        # Twice is as good as once. A link that was cut short on its way stops nothing, and says so.
        return _about(request, "alerts/stop.html", None, stopped=links.search_of(token) is not None)
    return _about(request, "alerts/stop.html", found)


def _about(
    request: HttpRequest, template: str, found: queries.Shown | None, *, stopped: bool = False, same: bool = False
) -> HttpResponse:
    """A page about one search, or that it ended. `same`: it was there before, and is what was confirmed now."""
    notice = NOTICES["same"] if same else NOTICES.get(request.GET.get("done", ""))
    shown = {"found": found, "paces": SavedSearch.Pace.choices, "notice": notice, "stopped": stopped, "same": same}
    status = 200 if found is not None or stopped else 404
    return private(render(request, template, context(request, **shown), status=status))
