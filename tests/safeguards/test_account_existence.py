"""Nobody learns from outside whether someone has an account here: same answers, same work, about the same time."""

from __future__ import annotations

import re
import statistics
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people.journey import Browser, fresh_contact, person
from volens.services.people import contacts, limits, post

pytestmark = pytest.mark.django_db


def plain(answer, contact: str) -> tuple:
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"', "", answer.content.decode()).replace(
        contact, "X"
    )
    return answer.status_code, answer.headers.get("Location"), sorted(answer.cookies), page


@pytest.mark.parametrize("door", ["sign-in/", "sign-up/"])
def test_asking_for_a_code_answers_alike(door):
    _browser, known = person()
    closed_browser, closed = person()
    closed_browser.post("my/close/", {"agree": "1"})
    seen = []
    for contact in (known, closed, fresh_contact()):
        browser = Browser()
        asked = plain(browser.post(door, {"contact": contact}), contact)
        code_page = plain(browser.get("sign-in/code/"), contact)
        wrong = plain(browser.post("sign-in/code/", {"code": "x"}), contact)
        newest = post.waiting([contacts.read(contact).index])[0]
        mail = newest["subject"], re.sub(r"\d{6}", "", newest["text"])
        seen.append((asked, code_page, wrong, mail))
    assert seen[0] == seen[1] == seen[2]


def statements(contact: str) -> list[str]:
    browser = Browser()
    with CaptureQueriesContext(connection) as asked:
        browser.ask_code(contact)
    return [re.sub(r"'[^']*'|X'[0-9A-F]*'|\b\d+\b|\\x[0-9a-f]+", "?", each["sql"])[:120] for each in asked]


def verb(sql: str) -> str:
    return re.sub(r'SAVEPOINT "[^"]*"', "SAVEPOINT", sql).split("(")[0]


def test_asking_for_a_code_does_the_same_work():
    _browser, known = person()
    Browser().ask_code(fresh_contact())
    unknown = fresh_contact()
    Browser().ask_code(unknown)
    first, second = statements(known), statements(unknown)
    assert [verb(each) for each in first] == [verb(each) for each in second]
    assert not any(
        "people_contact" in each or "people_account" in each.split("WHERE")[0].replace("for_account", "")
        for each in first
    )


def test_asking_for_a_code_takes_about_as_long(monkeypatch):
    monkeypatch.setattr(limits, "SEND_PER_CONTACT", limits.Limit("send to contact", 1000, 60))
    _browser, known = person()
    unknown = fresh_contact()
    taken: dict[str, list[float]] = {known: [], unknown: []}
    for _ in range(25):
        for contact in (known, unknown):
            browser, start = Browser(), time.perf_counter()
            browser.ask_code(contact)
            taken[contact].append(time.perf_counter() - start)
    medians = [statistics.median(each) for each in taken.values()]
    assert max(medians) < 1.5 * min(medians) + 0.002


def recovered(contact: str, code: str = "2222-3333-4444") -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        answer = Browser().post("sign-in/recover/", {"contact": contact, "code": code})
    assert answer.status_code == 422
    return [verb(re.sub(r"'[^']*'|X'[0-9A-F]*'|\b\d+\b|\\x[0-9a-f]+", "?", each["sql"])[:90]) for each in asked]


def test_a_failed_recovery_does_the_same_work_for_an_unknown_contact():
    _browser, known = person()
    recovered(known)
    unknown = fresh_contact()
    recovered(unknown)
    assert recovered(known) == recovered(unknown)


def test_a_failed_recovery_takes_about_as_long(monkeypatch):
    monkeypatch.setattr(limits, "RECOVER_PER_CONTACT", limits.Limit("recover contact", 1000, 60))
    browser, known = person()
    browser.post("my/security/codes/")
    unknown = fresh_contact()
    taken: dict[str, list[float]] = {known: [], unknown: []}
    for _ in range(25):
        for contact in (known, unknown):
            start = time.perf_counter()
            Browser().post("sign-in/recover/", {"contact": contact, "code": "2222-3333-4444"})
            taken[contact].append(time.perf_counter() - start)
    medians = [statistics.median(each) for each in taken.values()]
    assert max(medians) < 1.5 * min(medians) + 0.002


def test_signing_in_with_a_passkey_nobody_has_fails_like_a_wrong_one():
    answers = []
    for answer in ('{"id": "AAAA"}', "{}", "x"):
        told = Browser().post("sign-in/passkey/", {"state": "x", "answer": answer})
        answers.append((told.status_code, told.headers["Location"]))
    assert len(set(answers)) == 1
