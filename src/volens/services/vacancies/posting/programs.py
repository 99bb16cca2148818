"""The page of keys for an organisation's own program."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from volens.services.organisations import access, policies
from volens.services.people.access import posted_from
from volens.services.vacancies.models import PostingToken
from volens.services.vacancies.posting import tokens as keys
from volens.services.vacancies.posting.views import actor_of, page


class TokenForm(forms.Form):
    """A new key: what it is for, what it may, how long."""

    name = forms.CharField(
        label=_("Name"),
        help_text=_("So that you know it again, for example “Our HR system”."),
        max_length=80,
        error_messages={"required": _("Give the key a name.")},
    )
    scope = forms.ChoiceField(label=_("What it may do"), choices=PostingToken.Scope.choices, initial="draft")
    days = forms.TypedChoiceField(
        label=_("Works for"),
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("1 year"))],
        coerce=int,
        initial=90,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access.member_page(policies.may_manage)
def tokens(request: HttpRequest, organisation: UUID) -> HttpResponse:  # noqa: ARG001 - checked by member_page
    """Keys that work, and a new one, shown once."""
    actor = actor_of(request)
    form = TokenForm(request.POST if request.method == "POST" else None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            _token, secret = keys.make(actor, said["name"], said["scope"], said["days"])
        except keys.TooManyTokensError:
            form.add_error(None, gettext("There are as many keys as there can be. Revoke one first."))
        else:
            form = TokenForm()
    status = 422 if form.is_bound and form.errors else 200
    shown = {"form": form, "secret": secret, "tokens": keys.listed(actor), "api": f"{settings.BASE_URL}/api/v1/"}
    return page(request, "posting/tokens.html", status=status, **shown)


@posted_from("posting:tokens", "organisation")
@access.member_page(policies.may_manage)
def revoke(request: HttpRequest, organisation: UUID, token: UUID) -> HttpResponse:
    """End a key."""
    if not keys.revoke(actor_of(request), token):
        raise Http404
    return HttpResponseRedirect(f"{reverse('posting:tokens', args=[organisation])}?done=revoked")
