"""Lists of vacancies as markup. Written by hand, because this is where a results page spends its time.

A template engine escapes and passes on each of the thousand pieces of such a page one by one. Here a card is a few
pieces of markup that are made once and kept with it; a search only adds what it marked and how far away it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, NamedTuple

from django.template.loader import get_template
from django.utils.translation import gettext, override
from markupsafe import Markup, escape

from volens.services.vacancies.facets import ActiveFilter, Group, Option, in_ids

if TYPE_CHECKING:
    from volens.services.vacancies.cards import Card

#: Marks where values go while a template is rendered once. No template holds it: see `filled`.
SEAM = "\x1f"
BUILDING = '<span class="icon icon-building" aria-hidden="true"></span>'
PIN = '<span class="icon icon-pin" aria-hidden="true"></span>'


@lru_cache(maxsize=16)
def _words(code: str) -> tuple[str, str, str, str]:
    with override(code):
        return (
            str(escape(gettext("Sample"))),
            str(escape(gettext("Pay not stated"))),
            str(escape(gettext("about %(amount)s a month"))),
            str(escape(gettext("as of %(day)s"))),
        )


class Frame(NamedTuple):
    """The markup of a card but for what a search adds: the title, distance and text go between its pieces."""

    opening: str
    by: str
    pay: str
    text_opening: str
    foot: str


def _frame(card: Card, code: str, level: str) -> Frame:
    sample, no_pay, monthly, as_of = _words(code)
    spoken = f' lang="{escape(card.lang)}"' if card.lang else ""
    by = f'<span>{BUILDING}<b dir="auto">{escape(card.employer)}</b></span>' if card.employer else ""
    by += f"<span>{PIN}{escape(card.place)}</span>" if card.place else ""
    if card.pay:
        more = f" <span>{monthly % {'amount': escape(card.monthly)}}</span>" if card.monthly else ""
        paid = f'<p class="pay"><bdi dir="ltr">{escape(card.pay)}</bdi> <span>{escape(card.period)}</span>{more}</p>'
    else:
        paid = f'<p class="pay none">{no_pay}</p>'
    chips = f'<span class="chip sample">{sample}</span>' if card.sample else ""
    chips += "".join([f'<span class="chip">{escape(chip)}</span>' for chip in card.chips])
    when = escape(card.when)
    dated = f"{when} · {as_of % {'day': escape(card.as_of)}}" if card.as_of else when
    return Frame(
        f'<li class="card"><{level}{spoken}><a href="{escape(card.url)}" dir="auto">',
        f'</a></{level}><p class="by">{by}',
        f"</p>{paid}",
        f'<p class="text" dir="auto"{spoken}>',
        f'<p class="meta">{chips}<span class="when">{dated}</span></p>',
    )


def card_list(
    cards: Sequence[Card],
    code: str,
    *,
    level: str = "h2",
    style: str = "",
    in_card: Mapping[int, Markup] | None = None,
) -> Markup:
    """The list of cards in a language. `level` is the heading's element.

    `in_card`: markup at the foot of a card, by the vacancy's number.
    """
    made = [f'<ul class="cards {style}">' if style else '<ul class="cards">']
    for card in cards:
        frame = card.frames.get((code, level))
        if frame is None:
            frame = card.frames[code, level] = _frame(card, code, level)
        away = f'<span class="chip near">{escape(card.distance)}</span>' if card.distance else ""
        body = f"{frame.text_opening}{card.text}</p>" if card.text else ""
        own = in_card.get(card.number, "") if in_card else ""  # somebody's own: never part of what is kept
        made.append(f"{frame.opening}{card.title}{frame.by}{away}{frame.pay}{body}{frame.foot}{own}</li>")
    made.append("</ul>")
    return Markup("\n".join(made))  # noqa: S704 - every text is escaped or markup already


@lru_cache(maxsize=8192)
def _option(name: str, value: str, label: str, single: bool) -> tuple[str, str]:
    """The parts of a choice that do not change from search to search: before and after "checked"."""
    kind, key = "radio" if single else "checkbox", in_ids(value)
    field = (
        f'<input type="{kind}" id="{name}-{key}" name="{name}" value="{escape(value)}" form="search" autocomplete="off"'
    )
    return f'" for="{name}-{key}">{field}', f'><span>{escape(label)}</span><span class="count">'


@lru_cache(maxsize=256)
def _group(name: str, heading: str, single: bool, long: bool, any_time: str) -> tuple[str, str]:
    shown = escape(heading)
    start = f'><summary>{shown}</summary><fieldset class="options{" many" if long else ""}">'
    start += f'<legend class="visually-hidden">{shown}</legend>'
    if not single:
        return f'<details id="facet-{name}"', start
    any_id = f"{name}-any"
    start += (
        f'<label class="tick" for="{any_id}"><input type="radio" id="{any_id}" name="{name}" value="" form="search" '
    )
    start += f'autocomplete="off"%s><span>{escape(any_time)}</span></label>'
    return f'<details id="facet-{name}"', start


def facet_groups(groups: Sequence[Group], *, any_time: str, opened: int = 3) -> Markup:
    """The filters as groups of choices; the first few and those in use are open."""
    made: list[str] = []
    for number, group in enumerate(groups):
        chosen = group.chosen
        start, middle = _group(group.name, group.heading, group.single, len(group.options) > 8, any_time)
        if group.single:
            middle = middle % ("" if chosen else " checked")
        made += (start, " open" if chosen or number < opened else "", middle)
        for option in group.options:
            before, after = _option(group.name, option.value, option.label, group.single)
            none, checked = "" if option.count else " none", " checked" if option.chosen else ""
            under = f" under under-{option.depth}" if option.depth else ""
            made.append(f'<label class="tick{none}{under}{before}{checked}{after}{option.count}</span></label>')
        made.append("</fieldset></details>")
    return Markup("".join(made))  # noqa: S704 - labels and values are escaped where they are put in


def switches(shown: Sequence[Option]) -> Markup:
    """Filters that are on or off."""
    made = []
    for option in shown:
        name, value = option.value, "optional" if option.value == "lodging" else "1"
        key = f"switch-{name}"
        none, checked = "" if option.count else " none", " checked" if option.chosen else ""
        made.append(
            f'<label class="tick{none}" for="{key}"><input type="checkbox" id="{key}" name="{name}" value="{value}" '
            f'form="search" autocomplete="off"{checked}><span>{escape(option.label)}</span>'
            f'<span class="count">{option.count}</span></label>'
        )
    return Markup("".join(made))  # noqa: S704 - labels are escaped, the rest is ours


def steps(shown: Sequence[tuple[str, str]]) -> Markup:
    """Amounts to choose with one press: label and address."""
    if not shown:
        return Markup()
    links = "".join([f'<a href="?{escape(address)}">{escape(label)}</a>' for label, address in shown])
    return Markup(f'<p class="steps-of-pay">{links}</p>')  # noqa: S704 - escaped in the line above


@lru_cache(maxsize=16)
def _ways(code: str) -> SimpleNamespace:
    """The words around links that leave or change a search, in a language."""
    with override(code):
        words = {
            "in_use": gettext("Filters in use"),
            "remove": gettext("Remove:"),
            "remove_all": gettext("Remove all filters"),
            "pages": gettext("Pages of results"),
            "previous": gettext("Previous"),
            "next": gettext("Next"),
            "page": gettext("Page"),
        }
    return SimpleNamespace(**{name: escape(said) for name, said in words.items()})


def active(filters: Sequence[ActiveFilter], bare: str, code: str) -> Markup:
    """The filters that are set, each a link to the search without it, and one to `bare`, the search without any."""
    if not filters:
        return Markup()
    words = _ways(code)
    items = [
        f'<li><a href="?{escape(each.address)}"><span class="visually-hidden">{words.remove} </span>'
        f'{escape(each.label)}<span class="icon icon-close" aria-hidden="true"></span></a></li>\n'
        for each in filters
    ]
    if len(filters) > 1:
        items.append(f'<li><a class="all" href="?{escape(bare)}">{words.remove_all}</a></li>')
    made = f'<ul class="active" aria-label="{words.in_use}">\n{"".join(items)}</ul>\n'
    return Markup(made)  # noqa: S704 - escaped in the lines above


def own_language(offer: tuple[str, str, int] | None) -> Markup:
    """A link to the vacancies in the reader's own language: words, address, how many."""
    if offer is None:
        return Markup()
    words, address, count = offer
    link = f'<a rel="nofollow" href="?{escape(address)}">{escape(words)} ({count})</a>'
    return Markup(f'<p class="active own-language">{link}</p>')  # noqa: S704 - as above


#: With JavaScript the next page comes in place.
IN_PLACE = (
    'hx-boost="true" hx-target="#results" hx-select="#results" hx-swap="outerHTML show:none" hx-push-url="true" '
    'hx-indicator="#progress"'
)


def pager(pages: Sequence[tuple[int, str]], here: int, code: str) -> Markup:
    """Links to other pages as (number, address), number 0 standing for a gap, with the ones before and after `here`."""
    if not pages:
        return Markup()
    words, there = _ways(code), dict(pages)
    made = [f'<nav class="pager" aria-label="{words.pages}" {IN_PLACE}>\n']
    if here - 1 in there and here > 1:
        made.append(f'<a rel="prev" href="?{escape(there[here - 1])}">{words.previous}</a>')
    for number, address in pages:
        named = f'<span class="visually-hidden">{words.page} </span>{number}'
        if not number:
            made.append('<span aria-hidden="true">…</span>')
        elif number == here:
            made.append(f'<span aria-current="page">{named}</span>')
        else:
            made.append(f'<a href="?{escape(address)}">{named}</a>')
    if here + 1 in there:
        made.append(f'<a rel="next" href="?{escape(there[here + 1])}">{words.next}</a>')
    made.append("</nav>\n")
    return Markup("".join(made))  # noqa: S704 - as above


@lru_cache(maxsize=1024)
def options(choices: tuple[tuple[str, str, bool], ...]) -> Markup:
    """The options of a list to choose from: value, label, whether it is chosen. The same few come again and again."""
    return Markup(  # noqa: S704 - escaped piece by piece
        "".join(
            f'<option value="{escape(value)}"{" selected" if chosen else ""}>{escape(label)}</option>'
            for value, label, chosen in choices
        )
    )


@lru_cache(maxsize=64)
def _skeleton(template: str, code: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """A template rendered once, cut where its values go: words, name, words, name, ..., words."""
    with override(code):
        holes = {name: Markup(f"{SEAM}{name}{SEAM}") for name in names}  # noqa: S704 - names, cut out again
        return tuple(get_template(template).render(holes).split(SEAM))


def filled(template: str, code: str, **values: str) -> Markup:
    """A template without branches, with its values: markup as it is, text escaped. The rest is rendered only once."""
    pieces = list(_skeleton(template, code, tuple(values)))
    for at in range(1, len(pieces), 2):
        value = values[pieces[at]]
        pieces[at] = value if isinstance(value, Markup) else str(escape(value))
    return Markup("".join(pieces))  # noqa: S704 - every value is markup or escaped
