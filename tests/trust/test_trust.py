"""Choices, complaints, the journal, keys, the daily clock."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.people.journey import Browser, account_of, fresh_contact, person, staff
from volens.engines import sealing
from volens.services.people.models import Attempt, Device, Document, Entry, Message, StaffMember
from volens.services.trust import actions, exporting, journal, keys, queries, vault
from volens.services.trust.management.commands import retention
from volens.services.trust.models import Complaint, Reading
from volens.services.trust.rooms import Part

pytestmark = pytest.mark.django_db


@given(st.binary(max_size=300), st.text(max_size=30))
def test_sealing_opens_only_with_the_key_at_the_place(content, place):
    key, other = sealing.new_key(), sealing.new_key()
    sealed = sealing.seal(key, content, place=place)
    assert sealing.unseal(key, sealed, place=place) == content
    for wrong in (
        (other, sealed, place),
        (key, sealed, place + "x"),
        (key, sealed[:-1] + bytes([sealed[-1] ^ 1]), place),
    ):
        with pytest.raises(sealing.SealError):
            sealing.unseal(wrong[0], wrong[1], place=wrong[2])


@pytest.mark.parametrize(
    ("made", "due"),
    [("2026-11-20", "2026-12-04"), ("2026-11-21", "2026-12-04"), ("2026-11-23", "2026-12-07")],
)
def test_ten_working_days_skip_weekends(made, due):
    assert actions.working_days_after(dt.date.fromisoformat(made), 10) == dt.date.fromisoformat(due)


def test_whoever_answers_sees_which_reading_a_complaint_is_about():
    browser, _contact = person()
    officer, _member = staff(StaffMember.Role.DATA_PROTECTION, "Li Na", "City office")
    browser.post("my/readers/complain/", {"text": "Who saw my CV?"})
    officer.get(f"staff/complaints/{Complaint.objects.get().number}/")
    about = re.search(r"my/readers/complain/[0-9a-f-]{36}/", browser.text("my/readers/"))[0]
    browser.post(about, {"text": "Why did you open it?"})
    page = officer.text(f"staff/complaints/{Complaint.objects.latest('number').number}/")
    assert "To answer your complaint: Li Na, City office" in page


def test_a_complaint_is_answered_by_a_named_person_and_both_readings_are_shown():
    browser, _contact = person()
    browser.post("my/readers/complain/", {"text": "Who saw my CV?"})
    assert "An answer is due by" in browser.text("my/readers/")
    officer, _member = staff(StaffMember.Role.DATA_PROTECTION, "Li Na", "City office")
    number = Complaint.objects.get().number
    assert "Who saw my CV?" not in officer.text("staff/complaints/")
    assert "Who saw my CV?" in officer.text(f"staff/complaints/{number}/")
    officer.post(f"staff/complaints/{number}/", {"text": "Nobody did."})
    page = browser.text("my/readers/")
    assert "Nobody did." in page
    assert "Answer of Li Na, City office" in page
    assert page.count("To answer your complaint") == 2
    assert officer.get(f"staff/complaints/{number}/").status_code == 404, "an answered complaint is closed to staff"


def test_a_late_answer_is_shown_as_the_offices_lateness():
    browser, _contact = person()
    browser.post("my/readers/complain/", {"text": "Hello?"})
    Complaint.objects.update(due_on=timezone.localdate() - dt.timedelta(days=1))
    assert "The office is late" in browser.text("my/readers/")


def test_the_person_is_told_of_a_reading_only_if_they_chose_so():
    from volens.services.people import post

    quiet, _one = person()
    told, contact = person()
    told.post("my/choices/notices/")
    officer, _member = staff(StaffMember.Role.DATA_PROTECTION)
    for browser in (quiet, told):
        browser.post("my/readers/complain/", {"text": "?"})
    for complaint in Complaint.objects.order_by("number"):
        officer.get(f"staff/complaints/{complaint.number}/")
    Message.objects.all().delete()
    assert actions.absorb(post.tell_about_reading) == 2
    waiting = [post.opened(message) for message in Message.objects.order_by("made_at")]
    assert [each["to"] for each in waiting] == [contact]


def test_the_journal_survives_a_write_that_was_cut_off():
    journal.append("reads-test-2026-11.jsonl", {"id": "1"})
    path = journal.folder() / "reads-test-2026-11.jsonl"
    path.write_bytes(path.read_bytes() + b'{"id": "cut')
    journal.append("reads-test-2026-11.jsonl", {"id": "2"})
    assert [entry["id"] for entry, _position in journal.lines("reads-test-2026-11.jsonl")] == ["1", "2"]


def test_taking_the_journal_in_twice_or_after_the_person_left_changes_nothing():
    browser, contact = person()
    browser.post("my/readers/complain/", {"text": "?"})
    officer, _member = staff(StaffMember.Role.DATA_PROTECTION)
    officer.get(f"staff/complaints/{Complaint.objects.get().number}/")
    assert actions.absorb() == 1
    assert actions.absorb() == 0
    assert Reading.objects.count() == 1
    officer.get(f"staff/complaints/{Complaint.objects.get().number}/")
    browser.post("my/close/", {"agree": "1"})
    assert actions.absorb() == 0
    assert contact


def test_keys_are_readable_by_their_owner_only_and_not_in_the_database(data_dir: Path):
    _browser, contact = person()
    folder = data_dir / "keys"
    assert (folder / "master.key").stat().st_mode & 0o077 == 0
    assert (folder / "keys.sqlite3").stat().st_mode & 0o077 == 0
    key = keys.service().key(str(account_of(contact).pk))
    assert key not in (folder / "keys.sqlite3").read_bytes()


def test_the_daily_clock_deletes_what_is_over_and_nothing_else(data_dir: Path):
    browser, contact = person()
    from tests.people.test_own_pages import PDF, upload

    upload(browser, PDF)
    Browser().ask_code(fresh_contact())
    call_command("daily", stdout=io.StringIO())
    assert (Device.objects.count(), Document.objects.count(), Entry.objects.count()) == (1, 1, 1)
    old = timezone.now() - dt.timedelta(days=800)
    Device.objects.update(until=old)
    Document.objects.update(until=old.date())
    Entry.objects.update(until=old)
    Message.objects.update(made_at=old)
    Attempt.objects.update(window=old)
    vault.day_vault(old.date())
    call_command("daily", stdout=io.StringIO())
    for model in (Device, Document, Entry, Message, Attempt):
        assert not model.objects.exists(), model
    assert f"day:{old:%Y-%m-%d}" not in keys.service().names()
    assert queries.choices_of(account_of(contact).pk), "the account itself has no clock"


def test_the_document_of_retention_is_the_clocks_that_run():
    path = Path(__file__).parents[2] / "docs" / "retention.md"
    assert path.read_text(encoding="utf-8") == retention.table(), "run: volens retention > docs/retention.md"


def test_the_export_holds_what_was_written_as_json_pdf_and_zip():
    from tests.people.test_own_pages import PDF, upload

    browser, contact = person()
    browser.post("my/profile/", {"chosen_name": "阿依古丽", "skills": "sewing"})
    upload(browser, PDF, name_field="x")
    told = json.loads(browser.get("my/export/volens.json").content)["parts"]
    assert told["My profile"]["skills"] == "sewing"
    assert told["How I am reached"][0]["value"] == contact
    assert told["My choices"][0]["kind"] in {"account", "document"}
    assert browser.get("my/export/volens.pdf").content.startswith(b"%PDF")
    archive = zipfile.ZipFile(io.BytesIO(browser.get("my/export/volens.zip").content))
    document = next(name for name in archive.namelist() if name.startswith("documents/"))
    assert archive.read(document) == PDF
    assert ".." not in document


@given(st.text(max_size=80))
def test_any_text_makes_a_pdf(value):
    assert exporting.as_pdf([Part("Heading", [("label", value)], {})], timezone.now()).startswith(b"%PDF")


def test_a_pdf_says_when_it_cannot_draw_letters():
    from reportlab import rl_config

    rl_config.pageCompression = 0
    try:
        plain = exporting.as_pdf([Part("Heading", [("label", "sewing")], {})], timezone.now())
        uyghur = exporting.as_pdf([Part("Heading", [("label", "تىكىش")], {})], timezone.now())
    finally:
        rl_config.pageCompression = 1
    assert b"The JSON file holds the full text" not in plain
    assert b"The JSON file holds the full text" in uyghur


def test_production_without_a_mail_server_or_keys_apart_is_told(settings, tmp_path, capsys):
    from django.core.checks import run_checks

    settings.HTTPS, settings.KEYS_DIR, settings.EMAIL_HOST = True, "", ""
    assert {"people.E001", "trust.W001"} <= {each.id for each in run_checks(tags=["security"])}
    settings.EMAIL_HOST, settings.KEYS_DIR = "mail.example.org", str(tmp_path / "k")
    assert not {"people.E001", "trust.W001"} & {each.id for each in run_checks(tags=["security"])}


def test_with_a_mail_server_messages_go_out_and_the_mailbox_does_not_exist(
    settings, mailoutbox, django_capture_on_commit_callbacks
):
    settings.EMAIL_HOST = "mail.example.org"
    browser, contact = Browser(), fresh_contact()
    with django_capture_on_commit_callbacks(execute=True):
        browser.ask_code(contact)
    assert [mail.to for mail in mailoutbox] == [[contact]]
    assert not Message.objects.exists(), "a message handed over is not kept"
    assert browser.get("mailbox/").status_code == 404


def test_a_mail_server_that_refuses_is_tried_again(
    settings, mailoutbox, monkeypatch, django_capture_on_commit_callbacks
):
    from volens.services.people import post

    settings.EMAIL_HOST = "mail.example.org"
    monkeypatch.setattr(post, "_deliver", lambda _told: (_ for _ in ()).throw(ConnectionRefusedError()))
    with django_capture_on_commit_callbacks(execute=True):
        assert Browser().ask_code(fresh_contact()).status_code == 302
    assert Message.objects.get().tries == 1
    monkeypatch.undo()
    assert post.try_again() == 0, "not before its time"
    Message.objects.update(next_at=timezone.now())
    assert post.try_again() == 1
    assert len(mailoutbox) == 1
