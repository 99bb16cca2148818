"""What people send to this room: a report about a posting, by fixed category only (S14)."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from volens.services.vacancies.models import Report


class ReportForm(forms.Form):
    """One category and nothing else: no free text, no name, no address of whoever reports."""

    category = forms.ChoiceField(
        choices=Report.Category.choices,
        error_messages={
            "required": _("Choose what is wrong with this vacancy."),
            "invalid_choice": _("Choose one of the reasons in the list."),
        },
    )
