"""What people do, through the public pages only, and staff who are signed in."""

from __future__ import annotations

import re
from itertools import count

from django.test import Client

from volens.services.people import codes, contacts
from volens.services.people.models import Account, StaffMember

numbers = count(1)


def fresh_contact() -> str:
    return f"person{next(numbers)}@example.org"


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found, f"no field {name}"
    return found[1]


class Browser:
    """One browser, in English."""

    def __init__(self, agent: str = "Mozilla/5.0 (Linux; Android 14) Chrome/130.0", language: str = "en") -> None:
        self.client = Client(HTTP_USER_AGENT=agent)
        self.language = language

    def get(self, path: str, **options):
        return self.client.get(f"/{self.language}/{path}", **options)

    def post(self, path: str, data=None, **options):
        return self.client.post(f"/{self.language}/{path}", data or {}, **options)

    def text(self, path: str) -> str:
        answer = self.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.headers.get("Location"))
        return answer.content.decode()

    def ask_code(self, contact: str, **data):
        return self.post("sign-in/", {"contact": contact, **data})

    def mailed_code(self) -> str:
        newest = re.search(r'class="letter-text">[^<]*?(\d{6})', self.text("mailbox/"))
        assert newest, "no code in the mailbox"
        return newest[1]

    def prove_contact(self, contact: str, **data):
        assert self.ask_code(contact, **data).status_code == 302
        return self.post("sign-in/code/", {"code": self.mailed_code()})

    def sign_up(self, contact: str | None = None, **confirm) -> str:
        contact = contact or fresh_contact()
        assert self.prove_contact(contact).headers["Location"].endswith("/sign-up/confirm/")
        answer = self.post("sign-up/confirm/", {"agree": "1", **confirm})
        assert answer.headers["Location"].endswith("/my/?done=welcome")
        return contact

    def sign_in(self, contact: str):
        return self.prove_contact(contact)


def person(contact: str | None = None) -> tuple[Browser, str]:
    browser = Browser()
    return browser, browser.sign_up(contact)


def account_of(contact: str) -> Account:
    return Account.objects.get(contacts__index=contacts.read(contact).index)


def staff(role: StaffMember.Role, name: str = "Li Na", office: str = "City office") -> tuple[Browser, StaffMember]:
    """A signed-in member of staff with an authenticator app. Not through the door, which is tested by itself."""
    from tests.people.made import make_staff

    account, client = make_staff(role, name, office)
    browser = Browser()
    browser.client.cookies = client.cookies
    return browser, account.staff


def add_app(browser: Browser) -> bytes:
    import base64
    import time

    page = browser.text("my/security/app/")
    secret = base64.b32decode(re.search(r'class="secret">(\w+=*)<', page)[1])
    answer = browser.post("my/security/app/", {"code": app_code(secret, time.time()), "state": field(page, "state")})
    assert answer.status_code in {200, 302}, answer.content.decode()[-3000:]
    assert "error-summary" not in answer.content.decode()
    return secret


def app_code(secret: bytes, at: float) -> str:
    from cryptography.hazmat.primitives.hashes import SHA1
    from cryptography.hazmat.primitives.twofactor.totp import TOTP

    return TOTP(secret, 6, SHA1(), codes.STEP, enforce_key_length=False).generate(int(at)).decode()  # noqa: S303
