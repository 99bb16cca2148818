"""Print what a page made anew costs in processor time, by how much of what it shows was worked out before.

Given on stdin: the searches, as JSON. In one process, without a server or a client beside it.
"""

from __future__ import annotations

import io
import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import django
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished

django.setup()

from volens.services.vacancies import cards, marking, rows  # noqa: E402 - after the settings

answer = WSGIHandler()


def ask(query: str) -> None:
    """One page, through the middleware, for a visitor with a cookie: nobody else's page will do."""
    environment: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/en/vacancies/",
        "QUERY_STRING": query,
        "HTTP_HOST": "localhost",
        "HTTP_COOKIE": "visitor=1",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
    }
    told: list[str] = []

    def start(status: str, _headers: Any, _error: Any = None) -> Callable[[bytes], object]:
        told.append(status)
        return bytes  # what is written by hand; nothing is

    b"".join(answer(environment, start))
    request_finished.send(sender=None)
    if told != ["200 OK"]:
        raise RuntimeError(f"{query} was answered with {told}.")


def nothing() -> None:
    """Every row as it is kept."""


def written() -> None:
    """As if something had just been written to the database: every row is read again."""
    rows._unchanged.state = None


def never_shown() -> None:
    """As if no row of the page had ever been shown by this process."""
    written()
    for kept in (rows._made, cards._card, marking.markable):
        kept.cache_clear()


def milliseconds(searches: list[str], before: Callable[[], None]) -> float:
    """The median processor time of a page, in milliseconds."""
    taken = []
    for query in searches:
        before()
        began = time.process_time()
        ask(query)
        taken.append(time.process_time() - began)
    return statistics.median(taken) * 1000


asked = json.load(sys.stdin)
found: dict[str, list[float]] = {"kept": [], "written": [], "never_shown": []}
for _ in range(3):
    for name, before in (("kept", nothing), ("written", written), ("never_shown", never_shown)):
        for query in asked:
            ask(query)
        found[name].append(milliseconds(asked, before))
print(json.dumps({name: min(taken) for name, taken in found.items()}))
