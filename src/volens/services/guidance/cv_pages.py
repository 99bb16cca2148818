"""The page on which somebody makes a CV. Open to everybody; nothing is stored unless a person asks for it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from volens.services.guidance import cv, cv_paper
from volens.services.guidance.forms import CvForm
from volens.services.guidance.views import person
from volens.services.people import profile
from volens.services.people.access import context, private
from volens.services.people.actions import account as accounts
from volens.services.people.actions import documents
from volens.services.people.models import Account
from volens.services.vacancies import presentation

#: More pages than this are rarely read.
USUAL_PAGES = 2


@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest) -> HttpResponse:
    """Write a CV, look at it, take it along as PDF or text, or keep it among one's own documents."""
    owner = person(request)
    if request.method != "POST":
        return _page(request, CvForm(initial=_beginning(owner) if owner else {}), owner)
    form = CvForm(request.POST)
    sheet = cv.made(form.cleaned_data) if form.is_valid() else None
    if sheet is not None and sheet.empty:
        form.add_error("name", gettext("Write a name or fill in one part, so that there is something to put on paper."))
    if sheet is None or sheet.empty:
        return _page(request, form, owner, status=422)
    act = request.POST.get("act", "")
    if act == "keep" and owner is not None:
        return _keep(request, form, owner, sheet)
    if act == "text":
        return _file(cv.as_text(sheet).encode(), "text/plain; charset=utf-8", f"{_title(sheet)}.txt")
    if act == "pdf":
        return _file(_pdf(sheet)[0], "application/pdf", f"{_title(sheet)}.pdf")
    return _page(request, form, owner, sheet=sheet)


def _keep(request: HttpRequest, form: CvForm, owner: Account, sheet: cv.Sheet) -> HttpResponse:
    """Store the PDF as one of the person's own sealed documents: only because they asked."""
    try:
        documents.add(owner.pk, f"{_title(sheet)}.pdf", _pdf(sheet)[0], form.cleaned_data["days"])
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, form, owner, sheet=sheet, status=422)
    return private(HttpResponseRedirect(f"{reverse('people:documents')}?done=document"))


def _title(sheet: cv.Sheet) -> str:
    return f"{gettext('CV')} {sheet.name}".strip() if sheet.name else gettext("CV")


def _pdf(sheet: cv.Sheet) -> tuple[bytes, int]:
    code = presentation.language()
    return cv_paper.as_pdf(sheet, title=_title(sheet), language="zh-Hans" if code.startswith("zh") else "en")


def _beginning(owner: Account) -> dict[str, str]:
    """What the person wrote in their profile, as a beginning; and how they are reached. Needs and pay are left out."""
    told = profile.of(owner.person)
    reached = [each.value for first, each in accounts.contacts(owner) if first]
    filled = {part.key: told[part.profile] for part in cv.PARTS if part.profile}
    return {"name": told["chosen_name"], "contact": "\n".join(reached), **filled}


def _page(
    request: HttpRequest, form: CvForm, owner: Account | None, *, sheet: cv.Sheet | None = None, status: int = 200
) -> HttpResponse:
    shown = {
        "form": form,
        "owner": owner is not None,
        "sheet": sheet,
        "pages": _pdf(sheet)[1] if sheet is not None else 0,
        "usual_pages": USUAL_PAGES,
        "lacking": sheet is not None and cv_paper.lacks_letters(sheet),
    }
    return private(render(request, "guidance/cv.html", context(request, **shown), status=status))


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return private(response)
