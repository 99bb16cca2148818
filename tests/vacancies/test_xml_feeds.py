"""Feeds in XML as job boards exchange them: read as a stream, safely, each record by itself."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from tests.vacancies.deliveries import counts, imported, rejects
from volens.services.vacancies.importing import parallel, readers
from volens.services.vacancies.importing.mapping import Mapping, parse
from volens.services.vacancies.models import ImportRun, Vacancy

FEED = """<?xml version="1.0" encoding="{encoding}"?>
<source>
  <publisher>Harbour jobs</publisher>
  <job>
    <title><![CDATA[Canteen cook & baker]]></title>
    <date>Fri, 01 May 2026 10:00:00 GMT</date>
    <referencenumber>h-1</referencenumber>
    <url><![CDATA[https://harbour.example.org/jobs/1?a=1&b=2]]></url>
    <company>Harbour Kitchens Ltd</company>
    <city>Newark</city><state>NJ</state><country>US</country>
    <description><![CDATA[<p>You cook.</p><ul><li>Soups</li></ul>]]></description>
    <salary>$18-22/hr</salary>
    <jobtype>full-time</jobtype>
  </job>
  <job>
    <title>厨师</title>
    <referencenumber>h-2</referencenumber>
    <company>Harbour Kitchens Ltd</company>
    <description><p>招聘<b>厨师</b> &amp; 帮厨</p><p>Second</p></description>
  </job>
</source>
"""

pytestmark = pytest.mark.django_db(transaction=True)


def feed(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.replace("{encoding}", encoding).encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_feed_of_a_job_board_needs_no_mapping(tmp_path: Path, encoding: str) -> None:
    assert counts(imported(feed(tmp_path / "feed.xml", FEED, encoding))) == {"read": 2, "created": 2}
    cook, chef = Vacancy.objects.order_by("source_key")
    assert (cook.title, cook.employer, cook.region) == ("Canteen cook & baker", "Harbour Kitchens Ltd", "US-NJ")
    assert (cook.pay_min, cook.pay_currency, cook.hours) == (1800, "USD", "full_time")
    assert cook.original_url == "https://harbour.example.org/jobs/1?a=1&b=2"
    assert cook.text == "You cook.\n\n• Soups"
    assert (chef.title, chef.text) == ("厨师", "招聘厨师 & 帮厨\n\nSecond")


def test_a_mapping_reaches_inner_elements_and_attributes(tmp_path: Path) -> None:
    text = """<?xml version="1.0"?><x:Liste xmlns:x="urn:x"><x:Stelle nr="7">
      <x:Beruf><x:Name>Koch</x:Name></x:Beruf><x:Ort plz="1">Berlin</x:Ort><x:Land code="DE">Deutschland</x:Land>
      </x:Stelle></x:Liste>"""
    mapping = parse(
        {"record": "Stelle", "columns": {"key": "@nr", "title": "Beruf.Name", "place": "Ort", "country": "Land@code"}}
    )
    (outcome,) = read(feed(tmp_path / "a.xml", text), mapping)
    assert isinstance(outcome, parallel.Located)
    record = outcome.normalised.record
    assert (outcome.normalised.key, record.title, record.place, record.region[:2]) == ("7", "Koch", "Berlin", "DE")


def read(path: Path, mapping: Mapping | None = None) -> list[parallel.Outcome]:
    mapping = mapping or Mapping()
    raws = list(readers.read(path, readers.Options(mapping=mapping)))
    return parallel.outcomes(parallel.Job(mapping=mapping), raws)


def test_a_bad_record_costs_no_other(tmp_path: Path) -> None:
    control = "<job><title>A\x07B</title></job>"
    giant = f"<job><title>C</title><description>{'x' * 3_000_000}</description></job>"
    text = f"<jobs>\n{control}\n{giant}\n<job><title>Cook</title><id>1</id></job>\n<job><id>2</id></job></jobs>"
    answer = imported(feed(tmp_path / "a.xml", text))
    assert counts(answer) == {"read": 4, "created": 1, "rejected": 3}
    found = {(each["line"], each["code"]) for each in rejects(answer)}
    assert found == {(2, "encoding"), (3, "too_large"), (5, "missing")}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<jobs><job><title>A</title></job><job><title>B & C</title></job></jobs>", "bad_xml"),
        ("<jobs><job><title>A</title></job><job><title>B", "truncated"),
        ('<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;&b;">]><jobs><job><title>&d;</title></job></jobs>', "bad_xml"),
        ('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><jobs><job><title>&b;</title></job></jobs>', "bad_xml"),
        ('<?xml version="1.0" encoding="klingon"?><jobs><job><title>A</title></job></jobs>', "encoding"),
    ],
)
def test_what_is_not_sound_ends_the_delivery_and_expires_nothing(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(SystemExit):
        imported(feed(tmp_path / "a.xml", text))
    run = ImportRun.objects.get()
    assert run.state == ImportRun.State.FAILED
    assert f'"code": "{code}"' in Path(run.rejects_file).read_text(encoding="utf-8")
    assert not Vacancy.objects.filter(title__contains="root").exists()


def test_memory_does_not_grow_with_the_feed(tmp_path: Path) -> None:
    job = "<job><title>Cook</title><description>" + "words " * 400 + "</description></job>\n"
    path = feed(tmp_path / "a.xml", "<jobs>" + job * 6_000 + "</jobs>")  # 15 MB
    tracemalloc.start()
    count = sum(1 for _ in readers.read(path, readers.Options()))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 6_000
    assert peak < 10_000_000
