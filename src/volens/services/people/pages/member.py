"""The page of someone who acts for an organisation, before and beside the organisation's own pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from volens.services.people.access import context, member_account_page, posted, signed_in
from volens.services.people.actions import account as accounts
from volens.services.people.forms import MemberForm


@require_http_methods(["GET", "HEAD", "POST"])
@member_account_page
def member(request: HttpRequest) -> HttpResponse:
    """The member's own page: the name others see."""
    account = signed_in(request).account
    form = MemberForm(posted(request), initial={"name_shown": account.member.name_shown})
    if request.method == "POST" and form.is_valid():
        accounts.rename_member(account, form.cleaned_data["name_shown"])
        return HttpResponseRedirect(f"{reverse('people:member')}?done=saved")
    shown = {"form": form, "name": account.member.name_shown}
    return render(request, "people/member.html", context(request, **shown), status=422 if form.errors else 200)
