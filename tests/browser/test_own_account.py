"""An account in a real browser, in both languages: sign up, profile, save, who looked, export, passkey, leave.

Axe finds nothing on any page of one's own, nothing is wider than the screen, and it all works without JavaScript.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_accessibility import faults, overflow
from tests.people.journey import account_of
from volens.services.people.models import Account, Device, Person
from volens.services.trust import reading
from volens.services.trust.reading import Purpose, Reader

OWN = (
    "my/",
    "my/profile/",
    "my/documents/",
    "my/readers/",
    "my/readers/complain/",
    "my/choices/",
    "my/security/",
    "my/security/app/",
    "my/devices/",
    "my/export/",
    "my/messages/",
    "my/close/",
    "saved/",
    "vacancies/",
    "preconditions/",
    "help/",
)
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Looker:
    """Looks at every page it is shown: axe and overflow. Without JavaScript axe cannot run (its promise would never
    be kept, and the test would wait for ever), so only the width is looked at.
    """

    def __init__(self, page: Page, *, scripts: bool = True) -> None:
        self.page, self.scripts, self.found = page, scripts, list[str]()

    def look(self) -> None:
        where = self.page.url
        if self.scripts:
            self.found += [f"{where}: {fault}" for fault in faults(self.page)]
            if overflow(self.page) > 0:
                self.found.append(f"{where}: {overflow(self.page)} pixels too wide")


def mailed_code(page: Page, base: str) -> str:
    """The code from the mailbox page, opened in a tab of its own as its link does."""
    with page.context.expect_page() as opened:
        page.locator('a[href$="/mailbox/"]').click()
    mailbox = opened.value
    mailbox.wait_for_load_state()
    assert mailbox.url == f"{base}/mailbox/"
    found = re.search(r"(?<!\d)(\d{6})(?!\d)", mailbox.locator(".letter-text").first.inner_text())
    mailbox.close()
    assert found
    return found[1]


def sign_up(page: Page, base: str, contact: str, looker: Looker) -> None:
    """Sign up through the pages."""
    page.goto(f"{base}/sign-up/")
    looker.look()
    page.fill("#id_contact", contact)
    page.locator("form:has(#id_contact) button").click()
    page.wait_for_selector("#id_code")
    looker.look()
    page.fill("#id_code", mailed_code(page, base))
    page.locator("form:has(#id_code) button").click()
    page.wait_for_selector("#id_agree")
    looker.look()
    page.check("#id_agree")
    page.locator("form:has(#id_agree) button").first.click()
    page.wait_for_url("**/my/?done=welcome")


def someone_looks(contact: str) -> None:
    """A counsellor reads something of the person, as the rooms of staff do."""
    subject = Person.objects.get(pk=account_of(contact).pk)
    with reading.read(Purpose.HELP, subject, Reader(subject.pk, "Li Na", "City office", "counsellor")):
        pass


def profile_who_looked_and_export(page: Page, base: str, contact: str, folder: Path) -> None:
    page.goto(f"{base}/my/profile/")
    page.fill("#id_chosen_name", "Aygul 阿依古丽")
    page.fill("#id_skills", "sewing")
    page.locator("form:has(#id_skills) button").click()
    page.wait_for_url("**/my/profile/?done=saved")
    expect(page.locator("#id_skills")).to_have_value("sewing")
    someone_looks(contact)
    page.goto(f"{base}/my/readers/")
    comma = "，" if "/zh-hans" in base else ", "
    expect(page.locator("main")).to_contain_text(f"Li Na{comma}City office")
    page.goto(f"{base}/my/export/")
    for kind in ("json", "pdf"):
        with page.expect_download() as downloading:
            page.locator(f'a[href$="volens.{kind}"]').click()
        downloading.value.save_as(folder / kind)
    told = json.loads((folder / "json").read_text(encoding="utf-8"))
    assert "Aygul 阿依古丽" in json.dumps(told, ensure_ascii=False)
    assert "Li Na" in json.dumps(told, ensure_ascii=False)
    assert (folder / "pdf").read_bytes()[:5] == b"%PDF-"


def save_hide_and_note(page: Page, base: str, looker: Looker) -> None:
    """Save one vacancy from the results, write a note on its page, hide another."""
    page.goto(f"{base}/vacancies/?q=gardener")
    page.locator('.card button[value="save"]').first.click()
    expect(page.locator('.card button[value="unsave"]')).to_have_count(1)
    expect(page.locator(".card")).to_have_count(20)
    page.locator('.card button[value="hide"]').last.click()
    expect(page.locator(".card")).to_have_count(19)
    expect(page.locator(".hidden-here")).to_be_visible()
    looker.look()
    page.goto(f"{base}/saved/")
    page.locator(".note-form summary").click()
    page.locator("textarea[name=note]").fill("ask about Sundays")
    page.locator(".note-form button").click()
    page.wait_for_url(f"{base}/saved/")
    expect(page.locator("textarea[name=note]")).to_have_value("ask about Sundays")
    page.locator(".card h2 a").click()
    expect(page.locator("textarea[name=note]")).to_have_value("ask about Sundays")
    looker.look()


def passkey(page: Page, base: str) -> None:
    """Store a passkey, sign out, and come back with nothing else."""
    ceremony = page.context.new_cdp_session(page)
    ceremony.send("WebAuthn.enable")
    ceremony.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.goto(f"{base}/my/security/")
    page.locator("form[data-passkey] button").click()
    page.wait_for_selector(".codes li")
    assert page.locator(".codes li").count() == 8
    page.locator(".mine-nav form button").click()
    page.wait_for_url(f"{base}/")
    assert not Device.objects.exists()
    page.goto(f"{base}/sign-in/")
    page.locator("form[data-passkey] button").click()
    page.wait_for_url("**/my/")


def leave(page: Page, base: str) -> None:
    page.goto(f"{base}/my/close/")
    page.check("#id_agree")
    page.locator("form:has(#id_agree) button").click()
    page.wait_for_url("**/goodbye/")
    assert not Account.objects.exists()


@pytest.mark.parametrize(("language", "width"), [("en", 360), ("zh-hans", 1280)])
def test_an_account_from_sign_up_to_leaving(
    desk: Page, live_server: Any, world: Any, settings: Any, tmp_path: Path, language: str, width: int
) -> None:
    settings.BASE_URL = live_server.url
    base, page, contact = f"{live_server.url}/{language}", desk, "someone@example.org"
    page.set_viewport_size({"width": width, "height": 900})
    looker = Looker(page)
    sign_up(page, base, contact, looker)
    save_hide_and_note(page, base, looker)
    profile_who_looked_and_export(page, base, contact, tmp_path)
    for address in OWN:
        page.goto(f"{base}/{address}")
        assert page.url == f"{base}/{address}", "signed in on every page"
        looker.look()
    passkey(page, base)
    leave(page, base)
    looker.look()
    assert not looker.found, "\n".join(looker.found)


def test_an_account_without_javascript(plain_phone: Page, live_server: Any, world: Any, tmp_path: Path) -> None:
    base, page, contact = f"{live_server.url}/en", plain_phone, "plain@example.org"
    looker = Looker(page, scripts=False)
    sign_up(page, base, contact, looker)
    save_hide_and_note(page, base, looker)
    profile_who_looked_and_export(page, base, contact, tmp_path)
    page.goto(f"{base}/my/security/")
    page.locator(".quick-exit").wait_for()
    assert page.locator("form[data-passkey]:visible").count() == 0, "no button that cannot work"
    leave(page, base)
