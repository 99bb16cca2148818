"""Whoever a decision is about finds its receipt on their own page: a file and a picture that verify offline."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.organisations.journey import decide as decide_organisation
from tests.organisations.journey import make, member, submit
from tests.people.journey import staff
from tests.posting.made import Employer, decide
from volens.engines.log import Leaf, Quorum, parse_leaf, parse_receipt, verify_receipt
from volens.services.people.models import StaffMember
from volens.services.trust.record import integrating
from volens.services.trust.record.place import here

pytestmark = pytest.mark.django_db


def proven(client: Client, page: str) -> Leaf:
    """Follow the receipt on a page to its file, and check that offline."""
    [way] = set(re.findall(r'href="(/en/log/record/[^"]+)"', page))
    integrating.integrate()
    answer: Any = client.get(way, follow=True)
    shown = answer.content.decode()
    assert "<svg" in shown
    [file] = re.findall(r'href="([^"]+\.tlog-proof)"', shown)
    receipt, place = parse_receipt(client.get(file).content), here()
    verify_receipt(receipt, place.origin, [place.signer.key], Quorum((), 0))
    assert receipt.entry is not None
    return parse_leaf(receipt.entry)


@pytest.mark.parametrize("outcome", ["publish", "send_back", "refuse"])
def test_an_employer_has_the_receipt_of_each_decision_on_a_vacancy(outcome: str) -> None:
    employer = Employer()
    posting = employer.send(employer.write(rest_days="0"))
    assert "/log/record/" not in employer.text(f"{posting.pk}/"), "nothing is decided yet"
    decide(
        posting, outcome, grounds=() if outcome == "publish" else ("finding-0",), words="Please say who pays the bus."
    )
    leaf = proven(employer.client, employer.text(f"{posting.pk}/"))
    assert (leaf.type, leaf.purpose) == ("decision", f"vacancies.{outcome}")


def test_an_organisation_has_the_receipt_of_its_verification() -> None:
    owner = member()
    case = submit(owner, make(owner))
    reviewer, _member = staff(StaffMember.Role.REVIEWER)
    assert decide_organisation(reviewer, case.number).status_code == 302
    page = owner.text(f"organisations/{case.organisation_id}/verification/")
    assert proven(owner.client, page).purpose == "organisations.verified"


def test_a_published_figure_has_its_receipt(client: Client) -> None:
    from tests.pages import vacancies
    from volens.services.market import actions

    vacancies.make(vacancies.source(), "1", isco="5120", is_sample=True)
    assert actions.publish_vacancies(timezone.localdate()) == 1
    integrating.integrate()
    page = client.get("/en/figures/").content.decode()
    [way] = re.findall(r'href="(/en/log/entry/[0-9a-f]{64}/)"', page)
    assert "market.published" in client.get(way).content.decode()
