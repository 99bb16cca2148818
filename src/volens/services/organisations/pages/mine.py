"""Someone's organisations: those they act for, invitations, making one, asking to join one."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from volens.services.organisations import queries
from volens.services.organisations.access import account_page, context
from volens.services.organisations.actions import joining
from volens.services.organisations.actions import organisation as actions
from volens.services.organisations.errors import NotAllowedError, NotPossibleError
from volens.services.organisations.forms import JoinForm, NewForm
from volens.services.organisations.notices import NOTICES
from volens.services.organisations.placing import region_of
from volens.services.people import just_done
from volens.services.people import notices as people
from volens.services.people.access import posted, posted_from, signed_in


@require_safe
@account_page
def mine(request: HttpRequest) -> HttpResponse:
    """The organisations of this account; led on to the only one when nothing else waits here."""
    account = signed_in(request).account
    memberships, invitations = queries.memberships(account), joining.waiting_for(account)
    requests = queries.requests_of(account)
    word = just_done.word_of(request)
    if len(memberships) == 1 and not invitations and not requests and not request.GET and not word:
        return HttpResponseRedirect(reverse("organisations:dashboard", args=[memberships[0].organisation_id]))
    shown = {
        "memberships": memberships,
        "invitations": invitations,
        "requests": requests,
        "name": account.member.name_shown,
    }
    told = NOTICES.get(word) or people.NOTICES.get(word)
    notice = {"notice": told} if told else {}
    response = render(request, "organisations/mine.html", context(request, **shown) | notice)
    return just_done.said(response, path=request.path) if word else response


@posted_from("organisations:mine")
@account_page
def answer_invitation(request: HttpRequest, identifier: UUID) -> HttpResponse:
    """Say yes or no to an invitation."""
    account = signed_in(request).account
    try:
        if "yes" in request.POST:
            made = joining.accept_invitation(account, identifier)
            return HttpResponseRedirect(
                f"{reverse('organisations:dashboard', args=[made.organisation_id])}?done=joined"
            )
        joining.decline_invitation(account, identifier)
    except NotAllowedError as error:
        raise Http404 from error
    return _told(request, "declined")


@posted_from("organisations:mine")
@account_page
def take_back(request: HttpRequest, identifier: UUID) -> HttpResponse:
    """Take a request to join back."""
    joining.take_back(signed_in(request).account, identifier)
    return _told(request, "deleted")


def _told(request: HttpRequest, word: str) -> HttpResponse:
    """Back to one's organisations, saying there once what was done: no address tells who said no to whom."""
    address = reverse("organisations:mine")
    return just_done.lead_to(request, address, word, path=address)


@require_http_methods(["GET", "HEAD", "POST"])
@account_page
def new(request: HttpRequest) -> HttpResponse:
    """Make an organisation. When its number is here already, the page says so and offers to join."""
    form, twice = NewForm(posted(request)), False
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        twice = bool(queries.same_entry(values["number_key"]))
        if not twice or values["separate"]:
            try:
                made = actions.create(signed_in(request).account, values | {"region": region_of(values["place"])})
            except NotPossibleError as error:
                form.add_error(None, str(error))
            else:
                return HttpResponseRedirect(f"{reverse('organisations:dashboard', args=[made.pk])}?done=created")
    status = 422 if form.errors else 409 if twice else 200
    return render(request, "organisations/new.html", context(request, form=form, twice=twice), status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@account_page
def join(request: HttpRequest) -> HttpResponse:
    """Ask to join an organisation by its number. Its members are shown to nobody outside."""
    initial = {name: request.GET[name] for name in ("register", "registration_number") if name in request.GET}
    form = JoinForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        found = queries.same_entry(form.cleaned_data["number_key"])
        try:
            if not found:
                raise NotPossibleError(gettext("No organisation with this number is here. You can make it."))
            joining.ask(signed_in(request).account, found[0], form.cleaned_data["words"])
        except NotPossibleError as error:
            form.add_error("registration_number", str(error))
        else:
            return HttpResponseRedirect(f"{reverse('organisations:mine')}?done=asked")
    return render(request, "organisations/join.html", context(request, form=form), status=422 if form.errors else 200)
