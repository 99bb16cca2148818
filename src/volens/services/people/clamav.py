"""ClamAV behind the scanner's port: the file goes to clamd over its socket (INSTREAM), never through a file of its own.

The protocol is clamd(8)'s: a command ended by a zero byte, chunks with their length in four bytes, an empty chunk at
the end; one answer, "stream: OK" or "stream: NAME FOUND". Anything else is a failure, never a pass.
"""

from __future__ import annotations

import contextlib
import socket
import struct

from django.conf import settings

CHUNK = 64 * 1024
#: Seconds for each step with clamd: to a file of five megabytes it answers well within one.
PATIENCE = 20.0
#: The longest answer clamd gives is a name of a signature.
LONGEST_ANSWER = 4096


class ClamAVError(OSError):
    """clamd answered, but neither that the file is harmless nor that it is not."""


class ClamAV:
    """The scanner `VOLENS_CLAMAV` names."""

    def accepts(self, content: bytes) -> bool:
        """Whether clamd found nothing. Raises OSError when it cannot be reached, takes too long or could not look."""
        with self._connected() as link:
            answer = _sent(link, content)
        if answer == "stream: OK":
            return True
        if answer.startswith("stream: ") and answer.endswith(" FOUND"):
            return False
        raise ClamAVError(f"clamd answered {answer[:200]!r}.")

    def ready(self) -> bool:
        """Whether clamd is there and says so. Raises OSError when it cannot be reached."""
        with self._connected() as link:
            link.sendall(b"zPING\0")
            return _answer(link) == "PONG"

    def _connected(self) -> socket.socket:
        where = settings.CLAMAV
        if isinstance(where, str):
            link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                link.settimeout(PATIENCE)
                link.connect(where)
            except OSError:
                link.close()
                raise
            return link
        return socket.create_connection(where, timeout=PATIENCE)


def _sent(link: socket.socket, content: bytes) -> str:
    """Send the content; what clamd answers. It may answer, and close, before everything was sent."""
    view = memoryview(content)
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        link.sendall(b"zINSTREAM\0")
        for start in range(0, len(view), CHUNK):
            chunk = view[start : start + CHUNK]
            link.sendall(struct.pack(">I", len(chunk)))
            link.sendall(chunk)
        link.sendall(struct.pack(">I", 0))
    return _answer(link)


def _answer(link: socket.socket) -> str:
    said = b""
    while b"\0" not in said and len(said) < LONGEST_ANSWER:
        more = link.recv(1024)
        if not more:
            break
        said += more
    return said.split(b"\0")[0].decode("utf-8", "replace").strip()
