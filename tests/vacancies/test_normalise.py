"""What a source wrote, in the form Volens keeps: plain text, moments, one vocabulary; or the reason why not."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vacancies.deliveries import DECLARED, posting
from volens.services.vacancies.importing import dates, texts, zones
from volens.services.vacancies.importing.formats import jobposting
from volens.services.vacancies.importing.normalise import Defaults, Record, normalise
from volens.services.vacancies.importing.rejects import RecordError


def record(**changes: Any) -> Record:
    draft = jobposting.draft(posting(1, **changes))
    assert draft is not None
    return normalise(draft, Defaults()).record


def refused(**changes: Any) -> tuple[str, str]:
    with pytest.raises(RecordError) as error:
        record(**changes)
    return error.value.field, error.value.code


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("<p>One &amp; two</p><p>three<br>four</p>", "One & two\n\nthree\nfour"),
        ("<ul><li>a</li><li>b</li></ul>", "• a\n• b"),
        ("<script>alert(1)</script><style>p{}</style><p onclick=x()>Text</p>", "Text"),
        ("plain\r\n\r\n\r\n\r\n  text\twith   gaps ", "plain\n\ntext with gaps"),
        ("&lt;p&gt;escaped&lt;/p&gt;&lt;p&gt;twice&lt;/p&gt;", "escaped\n\ntwice"),
        ("first\nsecond with <b>bold</b>", "first\nsecond with bold"),
        ("5 < 6 and a > b", "5 < 6 and a > b"),
        ("a\u202eb\u200bc\u00add", "abcd"),
        ("\uf0b7 bullet of Word", "• bullet of Word"),
        ("<table><tr><td>Mon</td><td>8-16</td></tr></table>", "Mon 8-16"),
    ],
)
def test_text_becomes_plain_paragraphs(written: str, plain: str) -> None:
    assert texts.paragraphs(written, "text") == plain


@given(st.text(max_size=300))
def test_any_text_is_plain_or_refused_and_what_is_plain_stays(text: str) -> None:
    try:
        plain = texts.paragraphs(text, "text")
    except RecordError:
        return
    assert not any(ord(char) < 32 and char != "\n" for char in plain)
    assert "\n\n\n" not in plain
    assert plain == plain.strip()


def test_markup_without_end_is_read_in_time_or_refused() -> None:
    assert texts.paragraphs("<div>" * 5000 + "x" + "<li>" * 4000, "text").startswith("x")
    with pytest.raises(RecordError, match="too_deep"):
        texts.paragraphs("<b>" * 50_000 + "x", "text")


UTC = dt.UTC


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-05-03", dt.datetime(2026, 5, 3, 12, tzinfo=UTC)),
        ("2026-05-03T10:00:00Z", dt.datetime(2026, 5, 3, 10, tzinfo=UTC)),
        ("2026-05-03T10:00", dt.datetime(2026, 5, 3, 2, tzinfo=UTC)),
        ("2026-05-03 10:00:00 +0200", dt.datetime(2026, 5, 3, 8, tzinfo=UTC)),
        ("2026年5月3日", dt.datetime(2026, 5, 3, 12, tzinfo=UTC)),
        ("2026/5/3", dt.datetime(2026, 5, 3, 12, tzinfo=UTC)),
        ("03.05.2026", dt.datetime(2026, 5, 3, 12, tzinfo=UTC)),
        ("May 3, 2026", dt.datetime(2026, 5, 3, 12, tzinfo=UTC)),
        ("3rd May 2026 5:30 pm", dt.datetime(2026, 5, 3, 9, 30, tzinfo=UTC)),
        ("Sun, 03 May 2026 10:00:00 GMT", dt.datetime(2026, 5, 3, 10, tzinfo=UTC)),
        (1_777_802_400, dt.datetime(2026, 5, 3, 10, tzinfo=UTC)),
        (1_777_802_400_000, dt.datetime(2026, 5, 3, 10, tzinfo=UTC)),
        (46_145, dt.datetime(2026, 5, 3, 12, tzinfo=UTC)),
    ],
)
def test_moments_as_sources_write_them(written: Any, moment: dt.datetime) -> None:
    assert dates.parse(written, "posted", zone="Asia/Shanghai") == moment


def test_a_last_day_ends_at_midnight_of_the_place() -> None:
    there = {
        "jobLocation": {"address": {"addressLocality": "Los Angeles", "addressRegion": "CA", "addressCountry": "US"}}
    }
    until = record(validThrough="2099-06-30", **there).valid_through
    assert until == int(dt.datetime(2099, 7, 1, 6, 59, 59, tzinfo=UTC).timestamp())
    assert record(validThrough="9999-12-31").valid_through is None


@pytest.mark.parametrize(("place", "country"), [("南昌", "CN"), ("Honolulu", "US"), ("Auckland", "NZ"), ("", "")])
@pytest.mark.parametrize("shown_in", ["UTC", "Asia/Shanghai", "America/Los_Angeles"])
def test_a_day_without_a_time_is_shown_as_the_sources_own_day(place: str, country: str, shown_in: str) -> None:
    there = {"jobLocation": {"address": {"addressLocality": place, "addressCountry": country}}}
    posted = record(datePosted="2026-11-20", **there).posted_at
    assert posted is not None
    assert dt.datetime.fromtimestamp(posted, zoneinfo.ZoneInfo(shown_in)).date() == dt.date(2026, 11, 20)


def test_the_last_day_is_the_day_at_the_place_wherever_it_is_read() -> None:
    until = dt.datetime(2099, 7, 1, 6, 59, 59, tzinfo=UTC)
    assert zones.local_day(until, "US-CA", -118.2) == dt.date(2099, 6, 30)
    assert zones.local_day(until, "", None) == dt.date(2099, 7, 1)


def test_a_date_that_could_be_two_is_settled_by_the_country_or_refused() -> None:
    american = {
        "jobLocation": {"address": {"addressLocality": "Newark", "addressRegion": "NJ", "addressCountry": "US"}}
    }
    assert record(datePosted="03/04/2026", **american).posted_at == int(
        dt.datetime(2026, 3, 4, 12, tzinfo=UTC).timestamp()
    )
    assert refused(datePosted="03/04/2026", jobLocation=None) == ("datePosted", "ambiguous_date")


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"title": ["a", {"b": 1}], "name": None}, None, None),
        ({"title": {"x": 1}, "name": {}}, "title", "missing"),
        ({"title": True}, "title", "wrong_type"),
        ({"title": "a\x00b"}, "title", "control_characters"),
        ({"title": "a\ud800b"}, "title", "encoding"),
        ({"description": 5.5}, None, None),
        ({"description": "x\x01"}, "description", "control_characters"),
        ({"description": "x" * 700_000}, "description", "too_long"),
        ({"validThrough": "31 February 2026"}, "validThrough", "bad_date"),
        ({"validThrough": {"a": 1}}, None, None),
        ({"validThrough": True}, "validThrough", "wrong_type"),
        ({"datePosted": "0001-01-01"}, "datePosted", "bad_date"),
        ({"url": "javascript:alert(1)"}, "url", "bad_url"),
        ({"url": "https://user:secret@host/"}, "url", "bad_url"),
        ({"url": "http://[::1"}, "url", "bad_url"),
        ({"url": "data:text/html,x"}, "url", "bad_url"),
        ({"baseSalary": {"currency": "GBP", "value": -5}}, "baseSalary", "bad_number"),
        ({"baseSalary": {"currency": "GBP", "value": 1e300}}, "baseSalary", "bad_number"),
        ({"jobLocation": {"geo": {"latitude": 91, "longitude": 0}}}, "geo", "bad_number"),
        ({"volens:declarations": {"worker_pays": "perhaps"}}, "declarations.worker_pays", "declaration"),
        ({"volens:declarations": [1]}, "declarations.declarations", "declaration"),
        ({"identifier": True}, "identifier", "wrong_type"),
    ],
)
def test_hostile_and_careless_fields_are_refused_by_name(changes: dict, field: str | None, code: str | None) -> None:
    if field is None:
        record(**changes)
    else:
        assert refused(**changes) == (field, code)


def test_addresses_without_a_scheme_and_mail_are_put_right() -> None:
    assert record(url="www.harbour.example.org/1").original_url == "https://www.harbour.example.org/1"
    assert record(url="/jobs/1").original_url == ""
    mail = record(url="mailto:jobs@harbour.example.org?subject=x")
    assert (mail.original_url, mail.apply_contact) == ("", "jobs@harbour.example.org")


@pytest.mark.parametrize(
    ("words", "contract", "hours"),
    [
        ("FULL_TIME", "", "full_time"),
        (["PART_TIME", "FULL_TIME"], "", "flexible"),
        ("CONTRACTOR", "freelance", ""),
        ("TEMPORARY", "temporary", ""),
        ("INTERN", "internship", ""),
        ("Permanent, full-time", "permanent", "full_time"),
        ("非全日制 短期", "temporary", "part_time"),
        ("无固定期限合同", "permanent", ""),
        ("固定期限", "fixed_term", ""),
        (None, "", ""),
    ],
)
def test_contract_and_hours_from_the_words_in_use(words: Any, contract: str, hours: str) -> None:
    made = record(employmentType=words)
    assert (made.contract, made.hours) == (contract, hours)


def test_pay_is_read_from_numbers_from_a_text_in_their_place_and_from_the_description() -> None:
    assert record(baseSalary="$18-22/hr")[record()._fields.index("pay_min") :][:4] == (1800, 2200, "USD", "hour")
    written = record(baseSalary={"currency": "CNY", "value": {"value": "6000-8000元/月"}})
    assert (written.pay_min, written.pay_max, written.pay_text) == (600_000, 800_000, "6000-8000元/月")
    described = record(baseSalary=None, description="<p>Salary: £24,000 per year.</p>")
    assert (described.pay_min, described.pay_currency, described.pay_period) == (2_400_000, "GBP", "year")


def test_declarations_and_what_can_be_searched_of_them() -> None:
    made = record(**{"volens:declarations": DECLARED | {"lodging": "optional"}})
    assert (made.accommodation, made.accessible) == ("optional", True)
    bare = record(**{"volens:declarations": None})
    assert (bare.accommodation, bare.accessible, bare.declarations) == ("", None, "{}")


def test_a_code_of_isco_is_taken_from_the_source_and_no_other_code_for_one() -> None:
    assert record(occupationalCategory="http://data.europa.eu/esco/isco/C5120").isco == "5120"
    assert record(occupationalCategory={"inCodeSet": "ISCO-08", "codeValue": "5120"}).isco == "5120"
    assert record(occupationalCategory="35-2012 Cooks").isco == ""


@given(st.dictionaries(st.sampled_from(sorted(posting())), st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["name", "value", "minValue", "address", "geo", "latitude", "@value", "currency"]), inner, max_size=4),
    max_leaves=8,
), max_size=5))  # fmt: skip
def test_whatever_a_field_holds_the_answer_is_a_record_or_a_reason(changes: dict[str, Any]) -> None:
    draft = jobposting.draft(posting(1) | changes)
    if draft is None:
        return
    try:
        made = normalise(draft, Defaults())
    except RecordError:
        return
    assert made.record.title
    assert len(made.record.title) <= 300
    assert len(made.key) <= 200
    assert made == normalise(draft, Defaults())
