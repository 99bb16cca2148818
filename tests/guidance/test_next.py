"""What somebody could do next: by skills where a classification with skills is loaded, else by structure, said so."""

from __future__ import annotations

import html
import re
from collections import Counter
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.guidance import own_words
from tests.pages import vacancies
from tests.people.made import make_person, make_staff
from volens.engines.ranking import Skills
from volens.packs import classifications as pack
from volens.packs.classifications import Level, isco, needs
from volens.services.classifications import queries as classifications
from volens.services.classifications.models import Concept, Label, Relation, Scheme
from volens.services.guidance import nearby
from volens.services.people.models import Person
from volens.services.vacancies import index, indexing, queries
from volens.services.vacancies.parameters import SearchParameters

pytestmark = pytest.mark.django_db
SKILLS = ("load goods", "drive forklift", "read signs", "check stock", "sew seams", "cut cloth", "greet guests")
NEEDS = {
    "8344": ("load goods", "drive forklift", "read signs", "check stock"),
    "9333": ("load goods", "check stock", "read signs", "greet guests"),
    "7531": ("sew seams", "cut cloth", "greet guests"),
    "8153": ("sew seams", "cut cloth", "read signs"),
}


@pytest.fixture
def world() -> Any:
    made = vacancies.world()
    queries.forget()
    indexing.rebuild()
    yield made
    queries.forget()
    index._open.cache_clear()


@pytest.fixture
def esco(world: Any) -> Scheme:
    """A small made-up classification with skills, in the tables as loading leaves them."""
    scheme = Scheme.objects.create(
        code="esco", title="ESCO", source="test", attribution="test", digest="d1", loaded_at=timezone.now()
    )
    skills = {}
    for number, name in enumerate(SKILLS):
        skills[name] = Concept.objects.create(scheme=scheme, key=f"skill/{number}", kind=Concept.Kind.SKILL)
        Label.objects.create(concept=skills[name], language="en", kind=Label.Kind.PREFERRED, text=name)
    for group, asked in NEEDS.items():
        work = Concept.objects.create(
            scheme=scheme, key=f"occupation/{group}", kind=Concept.Kind.OCCUPATION, unit_group=group
        )
        for name in asked:
            Relation.objects.create(occupation=work, skill=skills[name], kind=Relation.Kind.ESSENTIAL)
    nearby._skills.cache_clear()
    return scheme


def page(address: str, client: Client | None = None) -> str:
    answer = (client or Client()).get(address)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def found(text: str) -> list[tuple[str, str]]:
    """The occupations of the page in order: code, and the text of the card."""
    cards = re.findall(r'<li class="panel">(.*?)</li>\s*(?=<li class="panel">|</ol>)', text, re.DOTALL)
    codes = [re.search(r"/occupations/(\d{4})/", card) for card in cards]
    return [
        (code[1], " ".join(re.sub(r"<.*?>", " ", card).split()))
        for code, card in zip(codes, cards, strict=True)
        if code
    ]


def test_work_that_shares_skills_comes_with_those_shared_and_those_to_learn(esco: Scheme) -> None:
    text = page("/en/next/8344/")
    first, card = found(text)[0]
    assert first == "9333"
    assert "You would bring 3 of its 4 most wanted skills" in card
    assert "You would learn greet guests" in card
    assert "1 open vacancy" in card, "the warehouse worker"
    assert "ESCO, the European classification" in text
    assert found(page("/en/next/7531/"))[0][0] == "8153"


def test_few_that_share_skills_are_followed_by_some_of_the_same_group_that_say_so(esco: Scheme) -> None:
    cards = dict(found(page("/en/next/8344/")))
    assert "8343" in cards
    assert "In the same group of closely related work" in cards["8343"]
    assert "You would bring" not in cards["8343"]


def test_without_esco_the_shipped_list_says_what_is_shared_in_either_language(world: Any) -> None:
    text = page("/en/next/8344/")
    assert "The list is Volens’s own" in text
    assert "ESCO, the European classification" not in text
    cards = dict(found(text))
    assert "9333" in cards, "who drives a forklift knows the warehouse"
    assert re.search(r"You would bring \d+ of its \d+ most wanted skills", next(iter(cards.values())))
    assert "drive a forklift" in text
    spoken = page("/zh-hans/next/8344/")
    assert "叉车" in spoken.partition("main")[2]
    assert "drive a forklift" not in spoken


def test_a_group_that_esco_is_silent_about_goes_by_the_shipped_list(esco: Scheme) -> None:
    assert "ESCO, the European classification" in page("/en/next/8344/")
    text = page("/en/next/2221/")
    assert "The list is Volens’s own" in text
    assert "3221" in dict(found(text)), "nurses of another level"


def test_the_shipped_list_knows_every_unit_group_and_every_group_has_where_to_go() -> None:
    listed, asked = needs.skills(), needs.needs()
    assert set(asked) == {each.code for each in isco().at(Level.UNIT)}
    assert len({each.key for each in listed}) == len({each.en for each in listed}) == len({each.zh for each in listed})
    many = Counter(number for skills in asked.values() for number in skills)
    assert set(many) == set(range(len(listed))), "every skill is asked for"
    assert min(many.values()) >= 2, "what one group alone asks for leads nowhere"
    skills = Skills(asked)
    for group in asked:
        assert len(skills.near(group)) >= 3, group


@pytest.mark.parametrize("group", [each.code for each in isco().at(Level.UNIT)][::43])
def test_every_unit_group_has_neighbours_of_its_own_kind(world: Any, group: str) -> None:
    for other, _why in nearby.by_structure(group):
        assert isco().exists(other, Level.UNIT)
        assert other != group


def test_vacancies_are_counted_where_one_asks(esco: Scheme) -> None:
    assert "1 open vacancy" in dict(found(page("/en/next/8344/?where=Jersey+City,+NJ")))["9333"]
    there = dict(found(page("/en/next/8344/?where=Nanchang")))["9333"]
    assert "0 open vacancies" in there
    assert "2 open vacancies" in page("/en/next/2221/"), "both nurses, wherever they are"
    assert "1 open vacancy" in page("/en/next/2221/?where=Nanchang").partition('class="near-work"')[0]


def test_own_words_lead_to_an_occupation_in_either_language(world: Any) -> None:
    assert "/en/next/8344/" in page("/en/next/?work=forklift+driver")
    assert "/en/next/8344/" in page("/en/next/?work=叉车司机")
    assert "/en/next/8344/" in page("/en/next/?work=叉車司機")
    assert "/en/next/8344/" in page("/en/next/?work=8344")
    for nothing in ("zzzqqq xxyyzz", "asdfghjkl", "none", "hello there", "我不知道", "随便", "隨便"):
        assert "We do not know these words" in page(f"/en/next/?work={nothing}"), nothing
    for bad in ("8", "83", "0000", "abcd"):
        assert Client().get(f"/en/next/{bad}/").status_code == 404


@pytest.mark.deep
def test_what_is_no_work_leads_nowhere_and_what_is_work_nearly_always_somewhere() -> None:
    def led(*texts: str) -> float:
        words = own_words.said(*texts)
        return sum(bool(nearby.meant(each, "en", SearchParameters(), limit=1)) for each in words) / len(words)

    assert led(own_words.WORK_ENGLISH, own_words.WORK_CHINESE) >= 0.98
    assert led(own_words.LATER_WORK) >= 0.98
    assert led(own_words.NOTHING_ENGLISH, own_words.NOTHING_CHINESE, own_words.LATER_NOTHING) <= 0.1
    assert led(own_words.LAST_NOTHING) <= 0.2, "written after the words of the rule"


def test_ones_own_profile_suggests_where_to_start_to_its_owner_alone_and_keeps_nothing(world: Any) -> None:
    _account, client = make_person(experience="Forklift driver, four years\nnothing else")
    before = list(Person.objects.values_list())
    text = page("/en/next/", client)
    assert "From what you wrote in your profile" in text
    assert "/en/next/8344/" in text.partition("Choose from the list")[0]
    assert list(Person.objects.values_list()) == before
    assert "no-store" in client.get("/en/next/").headers["Cache-Control"]
    for other in (Client(), make_person()[1], make_staff("counsellor")[1]):
        assert "From what you wrote" not in page("/en/next/", other)


def test_the_same_page_for_whoever_looks(esco: Scheme) -> None:
    """Who asks is no input: the page of an occupation is the same for two people who differ in everything."""
    one = make_person(chosen_name="Aygul", experience="waitress", skills="ھەمشىرە")[1]
    two = make_person(chosen_name="John", experience="crane driver", skills="nursing")[1]
    assert page("/en/next/8344/", one) == page("/en/next/8344/", two) == page("/en/next/8344/")


def test_skills_have_their_shipped_chinese_names_and_the_rest_stand_as_they_are(esco: Scheme) -> None:
    key, zh = next(iter(pack.skill_names().items()))
    known = Concept.objects.get(key="skill/0")
    Concept.objects.filter(pk=known.pk).update(key=key)
    other = Concept.objects.get(key="skill/1")
    names = classifications.skill_names([known.pk, other.pk], "zh-hans")
    assert names == {known.pk: zh, other.pk: "drive forklift"}
    assert classifications.skill_names([known.pk], "en") == {known.pk: "load goods"}
    Label.objects.create(concept=known, language="zh", kind=Label.Kind.PREFERRED, text="装卸")
    assert classifications.skill_names([known.pk], "zh-hans") == {known.pk: "装卸"}, "the scheme's own name first"
    assert zh not in page("/zh-hans/next/8344/")
    Label.objects.filter(concept=known, language="zh").delete()
    assert zh in page("/zh-hans/next/8344/")
