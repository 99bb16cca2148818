"""Registers organisations stand in, and the one form of a number in each, so that the same entry is found again.

Check digits catch a slip of the finger before a reviewer loses a day over it. Sources: cn-uscc GB 32100-2015;
lei ISO 17442 with ISO 7064 MOD 97-10; fr-siren Luhn (ISO/IEC 7812-1); gb-company Companies House (eight characters).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

USCC_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def _uscc(number: str) -> bool:
    """GB 32100-2015: 18 characters, weights 3^i mod 31, the last one the check character."""
    values = [USCC_LETTERS.find(letter) for letter in number]
    if min(values) < 0:
        return False
    total = sum(value * pow(3, place, 31) for place, value in enumerate(values[:17]))
    return values[17] == (31 - total % 31) % 31


def _mod_97(number: str) -> bool:
    """ISO 7064 MOD 97-10 over digits and letters (A = 10)."""
    return int("".join(str(int(letter, 36)) for letter in number)) % 97 == 1


def _luhn(number: str) -> bool:
    digits = [int(letter) for letter in reversed(number)]
    return sum(digits[::2]) % 10 == sum(-sum(divmod(2 * digit, 10)) for digit in digits[1::2]) % 10


@dataclass(frozen=True, slots=True)
class Register:
    """A register: its code, name, what a number looks like, and how to tell a number of it."""

    code: str
    label: Promise
    example: str
    pattern: str
    sound: Callable[[str], bool] = lambda _number: True
    pad: int = 0


REGISTERS: dict[str, Register] = {
    each.code: each
    for each in (
        Register(
            "cn-uscc",
            gettext_lazy("China: unified social credit code"),
            "91350100M000100Y43",
            r"[0-9A-HJ-NPQRTUWXY]{18}",
            _uscc,
        ),
        Register("hk-br", gettext_lazy("Hong Kong: business registration number"), "12345678", r"\d{8}"),
        Register(
            "gb-company", gettext_lazy("United Kingdom: company number"), "01234567", r"(?:[A-Z]{2}|\d{2})\d{6}", pad=8
        ),
        Register("us-ein", gettext_lazy("United States: employer identification number"), "12-3456789", r"\d{9}"),
        Register("fr-siren", gettext_lazy("France: SIREN number"), "732 829 320", r"\d{9}", _luhn),
        Register(
            "lei",
            gettext_lazy("Any country: legal entity identifier (LEI)"),
            "5493001KJTIIGC8Y1R12",
            r"[0-9A-Z]{18}\d{2}",
            _mod_97,
        ),
        Register("other", gettext_lazy("Another register"), "HRB 12345 Berlin", r"\w{3,40}"),
    )
}


def _plain(text: str) -> str:
    """Capitals and digits only: full-width letters made narrow, spaces, dots, strokes and hyphens gone."""
    narrow = unicodedata.normalize("NFKC", text).casefold().upper()
    return "".join(letter for letter in unicodedata.normalize("NFKC", narrow) if letter.isalnum())


def normalise(register: str, text: str) -> str:
    """The one form of a number in a register, for looking it up. Raises ValidationError with what to write instead."""
    known = REGISTERS.get(register)
    if known is None:
        raise ValidationError(_("Choose the register from the list."))
    number = _plain(text)
    if known.pad and number.isdecimal() and number.isascii():
        number = number.zfill(known.pad)
    if not re.fullmatch(known.pattern, number):
        raise ValidationError(
            _("This is not a number of this register. It looks like %(example)s.") % {"example": known.example}
        )
    if not known.sound(number):
        raise ValidationError(_("A character is wrong: the check digit does not fit. Compare with the paper."))
    return number


def shown(register: str, text: str) -> str:
    """The number as it is stored and shown: its one form, or what was typed where a register has no fixed form."""
    number = normalise(register, text)
    return " ".join(unicodedata.normalize("NFKC", text).split()) if register == "other" else number


def key(register: str, text: str) -> str:
    """Equal for equal entries of equal registers, and only for them."""
    return f"{register}:{normalise(register, text)}"


def label(register: str) -> str:
    """The name of a register in the reader's language."""
    known = REGISTERS.get(register)
    return str(known.label) if known else register
