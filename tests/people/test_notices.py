"""Messages: a switch for each kind, a pause for all, and words that never threaten."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core import mail

from tests.people.journey import Browser, account_of, person
from tests.people.made import make_member_account, make_person, make_staff
from volens.services.people import notifications, post
from volens.services.people.models import Account, Contact, Message
from volens.services.people.notifications import Notification
from volens.services.trust import queries as choices

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


def read_by_someone(account: Account) -> int:
    """How many messages go out when someone reads the person's data."""
    before = Message.objects.count()
    post.tell_about_reading(account.person)
    return Message.objects.count() - before


def test_a_message_about_a_reading_comes_when_it_is_wanted_and_not_when_it_is_not():
    account, client = make_person()
    assert read_by_someone(account) == 0
    client.post("/en/my/messages/", {"wanted": ["readings"]})
    assert choices.stands(account.pk, "notices")
    assert read_by_someone(account) == 1
    client.post("/en/my/messages/", {"wanted": []})
    assert not choices.stands(account.pk, "notices")
    assert read_by_someone(account) == 0


def test_a_pause_stops_everything_and_keeps_the_switches():
    account, client = make_person()
    client.post("/en/my/messages/", {"wanted": ["readings"], "pause": "1"})
    account.refresh_from_db()
    assert read_by_someone(account) == 0
    page = client.get("/en/my/messages/").content.decode()
    assert re.search(r'id="wanted-readings"[^>]* checked', page)
    assert re.search(r'id="pause"[^>]* checked', page)
    client.post("/en/my/messages/", {"wanted": ["readings"]})
    account.refresh_from_db()
    assert read_by_someone(account) == 1


def test_codes_come_in_spite_of_a_pause():
    browser, contact = person()
    browser.post("my/messages/", {"pause": "1"})
    assert account_of(contact).muted
    assert Browser().sign_in(contact).headers["Location"].endswith("/my/")


def test_a_member_switches_each_kind_off_and_the_tables_tell_nobody():
    account, client = make_member_account()
    client.post("/en/member/", {"name_shown": "Wang Wei"})
    client.post("/en/my/messages/", {"wanted": [Notification.POSTING_NEWS.value]})
    account.refresh_from_db()
    assert notifications.wants(account, Notification.POSTING_NEWS)
    assert not notifications.wants(account, Notification.APPLICANT_NEWS)
    assert b"applicant" not in bytes(account.muted or b"")


def test_staff_have_no_such_page_and_unknown_kinds_are_refused():
    account, client = make_staff("reviewer")
    assert client.get("/en/my/messages/").status_code == 302
    with pytest.raises(ValueError, match="gossip"):
        notifications.mute(account, {"gossip"})


def test_mail_goes_out_as_plain_text_and_as_html(settings, django_capture_on_commit_callbacks):
    settings.EMAIL_HOST = "mail.example.org"
    account, client = make_person()
    client.post("/en/my/messages/", {"wanted": ["readings"]})
    with django_capture_on_commit_callbacks(execute=True):
        read_by_someone(account)
    sent = mail.outbox[0]
    assert "Someone at an office read something of yours" in sent.body
    html, kind = sent.alternatives[0]
    assert kind == "text/html"
    assert "<p>Someone at an office read something of yours" in html
    assert Contact.objects.filter(account=account).exists()


THREATS = re.compile(
    r"\b(?:or else|otherwise (?:you|your)|you (?:will|may|could) lose|will be (?:cut|cancelled|sanctioned|fined)"
    r"|will be reported|failure to|your benefits? (?:will|may)|last (?:warning|chance)|legal action|we will report"
    r"|you must (?:accept|take|apply|answer|appear))\b"
    r"|否则(?:您|你|将)|取消(?:您|你)的?(?:待遇|资格)|停发|后果自负|最后(?:警告|机会)|将被(?:处罚|上报|通报|追究)|必须(?:接受|到岗|报到)",
    re.IGNORECASE,
)


def texts() -> list[str]:
    """Everything the house says to people, in English and as translated."""
    script = (
        "import messages; told = [m.id if isinstance(m.id, tuple) else (m.id,) for m in messages.extracted()];"
        "print('\\0'.join(str(each) for forms in told for each in forms))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT / "scripts", capture_output=True, text=True, check=True
    )
    po = (ROOT / "src/volens/locale/zh_Hans/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    return [*done.stdout.split("\0"), *re.findall(r'^msgstr(?:\[\d\])? "(.+)"$', po, re.MULTILINE)]


def test_nothing_the_house_says_threatens():
    said = texts()
    assert len(said) > 800
    assert not [each for each in said if THREATS.search(each)]


@pytest.mark.parametrize(
    "threat",
    ["Answer by Friday or else.", "You may lose your allowance.", "Your benefits will be cut.", "You must accept.",
     "请按时报到，否则将停发待遇。", "后果自负"],
)  # fmt: skip
def test_the_check_knows_a_threat(threat):
    assert THREATS.search(threat)
