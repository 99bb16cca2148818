"""Numbers of applications: random, so that no gap in an employer's list speaks of one that was taken back (S4)."""

from __future__ import annotations

import secrets

#: Without letters and digits that look alike when read aloud or copied by hand.
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new() -> str:
    """A new number such as `7KQ-M2X9`: 30 to the 7th, 22 thousand million of them."""
    drawn = "".join(secrets.choice(LETTERS) for _ in range(7))
    return f"{drawn[:3]}-{drawn[3:]}"
