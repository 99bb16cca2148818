"""The page of switches: which messages about my applications I want."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from volens.services.applications.actions import messages as actions
from volens.services.applications.pages import just_done
from volens.services.people.access import person_page, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@person_page(back="applications")
def messages(request: HttpRequest) -> HttpResponse:
    """Each kind with a tick, and one to pause all."""
    person = signed_in(request).account.person
    if request.method == "POST":
        on = set(request.POST.getlist("kinds")) & set(actions.KINDS)
        actions.switch(person, on)
        return just_done.lead_to(request, reverse("applications:messages"), "switched")
    shown = {"kinds": actions.KINDS, "on": actions.switched_on(person.pk)}
    return just_done.page(request, "applications/messages.html", shown)
