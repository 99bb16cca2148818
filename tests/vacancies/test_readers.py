"""Whatever a delivery looks like, its records are found, one by one, each with its line."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vacancies.deliveries import posting
from volens.services.vacancies.importing import mapping, parallel, readers
from volens.services.vacancies.importing.readers import streams
from volens.services.vacancies.importing.readers.json_stream import Piece, Splitter
from volens.services.vacancies.importing.rejects import Reject


def outcomes(path: Path, **options: object) -> list[parallel.Outcome]:
    given_mapping = mapping.parse(options.pop("mapping")) if "mapping" in options else mapping.Mapping()
    kind = str(options.pop("format", "auto"))
    raws = list(readers.read(path, readers.Options(kind, given_mapping)))
    return parallel.outcomes(parallel.Job(kind, given_mapping), raws)


def titles(path: Path, **options: object) -> list[str]:
    return [o.normalised.record.title if isinstance(o, parallel.Located) else o.code for o in outcomes(path, **options)]


def file(tmp_path: Path, name: str, content: str | bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


JOBS = [posting(1), posting(2)]
BOTH = ["Canteen cook 1", "Canteen cook 2"]


@pytest.mark.parametrize(
    "document",
    [
        json.dumps(JOBS),
        json.dumps(JOBS, indent=2),
        "\n".join(map(json.dumps, JOBS)),
        json.dumps({"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "x"}, *JOBS]}),
        json.dumps({"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": job} for job in JOBS]}),
        json.dumps({"meta": {"count": 2}, "data": JOBS, "links": {"next": None}}),
        json.dumps([[JOBS[0]], [JOBS[1]]]),
    ],
    ids=["list", "indented", "lines", "graph", "item list", "envelope", "lists in a list"],
)
def test_jobpostings_are_found_in_every_usual_wrapping(tmp_path: Path, document: str) -> None:
    assert titles(file(tmp_path, "a.json", document)) == BOTH


def test_a_document_that_is_one_object_is_one_record(tmp_path: Path) -> None:
    assert titles(file(tmp_path, "a.json", json.dumps(JOBS[0], indent=1))) == BOTH[:1]


def test_jobpostings_inside_a_page_with_references_in_its_graph(tmp_path: Path) -> None:
    graph = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "Organization", "@id": "#us", "name": "Harbour & Sons"},
            {**JOBS[0], "hiringOrganization": {"@id": "#us"}},
        ],
    }
    page = f'<!doctype html>\n<title>x</title>\n<script type="application/ld+json">{json.dumps(graph)}</script>'
    page += '<script type="application/ld+json">not JSON</script><script>var JobPosting = 1</script>'
    (outcome,) = outcomes(file(tmp_path, "a.html", page))
    assert isinstance(outcome, parallel.Located)
    assert (outcome.line, outcome.normalised.record.employer) == (3, "Harbour & Sons")


def test_microdata_where_a_page_has_no_json(tmp_path: Path) -> None:
    page = """<html><body itemscope itemtype="https://schema.org/JobPosting"><h1 itemprop="title">Welder</h1>
      <span itemprop="hiringOrganization" itemscope itemtype="https://schema.org/Organization">
      <b itemprop="name">Yard</b></span><time itemprop="datePosted" datetime="2026-05-01">May</time></body></html>"""
    (outcome,) = outcomes(file(tmp_path, "a.html", page))
    assert isinstance(outcome, parallel.Located)
    assert outcome.normalised.record[:2] == ("Welder", "Yard")


def test_usajobs_search_answers_and_history(tmp_path: Path) -> None:
    descriptor = {
        "PositionID": "X-1",
        "PositionTitle": "Nurse",
        "PositionURI": "https://www.usajobs.gov/job/1",
        "OrganizationName": "Veterans Health",
        "PositionLocation": [{"CityName": "Newark, New Jersey", "CountrySubDivisionCode": "New Jersey",
                              "CountryCode": "United States", "Latitude": 40.73, "Longitude": -74.17}],
        "PositionRemuneration": [{"MinimumRange": "71234.0", "MaximumRange": "90000.0", "RateIntervalCode": "PA"}],
        "PositionSchedule": [{"Name": "Full-time", "Code": "1"}],
        "PublicationStartDate": "2026-05-01T00:00:00", "ApplicationCloseDate": "2099-05-20T23:59:59.997",
        "UserArea": {"Details": {"MajorDuties": ["Care for people."], "JobSummary": "A ward of twelve."}},
    }  # fmt: skip
    answer = {
        "LanguageCode": "EN",
        "SearchResult": {
            "SearchResultCount": 1,
            "SearchResultItems": [{"MatchedObjectId": "7", "MatchedObjectDescriptor": descriptor}],
        },
    }
    (outcome,) = outcomes(file(tmp_path, "a.json", json.dumps(answer, indent=2)))
    assert isinstance(outcome, parallel.Located)
    record = outcome.normalised.record
    assert (outcome.normalised.key, record.title, record.place, record.region) == ("7", "Nurse", "Newark", "US-NJ")
    assert (record.pay_min, record.pay_max, record.pay_currency, record.pay_period) == (
        7_123_400,
        9_000_000,
        "USD",
        "year",
    )
    assert record.text == "A ward of twelve.\n\nCare for people."
    csv_text = "usajobsControlNumber,positionTitle,hiringAgencyName,positionOpenDate,minimumSalary,maximumSalary\n"
    csv_text += "12,Ranger,Park Service,2024-01-02,50000,60000\n"
    (past,) = outcomes(file(tmp_path, "b.csv", csv_text))
    assert isinstance(past, parallel.Located)
    assert (past.normalised.key, past.normalised.record.title) == ("12", "Ranger")
    lines = json.dumps({"control_number": 5, "position_title": "Clerk", "agency": "Post", "open_date": "2024-01-02"})
    assert titles(file(tmp_path, "c.jsonl", lines)) == ["Clerk"]


def test_a_bad_record_in_a_list_costs_no_other_and_has_its_line(tmp_path: Path) -> None:
    document = "[\n" + ",\n".join([json.dumps(JOBS[0]), '{"title": NaN}', "7", json.dumps(JOBS[1])]) + "\n]"
    found = outcomes(file(tmp_path, "a.json", document))
    assert [(o.line, o.code) for o in found if isinstance(o, Reject)] == [(3, "bad_json"), (4, "not_an_object")]
    assert [o.line for o in found if isinstance(o, parallel.Located)] == [2, 5]


def test_a_document_that_ends_too_early_says_so_after_its_good_records(tmp_path: Path) -> None:
    found = outcomes(file(tmp_path, "a.json", json.dumps(JOBS, indent=1)[:-40]))
    assert isinstance(found[0], parallel.Located)
    assert isinstance(found[-1], Reject)
    assert (found[-1].code, found[-1].fatal) == ("truncated", True)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)


@given(records=st.lists(st.dictionaries(st.text(max_size=6), _json, max_size=4), max_size=6), data=st.data())
def test_records_are_cut_out_exactly_wherever_the_chunks_end(records: list[dict], data: st.DataObject) -> None:
    document = json.dumps(records, ensure_ascii=data.draw(st.booleans()), indent=data.draw(st.sampled_from([None, 1])))
    raw = document.encode("utf-8", "surrogatepass")
    size = data.draw(st.integers(1, 40))
    found = list(Splitter().records([raw[at : at + size] for at in range(0, len(raw), size)]))
    listed = {"@graph", "itemListElement"}
    if not any(listed & set(record) for record in records):
        assert [
            json.loads(piece.data.decode("utf-8", "surrogatepass")) for piece in found if isinstance(piece, Piece)
        ] == records
        assert len(found) == len(records)


def test_a_record_larger_than_memory_allows_is_skipped_not_kept(tmp_path: Path) -> None:
    big = json.dumps({"@type": "JobPosting", "title": "big", "description": "x" * 3_000_000})
    for name, text in (("a.json", f"[{big},{json.dumps(JOBS[0])}]"), ("b.jsonl", f"{big}\n{json.dumps(JOBS[0])}")):
        assert titles(file(tmp_path, name, text)) == ["too_large", "Canteen cook 1"]


def test_gzip_and_zip_are_unpacked_by_content_not_by_name(tmp_path: Path) -> None:
    text = json.dumps(JOBS[0]).encode()
    assert titles(file(tmp_path, "a.json", gzip.compress(text))) == BOTH[:1]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("one.json", text)
        archive.writestr("two/jobs.csv", "title,company\nBaker,Crumb\n")
        archive.writestr("__MACOSX/one.json", b"\0\1\2")
        archive.writestr("inner.zip", b"PK\x03\x04 and more")
    assert titles(file(tmp_path, "b", packed.getvalue())) == ["Canteen cook 1", "Baker", "nested_archive"]


def test_a_bomb_is_refused_before_it_fills_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "RATIO_FROM", 1_000_000)
    bomb = gzip.compress(b"[" + b" " * 30_000_000)
    (reject,) = outcomes(file(tmp_path, "a.json.gz", bomb))
    assert isinstance(reject, Reject)
    assert (reject.code, reject.fatal) == ("bomb", True)


def test_a_damaged_archive_is_a_reject(tmp_path: Path) -> None:
    whole = gzip.compress(json.dumps(JOBS * 200).encode())
    assert titles(file(tmp_path, "a.gz", whole[: len(whole) // 2]))[-1] == "bad_archive"
    assert titles(file(tmp_path, "b.zip", b"PK\x03\x04" + b"x" * 50)) == ["bad_archive"]


MAPPED = {
    "columns": {
        "title": "岗位",
        "employer": "单位",
        "place": "地点",
        "pay": "薪资",
        "text": ["职责", "要求"],
        "key": "编号",
    },
    "constants": {"country": "CN", "language": "zh"},
}
SHEET = [
    ["2026年招聘岗位表"],
    ["编号", "岗位", "单位", "地点", "薪资", "职责", "要求"],
    ["1", "焊工", "晨光机械厂", "江西省南昌市", "6000-8000元/月", "焊接钢结构", "持证上岗"],
    ["2", "", "晨光机械厂", "南昌", "面议", "x", "y"],
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_tables_in_any_encoding_and_delimiter_below_their_header(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = "\r\n".join(delimiter.join(row) for row in SHEET)
    first, second = outcomes(file(tmp_path, "a.csv", text.encode(encoding)), mapping=MAPPED)
    assert isinstance(first, parallel.Located)
    record = first.normalised.record
    assert (first.line, first.normalised.key, record.title, record.place, record.region) == (
        3,
        "1",
        "焊工",
        "南昌",
        "CN-JX",
    )
    assert (record.pay_min, record.pay_max, record.pay_currency, record.pay_period) == (
        600_000,
        800_000,
        "CNY",
        "month",
    )
    assert record.text == "焊接钢结构\n\n持证上岗"
    assert isinstance(second, Reject)
    assert (second.line, second.field, second.code) == (4, "title", "missing")


def workbook(path: Path, rows: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_a_workbook_reads_like_the_table_it_shows(tmp_path: Path) -> None:
    import datetime as dt

    columns = {**MAPPED, "columns": {**MAPPED["columns"], "valid_through": "截止"}}
    rows: list[list[object]] = [*SHEET[:1], [*SHEET[1], "截止"], [*SHEET[2], dt.datetime(2099, 5, 1)]]  # noqa: DTZ001
    rows[2][0] = 17
    (outcome,) = outcomes(workbook(tmp_path / "a.xlsx", rows), mapping=columns)
    assert isinstance(outcome, parallel.Located)
    assert (outcome.line, outcome.normalised.key) == (3, "17")
    ends = dt.datetime(2099, 5, 1, 15, 59, 59, tzinfo=dt.UTC)  # the end of that day in China
    assert outcome.normalised.record.valid_through == int(ends.timestamp())


def test_a_workbook_that_is_a_bomb_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", SHEET)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("xl/sharedStrings2.xml", b" " * 80_000_000)
    assert titles(path, mapping=MAPPED) == ["bomb"]


def test_a_workbook_with_an_entity_bomb_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", SHEET)
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "lol">{entities}]><worksheet>&a9;</worksheet>'
    target = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, bomb if name == "xl/worksheets/sheet1.xml" else old.read(name))
    assert titles(target, mapping=MAPPED) == ["not_readable"]


def test_usual_column_names_need_no_mapping(tmp_path: Path) -> None:
    text = "Job Title;Company;Location;Salary\nBaker;Crumb Ltd;Leeds;£12.50 an hour\n"
    (outcome,) = outcomes(file(tmp_path, "a.csv", text.encode("cp1252")))
    assert isinstance(outcome, parallel.Located)
    record = outcome.normalised.record
    assert (record.title, record.employer, record.place, record.pay_min) == ("Baker", "Crumb Ltd", "Leeds", 1250)


def test_a_table_nobody_understands_says_which_columns_it_has(tmp_path: Path) -> None:
    (reject,) = outcomes(file(tmp_path, "a.csv", "foo,bar\n1,2\n"))
    assert isinstance(reject, Reject)
    assert (reject.code, reject.fatal) == ("no_mapping", True)
    (reject,) = outcomes(file(tmp_path, "b.csv", "岗位,foo\n1,2\n"), mapping=MAPPED)
    assert isinstance(reject, Reject)
    assert (reject.code, reject.parameters["allowed"]) == ("missing_column", "岗位, foo")


def test_json_of_another_layout_through_a_mapping_with_paths_and_a_filter(tmp_path: Path) -> None:
    layout = {
        "columns": {"title": "job", "employer": "company.name", "key": "n"},
        "only": {"label": 0},
        "values": {"title": {"X": "Painter"}},
    }
    records = [{"n": 1, "job": "X", "company": {"name": "Hue"}, "label": 0}, {"n": 2, "job": "Y", "label": 1}]
    (outcome,) = outcomes(
        file(tmp_path, "a.jsonl", "\n".join(map(json.dumps, records))), mapping=layout, format="table"
    )
    assert isinstance(outcome, parallel.Located)
    assert outcome.normalised.record[:2] == ("Painter", "Hue")


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ({"columns": {}}, "columns"),
        ({"columns": {"title": "T", "colour": "C"}}, "colour"),
        ({"columns": {"title": "T"}, "colums": {}}, "colums"),
        ({"columns": {"employer": "E"}}, "title"),
        ({"columns": {"title": "T"}, "delimiter": ";;"}, "delimiter"),
        ({"columns": {"title": "T"}, "time_zone": "Mars/Olympus"}, "time_zone"),
        ({"columns": {"title": "T"}, "header_row": "first"}, "header_row"),
        ("nonsense", "columns"),
    ],
)
def test_a_wrong_mapping_says_where(content: object, named: str) -> None:
    with pytest.raises(mapping.MappingError, match=named):
        mapping.parse(content)
