"""S2: a whitelist of person fields, and a lint of names and labels in five languages."""

from __future__ import annotations

import pytest
from django import forms
from django.apps import apps
from django.urls import get_resolver
from django.utils.translation import override

from tests.safeguards.approved import merged
from tests.safeguards.lint import FORBIDDEN, forbidden_in
from tests.safeguards.model_graph import SHORT_LISTS, columns, tables_of_persons
from volens.services.people import forms as people_forms
from volens.services.people import profile
from volens.services.trust import forms as trust_forms


def test_the_tables_that_lead_to_a_person_hold_the_whitelist_and_nothing_else():
    """Everything that may be stored about a person, table by table. To add a column is to change the safeguard."""
    whitelist = {table: set(columns) for table, columns in merged("tables").items()}
    assert tables_of_persons() == whitelist


def test_staff_and_members_of_organisations_have_their_short_field_list():
    for label, fields in SHORT_LISTS.items():
        if apps.is_installed(f"volens.services.{label.partition('.')[0]}"):
            assert {field.name for field in columns(apps.get_model(label))} <= fields, label


def test_every_field_of_the_profile_is_a_sealed_column():
    model = apps.get_model("people", "Person")
    stored = {field.name for field in columns(model)} - {"account", "journal_tag"}
    assert set(profile.NAMES) == stored
    assert all(model._meta.get_field(name).get_internal_type() == "BinaryField" for name in stored)


@pytest.mark.django_db
def test_a_field_that_is_not_on_the_list_is_refused():
    from uuid import uuid4

    from volens.services.people.actions import profile as actions

    with pytest.raises(ValueError, match="religion"):
        actions.save(uuid4(), {"religion": "x"})


def names_and_labels() -> list[str]:
    """Every name and label under which something about a person is stored or asked, in every language of the pages."""
    said = []
    for code in ("en", "zh-hans"):
        with override(code):
            for label in tables_of_persons():
                for field in columns(apps.get_model(label)):
                    said += [field.name, str(field.verbose_name)]
                    said += [f"{value} {words}" for value, words in field.choices or ()]
            for module in (people_forms, trust_forms):
                for form in [
                    each for each in vars(module).values() if isinstance(each, type) and issubclass(each, forms.Form)
                ]:
                    for name, field in form().fields.items():
                        said += [name, str(field.label or ""), str(field.help_text)]
            said += [f"{field.label} {field.hint}" for field in profile.FIELDS]
    said += [str(name) for name in get_resolver().reverse_dict if isinstance(name, str)]
    return said


def test_no_name_or_label_speaks_of_what_must_not_be_stored():
    found = {text: word for text in names_and_labels() if (word := forbidden_in(text))}
    assert not found


@pytest.mark.parametrize("code", sorted(FORBIDDEN))
def test_the_lint_knows_every_word_of_every_language(code):
    for word in FORBIDDEN[code]:
        assert forbidden_in(f"{word}: "), word
        assert forbidden_in(f"field_{word}" if code == "en" else word), word


@pytest.mark.parametrize(
    "fine",
    [
        "languages",
        "skills",
        "embrace",
        "trace",
        "scored",
        "places wanted",
        "技能",
        "语言",
        "навыки",
        "ماھارەت",
        "རིག་རྩལ",
    ],
)
def test_the_lint_leaves_ordinary_words_alone(fine):
    assert forbidden_in(fine) is None
