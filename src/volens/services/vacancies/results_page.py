"""The page of results put together: what is found, in words and in markup.

Whatever does not change from search to search is rendered once in each language (`listing.filled`); what is left is
written by hand, and the rare cases (nothing found, a problem with what was typed) by templates of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext, ngettext, override
from markupsafe import Markup

from volens.engines.search.port import Sort
from volens.packs import places
from volens.services.vacancies import cards, facets, labels, listing, presentation, queries
from volens.services.vacancies.bridging import Beside
from volens.services.vacancies.cards import Card, NearMap
from volens.services.vacancies.index import index
from volens.services.vacancies.parameters import MULTIPLE, RADII, SearchParameters
from volens.services.vacancies.personal import Beside as Own
from volens.services.vacancies.queries import SearchPage

#: What the page counts with each search. Steps of pay are the dearest to count, so they are kept for a while instead.
FACETS = ("isco", "region", "contract", "hours", "language", "employer", "posted", "accommodation", "accessible")
#: Other searches offered where nothing was found.
MOST_SUGGESTIONS = 8
FAULT = {
    name: Markup(f' aria-invalid="true" aria-describedby="{name}-problem"')  # noqa: S704 - names of fields
    for name in ("q", "where", "radius", "pay")
}
NOTHING, OPEN = Markup(), Markup(" open")


@lru_cache(maxsize=16)
def addresses(code: str) -> SimpleNamespace:
    """The addresses of this page and those it leads to, in a language."""
    names = ("results", "feed", "suggest_words", "suggest_places")
    with override(code):
        return SimpleNamespace(**{name: reverse(f"vacancies:{name}") for name in names})


def told(
    page: SearchPage,
    shown: Sequence[Card],
    near_map: NearMap | None,
    mine: Own | None,
    beside: Beside | None,
    code: str,
) -> dict[str, Any]:
    """What the template of the page needs. `mine`: what stands there for whoever is signed in, and for nobody else."""
    asked = page.parameters
    address, feed = asked.address(), addresses(code).feed
    words, active = heading(page, code), facets.active(asked, code)
    base = "&".join(filter(None, (address, mine.keep if mine else "", "page=")))
    told: dict[str, Any] = {
        "title": f"{words}: {asked.text}" if asked.text else words,
        "feed": f"{feed}?{address}" if address else feed,
        "for_robots": not (asked.filtered or asked.page > 1),
    }
    results = listing.filled(
        "vacancies/_results.html",
        code,
        heading=words,
        tools=tools(page, code),
        problems=problems(page) if asked.problems else NOTHING,
        active=listing.active(active, facets.without_filters(asked) if len(active) > 1 else "", code),
        own_language=listing.own_language(facets.own_language(page.facets, asked, page.total, code)),
        notices=notices(page) if page.corrected or page.relaxed else NOTHING,
        mine=mine.above if mine else NOTHING,
        found=found(page, shown, mine, beside, code),
        pager=listing.pager(pager(page, base), asked.page, code),
        save=f"?{address}" if address else "",
        feed=told["feed"],
    )
    main = listing.filled(
        "vacancies/_main.html",
        code,
        search_form=search_form(asked, code),
        near_map=map_(asked, near_map, code),
        number_active=f" ({len(active)})" if active else "",
        filters=filters(page, code),
        results=results,
    )
    return told | {"main": main}


def search_form(asked: SearchParameters, code: str) -> Markup:
    """The search box with what was asked."""
    return listing.filled(
        "vacancies/_search.html",
        code,
        text=asked.text or asked.text_typed,
        text_fault=FAULT["q"] if "q" in asked.problems else NOTHING,
        where=asked.where,
        where_fault=FAULT["where"] if "where" in asked.problems else NOTHING,
        radius_fault=FAULT["radius"] if "radius" in asked.problems else NOTHING,
        radii=listing.options(facets.radii(asked.radius_km, RADII, code)),
        results_url=addresses(code).results,
        words_url=addresses(code).suggest_words,
        places_url=addresses(code).suggest_places,
    )


def filters(page: SearchPage, code: str) -> Markup:
    """The filters with their counts, and beside a field what was wrong with it."""
    asked = page.parameters
    wrong = [(name, asked.problems[name].message) for name in ("pay", "currency") if name in asked.problems]
    problem = Markup('<span class="error-text" id="{}-problem">{}</span>')
    return listing.filled(
        "vacancies/_facets.html",
        code,
        pay_open=OPEN if asked.pay is not None or wrong else NOTHING,
        pay_problems=Markup().join(problem.format(name, message) for name, message in wrong) if wrong else NOTHING,
        pay=asked.pay_typed,
        pay_fault=FAULT["pay"] if "pay" in asked.problems else NOTHING,
        currency=asked.currency,
        currencies=listing.options(labels.currencies(asked.currency, code)),
        pay_steps=listing.steps(facets.pay_steps(queries.pay_floors(asked.currency), asked, code)),
        groups=listing.facet_groups(facets.groups(page.facets, asked, code), any_time=facets.headings(code)["any"]),
        more_open=OPEN if asked.accessible or asked.lodging_optional else NOTHING,
        switches=listing.switches(facets.switches(page.facets, asked, code)),
    )


def rendered(name: str, told: dict[str, Any]) -> Markup:
    """A part that is seldom there, by a template of its own."""
    return Markup(render_to_string(f"vacancies/{name}.html", told))  # noqa: S704 - by a template that escapes


def map_(asked: SearchParameters, near_map: NearMap | None, code: str) -> Markup:
    """The map around the place that was asked for."""
    if near_map is None or asked.place is None:
        return NOTHING
    told = {"near_map": near_map, "place_label": places.name(asked.place, code)}
    return rendered("_map", told) + "\n"


def tools(page: SearchPage, code: str) -> Markup:
    """The choice of an order, where there is something to order."""
    asked = page.parameters
    if not page.total:
        return NOTHING
    sorts = listing.options(facets.sorts(asked, code, currency=sort_currency(page)))
    return listing.filled("vacancies/_tools.html", code, usual=asked.usual_order.value, sorts=sorts) + "\n"


def problems(page: SearchPage) -> Markup:
    """What could not be understood, and what may have been meant."""
    told = {"problems": page.parameters.problems, "near_names": near_names(page.parameters)}
    return rendered("_problems", told)


def notices(page: SearchPage) -> Markup:
    """That something else was searched for than was typed."""
    told = {"page": page, "typed": page.parameters.text}
    return rendered("_notices", told)


def found(page: SearchPage, shown: Sequence[Card], mine: Own | None, beside: Beside | None, code: str) -> Markup:
    """The list of what was found, with what says the same in other words, or what else to try."""
    listed = listing.card_list(shown, code, in_card=mine.in_card if mine else None) if shown else NOTHING
    other = other_words(beside, code) if beside else NOTHING
    if not shown and not page.total and beside is None:
        told = {"suggestions": suggestions(page), "results_url": addresses(code).results}
        return rendered("_nothing", told) + "\n"
    if listed:
        listed += "\n"
    return other + listed if beside and (beside.instead or not beside.rows) else listed + other


def other_words(beside: Beside, code: str) -> Markup:
    """What says the same in other words: a sentence with a way there, and the first few."""
    listed = listing.card_list(cards.make(beside.rows), code, level="h3") if beside.rows else NOTHING
    made = listing.filled(
        "vacancies/_other_words.html",
        code,
        heading=Markup('<h2 class="other-words">{}</h2>').format(beside.heading) if beside.rows else NOTHING,
        sentence=beside.sentence,
        address=beside.address,
        link=beside.link,
        cards=listed,
    )
    return made + "\n"


def heading(page: SearchPage, code: str) -> str:
    """The count and what it is of, in words."""
    total, asked = page.total, page.parameters
    number = presentation.number(total, code)
    if asked.place is not None:
        named = {"number": number, "place": places.name(asked.place, code)}
        if asked.near:
            return ngettext("%(number)s vacancy near %(place)s", "%(number)s vacancies near %(place)s", total) % named
        return ngettext("%(number)s vacancy in %(place)s", "%(number)s vacancies in %(place)s", total) % named
    return ngettext("%(number)s vacancy", "%(number)s vacancies", total) % {"number": number}


def sort_currency(page: SearchPage) -> str:
    """The currency by which the highest pay comes first; "" where the search does not tell."""
    asked = page.parameters
    if asked.order is Sort.PAY:
        return page.query.currency or (page.rows[0].pay_currency if page.rows else "")
    return asked.currency if asked.currency_chosen or asked.pay is not None or asked.place is not None else ""


def near_names(asked: SearchParameters) -> list[tuple[str, str]]:
    """Places that may have been meant: name and address of the search there."""
    problem = asked.problems.get("where")
    return [(label, asked.address(where=label)) for label in problem.suggestions] if problem else []


def pager(page: SearchPage, base: str) -> list[tuple[int, str]]:
    """Pages to offer as (number, address); number 0 stands for a gap. Empty when one page holds all."""
    last, here = page.pages, page.parameters.page
    if last < 2:
        return []
    wanted = sorted({1, last, *range(max(1, here - 1), min(last, here + 1) + 1)})
    found: list[tuple[int, str]] = []
    before = 0
    for number in wanted:
        if number > before + 1:
            found.append((0, ""))
        found.append((number, f"{base}{number}"))
        before = number
    return found


def suggestions(page: SearchPage) -> list[tuple[str, str, int]]:
    """What else to try when nothing was found: words, address and what it would find. Only what finds something."""
    asked = page.parameters
    tries: list[tuple[str, SearchParameters]] = []
    if asked.filtered:
        bare = SearchParameters(text=asked.text, where=asked.where, place=asked.place, radius_km=asked.radius_km)
        tries.append((gettext("Without the filters"), bare))
        tries += without_each(asked)
    if asked.near:
        for radius in (50, 100, 200):
            if radius > asked.radius_km:
                label = gettext("Within %(km)d km") % {"km": radius}
                tries.append((label, replace(asked, radius_km=radius, page=1)))
    if asked.place is not None:
        tries.append((gettext("Everywhere"), replace(asked, place=None, where="", page=1)))
    if asked.text:
        for word in asked.text.split()[:3]:
            tries += [(like, replace(asked, text=like, page=1)) for like in index().suggest(word[:4], limit=2)]
        tries.append((gettext("Any work here"), replace(asked, text="", page=1)))
    found: list[tuple[str, str, int]] = []
    for label, other in tries:
        address = other.address()
        if address in {each[1] for each in found}:
            continue
        total = queries.search(replace(other, limit=1), facets=()).total
        if total:
            found.append((label, address, total))
        if len(found) == MOST_SUGGESTIONS:
            break
    return found


def without_each(asked: SearchParameters) -> list[tuple[str, SearchParameters]]:
    """The search without its pay, and without each of its other filters: words and search."""
    names = facets.headings(presentation.language())
    drops: list[tuple[str, dict[str, Any]]] = []
    if asked.pay is not None:
        drops.append((gettext("Pay"), {"pay": None, "pay_typed": ""}))
    drops += [(names[name], {attribute: ()}) for name, attribute in MULTIPLE.items() if getattr(asked, attribute)]
    if asked.posted_days:
        drops.append((names["posted"], {"posted_days": None}))
    if asked.accessible:
        drops.append((names["accessible"], {"accessible": False}))
    if asked.lodging_optional:
        drops.append((names["lodging"], {"lodging_optional": False}))
    return [
        (gettext("Without the filter “%(name)s”") % {"name": name}, replace(asked, page=1, **changes))
        for name, changes in drops
    ]
