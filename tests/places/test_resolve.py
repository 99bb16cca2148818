"""A location text names the place a reader would understand, or nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volens.packs import places
from volens.packs.places import Kind


def named(text, **hints):
    place = places.resolve(text, **hints)
    assert place is not None, text
    return place


@pytest.mark.parametrize(
    ("text", "name", "region"),
    [
        ("Newark, NJ", "Newark", "US-NJ"),
        ("Newark, DE", "Newark", "US-DE"),
        ("Newark, NJ 07102", "Newark", "US-NJ"),
        ("US, TX, Houston", "Houston", "US-TX"),
        ("Houston TX", "Houston", "US-TX"),
        ("Salem, IN", "Salem", "US-IN"),
        ("San Jose, CA", "San Jose", "US-CA"),
        ("US, NY, NY", "New York City", "US-NY"),
        ("Mobile, AL", "Mobile", "US-AL"),
        ("Washington, District of Columbia", "Washington", "US-DC"),
        ("Greater Boston Area", "Boston", "US-MA"),
        ("Remote - Austin, TX", "Austin", "US-TX"),
        ("St. Louis, MO", "St. Louis", "US-MO"),
        ("Vancouver, WA", "Vancouver", "US-WA"),
        ("Vancouver, BC", "Vancouver", "CA-BC"),
        ("London, UK", "London", "GB-ENG"),
        ("10 Downing Street, London SW1A 2AA", "London", "GB-ENG"),
        ("Edinburgh, Scotland", "Edinburgh", "GB-SCT"),
        ("Muenchen", "Munich", "DE-BY"),
        ("München, Bayern", "Munich", "DE-BY"),
        ("Zürich, CH", "Zürich", "CH-ZH"),
        ("Sao Paulo, SP, Brazil", "São Paulo", "BR-SP"),
        ("Bangalore, IN", "Bengaluru", "IN-KA"),
        ("Sydney NSW", "Sydney", "AU-NSW"),
        ("Paris", "Paris", "FR-IDF"),
        ("Paris, TX", "Paris", "US-TX"),
        ("Nanchang, Jiangxi, China", "Nanchang", "CN-JX"),
        ("Fuzhou, Jiangxi", "Fuzhou", "CN-JX"),
        ("江西省南昌市红谷滩区", "Nanchang", "CN-JX"),
        ("北京", "Beijing", "CN-BJ"),
        ("廣州", "Guangzhou", "CN-GD"),
        ("吉林市", "Jilin", "CN-JL"),
        ("美国德州休斯敦", "Houston", "US-TX"),
        ("德州", "Dezhou", "CN-SD"),
        ("德国慕尼黑", "Munich", "DE-BY"),
        ("香港", "Hong Kong", "CN-HK"),
        ("利兹", "Leeds", "GB-ENG"),
        ("利兹，亚拉巴马州，美国", "Leeds", "US-AL"),
        ("萨克拉门托", "Sacramento", "US-CA"),
        ("沙加緬度", "Sacramento", "US-CA"),
        ("萨克拉门托，巴西", "Sacramento", "BR-MG"),
        ("惠灵顿", "Wellington", "NZ-WGN"),
        ("威靈頓", "Wellington", "NZ-WGN"),
        ("惠灵顿，佛罗里达", "Wellington", "US-FL"),
        ("柏林", "Berlin", "DE-BE"),
    ],
)
def test_cities_are_understood_as_people_write_them(text, name, region):
    place = named(text)
    assert (place.name, place.region, place.kind) == (name, region, Kind.CITY)
    assert place.latitude is not None
    assert place.confidence >= 0.5


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("California", Kind.REGION, "US-CA"),
        ("Northern California", Kind.REGION, "US-CA"),
        ("Georgia, US", Kind.REGION, "US-GA"),
        ("California, USA", Kind.REGION, "US-CA"),
        ("Georgia", Kind.COUNTRY, "GE"),
        ("江西省", Kind.REGION, "CN-JX"),
        ("Jiangxi", Kind.REGION, "CN-JX"),
        ("吉林", Kind.REGION, "CN-JL"),
        ("Anywhere in the U.S. (remote job)", Kind.COUNTRY, "US"),
        ("UK", Kind.COUNTRY, "GB"),
        ("中国", Kind.COUNTRY, "CN"),
        ("Mexico", Kind.COUNTRY, "MX"),
        ("Multiple Locations, TX", Kind.REGION, "US-TX"),
    ],
)
def test_an_area_is_not_narrowed_to_a_city_and_has_no_coordinates(text, kind, code):
    place = named(text)
    assert place.kind is kind
    assert (place.region or place.country) == code
    assert place.latitude is None
    assert place.longitude is None


NO_PLACES = """
Multiple Locations|Anywhere|Remote|null|N/A|12345|!!!|asdfghjkl|Sales Manager|HR & Admin|IT Officer|Engineer
|Competitive salary|全国|地点不限|中山大学|中山东路|客服专员
"""


@pytest.mark.parametrize("text", ["", "   ", *NO_PLACES.replace("\n", "").split("|")])
def test_text_that_names_no_place_gives_none(text):
    assert places.resolve(text) is None


def test_hints_decide_between_namesakes_but_do_not_overrule_the_text():
    assert named("Paris", country="US", region="Texas").region == "US-TX"
    assert named("Cambridge", country="US").region == "US-MA"
    assert named("Cambridge", country="GB").region == "GB-ENG"
    assert named("Suzhou", region="安徽").region == "CN-AH"
    assert named("Paris, France", country="US").country == "FR"


def test_a_district_is_found_only_near_its_city():
    shenzhen, nanshan = named("深圳"), named("广东深圳南山")
    assert nanshan.id != shenzhen.id
    assert places.distance_km(
        (shenzhen.latitude, shenzhen.longitude), (nanshan.latitude, nanshan.longitude)
    ) < 45  # fmt: skip
    assert named("Acharnai, Athens").population < named("Athens, Greece").population


def test_a_city_in_the_wrong_state_lowers_the_confidence_or_gives_the_state():
    assert named("CA, AB, Toronto").confidence < named("CA, ON, Toronto").confidence
    assert named("US, IN, 46259 Acton").region == "US-IN"


def test_one_slip_is_mended_only_inside_a_named_country():
    assert named("US, NC, Raliegh").name == "Raleigh"
    assert named("US, NC, Raliegh").confidence < 0.7
    assert places.resolve("Raliegh") is None


def test_a_postal_address_is_resolved_part_by_part():
    place = places.resolve_address(locality="Newark", region="NJ", country="US")
    assert place.region == "US-NJ"
    assert places.resolve_address(locality="Nowhere at all", region="California", country="US").kind is Kind.REGION
    assert places.resolve_address(street="江西省南昌市红谷滩区丰和中大道", country="CN").name_zh == "南昌"
    assert places.resolve_address(country="Germany").country == "DE"
    assert places.resolve_address() is None


@given(st.text(max_size=80))
def test_no_text_breaks_it(text):
    place = places.resolve(text)
    assert place is None or 0 < place.confidence <= 1


@given(st.integers(0, 20_000), st.sampled_from(["en", "zh"]))
def test_a_label_is_understood_again(rank, language):
    city = places.gazetteer().city(rank)
    again = places.resolve(places.label(city, language), country=city.country)
    assert again is not None
    same_name = places.name(again, language) == places.name(city, language)
    assert again.id == city.id or same_name or again.population >= city.population
    assert again.country == city.country
