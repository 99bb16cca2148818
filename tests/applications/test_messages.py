"""Messages: a switch for each kind, a pause for all; and how looks are gathered on the application's page."""

from __future__ import annotations

import pytest

from tests.applications.made import make_applicant, make_employer, make_vacancy, received_of
from volens.services.applications.actions import messages as switches
from volens.services.people.models import Message
from volens.services.trust import queries as trust
from volens.services.vacancies import listeners
from volens.services.vacancies.listeners import Change

pytestmark = pytest.mark.django_db


def happen(kind: str, employer, vacancy, application) -> None:
    if kind == "news":
        employer.write(received_of(application).pk)
    elif kind == "changed":
        listeners.changed(vacancy, [Change("pay", "Pay", "1", "2")])
    elif kind == "ended":
        listeners.ended(vacancy)
    else:
        import datetime as dt

        from django.utils import timezone

        from volens.services.applications.actions import time

        row = received_of(application)
        row.received_on -= dt.timedelta(days=60)
        row.save()
        time.run(timezone.now())


@pytest.mark.parametrize("kind", sorted(switches.KINDS))
@pytest.mark.parametrize("switched", ["all on", "only this off", "only this on", "all paused"])
def test_each_kind_has_its_switch_and_a_pause_stops_all(kind, switched):
    employer, aygul = make_employer(), make_applicant()
    vacancy = make_vacancy(employer.organisation)
    application = aygul.apply(vacancy)
    on = set(switches.KINDS)
    if switched == "only this off":
        on -= {kind}
    elif switched == "only this on":
        on = {kind}
    if switched != "all on":
        aygul.post("applications/messages/", {"kinds": sorted(on)})
    if switched == "all paused":
        aygul.post("my/messages/", {"pause": "1"})
    before = Message.objects.count()
    happen(kind, employer, vacancy, application)
    assert Message.objects.count() - before == (switched in {"all on", "only this on"})
    page = aygul.text("applications/messages/")
    assert page.count(" checked") == len(on)


def test_members_switch_news_of_applicants_off_for_themselves():
    employer, aygul = make_employer(), make_applicant()
    colleague = make_employer(employer.organisation, "recruiter", "Zhao Min")
    application = aygul.apply(make_vacancy(employer.organisation))
    employer.client.post("/en/my/messages/", {"wanted": []})
    employer.offer(received_of(application).pk)
    letter = aygul.newest(application, "offer")
    aygul.post(f"applications/{application}/offer/{letter.pk}/", {"agree": "1"})
    before = Message.objects.count()
    aygul.post(f"applications/{application}/offer/{letter.pk}/", {"now": "1"})
    assert Message.objects.count() - before == 1, "the colleague alone hears of the acceptance"
    assert colleague.get().status_code == 200


def test_a_word_that_is_no_kind_changes_nothing():
    aygul = make_applicant()
    aygul.post("applications/messages/", {"kinds": ["news", "everything", "x" * 3000]})
    assert switches.switched_on(aygul.account.pk) == {"news"}


def test_looks_of_one_reader_on_one_day_are_gathered_here_and_each_listed_where_who_looked_is():
    employer, aygul = make_employer(name="Zhao Min"), make_applicant()
    application = aygul.apply(make_vacancy(employer.organisation))
    for _each in range(3):
        employer.open(received_of(application).pk)
    page = aygul.text(f"applications/{application}/")
    assert "3 times that day" in page
    assert page.count("To look at an application you sent") == 1
    assert aygul.text("my/readers/").count("To look at an application you sent") == 3
    assert len(trust.readings_of(aygul.account.person)) == 3
