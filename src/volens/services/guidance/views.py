"""The browser's side of guidance. Thin; open to everybody, and nothing asked here is stored."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from volens.packs.classifications import Level, isco
from volens.services.guidance import comparing, finding, nearby, pay
from volens.services.people import profile, sessions
from volens.services.people.access import private
from volens.services.people.models import Account
from volens.services.saved import queries as saved
from volens.services.vacancies import labels, presentation
from volens.services.vacancies import queries as vacancies
from volens.services.vacancies.models import Vacancy
from volens.services.vacancies.parameters import read

#: Vacancies offered as a second one to compare with.
OFFERED = 4


def person(request: HttpRequest) -> Account | None:
    """The worker who is signed in, if one is. No query without a cookie."""
    if sessions.cookie_name() not in request.COOKIES:
        return None
    device = sessions.device(request)
    return device.account if device is not None and device.account.kind == Account.Kind.PERSON else None


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Up to three vacancies side by side: `?a=1&b=2&c=3`, or `?v=1&v=2`. The address is the whole comparison.

    `q` looks for another one to put beside them.
    """
    code = presentation.language()
    given = [request.GET.get(name, "") for name in ("a", "b", "c")] + request.GET.getlist("v")
    asked = read(request.GET, language=code)
    names_one = comparing.names_one(asked.text)
    if names_one:
        given.append(asked.text.removeprefix("#"))
    wanted = comparing.numbers([each for each in given if each])
    shown, missing = comparing.read(wanted)
    found = comparing.compare(shown, missing, asked, code)
    chosen = [column.number for column in found.columns]
    owner = person(request)
    full = len(chosen) >= comparing.MOST
    words = "" if full or names_one else asked.text
    context = {
        "found": found,
        "asked": asked,
        "place": labels.region(asked.place.region, code) if asked.place is not None and not asked.near else "",
        "only": request.GET.get("only") == "1",
        "here": _address(chosen, asked.where),
        "without": {each: _address([other for other in chosen if other != each], asked.where) for each in chosen},
        "others": _others(shown, asked.where, owner),
        "unread": bool([each for each in given if each]) and not wanted,
        "full": full,
        "words": words,
        "answer": finding.find(words, chosen, lambda each: _address([*chosen, each], asked.where)) if words else None,
        "words_url": reverse("vacancies:suggest_words"),
        "letters": dict(zip(("a", "b", "c"), chosen, strict=False)),
        "free_letter": "" if full else "abc"[len(chosen)],
    }
    response = render(request, "guidance/compare.html", context)
    return private(response) if owner is not None else response


def _address(chosen: list[int], where: str, **more: str) -> str:
    named = [*zip("abc", chosen, strict=False), *([("where", where)] if where else []), *more.items()]
    return f"{reverse('guidance:compare')}?{urlencode(named)}"


def _others(shown: Sequence[Vacancy], where: str, owner: Account | None) -> list[tuple[str, str, str, bool]]:
    """What else could stand beside them: one's own saved ones first, then similar ones. Title, employer, address."""
    chosen = [each.pk for each in shown]
    if len(chosen) >= comparing.MOST:
        return []
    found: dict[int, tuple[str, str, bool]] = {}
    if owner is not None:
        marks = saved.marks_of(owner.pk).listed(hidden=False)
        found |= {number: (mark.title, mark.employer, True) for number, mark in marks[:8] if mark.saved}
    if shown:
        rows = vacancies.similar(shown[0], limit=OFFERED + len(chosen))
        found |= {row.id: (row.title, row.employer, False) for row in rows if row.id not in found}
    offered = [(number, told) for number, told in found.items() if number not in chosen]
    return [(told[0], told[1], _address([*chosen, number], where), told[2]) for number, told in offered[: OFFERED + 4]]


@require_safe
def find_next(request: HttpRequest) -> HttpResponse:
    """Which occupation is meant: by one's own words, from the whole list, or from one's own profile."""
    code = presentation.language()
    words = " ".join(request.GET.get("work", "").split())[:120]
    asked = read(request.GET, language=code)
    meant = nearby.meant(words, code, asked) if words else []
    owner = person(request)
    told = profile.of(owner.person)["experience"] if owner is not None and not words else ""
    context = {
        "words": words,
        "meant": meant,
        "mine": nearby.from_profile(told, code, asked) if told else [],
        "owner": owner is not None,
        "tree": [(major.title(code), isco().units(major.code)) for major in isco().major_groups()],
        "code": code,
    }
    response = render(request, "guidance/find_next.html", context)
    return private(response) if owner is not None else response


@require_safe
def next_work(request: HttpRequest, group: str) -> HttpResponse:
    """What somebody of an occupation could do next, with the vacancies open now and what they pay."""
    if not isco().exists(group, Level.UNIT):
        raise Http404
    code = presentation.language()
    asked = read(request.GET, language=code)
    found = nearby.near(group, code, asked)
    context = {
        "found": found,
        "asked": asked,
        "pay": pay.block(group, code, region=asked.place.region if asked.place is not None else ""),
        "above": [(each.code, each.title(code)) for each in isco().ancestors(group)],
        "title": labels.occupation(group, code),
        "named": nearby.NAMED,
    }
    return render(request, "guidance/next.html", context)
