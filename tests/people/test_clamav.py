"""ClamAV over its own protocol: a small clamd listens on a real socket, and documents come through the pages."""

from __future__ import annotations

import contextlib
import socketserver
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.people.journey import Browser
from volens.services.people import checks
from volens.services.people.clamav import ClamAV
from volens.services.people.models import Document

#: The test file every scanner knows, in two parts so that no scanner takes this one for it.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PDF = b"%PDF-1.4\n" + b"x" * 200_000 + b"\n%%EOF"
LARGEST = 1024 * 1024


class Clamd(socketserver.StreamRequestHandler):
    """What clamd does with PING and INSTREAM, by its manual: chunks with lengths, a limit, one answer."""

    def handle(self) -> None:
        command = self._until_zero()
        if command == b"PING":
            self.wfile.write(b"PONG\0")
            return
        if command != b"INSTREAM":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while length := struct.unpack(">I", self.rfile.read(4))[0]:
            if len(content) + length > LARGEST:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
            content += self.rfile.read(length)
        found = b"Win.Test.EICAR_HDB-1 FOUND" if EICAR in content else b"OK"
        self.wfile.write(b"stream: " + found + b"\0")

    def _until_zero(self) -> bytes:
        said = b""
        while (byte := self.rfile.read(1)) not in {b"\0", b""}:
            said += byte
        return said.removeprefix(b"z")


class Broken(socketserver.StreamRequestHandler):
    """Closes without a word."""

    def handle(self) -> None:
        self.rfile.read(4)


Listening = Callable[..., str | tuple[str, int]]


@pytest.fixture
def listening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Listening]:
    """Start a clamd and tell where it listens."""
    with contextlib.ExitStack() as stack:

        def start(handler: type = Clamd, *, tcp: bool = False) -> str | tuple[str, int]:
            path = str(tmp_path_factory.mktemp("c") / "s")
            server = (
                socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler)
                if tcp
                else socketserver.ThreadingUnixStreamServer(path, handler)
            )
            server.daemon_threads = True
            stack.enter_context(server)
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
            stack.callback(server.shutdown)
            return server.server_address[:2] if tcp else path  # type: ignore[return-value]

        yield start


@pytest.mark.parametrize("tcp", [False, True])
def test_a_file_is_judged_by_clamd(listening: Listening, settings, tcp: bool) -> None:
    settings.CLAMAV = listening(tcp=tcp)
    assert ClamAV().ready()
    assert ClamAV().accepts(PDF)
    assert not ClamAV().accepts(PDF + EICAR)
    assert not ClamAV().accepts(b"0" * 64 * 1024 + EICAR), "in the second chunk"


@pytest.mark.parametrize("handler", [Clamd, Broken])
def test_whatever_is_no_verdict_is_no_pass(listening: Listening, settings, handler: type) -> None:
    settings.CLAMAV = listening(handler)
    with pytest.raises(OSError, match=r"clamd answered|reset|Broken pipe"):
        ClamAV().accepts(b"0" * (LARGEST + 1))


@pytest.mark.django_db
def test_what_clamd_finds_is_not_stored_and_without_clamd_nothing_is(listening: Listening, settings) -> None:
    settings.SCANNER = "volens.services.people.clamav.ClamAV"
    settings.CLAMAV = listening()
    browser = Browser()
    browser.sign_up()

    def upload(content: bytes) -> str:
        file = SimpleUploadedFile("cv.pdf", content)
        return browser.post("my/documents/", {"file": file, "days": "365"}, follow=True).content.decode()

    assert "refused this file" in upload(PDF[:-6] + EICAR + b"\n%%EOF")
    assert not Document.objects.exists()
    upload(PDF)
    assert Document.objects.count() == 1
    settings.CLAMAV = "/nowhere/clamd.ctl"
    assert "could not be checked" in upload(PDF)
    assert Document.objects.count() == 1


def test_the_check_before_a_start_says_when_nothing_scans(listening: Listening, settings, tmp_path: Path) -> None:
    def told() -> list[str | None]:
        return [each.id for each in checks.scanner_there()]

    assert told() == ["people.W001"]
    settings.SCANNER, settings.CLAMAV = "volens.services.people.clamav.ClamAV", str(tmp_path / "none")
    assert told() == ["people.W002"]
    settings.CLAMAV = listening()
    assert told() == []
