"""What is asked before a search is saved."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from volens.services.alerts.models import SavedSearch
from volens.services.people import contacts
from volens.services.people.contacts import Reached
from volens.services.people.models import Contact


class PaceForm(forms.Form):
    """How often mail may come."""

    pace = forms.ChoiceField(
        label=_("How often"), choices=SavedSearch.Pace.choices, initial=SavedSearch.Pace.DAILY.value
    )


class MailForm(PaceForm):
    """The same, and where the mail goes: for whoever has no account or is not signed in."""

    email = forms.CharField(
        label=_("Your e-mail address"),
        help_text=_("You get one mail to confirm. Without your yes nothing else is sent."),
        max_length=254,
        error_messages={"required": _("Write your e-mail address.")},
    )

    def clean_email(self) -> Reached:
        """The address; a phone number is refused."""
        reached = contacts.read(self.cleaned_data["email"])
        if reached.channel != Contact.Channel.EMAIL:
            raise ValidationError(gettext("Write an e-mail address, such as name@example.org."))
        return reached
