"""S12 in the room of applications: leaving takes everything along; an employer keeps a number that leads nowhere."""

from __future__ import annotations

import json

import pytest
from django.apps import apps
from django.core import serializers

from tests.applications.made import make_applicant, make_employer, make_vacancy, received_of
from volens.services.applications.models import Application, Letter, Received
from volens.services.people.actions import account as accounts
from volens.services.people.models import Person
from volens.services.trust import actions, queries

pytestmark = pytest.mark.django_db


def everything() -> bytes:
    parts = []
    for model in apps.get_app_config("applications").get_models():
        for row in model.objects.values_list():
            parts += [bytes(each) if isinstance(each, bytes | memoryview) else str(each).encode() for each in row]
    return b"\n".join(parts)


def test_leaving_destroys_what_was_said_and_leaves_a_number_that_leads_nowhere():
    employer, aygul = make_employer(), make_applicant("Aygul", skills="welding")
    application = aygul.apply(make_vacancy(employer.organisation), "chosen_name", "skills")
    row = received_of(application)
    employer.write(row.pk, "Come by on Monday.")
    marks = [b"Aygul", b"welding", b"Monday", str(aygul.account.pk).encode(), str(application).encode()]
    assert [mark for mark in marks if mark in everything()] == marks[3:], "sealed while it stands"
    accounts.close(aygul.account)
    assert not [mark for mark in marks if mark in everything()]
    assert not Application.objects.exists()
    assert not Letter.objects.exists()
    assert Received.objects.get().state == "gone"
    page = employer.get(f"{row.pk}/").content.decode()
    assert "No longer available" in page
    assert "Monday" not in page


def test_whoever_leaves_before_anyone_looked_never_was():
    employer, aygul = make_employer(), make_applicant()
    aygul.apply(make_vacancy(employer.organisation))
    accounts.close(aygul.account)
    assert not Received.objects.exists()
    assert "Nothing has been sent to you" in employer.list_page()


@pytest.mark.parametrize("state", ["sent", "talking", "interview", "meeting", "offer", "accepted", "refused", "silent"])
@pytest.mark.parametrize("key_gone", [False, True])
def test_leaving_works_from_every_state_also_when_the_key_is_gone_already(state, key_gone):
    from django.utils import timezone

    from volens.services.trust import vault

    employer, aygul = make_employer(), make_applicant()
    application = aygul.apply(make_vacancy(employer.organisation))
    row = received_of(application)
    employer.open(row.pk)
    today = timezone.localdate()
    row.state = state
    row.answered_on = None if state in {"sent", "silent"} else today
    row.closed_on = today if state in {"accepted", "refused", "silent"} else None
    row.save()
    if key_gone:
        vault.destroy(aygul.account.pk)
        actions.erase(aygul.account.pk)
    else:
        accounts.close(aygul.account)
    assert Received.objects.get().state == ("silent" if state == "silent" else "gone")
    assert not Application.objects.exists()


def test_a_restored_backup_does_not_bring_an_application_back():
    employer, aygul = make_employer(), make_applicant("Aygul")
    row = received_of(aygul.apply(make_vacancy(employer.organisation)))
    employer.open(row.pk)
    actions.absorb()
    actions.replay_erasures()
    models = [*apps.get_app_config("people").get_models(), *apps.get_app_config("trust").get_models()]
    models += list(apps.get_app_config("applications").get_models())
    backup = serializers.serialize("json", [each for model in models for each in model.objects.all()])
    accounts.close(aygul.account)
    for each in serializers.deserialize("json", backup):
        each.save()
    assert Application.objects.exists()
    assert "Aygul" not in employer.get(f"{row.pk}/").content.decode(), "without the key nothing opens"
    assert actions.replay_erasures() == 1
    assert not Application.objects.exists()
    assert Received.objects.get().state == "gone"


def test_the_export_holds_what_was_sent_said_and_noted():
    employer, aygul = make_employer(), make_applicant("Aygul", skills="welding")
    application = aygul.apply(make_vacancy(employer.organisation), "chosen_name", "skills", note="I come on foot.")
    employer.write(received_of(application).pk, "Come by on Monday.")
    aygul.post(f"applications/{application}/notes/", {"notes": "Ask about the bus."})
    part = next(
        each
        for each in queries.export(Person.objects.get(pk=aygul.account.pk))
        if str(each.heading) == "My applications"
    )
    told = json.dumps(part.data)
    for words in ("welding", "I come on foot.", "Come by on Monday.", "Ask about the bus."):
        assert words in told
        assert any(words in value for _name, value in part.rows)
