"""A whole posting at once, from a row of a table or an object of the API: read by the forms of the wizard."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django import forms as django_forms
from django.utils.translation import get_language, gettext, override

from volens.services.vacancies.posting import linking, telling
from volens.services.vacancies.posting.fields import Tick, YesNo
from volens.services.vacancies.posting.forms import FORMS, KindForm

#: Names of the fields of a whole posting, in the order of the steps; `place_choice` is for the wizard alone.
NAMES: tuple[str, ...] = tuple(name for form in FORMS.values() for name in form.base_fields if name != "place_choice")
#: So many allowed values are named in a message; a longer list stands in the template.
MOST_NAMED = 12
YES = frozenset({"yes", "y", "true", "1", "是", "有", "可以", "能", "✓", "x"})
NO = frozenset({"no", "n", "false", "0", "否", "无", "没有", "不可以", "不能", "不"})


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: the field's stable name, its name on the page, and what to do."""

    field: str
    label: str
    message: str


@dataclass(slots=True)
class Answered:
    """The answers that could be read, and everything that is wrong with the rest."""

    content: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def base_field(name: str) -> django_forms.Field:
    """The form field of a name."""
    return next(form.base_fields[name] for form in FORMS.values() if name in form.base_fields)


def label(name: str) -> str:
    """The name of a field on the page, in the active language."""
    return str(base_field(name).label or telling.label(name))


@lru_cache(maxsize=128)
def choices(name: str) -> tuple[tuple[str, str, str], ...]:
    """What a field may be: value, English words, Chinese words. Empty for free fields."""
    made = base_field(name)
    if isinstance(made, Tick):
        return (("yes", "Yes", "是"), ("no", "No", "否"))
    if not isinstance(made, django_forms.ChoiceField):
        return ()
    spoken = []
    for code in ("en", "zh-hans"):
        with override(code):
            fresh = copy.deepcopy(made)  # its choices are made in the language that is active
            spoken.append({str(value): str(words) for value, words in fresh.widget.choices if value})
    return tuple((value, words, spoken[1].get(value, words)) for value, words in spoken[0].items())


def _plain(name: str, value: Any) -> str:
    """A cell or JSON value as the form reads it: words of a choice become its value."""
    if value is None:
        return ""
    made = base_field(name)
    text = ("yes" if value else "no") if isinstance(value, bool) else str(value).strip()
    folded = text.casefold()
    if isinstance(made, YesNo | Tick):
        text = "yes" if folded in YES else "no" if folded in NO else text
        return ("on" if text == "yes" else "") if isinstance(made, Tick) and text in {"yes", "no"} else text
    if isinstance(made, django_forms.ChoiceField):
        for option, english, chinese in choices(name):
            if folded in {option.casefold(), english.casefold(), chinese.casefold()}:
                return option
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return text


def read(said: Mapping[str, Any], *, employer: str) -> Answered:
    """Read a whole posting. Every problem is reported, not only the first. `employer` is the organisation's name."""
    found = Answered(content={"legal_employer": employer})
    for unknown in sorted(str(name) for name in said if name not in NAMES):
        found.problems.append(
            Problem(unknown[:60], unknown[:60], gettext("There is no such field. Take it out, or see the template."))
        )
    for step, form_class in FORMS.items():
        data = {name: _plain(name, said.get(name)) for name in form_class.base_fields if name in NAMES}
        if step == "kind" and not data["isco"]:
            data["isco"] = _likeliest(found.content) or KindForm.NONE
        if step == "declarations" and not data["legal_employer"]:
            data["legal_employer"] = employer
        form = form_class(data, content=found.content)
        form.is_valid()
        for name, errors in form.errors.get_json_data().items():
            shown = label(name) if name in NAMES else ""
            found.problems += [Problem(name, shown, _with_allowed(name, error)) for error in errors]
        found.content |= {name: value for name, value in form.answers().items() if value is not None}
    return found


def _with_allowed(name: str, error: Mapping[str, str]) -> str:
    """What is wrong, and for a field with a few allowed values which ones: a table shows none to choose from."""
    message = str(error["message"])
    allowed = choices(name) if name in NAMES and error.get("code") in {"required", "invalid_choice"} else ()
    if not 0 < len(allowed) <= MOST_NAMED:
        return message
    chinese = (get_language() or "").startswith("zh")
    named = [f"{value}（{zh}）" if chinese else f"{value} ({en})" for value, en, zh in allowed]
    said = gettext("Allowed: %(values)s.") % {"values": ("、" if chinese else ", ").join(named)}
    return f"{message}{'' if chinese else ' '}{said}"


def _likeliest(content: Mapping[str, Any]) -> str:
    """The occupation the linker is sure of, for rows that name none."""
    title = str(content.get("title", ""))
    link = linking.linker().assign(title, str(content.get("text", ""))[:2000]) if title else None
    return link.code if link else ""
