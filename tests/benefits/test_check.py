"""The check "What could I get?": few questions, a live answer with reasons, and nothing kept."""

from __future__ import annotations

import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from volens.packs.law.topics import TOPICS

pytestmark = pytest.mark.django_db
PAGE = "/en/benefits/cn/unemployment/"


def told(**facts: str) -> dict[str, str]:
    return {"day": "2021-06-01", "act": "answer", **{f"f.{name}": value for name, value in facts.items()}}


def shown(client: Client, data: dict[str, object], page: str = PAGE) -> str:
    response = client.post(page, data)
    assert response.status_code == 200
    return response.content.decode()


def headline(page: str, label: str) -> str:
    match = re.search(rf"<h3>{label}</h3>\s*<p class=\"headline\">(.*?)</p>", page)
    assert match, label
    return match[1]


def test_the_list_names_every_pack_in_both_languages(client: Client) -> None:
    assert "New Jersey" in client.get("/en/benefits/").content.decode()
    assert "新泽西州" in client.get("/zh-hans/benefits/").content.decode()


def test_nothing_told_gives_bounds_and_a_question(client: Client) -> None:
    page = client.get(PAGE).content.decode()
    assert headline(page, "longest benefit, with what was left before") == "0 months to 24 months"
    assert 'id="ask-heading"' in page


def test_answers_narrow_the_result_until_nothing_is_asked(client: Client) -> None:
    page = shown(
        client,
        told(
            contribution_months="64",
            involuntary="yes",
            registered="yes",
            ui_exhausted="no",
            months_to_retirement="200",
            unused_months="0",
            local_minimum_wage="2100",
        ),
    )
    assert headline(page, "entitled to unemployment benefit") == "Yes"
    assert headline(page, "longest benefit, with what was left before") == "18 months"
    assert headline(page, "benefit a month") == "¥1,890 a month"
    assert "Nothing more to ask" in page
    assert "社会保险法第四十六条" in page


def test_a_refusal_names_the_condition_its_article_and_from_when(client: Client) -> None:
    page = shown(client, told(contribution_months="8", involuntary="yes", registered="yes"))
    assert headline(page, "entitled to unemployment benefit") == "No"
    assert "contributions paid for at least one year" in page
    assert "第四十五条第一项" in page
    assert "from October 2021" in page


def test_a_wrong_answer_is_asked_again_with_a_remedy_and_the_rest_is_kept(client: Client) -> None:
    page = shown(client, told(contribution_months="many", involuntary="yes"))
    assert "Give a number from 0 to 600." in page
    assert 'name="f.involuntary" value="yes"' in page
    assert 'name="f.contribution_months" value="many"' not in page


def test_a_question_one_would_rather_not_answer_is_not_asked_again(client: Client) -> None:
    first = client.get(PAGE).content.decode()
    name = re.search(r'value="skip:(\w+)"', first)
    assert name
    page = shown(client, {"day": "2021-06-01", "act": f"skip:{name[1]}"})
    assert f'name="skip" value="{name[1]}"' in page
    assert f'value="skip:{name[1]}"' not in page


def test_an_answer_can_be_changed(client: Client) -> None:
    page = shown(client, {**told(contribution_months="64", involuntary="yes"), "act": "change:involuntary"})
    assert 'value="skip:involuntary"' in page
    assert 'name="f.contribution_months" value="64"' in page


def test_the_household_is_asked_only_where_it_matters(client: Client) -> None:
    page = "/en/benefits/cn-gd/flexible-work/"
    facts = told(
        registered="yes",
        sex="male",
        age="30",
        unemployed_months="1",
        minimum_living="no",
        employed="no",
        land_lost="no",
        disabled="no",
        recent_graduate="no",
        months_to_retirement="300",
        own_contributions="900",
    )
    facts["day"] = "2022-07-01"
    assert 'name="members"' in shown(client, facts, page)
    alone = shown(client, {**facts, "members": "0"}, page)
    assert headline(alone, "hard to employ") == "Yes"
    partner = shown(client, {**facts, "members": "1", "m1.employed": "yes"}, page)
    assert headline(partner, "hard to employ") == "No"


def test_no_rule_known_is_said_and_never_carried_over(client: Client) -> None:
    page = shown(
        client,
        {
            "day": "2026-06-01",
            "act": "answer",
            "f.insured_staff": "100",
            "f.staff_lost": "5",
            "f.firm_contribution_months": "24",
        },
        "/en/benefits/cn/keeping-staff/",
    )
    assert headline(page, "rebate can be had") == "No rule known"
    assert "31 December 2025" in page


def test_nothing_is_stored_and_nothing_stands_in_the_address(client: Client) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.post(PAGE, told(contribution_months="64"))
    assert not [q for q in queries if q["sql"].lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))]
    assert "sessionid" not in response.cookies
    assert response.headers["Cache-Control"].count("no-store") == 1
    assert 'method="post"' in response.content.decode()


@pytest.mark.parametrize(
    "data",
    [
        {"f.contribution_months": "9" * 500},
        {"f.birth": "\x00"},
        {"day": "99999"},
        {"members": "-1"},
        {"members": "99999999999999999999"},
        {"act": "change:<script>"},
        {"f.nothing": "1"},
        {"f.contribution_months": "１２"},
        {"f.contribution_months": "NaN"},
        {"skip": "x"},
    ],
)
@pytest.mark.parametrize("pack", ["cn/retirement", "cn/unemployment", "cn-gd/flexible-work", "de/unemployment"])
def test_nonsense_is_no_error_of_ours(client: Client, pack: str, data: dict[str, str]) -> None:
    response = client.post(f"/en/benefits/{pack}/", data)
    assert response.status_code == 200
    assert b"<script>" not in response.content.replace(b'<script src="', b"")


def test_unknown_packs_and_topics_are_not_found(client: Client) -> None:
    assert client.get("/en/benefits/xx/unemployment/").status_code == 404
    assert client.get("/en/benefits/cn/xx/").status_code == 404


def test_the_api_answers_with_reasons_grounds_and_the_next_question(client: Client) -> None:
    case = {"topic": "unemployment", "date": "2021-06-01", "facts": {"contribution_months": 8, "involuntary": True}}
    said = client.post("/api/v1/law/cn/check", json.dumps(case), content_type="application/json").json()
    assert said["results"]["ui_eligible"]["value"] is False
    assert said["results"]["ui_eligible"]["grounds"]["failing"][0]["cite"] == "社会保险法第四十五条第一项"
    assert said["rule_version"]


def test_the_api_names_facts_that_make_no_sense(client: Client) -> None:
    case = {"topic": "unemployment", "facts": {"contribution_months": -1, "nothing": 1}}
    response = client.post("/api/v1/law/cn/check", json.dumps(case), content_type="application/json")
    assert response.status_code == 422
    assert set(response.json()["facts"]) == {"contribution_months", "nothing"}


def test_openfiscas_shape_is_answered(client: Client) -> None:
    situation = {
        "persons": {
            "ana": {
                "contribution_months": {"2021-06": 60},
                "involuntary": {"2021-06": True},
                "registered": {"2021-06": True},
                "unused_months": {"2021-06": 0},
                "ui_months": {"2021-06": None},
                "ui_amount": {"2021-06": None},
            }
        }
    }
    said = client.post("/api/v1/law/cn/calculate", json.dumps(situation), content_type="application/json").json()
    assert said["persons"]["ana"]["ui_months"]["2021-06"] == 18
    assert said["open"]["ana"]["ui_amount"]["2021-06"]["depends_on"] == ["local_minimum_wage"]


TOPIC_PAGES = [(pack, topic.code) for pack, topics in TOPICS.items() for topic in topics]


@pytest.mark.parametrize(("pack", "topic"), TOPIC_PAGES)
@pytest.mark.parametrize("day", ["2011-07-01", "2021-06-01", "2023-02-01", "2026-11-22", "2040-12-31"])
def test_every_topic_opens_on_every_day_with_nothing_told(client: Client, pack: str, topic: str, day: str) -> None:
    page = shown(client, {"day": day}, f"/en/benefits/{pack}/{topic}/")
    assert "no rule known for" not in page  # internal names of figures are for authors


def test_the_last_day_a_rule_is_known_for_is_one_press_away(client: Client) -> None:
    page = shown(client, {"day": "2026-06-01"}, "/en/benefits/cn/keeping-staff/")
    assert 'value="on:2025-12-31"' in page
    assert "is known until 31 December 2025 only." in page
    page = shown(client, {"day": "2026-06-01", "act": "on:2025-12-31"}, "/en/benefits/cn/keeping-staff/")
    assert "No rule known" not in page


@pytest.mark.parametrize(("pack", "topic"), TOPIC_PAGES)
@pytest.mark.parametrize("months", ["8", "64"])
def test_every_topic_explains_what_few_answers_settle(client: Client, pack: str, topic: str, months: str) -> None:
    facts = {"contribution_months": months, "involuntary": "yes", "registered": "yes", "unused_months": "0"}
    data = {"day": "2022-10-01", "act": "answer", **{f"f.{name}": value for name, value in facts.items()}}
    shown(client, data, f"/en/benefits/{pack}/{topic}/")


def test_a_local_rule_that_stands_on_the_national_one_is_explained(client: Client) -> None:
    facts = told(contribution_months="64", involuntary="yes", registered="yes", unused_months="0")
    page = shown(client, {**facts, "day": "2022-10-01"}, "/en/benefits/cn-gd/unemployment/")
    assert headline(page, "longest benefit, with what was left before") == "6 months"
    assert "广东省失业保险条例第十七条" in page


@pytest.mark.parametrize("page", [PAGE, "/en/benefits/us-nj/unemployment/"])
def test_going_on_without_an_answer_is_answered_beside_the_question(client: Client, page: str) -> None:
    asked = re.search(r'value="answer:([a-z_]+)"', client.get(page).content.decode())
    assert asked
    again = shown(client, {"day": "2021-06-01", "act": f"answer:{asked[1]}", f"f.{asked[1]}": " "}, page)
    assert 'id="ask-error"' in again
    assert f'value="answer:{asked[1]}"' in again, "the same question"


def test_figures_by_city_are_told_by_the_names_of_the_cities(client: Client) -> None:
    page = client.get("/zh-hans/benefits/cn-gd/unemployment/").content.decode()
    assert "class_1" not in page
    assert "广州：2500" in page
