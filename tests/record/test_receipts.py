"""Receipts from the command line: good ones, altered ones, and what opens them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.people.made import make_person
from tests.record.world import look_at
from volens.services.people.models import Person
from volens.services.trust import queries
from volens.services.trust.record import integrating, receipts, report, shown
from volens.services.trust.record.auditing import audit
from volens.services.trust.record.place import here

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(tmp_path: Path):
    """A person who was read, their receipt and their export as files."""
    account, client = make_person()
    look_at(account)
    integrating.integrate()
    [told] = queries.readings_of(Person.objects.get(pk=account.pk))
    found = receipts.proven(told.leaf)
    receipt, export = tmp_path / "r.tlog-proof", tmp_path / "volens.json"
    receipt.write_bytes(found.file)
    export.write_bytes(client.get("/en/my/export/volens.json").content)
    return receipt, export, client


def run(*words: str, **options: object) -> str:
    out = io.StringIO()
    call_command("log", *words, stdout=out, **options)
    return out.getvalue()


def test_a_receipt_verifies_offline_and_the_export_opens_it(kept):
    receipt, export, _client = kept
    key = here().signer.key.vkey()
    assert "Good" in run("verify", str(receipt), key=key)
    assert "Li Na" not in run("verify", str(receipt), key=key), "the receipt itself names nobody"
    assert "Li Na" in run("verify", str(receipt), key=key, opening=export)


def test_another_persons_export_opens_nothing(kept, tmp_path):
    receipt, _export, _client = kept
    other = tmp_path / "other.json"
    account, client = make_person()
    look_at(account)
    other.write_bytes(client.get("/en/my/export/volens.json").content)
    with pytest.raises(CommandError, match="does not open"):
        run("verify", str(receipt), opening=other)


@pytest.mark.parametrize("at", [40, 200, -30])
def test_an_altered_receipt_is_refused(kept, at):
    receipt, _export, _client = kept
    data = bytearray(receipt.read_bytes())
    data[at] = ord("A") if data[at] != ord("A") else ord("B")
    receipt.write_bytes(data)
    with pytest.raises(CommandError):
        run("verify", str(receipt))


def test_a_quorum_that_did_not_cosign_is_missed(kept, tmp_path):
    from volens.services.trust.record import witnessing

    receipt, _export, _client = kept
    witness = witnessing.own_key(tmp_path / "w", "w.example.org/w").key.vkey()
    with pytest.raises(CommandError, match="policy asks for 1"):
        run("verify", str(receipt), witness=[witness])


def test_every_page_foot_shows_the_checkpoint_and_follows_it(kept):
    _receipt, _export, client = kept
    for _ in range(2):
        page = client.get("/en/about/").content.decode()
        now = shown.checkpoint()
        assert f"<code>{now.short}</code>" in page
        look_at(Person.objects.get().account)
        integrating.integrate()
        assert shown.checkpoint().size > now.size


def test_the_foot_costs_no_query(kept, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert shown.checkpoint() is not None


def test_the_report_is_signed_and_says_when_it_was_altered(kept):
    from django.utils import timezone

    from volens.engines.log import SignatureError

    told = report.content(audit(), timezone.now())
    data = report.signed(told)
    assert report.opened(data, here().signer.key) == told
    assert report.as_pdf(told).startswith(b"%PDF")
    with pytest.raises(SignatureError):
        report.opened(data.replace(b'"good": true', b'"good": false', 1), here().signer.key)


def test_the_words_of_the_audit_are_those_of_the_safeguard():
    from volens.services.trust.record import words

    safeguard = Path(__file__).parents[1] / "safeguards/forbidden.yaml"
    assert Path(words.__file__).with_name("forbidden.yaml").read_text() == safeguard.read_text()
    assert words.forbidden("person_ethnicity")
    assert not words.forbidden("availability")
