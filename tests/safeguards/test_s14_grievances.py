"""S14: no grievance is stored here; help in danger and quick exit are on every worker page; a report names nobody."""

from __future__ import annotations

import re

import pytest
from django.apps import apps

from tests.people.journey import Browser, person
from tests.safeguards.model_graph import columns, targets
from tests.safeguards.world import addresses, body, patterns

pytestmark = pytest.mark.django_db


def worker_pages(browser: Browser) -> dict[str, str]:
    """Every HTML page that a worker can open, signed in or not."""
    pages = {}
    for address in addresses({}):
        if address.startswith(("api/", "robots", "sitemap", "staff/")) or address.endswith(("leave/", "verify.html")):
            continue  # the last is a file to keep, which works without this service
        answer = browser.get(address)
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            pages[address] = body(answer)
    return pages


def test_help_in_danger_is_on_every_page_of_a_worker():
    visitor = Browser()
    browser, _contact = person()
    pages = worker_pages(visitor) | {f"signed in: {name}": page for name, page in worker_pages(browser).items()}
    assert len(pages) > 20
    missing = [name for name, page in pages.items() if 'href="/en/help/"' not in page]
    assert not missing


def test_quick_exit_is_on_every_page_of_ones_own():
    browser, _contact = person()
    pages = {name: page for name, page in worker_pages(browser).items() if name.startswith(("my/", "sign-"))}
    assert len(pages) > 10
    assert not [name for name, page in pages.items() if 'class="quick-exit" href="/en/leave/"' not in page]


def test_there_is_no_route_for_a_grievance():
    assert not [each for each in patterns() if re.search(r"grievance|complain.*(employer|vacanc)", each)]


def test_no_table_holds_a_grievance_or_leads_from_a_persons_words_to_an_employer():
    for model in apps.get_models():
        assert "grievance" not in model._meta.model_name
    complaint = apps.get_model("trust", "Complaint")
    assert targets(complaint) == {"people.Person"}


def test_a_report_about_a_vacancy_holds_no_words_and_no_reporter():
    report = apps.get_model("vacancies", "Report")
    kinds = {field.name: field.get_internal_type() for field in columns(report)}
    assert "TextField" not in kinds.values()
    assert not {name for name in kinds if re.search(r"text|name|contact|account|person|device|address", name)}
    assert not targets(report) & {"people.Person", "people.Account"}
