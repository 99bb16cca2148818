"""The signs around a faked vacancy: each moves when its cause does, and nothing about people moves any."""

import pytest

from volens.engines.vetting.learned.signs import SIGNS, Advertisement, signs

PLAIN = Advertisement(
    title="Bookkeeper",
    text="You keep the books of our clients. We offer 30 days of holiday. You have experience in accounting.",
    employer="Ledger Ltd",
    company_profile="Ledger Ltd was founded in 1988 and keeps books for shops.",
    pay="30000-36000",
    contact="jobs@ledger.example",
)


def of(**changes: str) -> dict[str, float]:
    return dict(zip(SIGNS, signs(PLAIN._replace(**changes)), strict=True))


@pytest.mark.parametrize(
    ("sign", "changes"),
    [
        ("no_profile", {"company_profile": " "}),
        ("free_mail", {"contact": "ledger.jobs@gmail.com"}),
        ("messenger", {"contact": "WhatsApp only"}),
        ("messenger", {"contact": "加微信详聊"}),
        ("pay_spread", {"pay": "10000-90000"}),
        ("no_pay", {"pay": ""}),
        ("urgent", {"text": PLAIN.text + " Apply now, limited slots!"}),
        ("banking", {"text": PLAIN.text + " Send your bank details."}),
        ("at_home", {"text": PLAIN.text + " Work from home."}),
        ("no_benefits", {"text": "You keep books."}),
        ("repeated", {"text": f"{PLAIN.text} {PLAIN.text}"}),
        ("exclamations", {"text": PLAIN.text + "!!!"}),
        ("money_in_title", {"title": "Earn $900 a week"}),
    ],
)
def test_a_sign_rises_with_its_cause(sign: str, changes: dict[str, str]) -> None:
    assert of(**changes)[sign] > of()[sign]


def test_names_of_people_places_and_beliefs_are_no_signs() -> None:
    one = signs(PLAIN._replace(text=PLAIN.text + " Ask for Maria in Leeds, near the church."))
    assert one == signs(PLAIN._replace(text=PLAIN.text + " Ask for Ahmed in Delhi, near the temple."))


def test_nothing_at_all_is_no_error() -> None:
    values = signs(Advertisement("", ""))
    assert len(values) == len(SIGNS)
    assert all(0 <= value <= 4 for value in values)
