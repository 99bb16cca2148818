"""The built gazetteer: what it covers, what it suggests, how it fails."""

import subprocess
import sys
from pathlib import Path

import pytest

from volens.packs import places
from volens.packs.places import layout

ROOT = Path(places.__file__).parents[4]


def prefectures():
    for line in (Path(places.__file__).parent / "tables/prefectures.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            region, entries = line.split("\t")
            for entry in entries.split(";"):
                names, pinyin = entry.partition(" =")[0].split(" ", 1)
                yield region, names.split("/")[0], pinyin


def test_every_prefecture_of_china_resolves_in_both_scripts_to_one_place():
    rows = list(prefectures())
    assert len(rows) == 333
    for region, chinese, pinyin in rows:
        in_chinese = places.resolve(chinese, country="CN", region=region)
        in_pinyin = places.resolve(f"{pinyin}, {places.region_name(region)}, China")
        if chinese == "海南":  # the prefecture in Qinghai shares its name with the province
            continue
        assert in_chinese is not None, chinese
        assert in_pinyin is not None, pinyin
        assert in_chinese.region == in_pinyin.region == region, chinese
        assert chinese == "果洛" or in_chinese.id == in_pinyin.id, chinese


def test_regions_are_those_of_iso_3166_2():
    assert len(places.regions("CN")) == 34
    assert len(places.regions("US")) >= 51
    assert len(places.regions("DE")) == 16
    assert places.regions("XX") == ()
    assert places.region_name("US-NJ") == "New Jersey"
    assert places.region_name("CN-JX", "zh") == "江西"
    assert places.region_name("DE", "zh") == "德国"
    assert places.region_name("ZZ-9") == "ZZ-9"


@pytest.mark.parametrize("country", ["CN", "US", "GB", "DE", "FR", "IN", "CA", "AU", "JP", "BR", "ES", "IT"])
def test_large_cities_of_tabled_countries_have_a_region(country):
    atlas = places.gazetteer()
    cities = [city for city in map(atlas.city, range(5000)) if city.country == country]
    assert cities
    assert all(city.region.startswith(country + "-") for city in cities)


def test_suggestions_continue_what_was_typed_in_either_script():
    labels = [suggestion.label for suggestion in places.suggest("newar", language="en")]
    assert labels[0] == "Newark, New Jersey, US"
    assert len(labels) == len(set(labels))
    assert places.suggest("南昌", language="zh")[0].label == "南昌，江西，中国"
    assert places.suggest("nanch", language="zh")[0].place.name_zh == "南昌"
    assert places.suggest("münc")[0].place.name == "Munich"
    assert places.suggest("newark, del")[0].place.region == "US-DE"
    assert len(places.suggest("s", 5)) == 5
    assert places.suggest("") == ()
    assert places.suggest("zzzzzz") == ()


def test_the_nearest_city_is_the_nearest():
    assert places.nearest(28.68, 115.86).name == "Nanchang"
    assert places.nearest(51.5, -0.12, min_population=1_000_000).name == "London"
    assert places.nearest(0.0, -140.0) is None  # mid-Pacific
    assert places.nearest(-17.8, 179.99, within_km=400).country == "FJ"  # across the date line
    with pytest.raises(ValueError, match="not a point on Earth"):
        places.nearest(91, 0)


def test_nearest_agrees_with_measuring_every_city():
    atlas = places.gazetteer()
    for point in [(48.2, 16.4), (30.0, 120.1), (-33.9, 151.1), (64.1, -21.9)]:
        ranks = range(20_000)
        best = min(ranks, key=lambda rank: places.distance_km(point, atlas.coordinates(rank)))
        floor = atlas.population(ranks[-1]) + 1
        found = places.nearest(*point, min_population=floor)
        assert places.distance_km(point, (found.latitude, found.longitude)) <= places.distance_km(
            point, atlas.coordinates(best)
        )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Leeds, UK", "利兹，英格兰，英国"),
        ("Sacramento", "萨克拉门托，加利福尼亚州，美国"),
        ("Wellington, NZ", "惠灵顿，惠灵顿大区，新西兰"),
        ("Jamshedpur", "贾姆谢德布尔，贾坎德邦，印度"),  # of two names the source has for it, that of the mainland
        ("Yokohama", "横滨，神奈川县，日本"),
    ],
)
def test_cities_abroad_have_the_names_that_the_mainland_uses(name, shown):
    assert places.label(places.resolve(name), "zh-Hans") == shown


def test_a_city_is_found_by_its_geonames_id():
    newark = places.resolve("Newark, NJ")
    assert places.by_id(newark.id).name == "Newark"
    assert places.by_id(1) is None


def test_building_again_changes_nothing():
    before = layout.BUILT.stat()
    done = subprocess.run(
        [sys.executable, ROOT / "scripts/build_places.py"], capture_output=True, text=True, check=True
    )
    assert "up to date" in done.stdout
    assert layout.BUILT.stat().st_mtime_ns == before.st_mtime_ns


def test_a_missing_or_broken_gazetteer_names_the_remedy(tmp_path):
    with pytest.raises(places.PlacesNotBuiltError, match=r"make install"):
        layout.Table(tmp_path / "none.bin")
    broken = tmp_path / "broken.bin"
    broken.write_bytes(b"something else entirely")
    with pytest.raises(places.PlacesNotBuiltError, match=r"build_places"):
        layout.Table(broken)


def test_a_file_is_written_whole_and_read_back(tmp_path):
    path = tmp_path / "deep" / "p.bin"
    layout.write(path, {"k": "值"}, {"a": ("B", b"\x01\x02\x03"), "n": ("I", (7).to_bytes(4, "little"))})
    table = layout.Table(path)
    assert table.meta == {"k": "值"}
    assert list(table.column("a")) == [1, 2, 3]
    assert list(table.column("n")) == [7]
    assert not path.with_suffix(".partial").exists()
