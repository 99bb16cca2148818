"""Messages to me: a switch for each kind, and one to pause them all."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_http_methods

from volens.services.people import notifications
from volens.services.people.access import context, own_page, signed_in
from volens.services.people.models import Account
from volens.services.trust import actions as trust
from volens.services.trust import queries as choices

READINGS = "readings"


def _address(name: str) -> str:
    """The address of another room's page, or nothing where that room is not installed."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@require_http_methods(["GET", "HEAD", "POST"])
@own_page(Account.Kind.PERSON, Account.Kind.MEMBER, back="notices")
def notices(request: HttpRequest) -> HttpResponse:
    """Which messages I want. A ticked box is a message that comes."""
    account = signed_in(request).account
    switches = notifications.SWITCHES[Account.Kind(account.kind)]
    person = account.kind == Account.Kind.PERSON
    if request.method == "POST":
        wanted = set(request.POST.getlist("wanted"))
        off = {each.value for each in switches if each.value not in wanted}
        notifications.mute(account, off | ({notifications.PAUSED} if "pause" in request.POST else set()))
        if person and READINGS in wanted and not choices.stands(account.pk, "notices"):
            trust.give(account.pk, "notices")
        elif person and READINGS not in wanted:
            trust.undo_kind(account.pk, "notices")
        return HttpResponseRedirect(f"{reverse('people:notices')}?done=saved")
    off = set(notifications.muted(account))
    shown = {
        "switches": [(each.value, each.label, each.value not in off) for each in switches],
        "readings": choices.stands(account.pk, "notices") if person else None,
        "applications": _address("applications:messages") if person else "",
        "paused": notifications.PAUSED in off,
    }
    return render(request, "people/notices.html", context(request, **shown))
