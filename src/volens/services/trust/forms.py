"""What people type in this room."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ComplaintForm(forms.Form):
    """A question or complaint about who looked."""

    text = forms.CharField(
        label=_("What would you like to ask or complain about?"),
        widget=forms.Textarea,
        max_length=3000,
        error_messages={"required": _("Write your question or complaint.")},
    )


class AnswerForm(forms.Form):
    """The answer of the office."""

    text = forms.CharField(
        label=_("Your answer"),
        help_text=_("The person sees it with your name and office."),
        widget=forms.Textarea,
        max_length=5000,
        error_messages={"required": _("Write the answer.")},
    )
