"""Checking a receipt in a real browser, on the page and as the one file that works without the service."""

from __future__ import annotations

import base64
import secrets
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from volens.engines.log import Cosigner, LeafType, private_key
from volens.services.trust.models import Record
from volens.services.trust.record import entering, integrating, receipts
from volens.services.trust.record.place import here

pytestmark = pytest.mark.django_db(transaction=True)
GOOD, BAD = "Good: this entry is in the log", "Not good: this receipt proves nothing."


@pytest.fixture
def receipt() -> bytes:
    for number in range(20):
        entering.enter(LeafType.DECISION, "test", f"case-{number}", "test-done", {"number": number})
    integrating.integrate()
    found = receipts.proven(Record.objects.filter(about="case-7").get().leaf)
    assert found is not None
    return found.file


def tampered(receipt: bytes, what: str) -> bytes:
    lines = receipt.decode().split("\n")
    at = {"entry": 1, "index": 2, "proof": 3, "root": lines.index(here().origin) + 2, "signature": -2}[what]
    if what == "entry":
        entry = base64.b64decode(lines[at].removeprefix("extra ")).replace(b"test-done", b"test-gone")
        lines[at] = f"extra {base64.b64encode(entry).decode()}"
    elif what == "index":
        lines[at] = "index 3"
    elif what == "signature":
        head, _space, value = lines[at].rpartition(" ")
        raw = bytearray(base64.b64decode(value))
        raw[40] ^= 1
        lines[at] = f"{head} {base64.b64encode(raw).decode()}"
    else:
        lines[at] = base64.b64encode(secrets.token_bytes(32)).decode()
    return "\n".join(lines).encode()


def check(page: Page, receipt: bytes, words: str) -> None:
    page.set_input_files("#receipt-file", {"name": "r.tlog-proof", "mimeType": "text/plain", "buffer": receipt})
    page.click("button[type=submit]")
    expect(page.locator("#outcome .verdict")).to_contain_text(words)


def test_the_page_tells_good_receipts_from_altered_ones(desk: Page, live_server: Any, receipt: bytes) -> None:
    desk.goto(f"{live_server.url}/en/log/verify/")
    check(desk, receipt, GOOD)
    expect(desk.locator("#outcome")).to_contain_text("test.test-done")
    for what in ("entry", "index", "proof", "root", "signature"):
        check(desk, tampered(receipt, what), BAD)
    check(desk, receipt[:-80], BAD)
    check(desk, b"something else", BAD)
    check(desk, receipt, GOOD)


def test_the_saved_file_checks_without_the_service_and_asks_for_witnesses(
    desk: Page, live_server: Any, receipt: bytes, settings: Any, tmp_path: Path
) -> None:
    cosigner = Cosigner("w.example.org/w", private_key(secrets.token_bytes(32)))
    settings.LOG_WITNESSES, settings.LOG_QUORUM = [cosigner.key.vkey()], 1
    saved = desk.request.get(f"{live_server.url}/en/log/volens-verify.html")
    path = tmp_path / "volens-verify.html"
    path.write_bytes(saved.body())
    desk.context.set_offline(True)
    try:
        desk.goto(path.as_uri())
        check(desk, receipt, BAD)
        expect(desk.locator("#outcome")).to_contain_text("Fewer witnesses")
        signed = here().reader().checkpoint  # type: ignore[union-attr]
        line = cosigner.sign(signed.note.text, 1_800_000_000)
        check(desk, receipt + line.line().encode(), GOOD)
        expect(desk.locator("#outcome")).to_contain_text("w.example.org/w (2027-01-15 08:00 UTC)")
        forged = line.line().replace("AAAAAGtJ0g", "AAAAAGtJ0w")
        check(desk, receipt + forged.encode(), BAD) if forged != line.line() else None
    finally:
        desk.context.set_offline(False)
