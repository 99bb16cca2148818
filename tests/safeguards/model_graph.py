"""Which tables lead to a person, and which columns they have."""

from __future__ import annotations

from django.apps import apps
from django.db.models import Field, Model

ROOTS = {"people.Account", "people.Person"}
#: Accounts that are not persons have a short list of fields (safeguards, first paragraph), and lists of them are fine.
SHORT_LISTS = {
    "people.StaffMember": {"account", "name_shown", "office", "role", "until"},
    "people.Member": {"account", "name_shown"},
    "organisations.Membership": {"id", "account", "organisation", "role", "name_shown", "since", "until"},
    "organisations.JoinRequest": {"id", "account", "organisation", "name_shown", "words", "made_at", "until"},
}
#: What staff began with someone leads to staff; what is in it is sealed and leads to nobody.
STAFF = {*SHORT_LISTS, "people.AssistedDraft"}


def tables_of_persons() -> dict[str, set[str]]:
    """Every table from which a foreign key leads, directly or by others, to a person: its own columns."""
    models = {model._meta.label: model for model in apps.get_models(include_auto_created=True)}
    found = set(ROOTS)
    while True:
        more = {label for label, model in models.items() if label not in found | STAFF and targets(model) & found}
        if not more:
            break
        found |= more
    return {label: {field.name for field in columns(models[label])} for label in sorted(found)}


def targets(model: type[Model]) -> set[str]:
    return {field.related_model._meta.label for field in columns(model) if field.is_relation and field.related_model}


def columns(model: type[Model]) -> list[Field]:
    return [*model._meta.concrete_fields, *model._meta.local_many_to_many]
