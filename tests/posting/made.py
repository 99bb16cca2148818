"""Postings for tests: an organisation with a member's browser, a decent vacancy, what goes through the pages."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.test import Client

from tests.organisations.made import make_member, make_organisation
from tests.people.made import make_staff
from volens.services.organisations.models import Organisation
from volens.services.people.models import Account, StaffMember
from volens.services.vacancies.models import Posting, ReviewCase
from volens.services.vacancies.posting import acting, actions
from volens.services.vacancies.posting.acting import Actor
from volens.services.vacancies.posting.forms import FORMS
from volens.services.vacancies.review import actions as review
from volens.services.vacancies.review import blocks

#: A text that a rule blocks although every declaration is sound.
STOPPED = "You pack bread at night with us. You pay a deposit of 200 yuan before you start the work."
#: The answers of a decent vacancy, by step, as a browser sends them.
DECENT: dict[str, dict[str, str]] = {
    "what": {
        "title": "Cook in a canteen",
        "text": "You cook lunch for two hundred people with two colleagues and keep the kitchen clean.",
        "contract": "permanent",
    },
    "kind": {"isco": "5120"},
    "where": {"place": "Nanchang", "workplace": "12 Garden Road, Donghu district", "workplace_accessible": "yes"},
    "pay": {
        "pay_min": "5500",
        "pay_max": "6500",
        "currency": "CNY",
        "pay_period": "month",
        "pay_method": "bank_transfer",
        "first_pay_days": "30",
        "paid_to": "worker",
    },
    "hours": {"hours": "full_time", "weekly_hours": "40", "rest_days": "2", "overtime_paid": "yes", "night_work": "no"},
    "conditions": {
        "written_contract": "yes",
        "contract_language": "en",
        "lodging": "none",
        "group_transport": "no",
        "minimum_age": "18",
        "apply": "here",
    },
    "declarations": {
        "worker_pays": "no",
        "documents_kept_by": "worker",
        "may_leave_site": "yes",
        "may_resign": "yes",
        "resignation_cost": "0",
        "recruiter_paid_per_head": "no",
        "legal_employer": "Harbour Bakery Ltd",
        "licence_required": "no",
    },
}


class Employer:
    """A member of an organisation in a browser, in English unless said otherwise."""

    def __init__(self, organisation: Organisation | None = None, role: str = "owner", language: str = "en") -> None:
        self.organisation = organisation or make_organisation()
        self.account, self.client = make_member(self.organisation, role)
        self.language = language

    def at(self, path: str = "") -> str:
        return f"/{self.language}/organisations/{self.organisation.pk}/vacancies/{path}"

    def get(self, path: str = "") -> Any:
        return self.client.get(self.at(path))

    def post(self, path: str = "", data: dict[str, Any] | None = None) -> Any:
        return self.client.post(self.at(path), data or {})

    def text(self, path: str = "") -> str:
        answer = self.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.headers.get("Location"))
        return answer.content.decode()

    def begin(self) -> str:
        """Start an empty posting; its identifier."""
        answer = self.post("new/")
        assert answer.status_code == 302, answer.content.decode()[-2000:]
        return re.search(r"vacancies/([0-9a-f-]{36})/what/", answer.headers["Location"])[1]

    def fill(self, posting: str, **changes: Any) -> None:
        """Walk through the steps. `changes` replace answers by their name; None leaves one out."""
        for step, said in DECENT.items():
            data = {name: changes.get(name, value) for name, value in said.items()}
            data |= {name: value for name, value in changes.items() if name in EXTRA.get(step, ())}
            answer = self.post(f"{posting}/{step}/", {name: value for name, value in data.items() if value is not None})
            assert answer.status_code == 302, (step, errors(answer))

    @property
    def actor(self) -> Actor:
        return acting.member(self.organisation.memberships.select_related("organisation").get(account=self.account))

    def write(self, **changes: Any) -> str:
        """A whole draft, read by the forms of the wizard without walking through its pages."""
        posting = actions.start(self.actor)
        for step, said in DECENT.items():
            data = {name: changes.get(name, value) for name, value in said.items()}
            data |= {name: value for name, value in changes.items() if name in EXTRA.get(step, ())}
            form = FORMS[step](data, content=posting.content)
            assert form.is_valid(), (step, form.errors)
            posting = actions.save(self.actor, posting.pk, form.answers())
        return str(posting.pk)

    def send(self, posting: str | Posting) -> Posting:
        actions.submit(self.actor, getattr(posting, "pk", None) or UUID(posting))
        return fresh(posting)

    def publish(self, **changes: Any) -> Posting:
        """A vacancy that went all the way: written, sent in, and decided by two reviewers where needed."""
        posting = self.send(self.write(**changes))
        if posting.state == Posting.State.WAITING:
            approve(posting)
        found = fresh(posting)
        assert found.state == Posting.State.PUBLISHED, found.state
        return found


def fresh(posting: str | Posting) -> Posting:
    key = getattr(posting, "pk", None) or posting
    return Posting.objects.select_related("vacancy", "organisation").get(pk=key)


EXTRA = {
    "where": ("place_choice", "remote"),
    "conditions": ("last_day", "apply_url", "apply_contact"),
    "declarations": ("worker_pays_amount", "worker_pays_for", "licence"),
}


def errors(answer: Any) -> list[str]:
    page = answer.content.decode()
    return re.findall(r'class="error-text"[^>]*>([^<]*)<', page) or [page[-1500:]]


class Desk:
    """A reviewer in a browser."""

    def __init__(self, name: str = "Li Na", role: str = "reviewer", language: str = "en") -> None:
        self.account, self.client = make_staff(role, name)
        self.language = language

    def get(self, path: str = "") -> Any:
        return self.client.get(f"/{self.language}/staff/vacancies/{path}")

    def text(self, path: str = "") -> str:
        answer = self.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.content.decode()

    def read(self, case: ReviewCase) -> str:
        """Open a case; what its form says was read."""
        return re.search(r'name="read" value="([^"]*)"', self.text(f"{case.pk}/"))[1]

    def decide(
        self, case: ReviewCase, outcome: str, *, grounds: tuple[str, ...] = (), words: str = "", **more: str
    ) -> Any:
        data = {"outcome": outcome, "grounds": list(grounds), "words": words} | more
        if (case.revision_id is None or case.kind in ReviewCase.OF_REPORTS) and "read" not in data:
            data["read"] = self.read(case)
        return self.client.post(f"/{self.language}/staff/vacancies/{case.pk}/", data)


def open_case(posting: Posting) -> ReviewCase:
    return ReviewCase.objects.get(vacancy_id=posting.vacancy_id, decided_at__isnull=True)


def reviewer(name: str = "Li Na") -> StaffMember:
    """A reviewer who never opens a page: quick."""
    account = Account.objects.create(kind=Account.Kind.STAFF)
    return StaffMember.objects.create(account=account, name_shown=name, office="City office", role="reviewer")


def decide(posting: Posting, outcome: str, *, grounds: tuple[str, ...] = (), words: str = "") -> ReviewCase:
    """As many reviewers as needed decide the same; against a rule that blocks, each with words of their own."""
    case = open_case(posting)
    while case.decided_at is None:
        me = reviewer()
        whys = {each.key: f"It is not what the rule means, says {me.pk}." for each in blocks.of(case)}
        case = review.decide(me, case.pk, review.Decision(outcome, grounds, words, whys))
    return case


def approve(posting: Posting) -> ReviewCase:
    return decide(posting, "publish")


def visitor() -> Client:
    return Client()
