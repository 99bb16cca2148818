"""What somebody lists is understood one by one, in any script: in the form of recommendations and from a profile."""

from __future__ import annotations

import html
import re

import pytest

from tests.people.made import make_person

#: With the comma and the semicolon of Arabic script, of Chinese, and of Latin.
LISTS = {
    "ug": ("ئاشپەز، ھەيدىگۈچى؛ تىككۈچى", ["ئاشپەز", "ھەيدىگۈچى", "تىككۈچى"]),
    "zh": ("焊工、电工，叉车；护理", ["焊工", "电工", "叉车", "护理"]),
    "en": ("cook, bank transfer; forklift", ["cook", "bank transfer", "forklift"]),
}


def skills(page: str) -> str:
    found = re.search(r'<input[^>]* name="skills"[^>]*>', page)
    assert found is not None
    value = re.search(r'value="([^"]*)"', found[0])
    assert value is not None
    return html.unescape(value[1])


@pytest.mark.django_db
@pytest.mark.parametrize("script", LISTS)
def test_skills_are_listed_in_any_script(script: str) -> None:
    written, each = LISTS[script]
    _account, client = make_person(skills=written, places_wanted="Atlantisburg\u061b Jersey City\u060c Newark")
    given = client.get("/en/recommended/", {"skills": written}).content.decode()
    assert skills(given) == ", ".join(each)
    begun = client.get("/en/recommended/?profile=1").content.decode()
    assert skills(begun) == ", ".join(each)
    assert 'value="Jersey City"' in begun
