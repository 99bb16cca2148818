"""What is sent from the buttons and the note."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from volens.services.saved.actions import LONGEST_NOTE, Act

LARGEST = 2**63 - 1


class MarkForm(forms.Form):
    """Save, hide, or take back."""

    vacancy = forms.IntegerField(min_value=1, max_value=LARGEST)
    act = forms.TypedChoiceField(choices=[(each.value, each.value) for each in Act], coerce=Act)
    back = forms.CharField(required=False, max_length=2000)


class NoteForm(forms.Form):
    """A private note."""

    vacancy = forms.IntegerField(min_value=1, max_value=LARGEST)
    note = forms.CharField(
        label=_("Private note"),
        help_text=_("Only you can read it."),
        widget=forms.Textarea,
        max_length=LONGEST_NOTE,
        required=False,
        error_messages={"max_length": _("A note has at most 1000 characters.")},
    )
    back = forms.CharField(required=False, max_length=2000)
