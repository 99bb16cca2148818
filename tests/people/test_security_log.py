"""The stream of security events: what an operator's alarms need, and nothing about anybody."""

from __future__ import annotations

import datetime as dt
import io
import json
import logging
import re
import socket
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest import mock

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import got_request_exception
from django.db.models import F
from django.test import Client
from django.utils.module_loading import import_string

from tests.people.journey import Browser, app_code, fresh_contact
from tests.people.made import make_person, make_staff
from volens.services.people import codes, limits
from volens.services.people.actions import factors
from volens.services.people.models import Attempt
from volens.services.trust import security_log
from volens.services.trust.security_log import FACTS, SEVERITY, Event
from volens.site import configuration

pytestmark = pytest.mark.django_db
DOCUMENT = Path(__file__).resolve().parents[2] / "docs/security-events.md"


class Stream:
    """The lines as the deployment's handler writes them."""

    def __init__(self) -> None:
        self.text = io.StringIO()

    def lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.text.getvalue().splitlines()]

    def events(self) -> list[object]:
        return [line["event"] for line in self.lines()]


@pytest.fixture
def stream() -> Iterator[Stream]:
    made = Stream()
    handler = logging.StreamHandler(made.text)
    handler.setFormatter(security_log.Lines())
    security_log.log.addHandler(handler)
    yield made
    security_log.log.removeHandler(handler)


def guess(browser: Browser, times: int) -> None:
    browser.ask_code(fresh_contact())
    for _try in range(times):
        browser.post("sign-in/code/", {"code": "000000"})


def test_guessing_is_told_once_with_a_tag_of_the_network_and_nothing_of_a_person(
    stream: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "WRONG_FROM_NETWORK", limits.Limit("wrong proofs from network", 5, 60))
    guess(Browser(), 3)
    assert stream.text.getvalue() == "", "one person's mistakes are nobody's business"
    guess(Browser(), 6)
    (told,) = stream.lines()
    assert told["event"] == "limit.reached"
    assert told["limit"] == "wrong proofs from network"
    assert told["severity"] == "warning"
    assert re.fullmatch(r"[0-9a-f]{16}", str(told["network"]))
    assert "127.0.0.1" not in stream.text.getvalue()
    assert "example.org" not in stream.text.getvalue()


def test_a_wrong_second_proof_of_staff_is_told_and_a_persons_is_not(stream: Stream) -> None:
    theirs, mine = fresh_contact(), fresh_contact()
    staff, _client = make_staff("reviewer", contact=theirs)
    person, _client = make_person(mine)
    secret = codes.totp_secret()
    assert factors.add_app(person, secret, app_code(secret, time.time()))
    for contact in (mine, theirs):
        browser = Browser()
        assert browser.prove_contact(contact).headers["Location"].endswith("/sign-in/second/")
        assert browser.post("sign-in/second/", {"code": "000000"}).status_code == 422
    assert [(each["event"], each["staff"]) for each in stream.lines()] == [("staff.second-proof-wrong", str(staff.pk))]


def test_what_a_worker_does_of_their_own_is_no_event(stream: Stream) -> None:
    browser = Browser()
    browser.sign_up()
    for page in ("my/", "my/profile/", "saved/", "applications/", "vacancies/"):
        browser.get(page)
    browser.post("my/profile/", {"chosen_name": "Aygul"})
    guess(Browser(), 1)
    browser.post("sign-out/")
    assert stream.text.getvalue() == ""


def test_a_limit_is_told_once_in_its_window(stream: Stream) -> None:
    limit = limits.Limit("send to contact", 2, 60)
    for _try in range(6):
        limits.passes(limit, "somebody")
    assert [each["limit"] for each in stream.lines()] == ["send to contact"]


def test_a_limit_is_told_once_whatever_two_requests_do_at_once(stream: Stream) -> None:
    limit = limits.Limit("wrong proofs in all", 3, 60)
    for _try in range(3):
        assert limits.passes(limit, "")
    Attempt.objects.update(count=F("count") + 1)  # another request has counted and not looked yet
    assert not limits.passes(limit, "")
    assert [each["limit"] for each in stream.lines()] == ["wrong proofs in all"]
    assert not limits.passes(limit, "")
    assert len(stream.lines()) == 1
    Attempt.objects.update(window=F("window") - dt.timedelta(hours=1))  # an hour later
    for _try in range(5):
        limits.passes(limit, "")
    assert len(stream.lines()) == 2, "each window anew"


def test_a_page_closed_to_a_role_and_a_refused_key_are_told(stream: Stream) -> None:
    account, client = make_staff("counsellor")
    assert client.get("/en/staff/vacancies/").status_code == 404
    told = stream.lines()[-1]
    assert told["event"] == "staff.page-refused"
    assert told["staff"] == str(account.pk)
    assert Client().get("/api/v1/postings", HTTP_AUTHORIZATION="Bearer volens_post_x").status_code == 401
    assert stream.events()[-1] == "program.key-refused"


def test_what_django_refuses_is_told_without_its_words(stream: Stream) -> None:
    forged = Client(enforce_csrf_checks=True).post("/en/my/profile/", {"chosen_name": "x"})
    assert forged.status_code == 403
    Client().get("/en/", HTTP_HOST="evil.example.com")
    assert [(each["event"], each["kind"]) for each in stream.lines()] == [
        ("request.refused", "csrf"),
        ("request.refused", "DisallowedHost"),
    ]
    assert "evil" not in stream.text.getvalue()
    assert "/my/" not in stream.text.getvalue()


def test_a_fault_is_told_by_its_kind_and_never_by_its_words(stream: Stream) -> None:
    try:
        raise ValueError("somebody@example.org")
    except ValueError:
        got_request_exception.send(sender=None, request=None)
    assert [(each["event"], each["severity"], each["kind"]) for each in stream.lines()] == [
        ("request.fault", "error", "ValueError")
    ]
    assert "example.org" not in stream.text.getvalue()


def test_no_other_fact_can_be_told(stream: Stream) -> None:
    with pytest.raises(TypeError, match="name"):
        security_log.tell(Event.FAULT, name="Aygul")
    assert stream.text.getvalue() == ""


def test_every_event_is_documented_with_its_severity() -> None:
    rows = dict(re.findall(r"^\| `([a-z.-]+)` \| (\w+) \|", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE))
    assert rows == {each.value: logging.getLevelName(SEVERITY.get(each, logging.WARNING)).lower() for each in Event}
    facts = set(re.findall(r"^- `([a-z]+)`:", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE))
    assert facts == {*FACTS, "at", "event", "severity"}


def test_where_events_go_is_read_strictly(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def read(value: str) -> dict[str, object]:
        monkeypatch.setenv("VOLENS_SECURITY_LOG", value)
        return configuration.security_log("VOLENS_SECURITY_LOG")

    assert read("")["stream"] == "ext://sys.stderr"
    assert read("stdout")["stream"] == "ext://sys.stdout"
    assert read("syslog")["address"] == "/dev/log"
    assert read("syslog://logs.example.org")["address"] == ("logs.example.org", 514)
    assert read(str(tmp_path / "events.jsonl"))["filename"] == str(tmp_path / "events.jsonl")
    for wrong in ("/nowhere/at/all/x", "events.jsonl", "syslog://", "syslog://host:99999"):
        with pytest.raises(ImproperlyConfigured, match="VOLENS_SECURITY_LOG"):
            read(wrong)
    monkeypatch.setenv("VOLENS_CLAMAV", "clamd.ctl")
    with pytest.raises(ImproperlyConfigured, match="VOLENS_CLAMAV"):
        configuration.clamd("VOLENS_CLAMAV")
    monkeypatch.setenv("VOLENS_CLAMAV", "tcp://av.example.org:3311")
    assert configuration.clamd("VOLENS_CLAMAV") == ("av.example.org", 3311)


@pytest.fixture
def deployed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Events go where VOLENS_SECURITY_LOG says, through the handler the settings ask for."""
    made: list[logging.Handler] = []

    def write_to(value: str) -> None:
        monkeypatch.setenv("VOLENS_SECURITY_LOG", value)
        asked = configuration.security_log("VOLENS_SECURITY_LOG")
        made.append(import_string(asked.pop("class"))(**asked))
        made[-1].setFormatter(security_log.Lines())
        security_log.log.addHandler(made[-1])

    yield write_to
    for handler in made:
        security_log.log.removeHandler(handler)
        handler.close()


def test_a_log_that_cannot_be_written_changes_no_answer(
    deployed: Callable[[str], None], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    deployed(str(folder / "events.jsonl"))
    folder.rmdir()
    staff, client = make_staff("counsellor")
    capfd.readouterr()
    with mock.patch.object(sys, "__stderr__", sys.stderr):
        assert client.get("/en/staff/vacancies/").status_code == 404
        assert Client().get("/en/", HTTP_HOST="evil.example.com").status_code == 400
        assert Client().get("/api/v1/postings", HTTP_AUTHORIZATION="Bearer volens_post_x").status_code == 401
    said = [line for line in capfd.readouterr().err.splitlines() if "could not be written" in line]
    assert [line.split()[3] for line in said] == ["staff.page-refused", "request.refused", "program.key-refused"]
    assert all("VOLENS_SECURITY_LOG" in line and "FileNotFoundError" in line for line in said)
    assert str(staff.pk) not in "".join(said)
    folder.mkdir()
    client.get("/en/staff/vacancies/")
    assert json.loads((folder / "events.jsonl").read_text(encoding="ascii"))["event"] == "staff.page-refused"


def test_a_syslog_server_nobody_finds_stops_no_start_and_is_looked_up_again(
    deployed: Callable[[str], None], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def unknown(*_arguments: object) -> list[object]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server, monkeypatch.context() as patched:
        server.bind(("127.0.0.1", 0))
        server.settimeout(5)
        patched.setattr(sys, "__stderr__", sys.stderr)
        patched.setattr(socket, "getaddrinfo", unknown)
        deployed(f"syslog://127.0.0.1:{server.getsockname()[1]}")
        security_log.tell(Event.RIGHT_GIVEN, staff="7")
        assert capfd.readouterr().err.count("gaierror") == 2, "once at the start, once for the event"
        patched.undo()
        security_log.tell(Event.RIGHT_ENDED, staff="7")
        assert b'"staff.right-ended"' in server.recv(2000)


def test_an_address_that_says_no_is_no_line_of_any_log(caplog: pytest.LogCaptureFixture) -> None:
    browser = Browser()
    browser.sign_up()
    caplog.clear()
    missing = "applications/00000000-0000-4000-8000-000000000000/withdraw/"
    assert browser.get(missing).status_code == 404
    assert browser.post("sign-in/", {"contact": "nonsense"}).status_code == 422
    assert [record.getMessage() for record in caplog.records] == []
