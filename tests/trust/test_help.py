"""Help in danger, region by region: what the file may say, who sees what, what is refused before people are served."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.test import Client

from volens.services.trust import help as danger

ROOT = Path(__file__).resolve().parents[2]
FILE = """
- region: CN-JX
  emergency:
    - number: "110"
      what: {en: Police, zh-hans: 公安报警}
    - {number: "12333", what: {en: Labour inspection, zh-hans: 劳动保障监察}}
  grievance:
    name: {en: Jiangxi Ombud, zh-hans: 江西申诉中心}
    url: "https://ombud.example.org/"
    phone: "+86 791 555 1234"
- region: US
  emergency: [{number: "911"}]
  grievance: {name: "Workers' <Ombud>", url: "https://us.example.org/"}
"""


@pytest.fixture
def named(tmp_path: Path, settings: Any) -> Path:
    path = tmp_path / "help.yaml"
    path.write_text(FILE, encoding="utf-8")
    settings.HELP_FILE, settings.REGIONS = str(path), ()
    return path


def page(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.django_db
def test_each_region_shows_its_own_numbers_and_body(named):
    here = page("/zh-hans/help/?region=CN-JX")
    assert 'href="tel:110"' in here
    assert "劳动保障监察" in here
    assert "江西申诉中心" in here
    assert "911" not in here
    there = page("/en/help/?region=US")
    assert 'href="tel:911"' in there
    assert "Workers&#39; &lt;Ombud&gt;" in there
    assert "110" not in there


@pytest.mark.django_db
def test_a_visitor_chooses_a_region_and_unknown_ones_are_harmless(named):
    for address in ("/en/help/", "/en/help/?region=XX-%3Cb%3E"):
        body = page(address)
        assert '<option value="CN-JX" selected' in body
        assert "Jiangxi" in body
        assert "XX-" not in body.split("<main")[1]
    assert '<option value="US" selected' in page("/en/help/?region=US-NJ"), (
        "the country holds where the region has none"
    )


def test_help_of_a_region_is_its_own_else_its_countrys_else_everywheres(named):
    assert danger.point("CN-JX").grievance.url == "https://ombud.example.org/"
    assert danger.point("US-NJ").region == "US"
    assert danger.point("DE") is None
    named.write_text(FILE + "- emergency: [{number: '112'}]\n", encoding="utf-8")
    assert danger.point("DE").region == danger.EVERYWHERE


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("- region: CN-QQ\n", "entry 1 (CN-QQ (CN-QQ)), region: unknown"),
        ("- emergency: [{number: police}]\n", "emergency 1, number: 'police' is no telephone number"),
        ("- grievance: {name: A, url: 'javascript:alert(1)'}\n", "grievance, url"),
        ("- grievance: {url: 'https://a.example/'}\n", "grievance, name: missing"),
        ("- emergancy: []\n", "'emergancy' is not known here. Known: emergency, grievance, region"),
        ("- region: US\n- region: US\n", "United States (US) stands there twice"),
        ("region: US\n", "write a list of regions"),
        ("- [", "is no YAML"),
    ],
)
def test_a_wrong_file_is_refused_with_entry_field_and_remedy(named, wrong, said):
    named.write_text(wrong, encoding="utf-8")
    with pytest.raises(danger.HelpFileError) as error:
        danger.points()
    assert said in str(error.value)
    assert any(said in str(each.msg) for each in run_checks(tags=["security"]) if each.id == "trust.E001")


@pytest.mark.django_db
def test_a_wrong_file_leaves_the_page_standing(named):
    named.write_text("- [", encoding="utf-8")
    assert "must not serve people" in page("/en/help/")


def test_every_region_served_needs_its_help(named, settings):
    assert danger.problems() == []
    settings.REGIONS = ("CN-JX", "US-NJ", "DE-BE")
    assert danger.problems() == ["Berlin (DE-BE): nothing is named."]
    named.write_text("- {region: CN-JX, emergency: [{number: '110'}]}\n", encoding="utf-8")
    settings.REGIONS = ()
    assert danger.problems() == ["Jiangxi (CN-JX): no independent body that takes grievances is named."]
    deployed = run_checks(tags=["volens"], include_deployment_checks=True)
    assert [each.id for each in deployed] == ["site.E004"]


def test_the_example_in_the_documentation_can_be_read(settings):
    settings.HELP_FILE = str(ROOT / "docs" / "help.example.yaml")
    assert {each.region for each in danger.points()} == {"CN-JX", ""}
    assert danger.problems() == []
