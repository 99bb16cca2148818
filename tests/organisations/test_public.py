"""What everyone sees: the landing page, the rules, an organisation's own page, the same as JSON."""

from __future__ import annotations

import re

import pytest
from django.utils.translation import override

from tests.organisations.made import make_member, make_organisation
from tests.people.journey import Browser
from volens.services.organisations import grounds, panels, queries
from volens.services.organisations.models import Organisation
from volens.services.vacancies.models import Source, Vacancy

pytestmark = pytest.mark.django_db
API = "/api/v1/organisations"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("page", ["organisations/", "organisations/rules/"])
def test_what_it_asks_and_gives_is_public_and_sets_nothing(language, page):
    answer = Browser(language=language).get(page)
    assert answer.status_code == 200
    assert not answer.cookies


def test_every_rule_is_on_the_page_with_an_anchor_that_decisions_point_to():
    page = Browser().text("organisations/rules/")
    for ground in grounds.GROUNDS.values():
        assert f'id="rule-{ground.rule}"' in page
    with override("en"):
        assert all(str(rule.text) in page.replace("&#39;", "'") for rule in grounds.RULES)


@pytest.mark.parametrize("state", ["unverified", "submitted", "refused"])
def test_an_organisation_that_was_never_verified_has_no_public_page(state):
    organisation = make_organisation(verified=False, state=state)
    assert Browser().get(f"organisations/{organisation.pk}/about/").status_code == 404
    assert Browser().client.get(f"{API}/{organisation.pk}").status_code == 404


def test_the_public_page_says_what_was_checked_and_what_not_and_names_no_member():
    organisation = make_organisation(name="Harbour Bakery", about="We bake <b>bread</b>.")
    make_member(organisation, name="Wang Wei", contact="wang@example.org")
    page = Browser().text(f"organisations/{organisation.pk}/about/")
    assert "Entry checked since" in page
    assert "It does not say how people work there" in page
    assert organisation.registration_number in page
    assert "We bake &lt;b&gt;bread&lt;/b&gt;." in page
    assert "No open vacancies now" in page
    assert not any(word in page for word in ("Wang Wei", "wang@example.org", "icon-check"))


def test_after_its_last_day_the_page_says_so_and_shows_no_vacancies():
    organisation = make_organisation(days=0)
    Organisation.objects.update(verified_until="2026-01-01")
    page = Browser().text(f"organisations/{organisation.pk}/about/")
    assert "Not verified at present" in page
    assert "Entry checked since" not in page


@pytest.mark.skipif(not queries.has_postings(), reason="vacancies do not know organisations yet")
def test_open_vacancies_of_the_organisation_and_of_no_other_are_listed():
    from tests.pages import vacancies

    organisation = make_organisation()
    source = Source.objects.create(name="employers")
    for number, owner in enumerate([organisation, organisation, make_organisation(), None]):
        row = vacancies.make(source, f"v{number}", title=f"Baker {number}")
        Vacancy.objects.filter(pk=row.pk).update(organisation=owner)
    Vacancy.objects.filter(title="Baker 1").update(state=Vacancy.State.EXPIRED)
    page = Browser().text(f"organisations/{organisation.pk}/about/")
    assert set(re.findall(r"Baker \d", page)) == {"Baker 0"}
    told = Browser().client.get(f"{API}/{organisation.pk}").json()
    assert told["open_vacancies"] == 1
    assert told["vacancies"] == [Vacancy.objects.get(title="Baker 0").pk]


def test_the_same_as_json_for_any_page_on_the_web():
    organisation = make_organisation(name="Harbour Bakery")
    answer = Browser().client.get(f"{API}/{organisation.pk}")
    told = answer.json()
    assert (told["name"], told["verified"], told["registry"]) == ("Harbour Bakery", True, "cn-uscc")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies
    assert not {"members", "owner", "contact"} & set(told)


def test_rooms_show_their_panels_to_members_and_on_the_public_page(rf, monkeypatch):
    from markupsafe import Markup

    monkeypatch.setattr(panels, "_member", {})
    monkeypatch.setattr(panels, "_public", {})
    panels.register("late", lambda _request, membership: Markup("<p>for {}</p>").format(membership.role), order=90)
    panels.register("early", lambda _request, _membership: Markup("<p>first</p>"), order=10)
    panels.register("nothing", lambda _request, _membership: None)
    panels.register_public("share", lambda _request, organisation: Markup("<p>share of {}</p>").format(organisation.pk))
    organisation = make_organisation()
    _account, client = make_member(organisation, "viewer")
    page = client.get(f"/en/organisations/{organisation.pk}/").content.decode()
    assert page.index("<p>first</p>") < page.index("<p>for viewer</p>")
    assert f"share of {organisation.pk}" in Browser().text(f"organisations/{organisation.pk}/about/")
