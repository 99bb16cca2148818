"""`volens vet`: JSON Lines in, JSON Lines out; and the preview of other rules."""

import contextlib
import datetime as dt
import io
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from volens.engines.vetting import Nets, shipped_nets
from volens.engines.vetting.text import load_book
from volens.services.vacancies import vetting
from volens.services.vacancies.models import Vacancy

DAY = dt.date(2026, 11, 1)


def vet(tmp_path, *lines, json_out=True, code=0, features=False):
    """Answers and problems. Lines that are objects have an id even where the test gives none."""
    path = tmp_path / "ads.jsonl"
    rows = (line if isinstance(line, str) else json.dumps({"id": at} | line) for at, line in enumerate(lines))
    path.write_text("\n".join(rows), encoding="utf-8")
    out, problems = io.StringIO(), io.StringIO()
    ends = pytest.raises(SystemExit, match=str(code)) if code else contextlib.nullcontext()
    with ends:
        call_command("vet", str(path), json=json_out, features=features, workers=0, stdout=out, stderr=problems)
    text = out.getvalue()
    return ([json.loads(line) for line in text.splitlines()] if json_out else text), problems.getvalue()


def test_each_line_is_answered_in_order_with_verdict_and_reasons(tmp_path):
    text = "Cook wanted. A placement fee of 200 is payable before you start."
    (good, bad), problems = vet(tmp_path, {"id": "a", "text": "Cook, 38 hours a week."}, {"id": 2, "text": text})
    assert (good["id"], good["verdict"], good["findings"], problems) == ("a", "publish", [], "")
    assert (bad["id"], bad["verdict"]) == (2, "block")
    finding = bad["findings"][0]
    assert {"rule", "net", "indicator", "severity", "span", "quote", "message", "reference"} <= set(finding)
    assert (finding["indicator"], text[slice(*finding["span"])]) == ("fee", finding["quote"])


@pytest.mark.parametrize("odd", [{"currency": ["GBP"]}, {"period": {}}, {"min": 12, "max": 3}, {"max": 1e13}])
def test_pay_that_cannot_be_is_told_and_the_other_lines_are_judged(tmp_path, odd):
    pay = {"min": 12, "currency": "GBP", "period": "hour"} | odd
    answers, problems = vet(tmp_path, {"text": "x", "pay": pay}, {"id": 2, "text": "Cook."}, code=1)
    assert [answer["id"] for answer in answers] == [2]
    assert problems.startswith("Line 1: Field pay cannot be read. Write text such as ")


def test_features_are_told_only_when_asked_for_and_change_no_verdict(tmp_path):
    ad = {"id": 1, "text": "Cook.", "place": "Leeds, GB", "facts": {"industry": "Restaurants", "remote": True}}
    (plain,), _ = vet(tmp_path, ad)
    (asked,), _ = vet(tmp_path, ad, features=True)
    told = asked.pop("features")
    assert asked == plain
    assert (told["states_industry"], told["states_function"], told["has_town"], told["remote"]) == (1, 0, 1, 1)
    with pytest.raises(CommandError, match="--json"):
        vet(tmp_path, ad, features=True, json_out=False)


@pytest.mark.parametrize("facts", [[], {"colour": "red"}, {"industry": 5}, {"remote": "yes"}])
def test_facts_that_cannot_be_read_are_told_with_the_names_there_are(tmp_path, facts):
    _, problems = vet(tmp_path, {"text": "Cook.", "facts": facts}, code=1)
    assert problems.startswith("Line 1: Field facts cannot be read. Write {")
    assert "employment_type" in problems


def test_messages_come_in_the_language_of_the_advertisement(tmp_path):
    answers, _ = vet(tmp_path, {"text": "入职需交押金300元。"}, {"text": "入职需交押金300元。", "lang": "en"})
    assert "劳动者" in answers[0]["findings"][0]["message"]
    assert "worker" in answers[1]["findings"][0]["message"]


def test_fields_that_are_not_there_are_not_missed_and_empty_ones_are(tmp_path):
    (absent, empty), _ = vet(tmp_path, {"text": "Cook."}, {"text": "Cook.", "employer": ""})
    assert (absent["verdict"], empty["verdict"]) == ("publish", "hold")


def test_declarations_and_pay_are_judged(tmp_path):
    pay = {"min": 1, "max": 9, "currency": "GBP", "period": "hour"}
    (ad,), _ = vet(tmp_path, {"text": "Cook.", "declarations": {"may_resign": False}, "pay": pay})
    assert {finding["rule"] for finding in ad["findings"]} >= {"resignation.barred", "pay.wide"}
    assert "worker_pays" in ad["undeclared"]


def test_a_bad_line_is_told_with_its_number_and_remedy_and_the_rest_is_judged(tmp_path):
    answers, problems = vet(
        tmp_path, "{nonsense", {"id": 1, "text": "Cook."}, "", "[]", {"id": 2}, {"text": 5},
        {"text": "x", "declarations": {"may_resign": "perhaps"}}, {"text": "x", "pay": {"min": "much"}}, code=1,
    )  # fmt: skip
    assert [answer["id"] for answer in answers] == [1]
    told = problems.splitlines()
    assert [line.split()[1] for line in told] == ["1:", "4:", "5:", "6:", "7:", "8:"]
    assert told[3] == "Line 6: Field text is not text. Write it in double quotes."
    assert told[4].startswith("Line 7: Field declarations: ")
    assert "true or false" in told[4]
    assert told[5].startswith("Line 8: Field pay cannot be read. Write text such as ")


@pytest.mark.parametrize("empty", [{"text": ""}, {"text": " \n", "title": ""}, {"title": "\t", "text": None}])
def test_a_line_with_nothing_to_judge_is_not_published(tmp_path, empty):
    answers, problems = vet(tmp_path, empty, {"id": 2, "title": "Cook"}, code=1)
    assert [answer["id"] for answer in answers] == [2]
    assert problems == "Line 1: Its text and title are empty, so there is nothing to judge. Give “text”.\n"


@pytest.mark.parametrize("nobody", [{}, {"id": None}])
def test_an_answer_is_always_somebodys(tmp_path, nobody):
    _, problems = vet(tmp_path, json.dumps(nobody | {"text": "Cook."}), code=1)
    assert problems.startswith("Line 1: Field id is missing")


def test_a_line_in_another_encoding_and_options_that_mean_nothing_say_what_to_do(tmp_path):
    path, problems = tmp_path / "gbk.jsonl", io.StringIO()
    path.write_bytes('{"id": 1, "text": "厨师"}'.encode("gbk"))
    with pytest.raises(SystemExit):
        call_command("vet", str(path), json=True, workers=0, stdout=io.StringIO(), stderr=problems)
    assert problems.getvalue() == "Line 1: This is not UTF-8. Save the file as UTF-8.\n"
    _answers, told = vet(tmp_path, {"text": "x", "declarations": []}, code=1)
    assert told.startswith("Line 1: Field declarations: is not an object.")
    with pytest.raises(CommandError, match="Write it as 2026-11-30"):
        call_command("vet", str(path), "--on", "2026-13-01")
    with pytest.raises(CommandError, match="at least 0"):
        call_command("vet", str(path), workers=-1)


def test_a_file_saved_with_a_byte_order_mark_is_read_from_its_first_line_on(tmp_path):
    (answer,), problems = vet(tmp_path, '\ufeff{"id": 1, "text": "Cook."}')
    assert (answer["id"], problems) == (1, "")


def test_without_json_it_says_it_in_words(tmp_path):
    text, _ = vet(tmp_path, {"id": "a", "text": "入职需交押金300元。"}, json_out=False)
    assert "a: block" in text
    assert "1 to block" in text


@pytest.mark.deep
@pytest.mark.parametrize("command", [("vet", "--json"), ("link", "--lexical", "--json")])
def test_whoever_reads_the_answers_may_stop_reading(tmp_path, command):
    path = tmp_path / "ads.jsonl"
    path.write_text('{"id": 1, "text": "Cook."}\n' * 3000, encoding="utf-8")
    apart = os.environ | {"VOLENS_DATA": str(tmp_path / "data"), "VOLENS_DATABASE": ""}
    volens = (sys.executable, "-m", "volens")
    subprocess.run([*volens, "migrate", "--verbosity=0"], env=apart, check=True)
    running = subprocess.Popen(
        [*volens, *command, str(path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=apart
    )
    assert running.stdout.readline().startswith(b'{"id":1,')
    running.stdout.close()
    assert running.stderr.read() == b""
    running.stderr.close()
    assert running.wait(60) == 128 + signal.SIGPIPE


@pytest.mark.deep
def test_on_a_terminal_answers_and_the_bar_do_not_run_into_each_other(tmp_path):
    path = tmp_path / "ads.jsonl"
    path.write_text('{"id": "a:key:", "text": "Cook [b]."}\n{bad\n{"id": "b", "text": "Cook."}\n', encoding="utf-8")
    screen, side = pty.openpty()
    at_screen = {"stdout": side, "stderr": side, "env": os.environ | {"TERM": "xterm"}}
    with subprocess.Popen([sys.executable, "-m", "volens", "vet", str(path)], **at_screen) as running:
        os.close(side)
        shown = b""
        with contextlib.suppress(OSError):  # the other side is closed
            while piece := os.read(screen, 4096):
                shown += piece
    os.close(screen)
    assert running.returncode == 1
    text = shown.decode()
    assert "Vetting" in text
    for line in ("a:key:: publish", "Line 2: This is not JSON", "b: publish", "2 to publish"):
        assert re.search(rf"(?:\n|\x1b\[2K){line}", text), line


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="no file"):
        call_command("vet", str(tmp_path / "none.jsonl"))
    with pytest.raises(CommandError, match="is a folder"):
        call_command("vet", str(tmp_path))


def changed_rules(tmp_path):
    """Of the shipped rules those about fees, so that the one about documents is gone, and a new one."""
    folder = tmp_path / "rules"
    shutil.copytree(Path(str(resources.files("volens.engines.vetting").joinpath("rules"))), folder)
    for each in (folder / "rules").glob("*.yaml"):
        if each.name != "fee.yaml":
            each.unlink()
    (folder / "rules" / "own.yaml").write_text(
        "own.soup:\n  indicator: conditions\n  severity: hold\n  reference: none\n"
        "  message: {en: Soup., zh: 汤。}\n  remedy: {en: Bread., zh: 面包。}\n"
        "  en: {when: [soup], match: [soup], pass: [bread]}\n",
        encoding="utf-8",
    )
    return folder


@pytest.mark.django_db
def test_the_preview_equals_what_then_happens(tmp_path, baker_vacancies):
    nets = Nets(load_book(changed_rules(tmp_path)), shipped_nets().learned)
    changes = list(vetting.preview(nets, on=DAY))
    assert len(changes) == len(baker_vacancies)
    told = {change.vacancy: change for change in changes if change is not None}
    for vacancy in baker_vacancies:
        before = vetting.judged(vacancy, on=DAY, approved=True)
        after = vetting.judged(vacancy, on=DAY, approved=True, nets=nets)
        rules = [tuple(sorted({each["rule"] for each in judged.findings})) for judged in (before, after)]
        if vacancy.pk in told:
            assert [told[vacancy.pk].rules_before, told[vacancy.pk].rules_after] == rules
        else:
            assert rules[0] == rules[1]
    assert {"own.soup"} <= {rule for change in told.values() for rule in change.rules_after}
    assert any("documents.withheld" in change.rules_before for change in told.values())


@pytest.mark.django_db
def test_the_command_previews_and_counts(tmp_path, baker_vacancies):
    out = io.StringIO()
    call_command("vet", preview=changed_rules(tmp_path), stdout=out)
    assert "3 vacancies: 2 would be judged otherwise" in out.getvalue()
    assert "+own.soup" in out.getvalue()


def test_rules_that_cannot_be_read_are_refused(tmp_path):
    with pytest.raises(CommandError, match="no rule files"):
        call_command("vet", preview=tmp_path)


def test_rules_that_do_not_do_what_their_examples_say_are_refused_with_each_of_them(tmp_path):
    folder = changed_rules(tmp_path)
    own = folder / "rules" / "own.yaml"
    own.write_text(own.read_text(encoding="utf-8").replace("match: [soup]", "match: [stew]"), encoding="utf-8")
    with pytest.raises(CommandError, match=r"rules/own\.yaml, own\.soup, en, match: 'stew' is not found"):
        call_command("vet", preview=folder)
    own.write_text(own.read_text(encoding="utf-8").replace("pass: [bread]", "pass: [soup bowls]"), encoding="utf-8")
    with pytest.raises(CommandError, match=r"(?s)'stew'.*en, pass: 'soup bowls' is stopped by own\.soup"):
        call_command("vet", preview=folder)


@pytest.fixture
def baker_vacancies(db):
    from model_bakery import baker

    texts = ["Cook for a canteen.", "You make soup all day.", "Your passport stays in the company safe."]
    return [
        baker.make(
            Vacancy, title="Cook", text=text, employer="Canteen Ltd", place="Leeds", declarations={}, language="en"
        )
        for text in texts
    ]
