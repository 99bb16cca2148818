"""What an advertisement looks like as a whole: each number moves with its cause, and none with who is named."""

from __future__ import annotations

import pytest

from volens.engines.vetting.learned.signs import SIGNS, Advertisement
from volens.engines.vetting.learned.whole import STATED, WHOLE, features, parts

PLAIN = Advertisement(
    title="Bookkeeper",
    text=(
        "You keep the books of our clients in Ledbury.\n\n"
        "Requirements:\nTwo years of books.\n\nWhat we offer\nThirty days."
    ),
    company_profile="Ledger is a bookkeeper for shops.",
    pay="30000-36000",
    place="Ledbury, GB",
    facts={"experience": "Associate", "industry": "Accounting"},
)


def test_every_feature_has_a_name_and_a_number():
    assert list(features(PLAIN)) == [*SIGNS, *WHOLE, *STATED]
    assert len(set(features(PLAIN))) == len(features(PLAIN))
    assert all(isinstance(value, float) for value in features(Advertisement("", "")).values())


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("has_profile", {"company_profile": " "}),
        ("has_pay", {"pay": ""}),
        ("has_requirements", {"text": "You keep books.\n\nBenefits:\nThirty days."}),
        ("has_benefits", {"text": "You keep books.\n\n任职要求:\n两年经验。"}),
        ("requirements_words", {"text": PLAIN.text.replace("Two years of books", "Two")}),
        ("title_in_profile", {"title": "Plumber"}),
        ("names", {"text": PLAIN.text.replace("in Ledbury", "in town")}),
        ("states_industry", {"facts": {"experience": "Associate"}}),
        ("facts", {"facts": {}}),
        ("has_town", {"place": ", GB"}),
        ("town_in_text", {"place": "Hull, GB"}),
        ("experience_step", {"facts": {"experience": "Entry level"}}),
    ],
)
def test_a_number_falls_with_its_cause(name, changes):
    assert features(PLAIN._replace(**changes))[name] < features(PLAIN)[name]


def test_headings_tell_the_parts_of_a_text_apart_and_a_word_within_a_sentence_does_not():
    assert parts(PLAIN.text) == ("You keep the books of our clients in Ledbury.", "Two years of books.", "Thirty days.")
    plain = "Requirements are few: you like people. Benefits follow."
    assert parts(plain) == (plain, "", "")
    assert parts("做账。\n福利待遇:\n五险\n岗位要求:\n细心") == ("做账。", "细心", "五险")


def test_a_town_ends_at_a_comma_of_either_width():
    for comma in (",", "\uff0c"):
        told = features(Advertisement("做账", "在广州做账。", place=f"广州{comma}广东"))
        assert told["has_town"] == told["town_in_text"] == 1


def test_who_is_named_moves_nothing():
    one = features(PLAIN._replace(text=PLAIN.text + " Ask for Maria."))
    assert one == features(PLAIN._replace(text=PLAIN.text + " Ask for Fatma."))
