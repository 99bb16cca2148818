"""The check "What could I get?": few questions, a live answer with reasons. No account, and nothing is stored."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from volens.engines.rules.questions import HOUSEHOLD
from volens.engines.rules.values import text_of
from volens.services.benefits import forms, presentation, queries
from volens.services.vacancies import presentation as vacancy_words


@require_safe
def packs(request: HttpRequest) -> HttpResponse:
    """Which law, and which question."""
    language = presentation.engine_language(get_language() or "en")
    shown = [
        (each.name, text_of(each.title, language), [(t.code, text_of(t.title, language), t.employer) for t in topics])
        for each, topics in queries.packs()
    ]
    return render(request, "benefits/packs.html", {"packs": shown})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def topic(request: HttpRequest, pack: str, code: str) -> HttpResponse:
    """One topic: the next question, what was told, and what follows from it. A case travels in the form only."""
    language_code = get_language() or "en"
    try:
        law = queries.pack(pack)
        asked = queries.topic(pack, code)
    except KeyError:
        raise Http404 from None
    told = forms.read(request.POST, law.facts)
    facts, household = forms.values(told, law.facts), forms.members(told, law.facts)
    found = queries.answer(pack, code, told.day, facts, household=household, without=told.skipped)
    language = presentation.engine_language(language_code)
    name = told.again or (found.question.name if found.question else "")
    context: dict[str, Any] = {
        "pack": law,
        "title": text_of(asked.title, language),
        "pack_title": text_of(law.title, language),
        "notes": text_of(law.notes, language) if law.notes else "",
        "told": told,
        "name": name,
        "field": _field(law.facts, name, told, language_code),
        "household_label": text_of(law.household.question, language) if law.household else "",
        "members": _members(found, told, language_code) if name == HOUSEHOLD else (),
        "given": [
            (fact.name, text_of(fact.label, language), presentation.given_words(fact, facts[each], language_code))
            for each, (fact, _value) in found.given.items()
        ],
        "figures": [
            presentation.field_of(fact, language_code, error=told.errors.get(fact.name, ""), question=False)
            for fact in found.figures
        ],
        "records": [
            presentation.field_of(fact, language_code, error=told.errors.get(fact.name, ""), question=False)
            for fact in found.records
        ],
        "cards": presentation.results(found, language_code),
        "day": vacancy_words.day(told.day, language_code),
        "rule_version": found.graph.hash[:12],
        "confidence_words": presentation.confidence_words,
        "earliest": forms.EARLIEST.isoformat(),
        "latest": forms.LATEST.isoformat(),
    }
    return render(request, "benefits/topic.html", context)


def _field(facts: Any, name: str, told: forms.Told, code: str) -> presentation.Field | None:
    fact = facts.get(name)
    if fact is None:
        return None
    return presentation.field_of(fact, code, value=told.facts.get(name, ""), error=told.errors.get(name, ""))


def _members(found: queries.Answer, told: forms.Told, code: str) -> list[list[presentation.Field]]:
    """For each other member of the household, the facts the law asks about members."""
    if not told.size:
        return []
    facts = [found.graph.all_facts[each] for each in found.member_facts]
    return [[presentation.field_of(fact, code, question=False) for fact in facts] for _number in range(told.size)]
