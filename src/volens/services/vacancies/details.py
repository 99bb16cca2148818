"""A vacancy's own page in words: facts, text in paragraphs, what was declared and what not, its surroundings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from markupsafe import Markup

from volens.engines.pay.currency import current_currencies
from volens.engines.vetting.messages import declaration_labels
from volens.packs import places
from volens.services.vacancies import cards, labels, presentation, queries, workplaces
from volens.services.vacancies.importing import zones
from volens.services.vacancies.models import Source, Vacancy
from volens.services.vacancies.parameters import DEFAULT_RADIUS_KM, SearchParameters
from volens.services.vacancies.review import looks as review
from volens.services.vacancies.structured_data import job_posting, script_safe

AROUND_KM = 25
BULLETS = ("- ", "• ", "* ", "· ", "– ", "● ", "▪ ", "◦ ", "‣ ", "-", "•", "·", "●")
LONGEST_HEADING = 60
SHORT_QUESTION = 40
SENTENCE_ENDS = (".", "!", "?", "。", "！", "？", ";", "；", ",", "，")
#: Shown among the facts of the page, so not again among the declarations.
SHOWN_AS_FACTS = frozenset({"pay_min_minor", "pay_max_minor", "currency", "pay_period", "weekly_hours"})
#: What matters most when it is missing; the rest is folded away.
FIRST = (
    *("worker_pays", "documents_kept_by", "may_leave_site", "may_resign", "pay_min_minor", "first_pay_days"),
    *("paid_to", "weekly_hours", "rest_days", "overtime_paid", "written_contract", "lodging", "legal_employer"),
)


class Block(NamedTuple):
    """A piece of the text: "p" with its words, "h" for a line that heads others, "ul" with its points."""

    kind: str
    words: str = ""
    points: tuple[str, ...] = ()


class Fact(NamedTuple):
    """One fact of the page: icon, what it is, what it says, and what else helps to read it."""

    icon: str
    name: str
    value: str
    more: tuple[str, ...] = ()


class Declared(NamedTuple):
    """A question and the employer's answer."""

    question: str
    answer: str


def blocks(text: str) -> list[Block]:
    """Plain text as paragraphs, headings and lists, as its lines suggest.

    A short line heads what follows when it ends with a colon, or when a list comes right after it.
    """
    made: list[Block] = []
    points: list[str] = []
    lines = [line for line in (line.strip() for line in text.splitlines()) if line]
    if not lines:
        return made
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        point = _point(line)
        if point:
            points.append(point)
            continue
        if points:
            made.append(Block("ul", points=tuple(points)))
            points = []
        short = len(line) <= LONGEST_HEADING
        heads = short and (
            line.endswith((":", "："))
            or (bool(_point(following)) and not line.endswith(SENTENCE_ENDS))
            or (len(line) <= SHORT_QUESTION and line.endswith(("?", "？")) and len(following) > LONGEST_HEADING)
        )
        made.append(Block("h", line.rstrip(":：")) if heads else Block("p", line))
    if points:
        made.append(Block("ul", points=tuple(points)))
    return made


def _point(line: str) -> str:
    for bullet in BULLETS:
        rest = line[len(bullet) :].strip()
        if line.startswith(bullet) and rest and not rest[0].isdigit():
            return rest
    return ""


def facts(found: Vacancy, code: str) -> list[Fact]:
    """Pay, place, hours, dates, in reading order."""
    today = timezone.localdate()
    made = [_pay(found, code), _place(found, code)]
    hours = [labels.hours(code).get(found.hours, "")]
    if found.weekly_hours:
        hours.append(presentation.weekly(found.weekly_hours))
    shown = [each for each in hours if each]
    if shown:
        made.append(Fact("clock", gettext("Working time"), shown[0], tuple(shown[1:])))
    if found.contract:
        made.append(Fact("info", gettext("Contract"), labels.contracts(code)[found.contract]))
    if found.accommodation:
        made.append(Fact("home", gettext("Lodging"), labels.lodging(code)[found.accommodation]))
    if found.accessible is not None:
        said = pgettext("workplace", "Accessible") if found.accessible else pgettext("workplace", "Not accessible")
        made.append(Fact("access", gettext("Workplace"), said))
    posted = timezone.localtime(found.posted_at).date()
    since = presentation.day(posted, code) if found.source.as_of else presentation.ago(posted, today, code)
    more = (presentation.day(posted, code),) if since != presentation.day(posted, code) else ()
    made.append(Fact("calendar", gettext("Posted"), since, more))
    if found.source.as_of:
        told = (
            gettext("Samples are made for a day, and made anew when it is long past.")
            if found.is_sample
            else gettext("This is a record of the past, shown as it was on that day.")
        )
        made.append(Fact("info", gettext("As of"), presentation.day(found.source.as_of, code), (told,)))
    elif found.valid_through:
        last = zones.local_day(found.valid_through, found.region, found.longitude)
        made.append(Fact("calendar", gettext("Last day to apply"), presentation.closing(last, today, code)))
    return made


def _pay(found: Vacancy, code: str) -> Fact:
    amount, period = presentation.pay(found.pay_min, found.pay_max, found.pay_currency, found.pay_period, code)
    more: list[str] = []
    if amount and presentation.comparable(found.pay_period, found.hours, found.weekly_hours):
        monthly = presentation.monthly(found.pay_month_min, found.pay_month_max, found.pay_currency, code)
        method = presentation.monthly_method(found.pay_period, found.pay_currency, found.weekly_hours)
        if monthly and method:
            more += [gettext("About %(amount)s a month.") % {"amount": monthly}, method]
    elif amount and found.pay_period != Vacancy.PayPeriod.MONTH:
        more.append(gettext("What it comes to in a month depends on the hours a week: ask the employer."))
    if found.pay_text:
        more.append(gettext("In the employer’s words: %(text)s") % {"text": found.pay_text})
    return Fact("pay", gettext("Pay"), f"{amount} {period}".strip() or gettext("Not stated"), tuple(more))


def _place(found: Vacancy, code: str) -> Fact:
    where = workplaces.local_name(found.place, found.place_id, code)
    region = labels.region(found.region, code) if found.region else ""
    if region and region != where:
        where = f"{where}{'，' if code.startswith('zh') else ', '}{region}" if where else region
    others = [each for each in workplaces.of(found) if each.shown(code)][1:]
    more = [also(others, code)] if others else []
    more += [gettext("Work from elsewhere is possible.")] if found.remote else []
    return Fact("pin", gettext("Place"), where or gettext("Not stated"), tuple(more))


def also(others: Sequence[workplaces.Workplace], code: str) -> str:
    """Further places of the job in one line; places of one region stand together."""
    chinese = code.startswith("zh")
    comma, seam, bracket = ("、", "；", "%s（%s）") if chinese else (", ", "; ", "%s (%s)")
    by_region: dict[str, list[str]] = {}
    for each in others:
        by_region.setdefault(labels.region(each.region, code) if each.region else "", []).append(each.shown(code))
    shown = [
        bracket % (comma.join(names), region) if region and names != [region] else comma.join(names)
        for region, names in by_region.items()
    ]
    return gettext("Also in: %(places)s") % {"places": seam.join(shown)}


def declared(answers: Mapping[str, Any], code: str) -> list[Declared]:
    """The employer's answers in plain words. Amounts are in the currency declared."""
    language = "zh" if code.startswith("zh") else "en"
    currency = str(answers.get("currency") or "")
    return [
        Declared(texts[language], given)
        for key, texts in declaration_labels().items()
        if key not in SHOWN_AS_FACTS and (given := answer(key, answers.get(key), currency, code))
    ]


def answer(key: str, value: Any, currency: str, code: str) -> str:
    """One declaration's answer in words; "" where there is none. `currency` is that of amounts."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return pgettext("answer", "Yes") if value else pgettext("answer", "No")
    if key.endswith("_minor") and isinstance(value, int):
        return presentation.money(value, currency if currency in current_currencies() else "XXX", code)
    if isinstance(value, float):
        return f"{value:g}"
    if key in {"lodging", "contract_language"}:
        named = str(value)
        return labels.lodging(code).get(named, named) if key == "lodging" else labels.language(named, code)
    return _choices().get((key, str(value)), str(value))


def _choices() -> dict[tuple[str, str], str]:
    """The answers that are chosen from a list, in words."""
    return {
        ("documents_kept_by", "worker"): gettext("The worker"),
        ("documents_kept_by", "employer"): gettext("The employer"),
        ("documents_kept_by", "recruiter"): gettext("The recruiter"),
        ("documents_kept_by", "other"): gettext("Somebody else"),
        ("paid_to", "worker"): gettext("The worker"),
        ("paid_to", "recruiter"): gettext("The recruiter"),
        ("paid_to", "family"): gettext("The family"),
        ("paid_to", "other"): gettext("Somebody else"),
        ("pay_method", "bank_transfer"): gettext("Bank transfer"),
        ("pay_method", "mobile_money"): gettext("Mobile payment"),
        ("pay_method", "cash"): gettext("Cash"),
        ("pay_method", "cheque"): gettext("Cheque"),
        ("pay_method", "in_kind"): gettext("In goods"),
        ("pay_method", "vouchers"): gettext("Vouchers"),
    }


def undeclared(codes: list[str], code: str) -> tuple[list[str], list[str]]:
    """What the employer left open, in words: what matters most, and the rest."""
    language = "zh" if code.startswith("zh") else "en"
    texts = declaration_labels()
    known = [key for key in codes if key in texts]
    first = [texts[key][language] for key in known if key in FIRST]
    rest = [texts[key][language] for key in known if key not in FIRST]
    return (first, rest) if len(first) > 3 else (first + rest, [])


def surroundings(found: Vacancy, code: str) -> dict[str, Any] | None:
    """What else is open near this workplace, as a small map; None where its position is unknown."""
    if found.latitude is None or found.longitude is None:
        return None
    total, rows, _hits = queries.around(found.latitude, found.longitude, radius_km=AROUND_KM)
    place = places.by_id(found.place_id) if found.place_id else None
    label = places.label(place, code) if place is not None else found.place
    asked = SearchParameters(where=label, radius_km=DEFAULT_RADIUS_KM)
    return {
        "map": cards.near_map(
            found.latitude,
            found.longitude,
            AROUND_KM,
            [(each.latitude, each.longitude) for row in rows for each in workplaces.of(row)],
        ),
        "total": total,
        "km": AROUND_KM,
        "place": workplaces.local_name(found.place, found.place_id, code) or label,
        "address": f"{reverse('vacancies:results')}?{asked.address()}",
    }


def has_closed(found: Vacancy) -> bool:
    """Whether the last day of a record of the past lies before the day it is shown as of, or before today."""
    as_of = found.source.as_of
    return bool(as_of and found.closed_on and found.closed_on < max(as_of, timezone.localdate()))


def web_address(url: str) -> str:
    """The address if a browser may be sent there, else "": a feed must not smuggle in a script."""
    return url if url.lower().startswith(("https://", "http://", "mailto:")) else ""


def structured(found: Vacancy, url: str) -> Markup:
    """The vacancy as JobPosting in a script element of data; nothing in it can end the element."""
    data = script_safe(orjson.dumps(job_posting(found, url=url)).decode())
    return Markup(f'<script type="application/ld+json">{data}</script>')  # noqa: S704 - made safe above


def apply_here(found: Vacancy) -> str:
    """The address where one applies through this service; "" where one does not, or the room is not there."""
    if found._state.adding or found.organisation_id is None or found.apply_url or found.apply_contact:
        return ""
    try:
        return reverse("applications:new", args=[found.pk])
    except NoReverseMatch:
        return ""


def employer_page(found: Vacancy) -> str:
    """The public page of the organisation that posted a vacancy, "" where there is none."""
    if found.organisation_id is None:
        return ""
    try:
        return reverse("organisations:public", args=[found.organisation_id])
    except NoReverseMatch:
        return ""


def checked(found: Vacancy, *, preview: bool = False) -> tuple[list[str], list[str]]:
    """What was checked about a vacancy and what was not, in plain words. Never a badge (S13). Two queries at most."""
    done: list[str] = []
    not_done: list[str] = []
    if found.organisation_id is not None:
        _employer_checked(found, done, not_done)
        done.append(gettext("The employer had to answer every question above before this could be shown."))
    if found.judged_at or preview:
        said = gettext(
            "A computer compared text and answers with fixed rules, and the text with examples it learned from."
        )
        done.append(said)
    look = None if preview else review.look(found)
    if look is not None and look.whys:
        said = gettext(
            "A rule had stopped this vacancy; two people at this service read it and decided to show it, "
            "because: %(words)s"
        )
        done.append(said % {"words": presentation.listed(*(f"“{why}”" for why in look.whys))})
    elif look is not None:
        done.append(gettext("A person at this service read it and decided to show it."))
    else:
        not_done.append(gettext("No person at this service has read this vacancy."))
    not_done.append(gettext("Nobody visited the workplace or spoke with people who work there."))
    not_done.append(gettext("Nobody can promise that the employer keeps to what stands here."))
    return done, not_done


def _employer_checked(found: Vacancy, done: list[str], not_done: list[str]) -> None:
    """Who the employer is: only what was done about it, and when."""
    from volens.services.organisations.queries import documents_seen_on, is_verified

    organisation = found.organisation
    if organisation is None or not is_verified(organisation):
        not_done.append(gettext("Who the employer is has not been checked yet."))
        return
    seen = documents_seen_on(organisation.pk)
    day = seen or organisation.verified_since
    said = (
        gettext("A reviewer of this service saw documents of the employer on %(day)s.")
        if seen
        else gettext("This service took the employer up as verified on %(day)s, without a reviewer seeing documents.")
    )
    (done if seen else not_done).append(said % {"day": presentation.day(day, presentation.language()) if day else ""})


def context(found: Vacancy, request: HttpRequest, *, preview: bool = False) -> dict[str, Any]:
    """Everything the page of a vacancy shows but similar vacancies. `preview`: of one that is not stored."""
    code = presentation.language()
    missing, missing_more = undeclared(found.undeclared, code)
    source = found.source
    checks, not_checked = checked(found, preview=preview)
    return {
        "vacancy": found,
        "preview": preview,
        "facts": facts(found, code),
        "where": workplaces.line(found, code) if found.place else "",
        "blocks": blocks(found.text),
        "declared": declared(found.declarations, code),
        "missing": missing,
        "missing_more": missing_more,
        "approved": source.kind != Source.Kind.SAMPLE and bool(getattr(source, "standing", ())),
        "posted_here": found.organisation_id is not None,
        "checks": checks,
        "not_checked": not_checked,
        "occupation": labels.occupation(found.isco, code) if found.isco else "",
        "as_of": presentation.day(source.as_of, code) if source.as_of else "",
        "near": None if preview else surroundings(found, code),
        "permalink": request.build_absolute_uri(request.path),
        "text_lang": found.language if found.language and not code.startswith(found.language) else "",
        "closed": has_closed(found),
        "closed_on": presentation.day(found.closed_on, code) if found.closed_on else "",
        "apply_here": apply_here(found),
        "applies_here": found.organisation_id is not None and not (found.apply_url or found.apply_contact),
        "employer_page": employer_page(found),
        "apply_url": web_address(found.apply_url),
        "original_url": web_address(found.original_url),
        "structured_data": "" if preview else structured(found, request.build_absolute_uri(request.path)),
        "report_url": "" if preview else reverse("vacancies:report", args=[found.pk]),
    }
