"""What an organisation calls itself stands on pages, in feeds and in letters: one line, without what nobody sees."""

from __future__ import annotations

import pytest

from volens.services.organisations.forms import NameForm, NewForm

SOUND = {"kind": "employer", "register": "gb-company", "registration_number": "00445790"}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Acme\x1f Ltd", "Acme Ltd"),
        ("Acme\r\nBcc: all@example.org", "Acme Bcc: all@example.org"),
        (" 赣江\u200b示例\t有限公司\x85", "赣江示例 有限公司"),
        ("\u202eAcme\u202c", "Acme"),
        ("شرکت نمونه\u200cها", "شرکت نمونه\u200cها"),
    ],
)
def test_names_are_one_line_without_control_characters(typed: str, kept: str) -> None:
    form = NewForm(SOUND | {"name": typed, "place": typed})
    assert form.is_valid(), form.errors
    assert (form.cleaned_data["name"], form.cleaned_data["place"]) == (kept, kept)
    member = NameForm({"name_shown": typed})
    assert member.is_valid()
    assert member.cleaned_data["name_shown"] == kept


def test_a_name_of_control_characters_is_none() -> None:
    form = NewForm(SOUND | {"name": "\x1f\x7f", "place": "Leeds"})
    assert form.errors["name"] == ["Write the name of the organisation."]
