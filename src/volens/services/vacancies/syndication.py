"""What robots and feed readers fetch: an Atom feed of any search, the sitemap, robots.txt."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from xml.sax.saxutils import escape

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape as escape_html
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from volens.engines.search.port import Hit, Sort
from volens.services.vacancies import presentation, queries, workplaces
from volens.services.vacancies.api import permalink
from volens.services.vacancies.models import Vacancy
from volens.services.vacancies.parameters import SearchParameters, read

FEED_ENTRIES = 50
#: The protocol allows 50,000 addresses in one file; with two languages each vacancy is two.
SITEMAP_VACANCIES = 10_000
#: What XML 1.0 cannot hold in any form. Nothing lets it in any more, but one row of old must not cost all the feed.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
STATIC_PAGES = ("", "vacancies/", "occupations/", "next/")


def feed_title(asked: SearchParameters) -> str:
    """What a feed is of, in words."""
    words = asked.text or gettext("All vacancies")
    if asked.place is not None and asked.near:
        within = {"words": words, "place": asked.where, "km": asked.radius_km}
        return gettext("%(words)s near %(place)s (%(km)d km)") % within
    if "where" in asked.problems:
        return gettext("%(words)s, unknown place “%(place)s”") % {"words": words, "place": asked.where}
    if asked.where:
        return gettext("%(words)s in %(place)s") % {"words": words, "place": asked.where}
    return words


def _summary(row: queries.Row, distance_km: float | None, code: str) -> str:
    amount, period = presentation.pay(row.pay_min, row.pay_max, row.pay_currency, row.pay_period, code)
    facts = [row.employer, workplaces.line(row, code), f"{amount} {period}".strip()]
    if distance_km is not None:
        facts.append(presentation.distance(distance_km))
    if row.is_sample:
        facts.append(gettext("Sample, not a real vacancy"))
    line = " · ".join(fact for fact in facts if fact)
    return f"<p>{escape_html(line)}</p><p>{escape_html(row.snippet)}</p>"


def _found(asked: SearchParameters) -> list[tuple[queries.Row, Hit]]:
    page = queries.search(asked, facets=())
    return list(zip(page.rows, page.hits, strict=True))


def _told_at(posted: dt.datetime, now: dt.datetime) -> dt.datetime:
    """When an entry was posted, never after now: a day without a time is kept as its noon and told as its beginning."""
    noon = posted.astimezone(dt.UTC).time() == dt.time(12)
    return min(posted - dt.timedelta(hours=12) if noon else posted, now)


@require_safe
@cache_control(public=True, max_age=300)
def atom(request: HttpRequest) -> HttpResponse:
    """The newest vacancies of a search, as Atom. Same parameters as the results page; who reads it is not recorded."""
    code = translation.get_language() or settings.LANGUAGE_CODE
    asked = replace(read(request.GET, language=code, limit=FEED_ENTRIES), sort=Sort.NEWEST, page=1)
    unknown = "where" in asked.problems
    # Everything from everywhere is not what somebody who named a place subscribed to.
    found = () if unknown else _found(asked)
    query = asked.address()
    site = f"{settings.BASE_URL}/{code}/vacancies/"
    said = (
        gettext("We do not know this place, so this feed is empty.")
        if unknown
        else gettext("New vacancies that match this search.")
    )
    feed = Atom1Feed(
        title=f"Volens: {feed_title(asked)}",
        link=f"{site}?{query}" if query else site,
        description=said,
        subtitle=said,
        language=code,
        feed_url=f"{settings.BASE_URL}{request.get_full_path()}",
        feed_guid=f"{site}?{query}",
    )
    now = timezone.now()
    for row, hit in found:
        posted = _told_at(row.posted_at, now)
        feed.add_item(
            title=_NOT_XML.sub("", row.title),
            link=permalink(row.id),
            description=_NOT_XML.sub("", _summary(row, hit.distance_km, code)),
            unique_id=permalink(row.id),
            author_name=_NOT_XML.sub("", row.employer) or gettext("Employer not named"),
            pubdate=posted,
            updateddate=posted,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Robots may read everything but endless combinations of filters. A trial with samples only is not for indexing."""
    lines = ["User-agent: *", "Disallow: /*?*page=", "Allow: /", "", f"Sitemap: {settings.BASE_URL}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def _open_and_real() -> QuerySet[Vacancy]:
    return queries.visible().filter(is_sample=False, source__as_of__isnull=True).order_by("id")


@require_safe
@cache_control(public=True, max_age=3600)
def sitemap_index(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The list of sitemaps: one for the fixed pages, and as many as the open vacancies need. Samples are left out."""
    parts = -(-_open_and_real().count() // SITEMAP_VACANCIES)
    names = ["sitemap-pages.xml", *(f"sitemap-vacancies-{number}.xml" for number in range(1, parts + 1))]
    entries = "".join(f"<sitemap><loc>{escape(settings.BASE_URL)}/{name}</loc></sitemap>" for name in names)
    return _xml(f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</sitemapindex>')


@require_safe
@cache_control(public=True, max_age=3600)
def sitemap_pages(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The fixed pages in every language."""
    return _xml(f"{_URLSET}{''.join(_entry(path, None) for path in STATIC_PAGES)}</urlset>")


@require_safe
@cache_control(public=True, max_age=3600)
def sitemap_vacancies(request: HttpRequest, number: int) -> HttpResponse | StreamingHttpResponse:  # noqa: ARG001
    """One part of the open vacancies in every language, with the day each last changed."""
    start = (number - 1) * SITEMAP_VACANCIES
    rows = list(_open_and_real().values_list("id", "updated_at")[start : start + SITEMAP_VACANCIES])
    if not rows:
        raise Http404
    entries = "".join(_entry(f"vacancies/{key}/", updated) for key, updated in rows)
    return _xml(f"{_URLSET}{entries}</urlset>")


_URLSET = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">'


def _entry(path: str, updated: dt.datetime | None) -> str:
    """One page in each language, each naming the others, as search engines ask for it."""
    languages = [code for code, _name in settings.LANGUAGES if code != "ar-xb"]
    base = escape(settings.BASE_URL)
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href="{base}/{code}/{path}"/>' for code in languages
    )
    changed = f"<lastmod>{timezone.localtime(updated).date().isoformat()}</lastmod>" if updated else ""
    return "".join(f"<url><loc>{base}/{code}/{path}</loc>{changed}{others}</url>" for code in languages)


def _xml(body: str) -> HttpResponse:
    return HttpResponse(
        f'<?xml version="1.0" encoding="UTF-8"?>\n{body}', content_type="application/xml; charset=utf-8"
    )
