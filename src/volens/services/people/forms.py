"""What people type in this room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from volens.services.people import contacts, permissions, profile
from volens.services.people.access import LONGEST_WORD
from volens.services.people.actions.documents import KEPT_DAYS, LARGEST_BYTES
from volens.services.people.contacts import Reached
from volens.services.people.models import Right, StaffMember


class ContactForm(forms.Form):
    """An e-mail address or a phone number."""

    contact = forms.CharField(
        label=_("E-mail address or phone number"),
        help_text=_("We send a code there. You need no password."),
        max_length=254,
        error_messages={"required": _("Write an e-mail address or a phone number.")},
    )
    next = forms.CharField(required=False, max_length=LONGEST_WORD)

    def clean_contact(self) -> Reached:
        """The contact in its one form."""
        return contacts.read(self.cleaned_data["contact"])


class CodeForm(forms.Form):
    """A code."""

    code = forms.CharField(
        label=_("Code"), max_length=20, error_messages={"required": _("Write the code from the message.")}
    )
    stay = forms.BooleanField(required=False)


class RecoverForm(ContactForm):
    """The contact that was lost, and a recovery code."""

    code = forms.CharField(
        label=_("Recovery code"),
        help_text=_("One of the codes you wrote down, such as 4k7p-x2m9-3hqa."),
        max_length=20,
        error_messages={"required": _("Write one of your recovery codes.")},
    )


class ConfirmForm(forms.Form):
    """The person's yes to opening an account."""

    agree = forms.BooleanField(
        label=_("Yes, open my account."),
        error_messages={"required": _("Tick the box if you want the account. Without it nothing is stored.")},
    )
    stay = forms.BooleanField(required=False)


class MemberForm(forms.Form):
    """The name others see of someone who acts for an organisation."""

    name_shown = forms.CharField(
        label=_("Your name, as others see it"),
        help_text=_("Applicants and the office see it beside what you do here, such as an answer to an application."),
        max_length=100,
        error_messages={"required": _("Write the name others should see.")},
    )
    stay = forms.BooleanField(required=False)


class ProfileForm(forms.Form):
    """The profile: every field is optional."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in profile.FIELDS:
            self.fields[field.name] = forms.CharField(
                label=str(field.label),
                help_text=str(field.hint),
                max_length=field.most,
                required=False,
                widget=forms.Textarea if field.long else forms.TextInput,
            )


class DraftForm(ProfileForm):
    """A sign-up a counsellor begins with someone: a contact and, if wished, the profile."""

    contact = forms.CharField(label=_("E-mail address or phone number of the person"), max_length=254)
    field_order = ("contact",)

    def clean_contact(self) -> Reached:
        """The contact in its one form."""
        return contacts.read(self.cleaned_data["contact"])


def _named(obj: StaffMember) -> str:
    """A colleague in the list to choose from."""
    return f"{obj.name_shown}, {obj.office} ({obj.get_role_display()})"


class GrantForm(forms.Form):
    """A right beyond the role, for some days, with the reason."""

    member = forms.ModelChoiceField(
        label=_("For whom"),
        queryset=StaffMember.objects.none(),
        empty_label=_("Choose"),
        error_messages={"required": _("Choose a colleague."), "invalid_choice": _("Choose a colleague.")},
    )
    right = forms.TypedChoiceField(
        label=_("What they may do"),
        choices=[("", _("Choose")), *((right.value, right.label) for right in permissions.GRANTABLE)],
        coerce=Right,
        error_messages={"required": _("Choose what they may do.")},
    )
    days = forms.TypedChoiceField(
        label=_("For how long"),
        choices=[(1, _("1 day")), (3, _("3 days")), (7, _("1 week")), (14, _("2 weeks"))],
        coerce=int,
        initial=1,
    )
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("For example: stands in for Li Na, who is ill. Name no person who uses the service."),
        widget=forms.Textarea,
        max_length=300,
        error_messages={"required": _("Write the reason.")},
    )

    def __init__(self, *args: Any, colleagues: Sequence[StaffMember] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[StaffMember]", self.fields["member"])
        field.queryset = StaffMember.objects.filter(pk__in=[each.pk for each in colleagues])
        field.label_from_instance = _named  # type: ignore[method-assign]


class DocumentForm(forms.Form):
    """A file, a name for it, how long to keep it."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, JPEG, PNG or WebP, at most 5 MB."),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")},
    )
    name = forms.CharField(
        label=_("Name"),
        help_text=_("For example “My CV”. Empty: the name of the file."),
        max_length=100,
        required=False,
    )
    days = forms.TypedChoiceField(
        label=_("Keep it for"),
        choices=[(90, _("3 months")), (365, _("1 year")), (730, _("2 years"))],
        coerce=int,
        initial=365,
    )

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuse what is too large before it is read."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if file.size is None or file.size > LARGEST_BYTES:
            raise forms.ValidationError(_("This file is larger than 5 MB. Make it smaller and try again."))
        return file

    def clean_days(self) -> int:
        """One of the lengths on offer."""
        days: int = self.cleaned_data["days"]
        if days not in KEPT_DAYS:
            raise forms.ValidationError(_("Choose one of the lengths in the list."))
        return days


class CloseForm(forms.Form):
    """The person's yes to closing the account."""

    agree = forms.BooleanField(
        label=_("Yes, close my account and delete everything."),
        error_messages={"required": _("Tick the box if you want to close the account.")},
    )
