"""An interview as an iCalendar file (RFC 5545), for the calendar of one's own phone."""

from __future__ import annotations

import datetime as dt

#: RFC 5545, 3.1: lines are folded after 75 octets.
LONGEST_LINE = 75


def event(
    *, identifier: str, begins: dt.datetime, minutes: int, title: str, place: str, text: str, made: dt.datetime
) -> bytes:
    """A calendar with one event. Times are given as UTC, so that every calendar shows them in its own zone."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Volens//Applications//EN",
        "CALSCALE:GREGORIAN",
        "BEGIN:VEVENT",
        f"UID:{identifier}@volens",
        f"DTSTAMP:{_utc(made)}",
        f"DTSTART:{_utc(begins)}",
        f"DTEND:{_utc(begins + dt.timedelta(minutes=minutes))}",
        f"SUMMARY:{_text(title)}",
        *([f"LOCATION:{_text(place)}"] if place else []),
        *([f"DESCRIPTION:{_text(text)}"] if text else []),
        "CLASS:PRIVATE",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def _utc(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(value: str) -> str:
    """RFC 5545, 3.3.11: backslash, semicolon, comma and line break are escaped, other control characters dropped."""
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    value = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    return "".join(each for each in value if each == "\t" or (ord(each) >= 32 and each != "\x7f"))


def _folded(line: str) -> bytes:
    """The line in pieces of at most 75 octets, never cutting a letter in two."""
    pieces: list[bytes] = []
    piece = b""
    for letter in line:
        encoded = letter.encode()
        if len(piece) + len(encoded) > LONGEST_LINE - bool(pieces):
            pieces.append(piece)
            piece = b""
        piece += encoded
    pieces.append(piece)
    return b"\r\n ".join(pieces) + b"\r\n"
