"""The quick ways of the import give what the thorough ones would: plain markup, several processes, twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import few
from tests.vacancies.deliveries import counts, imported, posting, rejects, written
from volens.services.vacancies.importing import parallel, texts
from volens.services.vacancies.models import Vacancy

_PIECES = [
    "<p>", "</p>", "<P class='a'>", '<p class="a b">', "<br>", "<br/>", "<br />", "<ul>", "</ul>", "<li>", "</li>",
    "<b>", "</b>", "<div>", "</div>", "<h2>", "</h2>", "<span>", "</span>", "<em>", "</em>", "<table>", "<script>",
    "</script>", "<!-- a -->", "<", ">", "a", "b c", " ", "  ", "\n", "\r\n", "&amp;", "&nbsp;", "&#39;", "&#8217;",
    "&#7;", "&#128;", "&lt;p&gt;", "&NewLine;", "&hellip;", "&", "&copy", "中文，", "\u3000", "•", "\xa0", "\t",
]  # fmt: skip


@given(st.lists(st.sampled_from(_PIECES), max_size=14).map("".join))
def test_plain_markup_read_without_a_parser_says_what_the_parser_says(markup: str) -> None:
    quick = texts._from_plain(markup)
    assert quick is None or quick == texts._parsed(markup)


@pytest.mark.parametrize("markup", [
    "<p>You cook.</p><ul><li>Soups</li><li>Fish &amp; chips</li></ul><p>We train you.</p>",
    '<p>You cook.<br>Every day.</p>\n<p class="x"><strong>Apply</strong> now&nbsp;!</p>',
    "<div><h2>Duties</h2><p>招聘厨师，月薪6000元。</p></div>",
])  # fmt: skip
def test_the_markup_of_most_feeds_needs_no_parser(markup: str) -> None:
    assert texts._from_plain(markup) is not None


_CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(["Cook", "厨师", "  Cook &amp; baker ", "", None, 7, ["Cook"]]),
        "description": st.lists(st.sampled_from(_PIECES), max_size=6).map("".join),
        "datePosted": st.sampled_from([None, "2026-05-01", "03/04/2026", "1 May 2026", 1_777_593_600, "soon", True]),
        "validThrough": st.sampled_from([None, "2026-01-01", "2099-12-31T10:00:00+08:00", "9999-12-31", "never"]),
        "hiringOrganization": st.sampled_from([None, "A", {"name": "B Ltd"}, {"name": None}, []]),
        "baseSalary": st.sampled_from([None, "$18-22/hr", "-5元/月", {"currency": "EUR", "value": 9}, {"value": -1}]),
        "url": st.sampled_from([None, "https://a.example.org/1", "javascript:alert(1)", "mailto:a@example.org"]),
    },
)


@pytest.mark.django_db(transaction=True)
@settings(deadline=None, max_examples=few(25))
@given(changes=st.lists(_CHANGES, min_size=1, max_size=12))
def test_a_second_import_changes_nothing_whatever_the_delivery(
    changes: list[dict[str, object]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    from tests.vacancies.deliveries import emptied

    emptied()
    records = [posting(number % 9, **change) for number, change in enumerate(changes)]
    path = written(tmp_path_factory.mktemp("delivery") / "a.jsonl", records)
    first = imported(path)
    before = list(Vacancy.objects.order_by("pk").values())
    second = imported(path)
    assert first["read"] == first["created"] + first["updated"] + first["unchanged"] + first["rejected"] == len(records)
    assert (second["created"], second["updated"], second["expired"]) == (0, 0, 0)
    assert (second["read"], second["rejected"]) == (first["read"], first["rejected"])
    assert list(Vacancy.objects.order_by("pk").values()) == before


@pytest.mark.django_db(transaction=True)
def test_a_record_without_a_day_keeps_the_day_it_was_first_seen(tmp_path: Path) -> None:
    imported(written(tmp_path / "a.jsonl", [posting(1, datePosted=None)]))
    first = Vacancy.objects.get().posted_at
    imported(written(tmp_path / "a.jsonl", [posting(1, datePosted=None, title="Baker")]))
    assert (Vacancy.objects.get().posted_at, Vacancy.objects.get().title) == (first, "Baker")


@pytest.mark.django_db(transaction=True)
def test_an_identifier_is_used_once_also_across_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("volens.services.vacancies.importing.run.BATCH", 2)
    monkeypatch.setattr(parallel, "CHUNK_RECORDS", 2)
    path = written(tmp_path / "a.jsonl", [posting(n) for n in (1, 2, 3, 4)] + [posting(1), posting(2, title="Baker")])
    answer = imported(path)
    assert counts(answer) == {"read": 6, "created": 4, "unchanged": 1, "rejected": 1}
    assert [(each["line"], each["code"]) for each in rejects(answer)] == [(6, "repeated_key")]
    assert not Vacancy.objects.filter(title="Baker").exists()


def test_processes_give_the_rows_that_one_would(tmp_path: Path) -> None:
    from volens.services.vacancies import pool
    from volens.services.vacancies.importing import readers

    path = written(tmp_path / "a.jsonl", [posting(n) if n % 7 else "{broken" for n in range(450)])
    one, two = (
        list(parallel.made(readers.read(path, readers.Options()), parallel.Job(), workers)) for workers in (0, 2)
    )
    assert one == two
    assert sum(len(made.rows) for made in one) == 385
    with pool.kept():
        again = list(parallel.made(readers.read(path, readers.Options()), parallel.Job(), 2))
    assert again == one
