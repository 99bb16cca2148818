"""The page for a table of many postings, and the template to download."""

from __future__ import annotations

import tempfile
from pathlib import Path
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from volens.services.organisations import access, policies
from volens.services.vacancies.posting import actions, answering, asking, table
from volens.services.vacancies.posting.views import actor_of, page

KINDS = {".csv": ".csv", ".tsv": ".tsv", ".txt": ".csv", ".xlsx": ".xlsx"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class UploadForm(forms.Form):
    """A table."""

    file = forms.FileField(
        label=_("Table"),
        help_text=_("CSV or Excel (XLSX), at most 500 rows and 10 MB."),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")},
    )
    send = forms.BooleanField(label=_("Send all of them in at once"), required=False)

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuse what is too large or no table before it is read."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if file.size is None or file.size > table.MOST_BYTES:
            raise forms.ValidationError(gettext("This file is larger than 10 MB. Upload it in parts."))
        if Path(file.name or "").suffix.lower() not in KINDS:
            raise forms.ValidationError(gettext("Save the table as CSV or XLSX, then upload it."))
        return file


@require_http_methods(["GET", "HEAD", "POST"])
@access.member_page(policies.may_post)
def upload(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """Read a table of postings: all rows become drafts, or nothing is stored and every problem is named."""
    actor = actor_of(request)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    problems: list[table.LineProblem] = []
    rows = 0
    if request.method == "POST" and form.is_valid():
        found = _read(form.cleaned_data["file"], actor.organisation.name)
        rows, problems = len(found.rows), list(table.by_line(found.problems))
        if not problems:
            try:
                table.store(actor, found, send=form.cleaned_data["send"])
            except actions.PostingError as error:
                problems = [table.LineProblem(0, "", str(error))]
            else:
                done = "uploaded-sent" if form.cleaned_data["send"] else "uploaded"
                return HttpResponseRedirect(f"{reverse('posting:list', args=[organisation])}?done={done}")
    columns = [
        (name, answering.label(name), str(answering.base_field(name).help_text or ""), answering.choices(name))
        for name in answering.NAMES
    ]
    status = 422 if problems or (form.is_bound and form.errors) else 200
    zh = asking.language_tag() == "zh"
    shown = {"form": form, "problems": problems, "rows": rows, "columns": columns, "zh": zh}
    return page(request, "posting/upload.html", status=status, **shown)


def _read(file: UploadedFile[bytes], employer: str) -> table.ReadTable:
    """The table, from a temporary file that is gone afterwards: the readers need a path."""
    suffix = KINDS[Path(file.name or "").suffix.lower()]
    with tempfile.TemporaryDirectory(prefix="volens-upload-") as folder:
        path = Path(folder) / f"table{suffix}"
        with path.open("wb") as target:
            for chunk in file.chunks():
                target.write(chunk)
        return table.read(path, employer=employer)


@require_safe
@access.member_page(policies.may_post)
def template(request: HttpRequest, organisation: UUID, form: str) -> HttpResponse:  # noqa: ARG001
    """The template: all columns, an example row, and what may stand in each."""
    language = asking.language_tag()
    if form == "csv":
        made, kind = table.template_csv(language), "text/csv; charset=utf-8"
    elif form == "xlsx":
        made, kind = table.template_workbook(language), XLSX
    else:
        raise Http404
    response = HttpResponse(made, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="volens-vacancies.{form}"'
    return response
