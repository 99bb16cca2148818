"""What every page needs around its content: language, direction, addresses, and the parts that never change."""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import get_template
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi, override
from markupsafe import Markup

from volens.services.trust.record import shown
from volens.services.vacancies import queries

#: How each language calls itself, for the switch.
OWN_NAMES = {"en": "English", "zh-hans": "简体中文", "ar-xb": "ƎnglishƐ"}
#: The tag of a language in HTML, where it differs from our code.
HTML_TAGS = {"zh-hans": "zh-Hans", "ar-xb": "ar-XB"}
FOOT = "site/_footer.html"
SECTIONS = {
    "home": "home",
    "vacancies": "vacancies:results",
    "occupations": "vacancies:occupations",
    "benefits": "benefits:packs",
    "status": "status",
    "about": "about",
    "accessibility": "accessibility",
    "privacy": "privacy",
    "help": "help",
    "words": "vacancies:suggest_words",
    "place_names": "vacancies:suggest_places",
    "api": "api:openapi-view",
    "my": "people:my",
    "leave": "people:leave",
    "organisations": "organisations:landing",
    "log": "trust:log",
    "figures": "market:figures",
    "next": "guidance:find_next",
    "cv": "guidance:cv",
}


@lru_cache(maxsize=16)
def addresses(code: str) -> SimpleNamespace:
    """The addresses of the main pages in a language. Made once: reversing costs more than the rest of a small page."""
    with override(code):
        return SimpleNamespace(**{name: reverse(view) for name, view in SECTIONS.items()})


@lru_cache(maxsize=64)
def _part(template: str, code: str, section: str, source_url: str, checkpoint: shown.CheckpointShown | None) -> Markup:
    values = {"urls": addresses(code), "section": section, "source_url": source_url, "checkpoint": checkpoint}
    with override(code):
        made = get_template(template).render(values)
    return Markup(made)  # noqa: S704 - rendered by a template that escapes


def part(template: str, section: str = "", code: str = "") -> Markup:
    """A part of every page that only depends on language, section and settings: made once, then kept.

    `code`: the language, where it is known already. The foot also shows the log's checkpoint: it is made again when
    that file changed.
    """
    if settings.DEBUG:
        _part.cache_clear()
    checkpoint = shown.checkpoint() if template == FOOT else None
    return _part(template, code or get_language() or settings.LANGUAGE_CODE, section, settings.SOURCE_URL, checkpoint)


def switch(request: HttpRequest, code: str) -> list[tuple[str, str, str, bool]]:
    """The same page in every language: tag, own name, address, whether it is the one shown."""
    path, query = request.path, request.META.get("QUERY_STRING", "")
    prefix = f"/{code}/"
    rest = path[len(prefix) :] if path.startswith(prefix) else ""
    tail = f"{rest}?{query}" if query else rest
    return [
        (HTML_TAGS.get(each, each), OWN_NAMES.get(each, each), f"/{each}/{tail}", each == code)
        for each, _name in settings.LANGUAGES
    ]


def layout(request: HttpRequest) -> dict[str, Any]:
    """The context of the layout. Costs no query while the figures are fresh."""
    code = get_language() or settings.LANGUAGE_CODE
    return {
        "code": code,
        "section": "",
        "lang": HTML_TAGS.get(code, code),
        "dir": "rtl" if get_language_bidi() else "ltr",
        "urls": addresses(code),
        "languages": switch(request, code),
        "samples_shown": not getattr(request, "fault", False) and queries.has_samples(),
    }
