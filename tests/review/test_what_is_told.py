"""What reviewers and employers read of a case: each finding once and with its words, reasons, mails."""

from __future__ import annotations

import html
import re

import pytest

from tests.posting.made import DECENT, STOPPED, Desk, Employer, decide, open_case, visitor
from volens.services.people import post
from volens.services.people.models import Message
from volens.services.vacancies.models import ReviewCase
from volens.services.vacancies.review import blocks, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def held():
    """An employer that is known here, and a vacancy of it that a rule blocks."""
    employer = Employer()
    employer.publish()
    return employer, employer.send(employer.write(documents_kept_by="employer", title="Packer"))


def test_the_employer_is_told_by_mail_with_a_link_that_shows_and_decides_nothing(held):
    employer, posting = held
    Message.objects.all().delete()
    decide(posting, "send_back", grounds=("finding-0",))
    text = post.opened(Message.objects.get())["text"]
    address = re.search(r"https?://[^/]+(/\S+)", text)[1]
    assert address == employer.at(f"{posting.pk}/")
    assert "Sent back, for these reasons" in employer.client.get(address).content.decode()
    back = f"vacancies_show:{employer.organisation.pk}:{posting.pk}"
    assert visitor().get(address).headers["Location"] == f"/en/sign-in/?next={back}"


def test_the_employer_sees_the_words_marked_in_the_text_that_was_sent_in(held):
    employer, _posting = held
    posting = employer.send(employer.write(text=STOPPED))
    page = html.unescape(employer.text(f"{posting.pk}/"))
    marked = re.findall(r'<mark class="marked"><a href="#finding-(\d+)">([^<]*)</a>', page)
    assert any("deposit" in words for _number, words in marked)
    assert all(f'id="finding-{number}"' in page for number, _words in marked)
    employer.post(f"{posting.pk}/what/", DECENT["what"])
    page = html.unescape(employer.text(f"{posting.pk}/"))
    change, sent = page.split("What you sent in</h2>")
    assert "Your change is not sent in yet" in change
    assert "The reviewer reads what you sent in before" in change
    assert DECENT["what"]["text"] in change
    assert DECENT["what"]["text"] not in sent
    assert "deposit" in re.search(r'<mark class="marked"><a href="#finding-\d+">([^<]*)</a>', sent)[1]
    assert employer.post(f"{posting.pk}/send/").status_code == 302
    page = html.unescape(employer.text(f"{posting.pk}/"))
    assert DECENT["what"]["text"] in page.split("What it says</h2>")[1]
    assert "not sent in yet" not in page


def test_what_is_sent_in_again_as_bad_as_before_is_held_by_the_rule(held):
    employer, posting = held
    decide(posting, "send_back", grounds=("finding-0",))
    employer.post(f"{posting.pk}/what/", DECENT["what"] | {"title": "Packer at the bakery"})
    posting = employer.send(posting)
    assert open_case(posting).kind == ReviewCase.Kind.FINDING


def test_a_reason_that_two_reviewers_give_is_told_once(db):
    employer = Employer()
    posting = employer.send(employer.write(documents_kept_by="employer"))
    decide(posting, "refuse", grounds=("finding-0",), words="Leave them with the worker.")
    page = html.unescape(employer.text(f"{posting.pk}/"))
    assert page.count("How to put it right:") == 1
    assert page.count("Decided by Li Na") == 2


def test_the_case_shows_findings_in_the_text_declarations_history_and_verification(held):
    employer, _posting = held
    posting = employer.send(employer.write(title="Packer at night", text=STOPPED))
    case = open_case(posting)
    page = html.unescape(Desk().text(f"{case.pk}/"))
    marked = page[page.index('<mark class="marked">') : page.index("</mark>")]
    assert "deposit" in marked or "200 yuan" in marked or "You pay" in marked
    for words in ("Who keeps identity documents", "Verified until", "What the rules found", "Harbour Bakery"):
        assert words in page
    assert f'id="finding-{1}"' in page


ODD = "Whoever leaves before the season ends goes home without the last two months"
TOLD_ONCE = (
    f"You pack bread with us. {ODD}. The passport is kept in the company safe. A visa is kept in the office too."
)


def found(rule: str, words: str, severity: str, indicator: str, net: str = "text") -> dict[str, object]:
    """A finding as it is stored."""
    start = TOLD_ONCE.index(words)
    return {
        "rule": rule,
        "indicator": indicator,
        "severity": severity,
        "field": "text",
        "reference": "ILO indicator 7" + ("; model card in docs/model-card-vetting.md" if net == "learned" else ""),
        "quote": words,
        "span": [start, start + len(words)],
        "parameters": {"probability": "36", "quote": words} if net == "learned" else {},
        "net": net,
    }


def test_what_one_rule_sees_in_the_same_words_is_told_once_and_every_box_says_which_words_it_is_about():
    employer = Employer()
    posting = employer.send(employer.write(text=TOLD_ONCE))
    case = open_case(posting)
    stored = [
        found("documents.withheld", "passport is kept in the company", "block", "documents"),
        found("documents.withheld", "passport is kept in the company safe", "block", "documents"),
        found("documents.withheld", "The passport is kept in the company safe", "hold", "documents"),
        found("documents.withheld", "A visa is kept in the office", "block", "documents"),
        found("learned.sentence", ODD, "hold", "wages", "learned"),
        found("learned.sentence", ODD, "hold", "movement", "learned"),
    ]
    posting.revisions.update(findings=stored)
    page = html.unescape(Desk().text(f"{case.pk}/"))
    boxes = re.findall(r'<label class="tick plain" for="ground-finding-\d+">(.*?)</label>', page)
    said = [re.sub(r"<[^>]*>", "", each).strip() for each in boxes]
    withheld = "The worker's identity documents are kept by someone else."
    assert said[:2] == [f"{withheld} passport is kept in the company safe", f"{withheld} A visa is kept in the office"]
    assert len(said) == 3
    assert ODD in said[2]
    assert "It may concern: Wages · Freedom of movement" in page
    # Under the same rules nothing counts as new, though less is shown than is stored.
    assert not blocks.beyond(open_case(posting), stored)
    assert blocks.beyond(open_case(posting), [found("documents.withheld", "A visa", "block", "documents")])
    decide(posting, "send_back", grounds=("finding-0", "finding-2"))
    sent_back = html.unescape(employer.text(f"{posting.pk}/"))
    assert '<q class="evidence">passport is kept in the company safe</q>' in sent_back
    assert "model card" not in sent_back
    assert 'href="/en/about/#vacancies"' in sent_back
    assert "It may concern: Wages · Freedom of movement" in sent_back
    decided = html.unescape(Desk("Zhang San").text(f"{case.pk}/")).split("Decided so far")[1]
    assert "passport is kept in the company safe" in decided


def test_words_that_several_findings_point_at_carry_every_number():
    def at(rule: str, start: int, stop: int) -> told.Told:
        return told.Told(rule, "hold", "fee", "text", "text", "", (start, stop), rule, "", "", "")

    text = "abcdefghij"
    pieces = told.pieces(text, [at("a", 0, 4), at("b", 2, 6), at("c", 8, 99)], "text")
    assert "".join(each.words for each in pieces) == text
    assert [(each.words, each.numbers, each.ends) for each in pieces] == [
        ("ab", (1,), ()),
        ("cd", (1, 2), (1,)),
        ("ef", (2,), (2,)),
        ("ghij", (), ()),
    ]
    assert told.pieces("", [at("a", 0, 4)], "text") == []
