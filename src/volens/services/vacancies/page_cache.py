"""The results page of the same search, asked again within seconds, is not made again.

Many people look at the same few pages: the newest vacancies, one trade in one town. A page is the same for everybody
who asks without a cookie, so it is kept for some seconds in the process that made it, and dropped at once when the index
changes or one of its vacancies ends: an ended vacancy is never shown, not even for those seconds.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.conf import settings
from django.db.models import Min
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language

from volens.services.vacancies.index import index
from volens.services.vacancies.models import Vacancy

#: Pages kept in one process; with about 36 kB each, some 9 MB.
MOST_PAGES = 256
LONGEST_QUERY = 400

View = Callable[[HttpRequest], HttpResponse]


@dataclass(frozen=True, slots=True)
class _Page:
    body: bytes
    content_type: str
    until: float  # time.monotonic()
    version: object


class _Kept:
    """The pages of this process, the least recently asked for dropped first."""

    def __init__(self) -> None:
        self.pages: OrderedDict[tuple[str, ...], _Page] = OrderedDict()
        self.guard = threading.Lock()

    def get(self, key: tuple[str, ...], version: object) -> _Page | None:
        with self.guard:
            page = self.pages.get(key)
            if page is None or page.until < time.monotonic() or page.version != version:
                return None
            self.pages.move_to_end(key)
            return page

    def put(self, key: tuple[str, ...], page: _Page) -> None:
        with self.guard:
            self.pages[key] = page
            self.pages.move_to_end(key)
            while len(self.pages) > MOST_PAGES:
                self.pages.popitem(last=False)


_kept = _Kept()


def _seconds(shown: list[int]) -> float:
    """How long a page with these vacancies may be kept: until the first of them ends, and never longer than set."""
    most = float(settings.PAGE_CACHE_SECONDS)
    ends = Vacancy.objects.filter(pk__in=shown).aggregate(first=Min("valid_through"))["first"] if shown else None
    return most if ends is None else min(most, (ends - timezone.now()).total_seconds())


def keep_for_seconds(view: View) -> View:
    """Keep what a results view answers to visitors without a cookie. The view names its vacancies as `shown`."""

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if not settings.PAGE_CACHE_SECONDS or request.COOKIES or len(query) > LONGEST_QUERY:
            return view(request)
        key = (
            str(settings.INDEX_DIR),
            get_language() or "",
            request.path,
            query,
            request.headers.get("HX-Request", ""),
            request.get_host(),
        )
        version = index().version()
        page = _kept.get(key, version)
        if page is not None:
            return HttpResponse(page.body, content_type=page.content_type)
        response = view(request)
        if response.status_code == 200:
            seconds = _seconds(getattr(response, "shown", []))
            if seconds > 0:
                kept = _Page(response.content, response.headers["Content-Type"], time.monotonic() + seconds, version)
                _kept.put(key, kept)
        return response

    return answer
