"""Made-up vacancies for the tests of the search engine."""

from __future__ import annotations

from typing import Any

from volens.engines.search.port import Document

NOW = 1_772_366_400
DAY = 86_400


def vacancy(id_: int, title: str = "Welder", **more: Any) -> Document:
    """A vacancy with the fields that matter to a test; the rest is plain."""
    return Document(**({"id": id_, "title": title, "employer": "Acme", "text": "", "posted": NOW - DAY} | more))
