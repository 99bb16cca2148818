"""`volens search` keeps its contract, and says what is wrong with what it is given."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from volens.services.vacancies.models import Vacancy


def search(*arguments: str) -> Any:
    out = io.StringIO()
    call_command("search", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_json_has_the_fields_of_the_contract(world: dict[str, Vacancy]) -> None:
    answer = search(
        "nurse", "--place", "Newark", "--radius-km", "50", "--isco", "2221", "--min-pay", "1000", "--limit", "5"
    )
    assert answer["total"] == 1
    assert answer["took_ms"] >= 0
    assert answer["facets"]["isco"]["2"] == 1
    [found] = answer["results"]
    assert found["id"] == world["nurse"].pk
    assert found["url"].endswith(f"/en/vacancies/{world['nurse'].pk}/")
    assert {"id", "title", "employer", "place", "isco", "score", "url"} <= set(found)


def test_order_and_limit(world: dict[str, Vacancy]) -> None:
    answer = search("", "--sort", "newest", "--limit", "2")
    assert answer["total"] == 4
    assert len(answer["results"]) == 2
    assert "Park ranger" not in {each["title"] for each in answer["results"]}


def test_table_for_people(world: dict[str, Vacancy]) -> None:
    out = io.StringIO()
    call_command("search", "护士", "--language", "zh-hans", stdout=out)
    assert "注册护士" in out.getvalue()
    assert "1 vacancies" in out.getvalue()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--place", "Nowherehausenxyz"), "--place: We do not know this place"),
        (("--radius-km", "0"), "--radius-km: The distance must be"),
        (("--min-pay", "lots"), "--min-pay: Write the pay as a number"),
        (("--isco", "nurse"), "--isco: there is no 'nurse'"),
        (("--contract", "slavery"), "--contract: there is no 'slavery'"),
        (("--sort", "distance"), "--sort: Only near a town"),
        (("--posted-days", "0"), "--posted-days: The days since posting"),
        (("--limit", "0"), "--limit must be a number from 1 to 1000"),
    ],
)
def test_wrong_options_are_named_with_the_remedy(
    world: dict[str, Vacancy], arguments: tuple[str, ...], words: str
) -> None:
    with pytest.raises(CommandError, match=words.split(":", maxsplit=1)[0]) as raised:
        search("", *arguments)
    assert words in str(raised.value)


def test_a_pipe_gets_every_column_in_full(world: dict[str, Vacancy]) -> None:
    title = "Driver for the night shift of a very long name " * 4
    Vacancy.objects.filter(pk=world["worker"].pk).update(title=title.strip(), employer="E" * 120)
    out = io.StringIO()
    call_command("search", "warehouse", stdout=out)
    [line] = [each for each in out.getvalue().splitlines() if "E" * 120 in each]
    assert line.split()[0] == str(world["worker"].pk)
    assert title.strip() in line
    assert "Jersey City" in line
    assert f"/en/vacancies/{world['worker'].pk}/" in line
    assert "…" not in line


def test_the_same_work_in_the_other_language_is_told_and_counted_apart(world: dict[str, Vacancy]) -> None:
    answer = search("nurse")
    assert [each["id"] for each in answer["results"]] == [world["nurse"].pk]
    assert answer["total"] == 1
    beside = answer["beside"]
    assert (beside["count"], beside["instead"]) == (1, False)
    assert [(each["id"], each["title"]) for each in beside["results"]] == [(world["chinese"].pk, "注册护士")]
    assert "/en/vacancies/?" in beside["url"]
    assert search("warehouse")["beside"] is None
    out = io.StringIO()
    call_command("search", "nurse", stdout=out)
    assert "注册护士" in out.getvalue()
    assert "1 vacancies in" in out.getvalue()
