"""Lists of vacancies as markup. Written by hand, because this is where a results page spends its time.

A template engine escapes and passes on each of the thousand pieces of such a page one by one. Here all texts of a list
are escaped in one go, and the rest of a card is one format string: a fifth of the time, the same markup.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from django.template.loader import get_template
from django.utils.translation import gettext, override
from markupsafe import Markup, escape

from volens.engines.search.port import Fragment

if TYPE_CHECKING:
    from volens.services.vacancies.cards import Card
    from volens.services.vacancies.facets import Group, Option

#: Stands between texts while they are escaped together. No text of a page holds it: see `escaped`.
SEAM = "\x1f"
JOINT = "\x1e"
#: Line ends with the bullet that follows. Not \\s, which would take the seam too.
LINES = re.compile(r"[ \t\r]*\n[ \t\r\n]*(?:[-•*·●▪◦‣–][ \t]*)?")
#: How a match begins in markup.
MARK = "<mark>"
BUILDING = '<span class="icon icon-building" aria-hidden="true"></span>'
PIN = '<span class="icon icon-pin" aria-hidden="true"></span>'


def escaped(texts: Sequence[str]) -> list[str]:
    """Each text escaped for HTML, all in one call. A control character that would split a text is taken out first."""
    joined = SEAM.join(texts)
    if joined.count(SEAM) != len(texts) - 1:
        return [str(escape(text.replace(SEAM, " "))) for text in texts]
    return str(escape(joined)).split(SEAM) if texts else []


@lru_cache(maxsize=512)
def _chip(text: str) -> str:
    return f'<span class="chip">{escape(text)}</span>'


def _each(pieces: Sequence[str]) -> list[str]:
    """Pieces escaped as one, on one line; a seam may stand in any of them."""
    joined = JOINT.join([piece.replace(JOINT, " ") for piece in pieces])
    if "\n" in joined:
        joined = LINES.sub(" ", joined)
    return str(escape(joined)).split(JOINT) if pieces else []


def marked(fragments: Sequence[Fragment]) -> Markup:
    """A passage on one line, with what matched marked, each piece escaped."""
    pieces = _each([fragment.text for fragment in fragments])
    return Markup(  # noqa: S704 - escaped in the line above
        "".join(
            [
                f"<mark>{piece}</mark>" if fragment.marked else piece
                for fragment, piece in zip(fragments, pieces, strict=True)
            ]
        )
    )


@lru_cache(maxsize=16)
def _words(code: str) -> tuple[str, str, str, str]:
    with override(code):
        return (
            str(escape(gettext("Sample"))),
            str(escape(gettext("Pay not stated"))),
            str(escape(gettext("about %(amount)s a month"))),
            str(escape(gettext("as of %(day)s"))),
        )


def card_list(
    cards: Sequence[Card],
    code: str,
    *,
    level: str = "h2",
    style: str = "",
    in_card: Mapping[int, Markup] | None = None,
) -> Markup:
    """The list of cards in a language. `level` is the heading's element; titles and texts that are markup stay so.

    `in_card`: markup at the foot of a card, by the vacancy's number.
    """
    sample, no_pay, monthly, as_of = _words(code)
    plain: list[str] = []
    for card in cards:
        plain += (card.employer, card.place, card.distance, card.pay, card.period, card.monthly, card.when, card.as_of)
        plain += (card.lang, "" if isinstance(card.title, Markup) else card.title)
        plain.append("" if isinstance(card.text, Markup) else card.text)
    values = escaped(plain)
    made = [f'<ul class="cards {style}">' if style else '<ul class="cards">']
    at = 0
    for card in cards:
        employer, place, away, pay, period, month, when, day, lang, title, text = values[at : at + 11]
        at += 11
        title = card.title if isinstance(card.title, Markup) else title
        text = card.text if isinstance(card.text, Markup) else text
        spoken = f' lang="{lang}"' if lang else ""
        by = f'<span>{BUILDING}<b dir="auto">{employer}</b></span>' if employer else ""
        by += f"<span>{PIN}{place}</span>" if place else ""
        by += f'<span class="chip near">{away}</span>' if away else ""
        if pay:
            more = f" <span>{monthly % {'amount': month}}</span>" if month else ""
            paid = f'<p class="pay"><bdi dir="ltr">{pay}</bdi> <span>{period}</span>{more}</p>'
        else:
            paid = f'<p class="pay none">{no_pay}</p>'
        chips = f'<span class="chip sample">{sample}</span>' if card.sample else ""
        chips += "".join([_chip(chip) for chip in card.chips])
        dated = f"{when} · {as_of % {'day': day}}" if day else when
        body = f'<p class="text" dir="auto"{spoken}>{text}</p>' if text else ""
        made.append(
            f'<li class="card"><{level}{spoken}><a href="{card.url}" dir="auto">{title}</a></{level}>'
            f'<p class="by">{by}</p>{paid}{body}<p class="meta">{chips}<span class="when">{dated}</span></p>'
            f"{in_card.get(card.number, '') if in_card else ''}</li>"
        )
    made.append("</ul>")
    return Markup("\n".join(made))  # noqa: S704 - every text above went through `escaped` or is markup already


@lru_cache(maxsize=8192)
def _option(name: str, value: str, key: str, label: str, single: bool) -> tuple[str, str]:
    """The parts of a choice that do not change from search to search: before and after "checked"."""
    kind = "radio" if single else "checkbox"
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
            before, after = _option(group.name, option.value, option.key, option.label, group.single)
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
