"""Every rule's own examples, and what takes a match back."""

import re

import pytest

from volens.engines.vetting import Indicator, Severity, rules
from volens.engines.vetting.text import RuleBookError, default_book, fold, load_book, read

EXAMPLES = [
    (rule.code, half.language, text, matches)
    for rule in default_book().rules.values()
    for half in rule.halves
    for texts, matches in ((half.matching, True), (half.passing, False))
    for text in texts
]


def stopping(text):
    return {finding.rule for finding in read(text).findings if finding.severity is not Severity.WARN}


@pytest.mark.parametrize(("code", "language", "text", "matches"), EXAMPLES)
def test_a_rule_does_what_its_examples_say(code, language, text, matches):
    if matches:
        assert code in {finding.rule for finding in read(text).findings}
    else:
        assert stopping(text) == set()


def test_every_indicator_has_rules_in_both_languages():
    halves = {(rule.indicator, half.language) for rule in default_book().rules.values() for half in rule.halves}
    assert halves == {(indicator, language) for indicator in Indicator for language in ("en", "zh")}


def test_every_expression_compiles_and_finds_nothing_in_nothing():
    for term in default_book().terms:
        assert term.pattern.search("") is None


def test_every_rule_is_in_the_catalogue_of_messages():
    assert set(default_book().rules) <= set(rules())


@pytest.mark.parametrize(
    "text",
    [
        "We never charge recruitment fees or deposits. Report anyone who asks you for a placement fee.",
        "本公司不收取任何押金、中介费,不扣押身份证件,如有收费请举报。",
        "The placement fee is paid by the employer.",
        "培训费由公司承担。",
        "Passports are never kept by the company.",
        "No deposits, registration fees or training charges are required.",
        "We do not discriminate on the basis of pregnancy, age or religion.",
        "Labour inspector: you check whether workers' passports are kept by the employer.",
    ],
)
def test_a_negation_a_payer_or_a_warning_takes_the_match_back(text):
    assert stopping(text) == set()


def test_what_was_taken_back_is_kept_as_evidence():
    reading = read("We never charge a placement fee.")
    assert (reading.findings, [each.rule for each in reading.suppressed]) == ((), ["fee.charged"])


def test_a_negation_of_one_thing_does_not_excuse_the_next():
    assert "wages.fines" in stopping("No days off in peak season, fines for late arrival.")
    assert "fee.charged" in stopping("No experience needed. A placement fee of 300 is due on arrival.")


def test_open_to_all_clears_discrimination_and_nothing_else():
    text = "Men and women of all ages welcome; a placement fee of 200 is payable."
    assert stopping(text) == {"fee.charged"}


@pytest.mark.parametrize(
    "text",
    [
        "Is a placement fee of 300 due? None, ever.",
        "Are wages withheld until the harvest is over? No, they are paid on Fridays.",
        "Is a placement fee of 300 due? Not a penny.",
        "Is a placement fee of 300 due? No - we pay the agency.",
        "Is a placement fee of 300 due? (No.) You start on Monday.",
        "问:入职要交押金300元吗?答:不交。",
        "入职要交押金300元吗？不用交的，放心来。",
        "入职要交押金300元吗？不收任何费用！",
    ],
)
def test_a_question_answered_with_no_names_nothing_that_is_so(text):
    assert stopping(text) == set()


def test_a_question_answered_otherwise_is_a_finding():
    assert "fee.charged" in stopping("Is a placement fee of 300 due? Yes, before you travel.")
    assert "fee.charged" in stopping("问:入职要交押金300元吗?答:交,离职退。")


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("documents.withheld", "Are all passports kept by the company until the season ends? No exceptions."),
        ("wages.withheld", "Are wages withheld until the harvest is over? None is spared."),
        ("fee.charged", "Is a placement fee of 300 due? Never doubt it."),
        ("fee.charged", "Is a placement fee of 300 due? No later than Friday."),
        ("documents.withheld", "身份证由公司统一保管吗?没有例外。"),
        ("wages.withheld", "工资年底一次结清吗?不接受不录用。"),
        ("fee.charged", "入职要交押金300元吗?不交不能入职。"),
        ("fee.charged", "入职要交押金300元吗?无一例外。"),
    ],
)
def test_a_no_that_goes_on_is_no_answer(code, text):
    assert code in stopping(text)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("fee.charged", "A placement fee of 300 is payable by the candidate."),
        ("fee.debt", "No one leaves until the advance is repaid."),
        ("documents.withheld", "All passports are kept by the company until the season ends."),
        ("documents.withheld", "身份证由公司统一保管,离职时退还。"),
        ("wages.withheld", "Wages are paid at the end of the season."),
        ("wages.withheld", "工资年底一次结清。"),
        ("movement.confined", "Workers may not leave the compound without a guard."),
        ("movement.confined", "员工平时不得私自外出。"),
        ("violence.physical", "Slow workers are beaten."),
        ("discrimination.origin", "No foreigners, please."),
        ("discrimination.family", "You promise not to become pregnant."),
        ("fraud.credentials", "Rent us your bank account for 200 a week."),
        ("fraud.money_mule", "You receive payments into your own bank account and forward them, less five percent."),
        ("fraud.paid_tasks", "Top up your account to unlock the next level of tasks."),
    ],
)
def test_what_says_it_plainly_blocks_whatever_the_learned_net_makes_of_it(code, text):
    found = {each.rule for each in read(text).findings if each.severity is Severity.BLOCK}
    assert code in found


def test_both_languages_are_read_in_one_text():
    found = stopping("Kitchen help 厨房帮工。入职需交押金300元。Your passport stays in the company safe.")
    assert {"fee.charged", "documents.withheld"} <= found


def test_a_finding_quotes_the_original_characters():
    text = "招普工。入职需交押🙂金300元。"
    (finding,) = [each for each in read(text).findings if each.rule == "fee.charged"][:1]
    assert finding.quote == text[slice(*finding.span)]
    assert "押🙂金" in finding.quote


def test_the_version_names_the_date_and_the_bytes(tmp_path):
    assert re.fullmatch(r"\d{4}\.\d{2}[\w.]*\+[0-9a-f]{12}", default_book().version)


MINIMAL = {
    "book.yaml": 'version: "1"\n',
    "guards.yaml": "".join(
        f"{language}:\n"
        + "".join(
            f"  {key}: [{word}]\n"
            for key in ("before", "no_negation", "list", "after", "warning", "about", "denial", "duty")
        )
        for language, word in (("en", "never"), ("zh", "绝不"))
    ),
    "disguises.yaml": "{}\n",
    "rules/one.yaml": """one.rule:
  indicator: fee
  severity: hold
  reference: ILO Convention 181
  message: {en: A., zh: 甲。}
  remedy: {en: B., zh: 乙。}
  en: {when: ["toll & pay"], match: [pay the toll], pass: [nothing]}
""",
}


def written(folder, **changed):
    for name, text in {**MINIMAL, **changed}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_a_book_of_ones_own_is_read(tmp_path):
    book = load_book(written(tmp_path))
    assert [finding.rule for finding in read("You pay the toll.", book=book).findings] == ["one.rule"]
    assert read("You never pay the toll.", book=book).findings == ()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"rules/one.yaml": MINIMAL["rules/one.yaml"].replace("severity: hold", "severity: loud")}, "loud"),
        ({"rules/one.yaml": MINIMAL["rules/one.yaml"].replace("toll & pay", "{nothing} & pay")}, "no concept nothing"),
        ({"rules/one.yaml": MINIMAL["rules/one.yaml"].replace("toll & pay", "toll & (pay")}, "never closed"),
        ({"rules/one.yaml": MINIMAL["rules/one.yaml"].replace("toll & pay", "toll & pay > a")}, "mixes"),
        ({"rules/one.yaml": MINIMAL["rules/one.yaml"].replace("pass: [nothing]", "pass: []")}, "examples"),
        ({"rules/one.yaml": MINIMAL["rules/one.yaml"].replace("zh: 乙。", "fr: B.")}, "remedy"),
        ({"rules/one.yaml": MINIMAL["rules/one.yaml"] * 2}, "written twice"),
        ({"rules/one.yaml": "a: [1"}, "one.yaml"),
    ],
)
def test_a_rule_file_that_is_wrong_is_refused_with_its_place(tmp_path, change, told):
    with pytest.raises(RuleBookError, match=re.escape(told)):
        load_book(written(tmp_path, **change))


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(RuleBookError, match="no rule files"):
        load_book(tmp_path)


def test_long_and_odd_texts_are_read_without_trouble():
    assert read("").findings == read(" \n ").findings == ()
    assert read("pay " * 20_000).findings == ()
    assert fold("\x00").text == " "
