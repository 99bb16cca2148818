"""How the method of `bench/fraud.py` is settled without a look at what it is tried on: inside the training part.

What is chosen: how much more a word counts that tells frauds from honest advertisements apart (naive Bayes weights),
and whether copies count once for each or once together. Whatever learns from labels here sees training labels alone.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from itertools import product
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Rows = NDArray[np.int64]


class Choice(NamedTuple):
    """`power` of the naive Bayes weight of a word (0: none); `together`: all copies of a text weigh as one."""

    power: float
    together: bool


CHOICES = tuple(Choice(power, together) for power, together in product((0.0, 0.5, 1.0), (False, True)))
#: Advertisements ask for experience in so many steps.
_STEPS = {"Internship": 0, "Entry level": 1, "Associate": 2, "Mid-Senior level": 3, "Director": 4, "Executive": 5}
_SECTIONS = ("company_profile", "requirements", "benefits", "salary_range")
_STATED = ("department", "employment_type", "required_experience", "required_education", "industry", "function")
_BODY = ("description", "requirements", "benefits")
_WORD = re.compile(r"\b\w\w+\b")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+")
_LONG_NAME = re.compile(r"\b[A-Z][A-Za-z]{3,}\b")


def consistency(row: dict[str, str]) -> list[float]:
    """Does the advertisement hang together: what is left out, how long each part is, whether title, body and the
    company's profile speak of the same, whether anything in it has a name. Of texts alone.
    """
    body = " ".join(row[name] for name in _BODY)
    spoken = _WORD.findall(body.lower())
    known, title = set(spoken), set(_WORD.findall(row["title"].lower()))
    profile = set(_WORD.findall(row["company_profile"].lower()))
    names = _NAME.findall(body)
    employer = set(_LONG_NAME.findall(row["company_profile"]))
    return [
        *(float(bool(row[name].strip())) for name in _SECTIONS),
        *(math.log1p(len(_WORD.findall(row[name]))) for name in (*_BODY, "company_profile")),
        len(title & known) / max(1, len(title)),
        len(title & profile) / max(1, len(title)),
        len(profile & known) / max(1, len(profile)),
        math.log1p(sum(name in row["description"] or name in row["title"] for name in employer)),
        10 * len(names) / max(1, len(spoken)),
        math.log1p(max((names.count(name) for name in set(names)), default=0)),
        math.log1p(sum(letter.isdigit() for letter in body)),
        sum(map(len, spoken)) / max(1, len(spoken)) / 2,
    ]


def stated_beside(row: dict[str, str]) -> list[float]:
    """Which facts are stated beside the text, how many, whether a town is, the steps of experience asked for."""
    given = [float(bool(row[name].strip())) for name in _STATED]
    town = [*row["location"].split(",", 2), "", ""][2].strip()
    return [
        *given,
        sum(given),
        float(bool(town)),
        float(bool(town) and town.lower() in " ".join(row[name] for name in _BODY).lower()),
        float(_STEPS.get(row["required_experience"], 1.5)),
        float(row["telecommuting"] == "1"),
    ]


def weighed(group: NDArray[Any], together: bool) -> Array:
    """What each advertisement counts in training."""
    _, inverse, sizes = np.unique(group, return_inverse=True, return_counts=True)
    return np.asarray(1.0 / sizes[inverse] if together else np.ones(len(group)))


def telling(has: NDArray[np.bool_], label: Array, weight: Array, power: float) -> NDArray[np.float32]:
    """How much more each column counts for telling the classes apart in these (training) rows: the size of the
    logarithm of how much oftener it stands in one than in the other, one text each added, to this power.
    """
    shares = []
    for wanted in (1, 0):
        of = label == wanted
        shares.append((weight[of] @ has[of] + 1.0) / (weight[of].sum() + 2.0))
    return np.asarray(np.abs(np.log(shares[0] / shares[1])) ** power, dtype=np.float32)


def chosen(
    train: Rows,
    part: Rows,
    tried: Callable[[Rows, Rows, Choice], Array],
    measure: Callable[[Array, Rows], float],
) -> Choice:
    """The choice that does best on the training rows: each of their `part`s scored by what the others teach.

    `part[i]` is the inner part of `train[i]`. `tried(learn, judge, choice)` gives scores of the rows `judge`;
    `measure(scores, rows)` says how good scores are. The first of equals wins.
    """
    best, most = CHOICES[0], -math.inf
    for choice in CHOICES:
        scores = np.zeros(len(train))
        for number in np.unique(part):
            inside = part == number
            scores[inside] = tried(train[~inside], train[inside], choice)
        found = measure(scores, train)
        if found > most:
            best, most = choice, found
    return best
