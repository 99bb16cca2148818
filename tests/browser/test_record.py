"""Figures and pages of the log, filled and empty: axe, nothing wider than the screen, on a phone and at a desk."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.applications.made import make_vacancy
from tests.browser.test_accessibility import faults, overflow
from tests.market.test_figures import AFTER_Q2, applications
from tests.organisations.made import make_organisation
from tests.pages import vacancies
from volens.engines.log import LeafType
from volens.services.market import actions
from volens.services.trust.models import Record
from volens.services.trust.record import entering, integrating

pytestmark = pytest.mark.django_db(transaction=True)
EMPTY = ("log/", "log/verify/", "figures/", "figures/method/")


def fill() -> str:
    """A published table of each kind and an entry of the log; the entry's leaf."""
    source = vacancies.source(kind="file", name="feed", title="Feed")
    for number in range(12):
        vacancies.make(source, str(number), isco="5120", is_sample=False, pay_min=2000 + number, region="US-NJ")
    actions.load_populations("Ada", ["region,inhabitants\n", "US-NJ,9288994\n", "DE-BE,3755251\n"])
    office = make_organisation()
    for region in ("US-NJ", "DE-BE"):
        vacancy = make_vacancy(office, isco="5120", region=region)
        applications(vacancy, 40, answered=True)
        applications(vacancy, 3, answered=False)
    actions.publish_due(AFTER_Q2)
    entering.enter(LeafType.DECISION, "test", "case-1", "test-done", {})
    integrating.integrate()
    return Record.objects.get(about="case-1").leaf


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_on_figures_and_pages_of_the_log(browser: Browser, live_server: Any, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    found: list[str] = []

    def look(paths: tuple[str, ...]) -> None:
        for language in ("en", "zh-hans"):
            for path in paths:
                answer = page.goto(f"{live_server.url}/{language}/{path}")
                assert answer is not None
                assert answer.status == 200, path
                found.extend(f"{language} {path}: {fault}" for fault in faults(page))
                if overflow(page) > 0:
                    found.append(f"{language} {path}: {overflow(page)} pixels too wide")

    look(EMPTY)
    leaf = fill()
    look((*EMPTY, f"log/entry/{leaf}/"))
    context.close()
    assert not found, "\n".join(found)
