"""Reviewers of the room."""

from __future__ import annotations

import pytest

from tests.organisations.journey import browser_of
from tests.people.made import make_staff


@pytest.fixture
def reviewer():
    return browser_of(make_staff("reviewer", "Li Na")[1])


@pytest.fixture
def second():
    return browser_of(make_staff("reviewer", "Zhou Jie", "Province office")[1])
