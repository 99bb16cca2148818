"""What a person does for themselves with the tools of guidance: none of it may show to an office or employer (S4)."""

from __future__ import annotations

from typing import Any


def compare(world: Any, number: int) -> None:
    """The person puts two vacancies side by side, seen from a town."""
    first, second = world.vacancies[number % 2].pk, world.vacancies[(number + 1) % 2].pk
    world.own(number).get(f"/en/compare/?a={first}&b={second}&where=Newark,+NJ")


def look_what_is_next(world: Any, number: int) -> None:
    """The person looks what else they could do."""
    for page in ("next/", "next/?work=nurse", "next/2221/?where=Newark,+NJ"):
        world.own(number).get(f"/en/{page}")


def lay_out_a_cv(world: Any, number: int) -> None:
    """The person writes a CV, looks at it and takes it along."""
    for act in ("preview", "pdf", "text"):
        world.own(number).post("/en/cv/", {"name": f"Someone {number}", "experience": "sewing", "act": act})


def be_recommended(world: Any, number: int) -> None:
    """The person asks what fits."""
    world.own(number).get("/en/recommended/?isco=2221&skills=nursing&weigh_pay=2")


PRIVATE = {
    "compares": compare,
    "looks what is next": look_what_is_next,
    "lays out a CV": lay_out_a_cv,
    "is recommended": be_recommended,
}
