"""Pages of staff in this room: their first page, and a counsellor's help with signing up."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from volens.services.people import permissions, profile
from volens.services.people.access import context, posted, signed_in, staff_page
from volens.services.people.actions import drafts
from volens.services.people.forms import DraftForm
from volens.services.people.models import AssistedDraft, Grant, Right


@require_safe
@staff_page(Right.STAFF_PAGE)
def staff(request: HttpRequest) -> HttpResponse:
    """A member of staff's first page: what their role opens, and nothing about anyone."""
    member = signed_in(request).account.staff
    extra = Grant.objects.select_related("given_by").filter(permissions.standing(), member=member)
    return render(request, "people/staff.html", context(request, member=member, extra=extra))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.HELP_SIGN_UP)
def help_sign_up(request: HttpRequest) -> HttpResponse:
    """Begin a sign-up with someone. The list shows numbers and days only, the same whatever the person chose (S4)."""
    member = signed_in(request).account.staff
    form = DraftForm(posted(request))
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in profile.NAMES}
        drafts.begin(member, form.cleaned_data["contact"], values)
        return HttpResponseRedirect(f"{reverse('people:help_sign_up')}?done=drafted")
    rows = AssistedDraft.objects.filter(by=member, until__gt=timezone.now()).values_list("number", "until")
    shown = {"form": form, "drafts": rows, "member": member}
    return render(request, "people/help_sign_up.html", context(request, **shown), status=422 if form.errors else 200)
