"""What people type in this room."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from volens.services.organisations import grounds, registers
from volens.services.organisations.actions.review import MONTHS
from volens.services.organisations.models import Evidence, Membership, Organisation, Verification
from volens.services.people import contacts
from volens.services.people.actions.documents import LARGEST_BYTES
from volens.services.people.contacts import Reached

#: What no name holds and no reader sees: invisible signs, and marks that turn the direction of what follows around. The
#: joiners of Persian and Indic names stay.
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")


class Line(forms.CharField):
    """A name on one line, fit for every page, feed and letter it will stand in."""

    def to_python(self, value: Any) -> str:
        """Without control characters (category Cc: they part words like a space) and what nobody sees."""
        text = _INVISIBLE.sub("", super().to_python(value) or "")
        return " ".join("".join(" " if unicodedata.category(each) in {"Cc", "Cs"} else each for each in text).split())


class NumberForm(forms.Form):
    """A register and a number in it."""

    register = forms.ChoiceField(
        label=_("Register"), choices=[(each.code, each.label) for each in registers.REGISTERS.values()]
    )
    registration_number = forms.CharField(
        label=_("Registration number"),
        help_text=_("As on the business licence or the extract of the register. Spaces and hyphens do not matter."),
        max_length=60,
        error_messages={"required": _("Write the registration number.")},
    )

    def clean(self) -> dict[str, Any]:
        """The number in its one form, as `number_key`."""
        cleaned = super().clean() or {}
        if cleaned.get("registration_number") and cleaned.get("register"):
            try:
                cleaned["number_key"] = registers.key(cleaned["register"], cleaned["registration_number"])
            except ValidationError as error:
                self.add_error("registration_number", error)
        return cleaned


class NewForm(NumberForm):
    """A new organisation: what one knows by heart."""

    name = Line(
        label=_("Name of the organisation"),
        help_text=_("As in the register. Workers see it."),
        max_length=200,
        error_messages={"required": _("Write the name of the organisation.")},
    )
    kind = forms.ChoiceField(label=_("What is it?"), choices=Organisation.Kind.choices)
    place = Line(
        label=_("Town or city of the main office"),
        max_length=120,
        error_messages={"required": _("Write the town or city.")},
    )
    separate = forms.BooleanField(required=False)
    field_order: Iterable[str] | None = ("name", "kind", "register", "registration_number", "place")


class DetailsForm(NewForm):
    """Everything about an organisation: what is verified, and what it may say freely."""

    licence_number = Line(
        label=_("Number of the agency licence"),
        help_text=_("Only for employment agencies."),
        max_length=80,
        required=False,
    )
    licence_until = forms.DateField(
        label=_("Last day of the licence"),
        help_text=_("Only for employment agencies."),
        required=False,
        error_messages={"invalid": _("Write the day as year-month-day, such as 2027-06-30.")},
        widget=forms.DateInput(format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )
    website = forms.URLField(
        label=_("Website"),
        max_length=300,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": _("This is not a web address. It looks like https://example.org.")},
    )
    about = forms.CharField(
        label=_("About the organisation"),
        help_text=_("A few sentences workers read on your page. What do you do, how many are you?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea,
    )
    field_order: Iterable[str] | None = (
        "name",
        "kind",
        "register",
        "registration_number",
        "licence_number",
        "licence_until",
        "place",
        "website",
        "about",
    )

    def clean_website(self) -> str:
        """Addresses of the web only."""
        address: str = self.cleaned_data["website"]
        if address and not address.startswith(("https://", "http://")):
            raise ValidationError(_("This is not a web address. It looks like https://example.org."))
        return address


class JoinForm(NumberForm):
    """Asking to join an organisation that is here."""

    words = forms.CharField(
        label=_("Message to the owners"),
        help_text=_("Who are you, so that they know you? They also see the name and address of your account."),
        max_length=500,
        required=False,
        widget=forms.Textarea,
    )


class InviteForm(forms.Form):
    """Inviting a colleague."""

    contact = forms.CharField(
        label=_("E-mail address or phone number"),
        help_text=_("One they do not use for looking for work here."),
        max_length=254,
        error_messages={"required": _("Write an e-mail address or a phone number.")},
    )
    role = forms.ChoiceField(label=_("Role"), choices=Membership.Role.choices, initial=Membership.Role.RECRUITER)

    def clean_contact(self) -> Reached:
        """The contact in its one form."""
        return contacts.read(self.cleaned_data["contact"])


class RoleForm(forms.Form):
    """Another role for a member."""

    role = forms.ChoiceField(label=_("Role"), choices=Membership.Role.choices)


class NameForm(forms.Form):
    """The name colleagues and applicants see."""

    name_shown = Line(
        label=_("Your name in this organisation"),
        help_text=_("Colleagues and the people who applied see it."),
        max_length=100,
        error_messages={"required": _("Write the name others should see.")},
    )


class EvidenceForm(forms.Form):
    """A document for the reviewer."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, JPEG, PNG or WebP, at most 5 MB."),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")},
    )
    shows = forms.ChoiceField(label=_("What does it show?"), choices=Evidence.Kind.choices)

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuse what is too large before it is read."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if file.size is None or file.size > LARGEST_BYTES:
            raise ValidationError(_("This file is larger than 5 MB. Make it smaller and try again."))
        return file


class SendForm(forms.Form):
    """Sending facts and documents to a reviewer, with what the organisation declares."""

    true = forms.BooleanField(
        label=_("The facts above are true and the documents are ours."),
        error_messages={"required": _("Tick that the facts are true. If something is wrong, change it first.")},
    )
    authority = forms.BooleanField(
        label=_("I may act for this organisation."),
        error_messages={"required": _("Tick that you may act for the organisation, or let someone who may send it.")},
    )
    fees = forms.BooleanField(
        label=_("No worker pays us, or anyone for us, for a job. We keep nobody's papers. Everyone may leave."),
        error_messages={"required": _("Without this nobody can offer work here.")},
    )
    words = forms.CharField(label=_("Message to the reviewer"), max_length=3000, required=False, widget=forms.Textarea)


class AppealForm(forms.Form):
    """Why a decision was wrong."""

    words = forms.CharField(
        label=_("Why is the decision wrong?"),
        max_length=3000,
        widget=forms.Textarea,
        error_messages={"required": _("Write why you think the decision is wrong.")},
    )


class DecisionForm(forms.Form):
    """A reviewer's decision on a case."""

    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            (Verification.Outcome.VERIFIED.value, _("Verify")),
            (Verification.Outcome.MORE.value, _("Ask for more")),
            (Verification.Outcome.REFUSED.value, _("Refuse")),
        ],
        error_messages={"required": _("Choose a decision.")},
    )
    months = forms.TypedChoiceField(
        label=_("Verified for"),
        choices=[(each, each) for each in MONTHS],
        coerce=int,
        required=False,
        empty_value=None,
        initial=12,
    )
    grounds = forms.MultipleChoiceField(
        label=_("Grounds: tick every one that fails"),
        choices=[(each.code, each.found) for each in grounds.GROUNDS.values()],
        required=False,
    )
    note = forms.CharField(
        label=_("In your own words"),
        help_text=_("What exactly is missing or wrong, and in which document. The organisation reads this."),
        max_length=3000,
        required=False,
        widget=forms.Textarea,
    )
    article = forms.CharField(
        label=_("Article of the law, where one applies"),
        help_text=_("The rule of verification is named by itself."),
        max_length=200,
        required=False,
    )


class EndForm(DecisionForm):
    """Ending a standing verification."""

    outcome = None  # type: ignore[assignment]
    months = None  # type: ignore[assignment]
