"""Addresses and numbers as people type them, brought to the one form that is stored and looked up."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import phonenumbers
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from volens.services.people.models import Contact
from volens.services.trust import vault


@dataclass(frozen=True, slots=True)
class Reached:
    """A way to reach someone: e-mail address in lower case, or phone number as E.164."""

    channel: Contact.Channel
    value: str

    @property
    def index(self) -> bytes:
        """The keyed blind index: the only way to find an account from a contact."""
        return vault.blind(f"contact {self.channel.value}", self.value)

    @property
    def draft_index(self) -> bytes:
        """How a sign-up begun with a counsellor is found: another index than the account's, so that whoever reads the
        tables cannot tell whether the two belong together (S4).
        """
        return vault.blind(f"draft {self.channel.value}", self.value)

    @property
    def shown(self) -> str:
        """The contact as its owner reads it."""
        if self.channel == Contact.Channel.EMAIL:
            return self.value
        return phonenumbers.format_number(phonenumbers.parse(self.value), phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def read(text: str) -> Reached:
    """The contact someone typed. Raises ValidationError with what to write instead.

    A number without a country code is read as one of the deployment's country (VOLENS_PHONE_REGION).
    """
    typed = unicodedata.normalize("NFKC", text).strip()
    if "@" in typed:
        value = typed.lower()
        try:
            validate_email(value)
        except ValidationError as error:
            raise ValidationError(
                _("This is not an e-mail address. An address looks like name@example.org.")
            ) from error
        if len(value) > 254:
            raise ValidationError(_("This e-mail address is too long."))
        return Reached(Contact.Channel.EMAIL, value)
    try:
        number = phonenumbers.parse(typed, settings.PHONE_REGION or None)
    except phonenumbers.NumberParseException as error:
        raise ValidationError(
            _("Write an e-mail address, or a phone number with its country code, such as +86 138 0013 8000.")
        ) from error
    if not phonenumbers.is_valid_number(number):
        raise ValidationError(_("This phone number does not exist. Check the digits and the country code."))
    return Reached(Contact.Channel.PHONE, phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
