"""Feeds: asked politely, only in public, only so much; and not obeyed when they suddenly have little to say."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.vacancies.deliveries import approved, found, posting
from volens.services.vacancies import feeds
from volens.services.vacancies.importing import fetch as fetching
from volens.services.vacancies.models import ImportRun, Source, Vacancy

pytestmark = pytest.mark.django_db(transaction=True)


class Board:
    """A job board on this machine: what it answers, and what it was asked."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/jobs.jsonl"
        self.postings: list[dict[str, Any]] = [posting(n) for n in range(1, 31)]
        self.status = 200
        self.location = ""
        self.asked: list[dict[str, str]] = []

    @property
    def body(self) -> bytes:
        return "\n".join(json.dumps(each) for each in self.postings).encode()


@pytest.fixture
def board(settings: Any) -> Iterator[Board]:
    settings.FEEDS_ALLOW_PRIVATE = True

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.asked.append({**self.headers, "path": self.path})
            tag = f'"{hash(served.body)}"'
            unchanged = self.headers.get("If-None-Match") == tag
            self.send_response(304 if unchanged else served.status)
            self.send_header("ETag", tag)
            if served.location:
                self.send_header("Location", served.location)
            body = b"" if unchanged else gzip.compress(served.body)
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served = Board(server.server_port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield served
    server.shutdown()
    thread.join()
    server.server_close()


def feed(board: Board) -> Source:
    call_command("source", "add-feed", "board", board.url, every=60, stdout=io.StringIO())
    return Source.objects.get(name="board")


def test_a_feed_is_fetched_when_due_and_asked_only_for_news(board: Board) -> None:
    source = feed(board)
    (seen,) = feeds.visit_due()
    assert seen.received is not None
    assert len(found()) == 30
    source.refresh_from_db()
    assert feeds.due() == []
    assert feeds.due(timezone.now() + dt.timedelta(minutes=61)) == [source]
    quiet = feeds.visit(source)
    assert (quiet.received, quiet.problem) == (None, "")
    assert "If-None-Match" in board.asked[-1]
    assert ImportRun.objects.count() == 1


def test_a_feed_that_suddenly_shrinks_is_held_not_obeyed(board: Board) -> None:
    source = feed(board)
    feeds.visit(source)
    board.postings = board.postings[:3]
    source.refresh_from_db()
    seen = feeds.visit(source)
    assert "27 of 30" in seen.problem
    assert len(found()) == 30
    source.refresh_from_db()
    assert source.held_at is not None


def test_a_failing_feed_is_asked_ever_less_often_and_ends_nothing(board: Board) -> None:
    source = feed(board)
    feeds.visit(source)
    board.status = 503
    board.postings.append(posting(99))
    waits = []
    for _ in range(3):
        source.refresh_from_db()
        seen = feeds.visit(source)
        assert "503" in seen.problem
        source.refresh_from_db()
        waits.append((source.next_fetch_at - timezone.now()).total_seconds() / 60)
    assert [round(wait, -1) for wait in waits] == [120, 240, 480]
    assert len(found()) == 30
    assert source.runs.first().state == ImportRun.State.FAILED


def test_private_networks_are_refused_also_behind_a_redirect(board: Board, settings: Any, tmp_path: Any) -> None:
    settings.FEEDS_ALLOW_PRIVATE = False
    for address in (
        board.url,
        "http://localhost/x",
        "http://[::1]/x",
        "http://[::ffff:10.0.0.1]/",
        "http://169.254.1.1/",
    ):
        with pytest.raises(fetching.FetchError, match="private network"):
            fetching.fetch(address, tmp_path)
    assert board.asked == []
    settings.FEEDS_ALLOW_PRIVATE = True
    board.status, board.location = 302, "file:///etc/passwd"
    with pytest.raises(fetching.FetchError, match="http and https"):
        fetching.fetch(board.url, tmp_path)
    board.location = "/again"
    with pytest.raises(fetching.FetchError, match="redirects"):
        fetching.fetch(board.url, tmp_path)


def test_a_feed_larger_than_allowed_is_cut_off_also_when_it_is_packed_small(board: Board, settings: Any) -> None:
    settings.FEEDS_MAX_BYTES = 100_000
    board.postings = [posting(1, description="x" * 200_000)]
    seen = feeds.visit(feed(board))
    assert "100,000" in seen.problem
    assert not Vacancy.objects.exists()


def test_an_unknown_host_is_a_problem_not_a_crash(settings: Any) -> None:
    source = Source.objects.create(name="x", kind="feed", url="http://nowhere.invalid/jobs", schedule_minutes=60)
    assert "nowhere.invalid" in feeds.visit(source).problem


def test_the_command_visits_feeds_by_name_and_says_what_came(board: Board) -> None:
    approved("board")
    feed(board)
    out = io.StringIO()
    call_command("feeds", "board", stdout=out)
    assert "30 created" in out.getvalue()
    with pytest.raises(CommandError, match="no feed"):
        call_command("feeds", "other")
    listing = io.StringIO()
    call_command("source", "list", json=True, stdout=listing)
    (row,) = json.loads(listing.getvalue())
    assert (row["name"], row["kind"], row["published"], row["approved_by"]) == ("board", "feed", 30, "R. Viewer")
