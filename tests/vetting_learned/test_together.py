"""Two sentences that are each a little odd hold a text together; one alone, or many in a long text, need more."""

import pytest

from volens.engines.vetting.learned import Net

ORDINARY = (
    "We bake bread and rolls. You start at six and finish at two. Pay is 14 an hour, paid every Friday. "
    "Two of us work at the oven. The shop is closed on Mondays. The station is near. "
)
#: Whatever a net makes of them: some of these are in doubt, neither clear nor clearly nothing.
ODD = (
    "We keep order here.",
    "The first weeks are there for you to show us what you can do.",
    "Your papers are looked after.",
    "The office knows best when you may travel.",
    "It is best not to talk to visitors.",
    "The sum is worked off at your own pace.",
    "What you earn is told at the end.",
    "People who complain do not stay long.",
    "You live where you work.",
    "The gate is closed at night.",
    "Somebody goes with you to the shop.",
    "The list for the village is nearly full.",
)


@pytest.fixture(scope="module")
def net() -> Net:
    return Net.load()


def _in_doubt(net: Net) -> list[str]:
    """The odd sentences that do not hold an ordinary text alone, likeliest first."""
    texts = [ORDINARY + odd for odd in ODD]
    read = zip(ODD, net.read(texts), strict=True)
    return [odd for reading, odd in sorted(((r, o) for o, r in read if not r.hits), key=lambda pair: -pair[0].any)]


def test_two_sentences_in_doubt_hold_a_text_that_neither_would(net: Net) -> None:
    first, second, *_ = _in_doubt(net)
    reading = net.read([f"{ORDINARY}{first} {second}"])[0]
    assert reading.hits
    text = f"{ORDINARY}{first} {second}"
    shown = {text[hit.span.start : hit.span.end] for hit in reading.hits}
    assert all(any(part in odd for odd in (first, second)) for part in shown)


def test_the_same_two_do_not_hold_a_very_long_text(net: Net) -> None:
    first, second, *_ = _in_doubt(net)
    assert net.read([ORDINARY * 10 + f"{first} {second}"])[0].hits == ()


def test_what_is_plain_holds_the_longest_text(net: Net) -> None:
    plain = "Your passport is kept in the office safe until you leave."
    assert [hit.indicator for hit in net.read([ORDINARY * 40 + plain])[0].hits][:1] == ["documents"]
