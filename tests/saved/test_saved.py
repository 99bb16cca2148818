"""Saving, hiding and noting vacancies: for oneself alone, with and without an account, in export and erasure."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from tests.pages import vacancies as world_of_vacancies
from tests.people.journey import Browser, fresh_contact
from tests.people.made import make_member_account, make_person, make_staff
from volens.services.people.actions import account as accounts
from volens.services.saved import actions, queries
from volens.services.saved.actions import Act
from volens.services.saved.models import Shelf
from volens.services.trust import queries as trust
from volens.services.vacancies import index, indexing
from volens.services.vacancies.models import Vacancy

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Any:
    made = world_of_vacancies.world()
    indexing.rebuild()
    yield made
    index._open.cache_clear()


def press(client: Client, vacancy: Vacancy, act: str, back: str = "/en/saved/"):
    return client.post("/en/saved/mark/", {"vacancy": vacancy.pk, "act": act, "back": back})


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def titles(page: str) -> list[str]:
    return re.findall(r'<li class="card"><h2[^>]*><a [^>]*>(.*?)</a>', page)


def test_a_person_saves_a_vacancy_from_the_results_and_finds_it_in_their_list(world):
    _account, client = make_person()
    page = text(client, "/en/vacancies/")
    assert f'name="vacancy" value="{world["worker"].pk}"' in page
    answer = press(client, world["worker"], "save", f"/en/vacancies/?q=worker#v{world['worker'].pk}")
    assert answer.headers["Location"] == f"/en/vacancies/?q=worker#v{world['worker'].pk}"
    assert titles(text(client, "/en/saved/")) == ["Warehouse worker"]
    assert 'aria-pressed="true"' in text(client, "/en/vacancies/")
    press(client, world["worker"], "unsave")
    assert "Nothing saved yet" in text(client, "/en/saved/")


def test_a_hidden_vacancy_is_not_in_the_results_unless_asked(world):
    _account, client = make_person()
    assert "Warehouse worker" in titles(text(client, "/en/vacancies/"))
    press(client, world["worker"], "hide")
    page = text(client, "/en/vacancies/")
    assert "Warehouse worker" not in titles(page)
    total = len(titles(text(Client(), "/en/vacancies/")))
    assert f"{total} found, 1 of them hidden by you." in page
    asked = text(client, "/en/vacancies/?hidden=1")
    assert "Warehouse worker" in titles(asked)
    assert "Show again" in asked
    assert f"{total} found. 1 of them you had hidden; it is shown here." in asked
    assert "Warehouse worker" in text(client, "/en/saved/"), "in the list of hidden ones"
    press(client, world["worker"], "show")
    assert "Warehouse worker" in titles(text(client, "/en/vacancies/"))


def test_what_is_hidden_is_counted_among_what_the_search_finds_on_all_its_pages(world):
    for number in range(25):
        world_of_vacancies.make(world["worker"].source, f"more-{number}", title="Packer")
    indexing.rebuild()
    _account, client = make_person()
    press(client, world["worker"], "hide")
    press(client, world["nurse"], "hide")
    assert "2 of them hidden by you" in text(client, "/en/vacancies/")
    assert "1 found, 1 of them hidden by you" in text(client, "/en/vacancies/?q=warehouse")
    assert "hidden by you" not in text(client, "/en/vacancies/?q=护士")
    assert "hidden by you" not in text(Client(), "/en/vacancies/")
    for number in (1, 2):
        assert "2 of them hidden by you" in text(client, f"/en/vacancies/?page={number}")
    shown = text(client, "/en/vacancies/?sort=pay&hidden=1")
    assert 'href="?sort=pay&amp;hidden=1&amp;page=2"' in shown, "the next page shows the hidden ones too"
    assert "they are shown here" in text(client, "/en/vacancies/?sort=pay&hidden=1&page=2")
    assert "hidden=1&amp;page" not in text(client, "/en/vacancies/")


def test_the_button_to_save_stands_right_after_how_to_apply(world):
    _account, client = make_person()
    for browser in (client, Client()):
        page = text(browser, f"/en/vacancies/{world['worker'].pk}/")
        at = page.index("Save for later") if browser is not client else page.index('value="save"')
        assert page.index('id="apply-heading"') < at < page.index('id="text-heading"')
        assert page.count("Save for later") + page.count('value="save"') == 1


def test_when_everything_on_a_page_is_hidden_the_page_says_so_and_not_that_nothing_fits(world):
    _account, client = make_person()
    press(client, world["worker"], "hide")
    page = text(client, "/en/vacancies/?q=warehouse")
    assert not titles(page)
    assert "hidden by you" in page
    assert "No vacancy fits this search now" not in page


def test_a_note_is_kept_shown_and_deleted_by_emptying_it(world):
    _account, client = make_person()
    send = {"vacancy": world["worker"].pk, "back": f"/en/vacancies/{world['worker'].pk}/"}
    assert client.post("/en/saved/note/", send | {"note": "Ask about <b>Sundays</b>"}).status_code == 302
    for page in (f"/en/vacancies/{world['worker'].pk}/", "/en/saved/", "/en/vacancies/"):
        assert "Ask about &lt;b&gt;Sundays&lt;/b&gt;" in text(client, page), page
    client.post("/en/saved/note/", send | {"note": " "})
    assert "Sundays" not in text(client, "/en/saved/")
    assert not Shelf.objects.exists(), "an empty shelf leaves no row"


def test_saving_takes_back_hiding_and_the_other_way_round(world):
    account, client = make_person()
    press(client, world["worker"], "hide")
    press(client, world["worker"], "save")
    mark = queries.marks_of(account.pk).get(world["worker"].pk)
    assert mark is not None
    assert (bool(mark.saved), mark.hidden) == (True, "")
    press(client, world["worker"], "hide")
    mark = queries.marks_of(account.pk).get(world["worker"].pk)
    assert mark is not None
    assert (mark.saved, bool(mark.hidden)) == ("", True)


def test_what_is_gone_stays_readable_in_the_list_and_can_be_removed(world):
    _account, client = make_person()
    press(client, world["worker"], "save")
    Vacancy.objects.filter(pk=world["worker"].pk).delete()
    page = text(client, "/en/saved/")
    assert "No longer available" in page
    assert "Warehouse worker" in page
    press(client, world["worker"], "forget")
    assert not Shelf.objects.exists()


def test_saving_before_sign_up_offers_sign_up_and_comes_back_to_the_vacancy(world):
    browser, number = Browser(), world["worker"].pk
    assert f'href="/en/saved/keep/{number}/"' in browser.text(f"vacancies/{number}/")
    page = browser.text(f"saved/keep/{number}/")
    assert "we have to know you again" in page
    assert f"/en/sign-up/?next=keep:{number}" in page
    browser.post("sign-up/", {"contact": fresh_contact(), "next": f"keep:{number}"})
    browser.post("sign-in/code/", {"code": browser.mailed_code()})
    assert browser.post("sign-up/confirm/", {"agree": "1"}).headers["Location"] == (
        f"/en/saved/keep/{number}/?done=welcome"
    )
    assert 'value="save">Save</button>' in browser.text(f"saved/keep/{number}/")


def test_visitors_staff_and_members_save_nothing(world):
    for client in (Client(), make_staff("reviewer")[1], make_member_account()[1]):
        assert "mark-buttons" not in text(client, "/en/vacancies/")
        assert press(client, world["worker"], "save").status_code == 302
        assert client.get("/en/saved/").status_code == 302
    assert not Shelf.objects.exists()


def test_pages_of_visitors_stay_the_same_for_all_and_hold_no_cookie(world):
    visitor = Client()
    before = visitor.get("/en/vacancies/")
    _account, client = make_person()
    press(client, world["worker"], "hide")
    after = Client().get("/en/vacancies/")
    assert before.content == after.content
    assert not after.cookies
    assert client.get("/en/vacancies/").headers["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"vacancy": "x", "act": "save"}, 404),
        ({"vacancy": "1", "act": "publish"}, 404),
        ({"vacancy": str(2**70), "act": "save"}, 404),
        ({"vacancy": "999999", "act": "save"}, 422),
    ],
)
def test_what_cannot_be_saved_is_refused(world, data, status):
    _account, client = make_person()
    assert client.post("/en/saved/mark/", data).status_code == status


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:x"])
def test_the_way_back_never_leads_out_of_the_house(world, back):
    _account, client = make_person()
    assert press(client, world["worker"], "save", back).headers["Location"] == "/en/saved/"


def test_a_shelf_has_an_end(world, monkeypatch):
    monkeypatch.setattr(actions, "MOST", 1)
    _account, client = make_person()
    press(client, world["worker"], "save")
    answer = press(client, world["nurse"], "save")
    assert answer.status_code == 422
    assert "Remove one first" in answer.content.decode()
    assert press(client, world["worker"], "hide").status_code == 302, "what is there already can change"


def test_a_too_long_note_is_refused_in_words(world):
    _account, client = make_person()
    answer = client.post("/en/saved/note/", {"vacancy": world["worker"].pk, "note": "x" * 1001})
    assert answer.status_code == 422
    assert "at most 1000 characters" in answer.content.decode()


def test_the_tables_tell_nothing_about_what_was_saved_nor_how_much(world):
    one, few = make_person()[0], make_person()[0]
    actions.mark(one.pk, world["worker"].pk, Act.SAVE)
    for each in ("worker", "nurse", "chinese"):
        actions.mark(few.pk, world[each].pk, Act.HIDE)
    rows = dict(Shelf.objects.values_list("person_id", "sealed"))
    assert len(rows[one.pk]) == len(rows[few.pk]), "one saved and three hidden look alike"
    assert all(b"Warehouse" not in bytes(each) for each in rows.values())


def test_export_holds_it_and_closing_deletes_it(world):
    account, client = make_person()
    press(client, world["worker"], "save")
    client.post("/en/saved/note/", {"vacancy": world["worker"].pk, "note": "near my aunt"})
    part = next(each for each in trust.export(account.person) if str(each.heading) == "My saved vacancies")
    assert part.data[0]["vacancy"] == world["worker"].pk
    assert part.data[0]["note"] == "near my aunt"
    assert part.rows == [("Warehouse worker, Riverside Logistics", "saved: near my aunt")]
    accounts.close(account)
    assert not Shelf.objects.exists()


def test_the_results_of_someone_signed_in_cost_three_queries_more_at_most(world, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    _account, client = make_person()
    press(client, world["worker"], "save")
    with CaptureQueriesContext(connection) as visitor:
        Client().get("/en/vacancies/")
    with django_assert_max_num_queries(len(visitor) + 3):
        client.get("/en/vacancies/")
