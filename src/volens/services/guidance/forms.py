"""What is asked for a CV: every field may stay empty."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from volens.services.guidance.cv import KEYS, OWN, PARTS
from volens.services.people.actions.documents import KEPT_DAYS

ORDERS = [("0", pgettext_lazy("part of a CV", "leave out")), *((str(each), str(each)) for each in range(1, 9))]


class CvForm(forms.Form):
    """Name, work looked for, contact; and each part with its place in the order."""

    name = forms.CharField(
        label=_("Name on the CV"), help_text=_("As you want to be called."), max_length=120, required=False
    )
    wanted = forms.CharField(
        label=_("Work you look for"), help_text=_("For example: forklift driver"), max_length=120, required=False
    )
    contact = forms.CharField(
        label=_("How you can be reached"),
        help_text=_("Phone, e-mail, town. A full address or a photo is not needed."),
        max_length=300,
        required=False,
        widget=forms.Textarea,
    )
    days = forms.TypedChoiceField(
        label=_("Keep it for"),
        choices=[(90, _("3 months")), (365, _("1 year")), (730, _("2 years"))],
        coerce=int,
        initial=365,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for at, part in enumerate(PARTS, start=1):
            self._add(part.key, str(part.heading), str(part.hint), part.most, at)
        for at, key in enumerate(OWN, start=len(PARTS) + 1):
            self.fields[f"{key}_heading"] = forms.CharField(
                label=gettext("Heading"),
                help_text=gettext("For example: Driving licences, Voluntary work, Projects"),
                max_length=80,
                required=False,
            )
            self._add(key, gettext("Text"), "", 1500, at)

    def _add(self, key: str, label: str, hint: str, most: int, at: int) -> None:
        self.fields[key] = forms.CharField(
            label=label, help_text=hint, max_length=most, required=False, widget=forms.Textarea
        )
        self.fields[f"{key}_order"] = forms.ChoiceField(
            label=gettext("Place in the order"), choices=ORDERS, initial=str(at), required=False
        )

    def clean_days(self) -> int:
        """One of the lengths on offer."""
        days = self.cleaned_data["days"]
        return days if days in KEPT_DAYS else 365

    @property
    def parts(self) -> list[dict[str, Any]]:
        """Each part for the page: its text, its place in the order, its heading where that is one's own."""
        return [
            {
                "key": key,
                "text": self[key],
                "order": self[f"{key}_order"],
                "heading": self[f"{key}_heading"] if key in OWN else None,
            }
            for key in KEYS
        ]
