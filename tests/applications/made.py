"""What applicants and employers do, through the pages only."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import UUID

from django.test import Client
from django.utils import timezone

from tests.organisations.made import make_member, make_organisation
from tests.pages import vacancies
from tests.people.made import make_person
from volens.services.applications.models import Application, Letter, Received
from volens.services.organisations.models import Organisation
from volens.services.people.models import Account
from volens.services.vacancies.models import Source, Vacancy

_numbers = count(1)
WRITTEN = {
    "work": "Baking, for Harbour Bakery Ltd",
    "pay": "5,200 a month by bank, first on 5 February, to you alone",
    "hours": "40 hours, two days off, overtime paid 1.5",
    "place": "12 Quay Street; lodging optional",
    "begins": "4 January",
    "contract": "One year, 30 days' notice, in English and Chinese",
    "more": "",
}


def make_vacancy(organisation: Organisation, **values: Any) -> Vacancy:
    """A published vacancy the organisation posted here."""
    source, _made = Source.objects.get_or_create(name="employers", defaults={"kind": Source.Kind.EMPLOYER})
    now = timezone.now()
    usual = {"title": "Baker", "employer": organisation.name, "organisation": organisation, "is_sample": False}
    usual |= {"first_published_at": now, "confirmed_at": now}
    return vacancies.make(source, f"posted-{next(_numbers)}", **(usual | values))


@dataclass
class Applicant:
    """A person in a browser, and the application they work on."""

    account: Account
    client: Client
    language: str = "en"

    def get(self, path: str, **options: Any):
        return self.client.get(f"/{self.language}/{path}", **options)

    def post(self, path: str, data: Any = None, **options: Any):
        return self.client.post(f"/{self.language}/{path}", data or {}, **options)

    def text(self, path: str) -> str:
        answer = self.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.headers.get("Location"))
        return answer.content.decode()

    def draft(self, vacancy: Vacancy, *ticks: str, note: str = "", documents: tuple[str, ...] = ()) -> UUID:
        data = {"ticks": list(ticks or ("chosen_name",)), "documents": list(documents), "note": note, "check": "1"}
        answer = self.post(f"applications/new/{vacancy.pk}/", data)
        if answer.status_code == 302 and "/edit/" in answer.headers["Location"]:
            answer = self.post(answer.headers["Location"].removeprefix(f"/{self.language}/"), data)
        assert answer.status_code == 302, answer.content.decode()[-2000:]
        found = re.search(r"/applications/([0-9a-f-]{36})/check/", answer.headers["Location"])
        assert found, answer.headers["Location"]
        return UUID(found[1])

    def send(self, application: UUID):
        page = self.text(f"applications/{application}/check/")
        shown = re.search(r'name="shown" value="(\w+)"', page)
        assert shown
        return self.post(f"applications/{application}/check/", {"shown": shown[1]})

    def apply(self, vacancy: Vacancy, *ticks: str, **more: Any) -> UUID:
        application = self.draft(vacancy, *ticks, **more)
        assert self.send(application).headers["Location"].endswith(f"/applications/{application}/")
        return application

    def told(self, answer: Any) -> str:
        """What the page that a form leads to says about what was just done; empty when it says nothing."""
        assert answer.status_code == 302, answer.content.decode()[-2000:]
        page = self.client.get(answer.headers["Location"]).content.decode()
        found = re.search(r'<p class="notice" role="status">(.*?)</p>', page, re.DOTALL)
        return re.sub(r"<[^>]+>", "", found[1]).strip() if found else ""

    def withdraw(self, application: UUID):
        return self.post(f"applications/{application}/withdraw/")

    def newest(self, application: UUID, kind: str) -> Letter:
        return Letter.objects.filter(application=application, kind=kind).latest("at")


def make_applicant(name: str = "Aygul", **profile: str) -> Applicant:
    account, client = make_person(chosen_name=name, **profile)
    return Applicant(account, client)


@dataclass
class Employer:
    """A member of an organisation in a browser."""

    organisation: Organisation
    account: Account
    client: Client
    language: str = "en"

    @property
    def base(self) -> str:
        return f"/{self.language}/organisations/{self.organisation.pk}/applications/"

    def get(self, path: str = "", **options: Any):
        return self.client.get(self.base + path, **options)

    def post(self, path: str, data: Any = None):
        return self.client.post(self.base + path, data or {})

    def list_page(self) -> str:
        answer = self.get()
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()

    def open(self, received: UUID) -> str:
        answer = self.get(f"{received}/")
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()

    def write(self, received: UUID, text: str = "Thank you, we read it."):
        return self.post(f"{received}/write/", {"text": text})

    def propose(self, received: UUID, *, until: dt.date | None = None, days: int = 5):
        until = until or timezone.localdate() + dt.timedelta(days=2)
        first = dt.datetime.combine(until + dt.timedelta(days=days), dt.time(9, 30))
        times = {"time_1": f"{first:%Y-%m-%dT%H:%M}", "time_2": f"{first + dt.timedelta(days=1):%Y-%m-%dT%H:%M}"}
        told = {**times, "minutes": "30", "place": "12 Quay Street", "text": "Ask for Mrs Li.", "until": f"{until}"}
        return self.post(f"{received}/times/", told)

    def offer(self, received: UUID, *, days: int = 7):
        until = timezone.localdate() + dt.timedelta(days=days)
        return self.post(f"{received}/offer/", WRITTEN | {"until": f"{until}"})

    def refuse(self, received: UUID, text: str = "We chose someone with more practice."):
        return self.post(f"{received}/no/", {"text": text})


def make_employer(organisation: Organisation | None = None, role: str = "owner", name: str = "Wang Wei") -> Employer:
    organisation = organisation or make_organisation()
    account, client = make_member(organisation, role, name)
    return Employer(organisation, account, client)


def received_of(application: UUID) -> Received:
    row = Application.objects.select_related("received").get(pk=application).received
    assert row is not None
    return row
