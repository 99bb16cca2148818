"""Extra rights of staff: who may do more than their role for a while, given and ended here, seen by who watches."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from volens.services.people import permissions
from volens.services.people.access import context, posted, posted_from, recently, signed_in, staff_page
from volens.services.people.actions import grants
from volens.services.people.forms import GrantForm
from volens.services.people.models import Grant, Right, StaffMember


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.SEE_RIGHTS)
def rights(request: HttpRequest) -> HttpResponse:
    """All extra rights, those that stand first; and, for an operator, the form to give one."""
    member = signed_in(request).account.staff
    may_give = permissions.may(member, Right.GIVE_RIGHTS)
    if request.method == "POST" and not may_give:
        raise Http404
    form = GrantForm(posted(request), colleagues=_colleagues(member)) if may_give else None
    if request.method == "POST" and form is not None:
        if (proof := recently(request, back="rights")) is not None:
            return proof
        if form.is_valid():
            given = form.cleaned_data
            try:
                grants.give(member, given["member"], given["right"], given["reason"], given["days"])
            except ValidationError as error:
                form.add_error(None, error)
            else:
                return HttpResponseRedirect(f"{reverse('people:rights')}?done=right-given")
    rows = list(Grant.objects.select_related("member", "given_by").order_by("-since", "pk")[:200])
    now = timezone.now()
    shown = {
        "form": form,
        "member": member,
        "may_give": may_give,
        "standing": [row for row in rows if row.stands(now)],
        "past": [row for row in rows if not row.stands(now)],
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "people/rights.html", context(request, **shown), status=status)


def _colleagues(member: StaffMember) -> list[StaffMember]:
    return [each for each in StaffMember.objects.exclude(pk=member.pk) if each.serving]


@staff_page(Right.STAFF_PAGE)
@posted_from("people:staff")
def end_right(request: HttpRequest, identifier: UUID) -> HttpResponse:
    """End an extra right: an operator any, everyone their own."""
    member = signed_in(request).account.staff
    if not grants.end(member, identifier):
        raise Http404
    back = "people:rights" if permissions.may(member, Right.SEE_RIGHTS) else "people:staff"
    return HttpResponseRedirect(f"{reverse(back)}?done=right-ended")
