"""The stream of security events: one line of JSON each on the logger `volens.security`, for an operator's alarms.

What a line may hold is closed: an event, when, how bad, and the few facts named in `FACTS`. Never a name, a contact, an
address of a page, what somebody wrote, or which worker it was; and no event at all for anything a worker does of their
own: reading, applying, declining, signing in, mistyping a code (S4). Guessing is told by its number, once it is one. A
network address stands as a tag of eight bytes under a key of
this deployment that changes with the day: lines of one day from one address can be told to belong together, no more.
docs/security-events.md lists every event with what to do about it; a test keeps the two alike.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import logging
import logging.handlers
import sys
from enum import StrEnum
from typing import Any

from django.utils import timezone

log = logging.getLogger("volens.security")


class Event(StrEnum):
    """What can be told. The severity stands in `SEVERITY`."""

    LIMIT_REACHED = "limit.reached"
    STAFF_SIGNED_IN = "staff.signed-in"
    STAFF_PROOF_WRONG = "staff.second-proof-wrong"
    STAFF_RECOVERED = "staff.recovery-used"
    STAFF_REFUSED = "staff.page-refused"
    RIGHT_GIVEN = "staff.right-given"
    RIGHT_ENDED = "staff.right-ended"
    PROGRAM_REFUSED = "program.key-refused"
    REQUEST_REFUSED = "request.refused"
    FAULT = "request.fault"
    FILE_REFUSED = "file.refused"
    SCANNER_AWAY = "file.scanner-away"
    MASTER_KEY_CHANGED = "keys.master-key-changed"
    AUDIT_FOUND = "record.audit-found"


#: How bad an event is by itself. Others become alarming by their number: docs/security-events.md says from which.
SEVERITY = {
    Event.STAFF_SIGNED_IN: logging.INFO,
    Event.RIGHT_GIVEN: logging.INFO,
    Event.RIGHT_ENDED: logging.INFO,
    Event.MASTER_KEY_CHANGED: logging.INFO,
    Event.FAULT: logging.ERROR,
    Event.SCANNER_AWAY: logging.ERROR,
    Event.AUDIT_FOUND: logging.CRITICAL,
}
#: The facts a line may hold, and nothing else: `tell` refuses any other.
FACTS = frozenset({"network", "limit", "staff", "role", "page", "kind", "count"})


def tell(event: Event, *, network: str = "", **facts: str | int) -> None:
    """Write one event. `network` is an address of the network, written as the tag of the day.

    Raises TypeError for a fact that is not one of `FACTS`, and nothing else: what is told of has happened, and whether
    it can be written changes nothing for whoever asked for a page. What cannot be written is said on standard error.
    """
    if unknown := facts.keys() - FACTS:
        raise TypeError(f"A security event holds no {', '.join(sorted(unknown))}.")
    try:
        told: dict[str, Any] = {"event": event.value, **facts}
        if network:
            told["network"] = _tag(network)
        log.log(SEVERITY.get(event, logging.WARNING), event.value, extra={"told": told})
    except Exception as error:  # noqa: BLE001 - a handler opens its file outside of what `logging` catches
        _lost(event.value, error)


def _lost(event: str, error: BaseException | None) -> None:
    """Say that an event could not be written, without its facts: standard error may be kept where the stream is not."""
    with contextlib.suppress(Exception):  # standard error may be closed, or on a disk that is full
        print(
            f"The security event {event} could not be written ({type(error).__name__}). VOLENS_SECURITY_LOG must name a"
            " place that this process can write to.",
            file=sys.__stderr__,
            flush=True,
        )


def _tag(network: str) -> str:
    from volens.services.trust import vault

    return vault.blind(f"security log {timezone.now():%Y-%m-%d}", network)[:8].hex()


class Lines(logging.Formatter):
    """One JSON object a line, with the time in UTC and the severity."""

    def format(self, record: logging.LogRecord) -> str:
        """The line. What some library logs here without facts is reduced to its severity."""
        at = dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds")
        return json.dumps({"at": at, "severity": record.levelname.lower(), **_told(record)}, ensure_ascii=True)


def _told(record: logging.LogRecord) -> dict[str, Any]:
    return getattr(record, "told", None) or {"event": "other", "kind": record.name}


class File(logging.handlers.WatchedFileHandler):
    """A file, opened at the first event and again when it was moved away."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """One line in place of logging's whole traceback."""
        _lost(_told(record)["event"], sys.exc_info()[1])


class Syslog(logging.handlers.SysLogHandler):
    """A syslog server. One whose name is not known yet stops no start: it is looked up again at each event."""

    def __init__(self, address: str | tuple[str, int]) -> None:
        """Connect if that can be done now; `emit` connects where there is no socket."""
        try:
            super().__init__(address)
        except OSError as error:  # of looking up the name, the last thing that is done there
            _lost("stream", error)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """One line in place of logging's whole traceback."""
        _lost(_told(record)["event"], sys.exc_info()[1])


class Refused(logging.Handler):
    """What Django refuses (forged requests, hosts it does not answer to, ...), told by its kind only: its own messages
    name paths and hosts.
    """

    def emit(self, record: logging.LogRecord) -> None:
        """Tell it as an event of ours."""
        tell(Event.REQUEST_REFUSED, kind=record.name.removeprefix("django.security").strip(".") or "other")


def fault(sender: object, request: Any = None, **_: object) -> None:  # noqa: ARG001 - Django's signature
    """A request met an error nobody foresaw: the page by its name in the program, and the kind of the error."""
    found = getattr(request, "resolver_match", None)
    kind = sys.exc_info()[0]
    tell(Event.FAULT, page=getattr(found, "view_name", "") or "unknown", kind=kind.__name__ if kind else "unknown")
