"""Thousands of records made to break an importer: none does, every reason is told, and the good ones come in."""

from __future__ import annotations

import contextlib
import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from tests.vacancies.deliveries import found, imported, posting, rejects, written
from volens.services.vacancies.models import Vacancy

pytestmark = pytest.mark.django_db(transaction=True)

TYPES: list[Any] = [
    None,
    True,
    0,
    -1,
    1e308,
    "",
    " ",
    [],
    {},
    [[]],
    [{}],
    {"@value": []},
    {"name": {"name": {"name": 1}}},
]
SCRIPTS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "javascript:alert(1)",
    "<scr<script>ipt>alert(1)</script>",
    "{{7*7}}${7*7}<%= 7*7 %>",
]
WRONG_DATES = [
    "0000-00-00",
    "2026-02-30",
    "99999-01-01",
    "-1",
    "1e9",
    "tomorrow",
    "2026-13-01T25:61:61",
    "９９９９-99-99",
]
FIELDS = sorted(set(posting()) - {"@type", "@context"})


def hostile(dice: random.Random, number: int) -> str:
    """One hostile record as a line of JSON, or of what should be JSON."""
    kind = dice.randrange(10)
    field = dice.choice(FIELDS)
    record = posting(number)
    if kind == 0:
        record[field] = dice.choice(TYPES)
    elif kind == 1:
        record[field] = dice.choice(SCRIPTS)
    elif kind == 2:
        record[dice.choice(["datePosted", "validThrough"])] = dice.choice(WRONG_DATES)
    elif kind == 3:
        record[field] = dice.choice("\x00\x01\x07\x1b\x7f\u202e\ud800\ufffe") * dice.randint(1, 5) + "text"
    elif kind == 4:
        record[field] = "x" * dice.choice([301, 5_000, 700_000 if dice.random() < 0.02 else 50_000])
    elif kind == 5:
        depth = dice.choice([50, 900, 5_000])
        return json.dumps(record)[:-1] + f', "extra": {"[" * depth}{"]" * depth}}}'
    elif kind == 6:
        line = json.dumps(record)
        return line[: dice.randrange(1, len(line))].replace("\n", " ")
    elif kind == 7:
        return json.dumps(record).replace('"FULL_TIME"', dice.choice(["NaN", "Infinity", "1e999", "'x'", "undefined"]))
    elif kind == 8:
        record["baseSalary"] = {"currency": dice.choice([7, "XYZ", "", None]), "value": dice.choice(TYPES)}
    else:
        record["description"] = "<div>" * dice.choice([10, 3_000, 20_000]) + dice.choice(SCRIPTS)
    return json.dumps(record)


def survived(tmp_path: Path, count: int, workers: int) -> None:
    dice = random.Random(count)
    good = {number for number in range(count) if number % 50 == 0}
    lines = [json.dumps(posting(n)) if n in good else hostile(dice, n) for n in range(count)]
    answer = imported(written(tmp_path / "hostile.jsonl", lines), workers=workers)
    assert answer["read"] == count
    assert answer["created"] + answer["rejected"] + answer["unchanged"] == count
    told = rejects(answer)
    assert len(told) == answer["rejected"] > count / 4
    assert all(reject["line"] and reject["reason"] for reject in told)
    assert "not_importable" not in Counter(reject["code"] for reject in told)
    kept = set(Vacancy.objects.values_list("source_key", flat=True))
    assert {f"job-{number}" for number in good} <= kept
    for vacancy in Vacancy.objects.iterator():
        for url in (vacancy.original_url, vacancy.apply_url):
            assert url == "" or url.startswith(("http://", "https://"))
        assert "\x00" not in vacancy.text + vacancy.title
        assert len(vacancy.title) <= 300
    # What a search finds is what was published, whatever came with it.
    assert found() <= set(Vacancy.objects.filter(state=Vacancy.State.PUBLISHED).values_list("pk", flat=True))


def test_five_hundred_hostile_records(tmp_path: Path) -> None:
    survived(tmp_path, 500, workers=0)


@pytest.mark.deep
def test_ten_thousand_hostile_records(tmp_path: Path) -> None:
    survived(tmp_path, 10_000, workers=1)


def test_random_bytes_are_refused_as_a_whole(tmp_path: Path) -> None:
    dice = random.Random(5)
    for number in range(40):
        path = tmp_path / f"{number}.bin"
        start = dice.choice([b"", b"{", b"[", b"<", b"PK\x03\x04", b"\x1f\x8b", b"\xff\xfe", b"a,b\n"])
        path.write_bytes(start + dice.randbytes(dice.choice([0, 1, 50, 5000])))
        with contextlib.suppress(SystemExit):  # what could not be read to its end
            imported(path, source=f"bytes-{number}")
    assert not Vacancy.objects.exists()


def test_markup_in_a_field_is_text_on_the_page(tmp_path: Path, client: Any, settings: Any) -> None:
    settings.STATIC_ROOT = tmp_path
    evil = "<img src=x onerror=alert(1)>&lt;script&gt;alert(2)&lt;/script&gt;"
    record = posting(
        1, title=f"Cook {evil}", description=f"<p>Soup</p>{evil}", hiringOrganization={"name": f"Inn {evil}"}
    )
    imported(written(tmp_path / "a.jsonl", [record]))
    vacancy = Vacancy.objects.get()
    assert vacancy.state == Vacancy.State.PUBLISHED
    page = client.get(reverse("vacancies:vacancy", args=[vacancy.pk])).content.decode()
    assert "Soup" in page
    assert "<img src=x" not in page
    assert "<script>alert" not in page
