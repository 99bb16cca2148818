"""A weak sign alone is a note; with a second sign, in a title, disguised, or without a learned net it still holds."""

from __future__ import annotations

import datetime as dt
import importlib
import shutil
from importlib import resources
from pathlib import Path

import pytest

from volens.engines.vetting import Nets, Posting, Severity, Verdict, judge, shipped_nets
from volens.engines.vetting.learned import Net
from volens.engines.vetting.text.rulebook import RuleBookError, load_book

#: The module: the package gives its name to the function.
judging = importlib.import_module("volens.engines.vetting.judge")
DAY = dt.date(2026, 11, 1)
RULE = (
    "own.{name}:\n  indicator: {indicator}\n  severity: {severity}\n{weighed}  reference: none\n"
    "  message: {{en: Seen., zh: 有。}}\n  remedy: {{en: Bread., zh: 面包。}}\n"
    "  en: {{when: [{name}], match: [{name}], pass: [bread]}}\n"
)
SHIPPED = Path(str(resources.files("volens.engines.vetting").joinpath("rules")))


def rule(name: str, indicator: str = "conditions", severity: str = "hold", *, weighed: bool = True) -> str:
    told = "  weighed: true\n" if weighed else ""
    return RULE.format(name=name, indicator=indicator, severity=severity, weighed=told)


def nets(tmp_path: Path, *rules: str, learned: Net | None = None) -> Nets:
    """The shipped vocabularies and guards with these rules alone, and the learned net."""
    folder = tmp_path / "rules"
    shutil.copytree(SHIPPED, folder)
    for path in (folder / "rules").iterdir():
        path.unlink()
    (folder / "rules" / "own.yaml").write_text("".join(rules), encoding="utf-8")
    return Nets(load_book(folder), learned)


def judged(text: str, by: Nets, title: str = "Cook") -> Verdict:
    return judge(Posting(title=title, text=text), on=DAY, nets=by)


def severities(verdict: Verdict) -> set[Severity]:
    return {each.severity for each in verdict.findings if each.rule.startswith("own.")}


HARMLESS = "You make soup for forty guests."
NET = shipped_nets().learned


def doubt(text: str) -> float:
    assert NET is not None
    return NET.read([text])[0].any


def test_a_weak_sign_alone_is_a_note(tmp_path: Path) -> None:
    assert severities(judged(HARMLESS, nets(tmp_path, rule("soup"), learned=NET))) == {Severity.WARN}


def test_a_rule_whose_file_does_not_say_so_holds(tmp_path: Path) -> None:
    by = nets(tmp_path, rule("soup", weighed=False), learned=NET)
    assert severities(judged(HARMLESS, by)) == {Severity.HOLD}


def test_without_a_learned_net_it_holds(tmp_path: Path) -> None:
    assert severities(judged(HARMLESS, nets(tmp_path, rule("soup")))) == {Severity.HOLD}


def test_signs_of_two_indicators_need_less_of_a_doubt_and_two_of_one_do_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = nets(tmp_path / "two", rule("soup"), rule("guests", "wages"), learned=NET)
    one = nets(tmp_path / "one", rule("soup"), rule("guests"), learned=NET)
    assert severities(judged(HARMLESS, two)) == severities(judged(HARMLESS, one)) == {Severity.WARN}
    # The bars on both sides of what the net, however trained, makes of the sentence.
    monkeypatch.setattr(judging, "_BORNE_OUT", doubt(HARMLESS) * 1.01)
    monkeypatch.setattr(judging, "_BORNE_OUT_TWICE", doubt(HARMLESS) * 0.99)
    assert severities(judged(HARMLESS, one)) == {Severity.WARN}
    assert severities(judged(HARMLESS, two)) == {Severity.HOLD}


def test_signs_of_three_indicators_need_less_of_a_doubt_than_of_two(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    three = nets(tmp_path / "three", rule("soup"), rule("guests", "wages"), rule("forty", "overtime"), learned=NET)
    two = nets(tmp_path / "two", rule("soup"), rule("guests", "wages"), learned=NET)
    monkeypatch.setattr(judging, "_BORNE_OUT_TWICE", doubt(HARMLESS) * 1.01)
    monkeypatch.setattr(judging, "_BORNE_OUT_OFTEN", doubt(HARMLESS) * 0.99)
    assert severities(judged(HARMLESS, two)) == {Severity.WARN}
    assert severities(judged(HARMLESS, three)) == {Severity.HOLD}


def test_what_the_learned_net_doubts_too_holds(tmp_path: Path) -> None:
    text = "We keep your soup and your passport in our safe until the contract has ended."
    assert severities(judged(text, nets(tmp_path, rule("soup"), learned=NET))) == {Severity.HOLD}


@pytest.mark.parametrize("many", [20, 60, 200])
def test_honest_sentences_around_it_silence_no_rule(many: int) -> None:
    """Whoever hides a bad sentence among many others is stopped by the rules that stop it alone."""
    honest = [
        f"Hall {number} has {number + 3} lines and stands near stop {number} of the tram." for number in range(many)
    ]
    for bad in (
        "The first month is unpaid while you learn.",
        "You will only be allowed out of the compound with the permission of the supervisor.",
        "Earn 5000 a week from home, no experience, message us on Telegram today.",
    ):
        alone, among = (judged(text, shipped_nets()) for text in (bad, " ".join([*honest[:9], bad, *honest[9:]])))
        stopped = {each.rule for each in alone.findings if each.net == "text" and each.severity is not Severity.WARN}
        assert stopped, bad
        assert stopped <= {each.rule for each in among.findings if each.severity is not Severity.WARN}, bad


def test_honest_sentences_the_sieve_likes_better_silence_no_rule(tmp_path: Path) -> None:
    """What a weak rule points at is judged in full, whatever else the text holds."""
    by = nets(tmp_path, rule("soup"), learned=NET)
    bad = "We keep your soup and your passport in our safe until the contract has ended."
    decoys = (
        "The car is ours, the fuel is ours, you get a wage and so much a trip. Fees are never asked. No fines. " * 3
    )
    assert severities(judged(f"{decoys}{bad}", by)) == severities(judged(bad, by)) == {Severity.HOLD}


def test_words_in_a_title_and_disguised_words_hold(tmp_path: Path) -> None:
    by = nets(tmp_path, rule("soup"), learned=NET)
    assert severities(judged("You cook.", by, title="Soup cook")) == {Severity.HOLD}
    for word in ("so\u200bup", "s\u043eup", "\uff53\uff4f\uff55\uff50", "s.o.u.p"):
        assert severities(judged(f"You make {word} for forty guests.", by)) == {Severity.HOLD}, word


def test_a_rule_that_blocks_is_never_weighed(tmp_path: Path) -> None:
    by = nets(tmp_path / "blocks", rule("soup", severity="block", weighed=False), learned=NET)
    assert severities(judged(HARMLESS, by)) == {Severity.BLOCK}
    with pytest.raises(RuleBookError, match="only a rule that holds can be weighed"):
        nets(tmp_path / "wrong", rule("soup", severity="block"))
