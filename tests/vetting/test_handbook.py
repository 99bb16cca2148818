"""The handbook in docs is what the rules say today."""

from pathlib import Path

import pytest

from volens.engines.vetting.handbook import handbook
from volens.engines.vetting.messages import LANGUAGES
from volens.engines.vetting.text import default_book

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_handbook_is_up_to_date(language):
    written = (DOCS / f"vetting.{language}.md").read_text(encoding="utf-8")
    assert written == handbook(language), "run: volens vet --handbook docs"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_stands_in_it(language):
    text = handbook(language)
    assert all(f"`{code}`" in text for code in default_book().rules)
