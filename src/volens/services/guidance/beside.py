"""What stands on the pages of vacancies and occupations: what the work pays here, comparing, what else one could do."""

from __future__ import annotations

from django.template.loader import get_template
from django.urls import reverse
from markupsafe import Markup

from volens.packs.classifications import Level, isco
from volens.services.guidance import pay
from volens.services.vacancies import presentation
from volens.services.vacancies.models import Vacancy


def on_vacancy(found: Vacancy) -> Markup:
    """Published pay of the occupation beside this vacancy's own; ways to compare it and to see near occupations."""
    code = presentation.language()
    told = presentation.has_month(found.pay_period, found.hours, found.weekly_hours)
    ends = [each for each in (found.pay_month_min, found.pay_month_max) if each is not None and told]
    block = None
    if found.isco:
        block = pay.block(
            found.isco,
            code,
            region=found.region,
            currency=found.pay_currency if ends else "",
            amount=sum(ends) // len(ends) if ends else None,
        )
    shown = {
        "pay": block,
        "compare": f"{reverse('guidance:compare')}?a={found.pk}",
        "next": next_address(found.isco),
    }
    return Markup(get_template("guidance/_beside_vacancy.html").render(shown))  # noqa: S704 - rendered and escaped


def on_occupation(group: str) -> Markup:
    """Published pay of an occupation, and the occupations near it."""
    shown = {"pay": pay.block(group, presentation.language()), "next": next_address(group), "occupation": True}
    return Markup(get_template("guidance/_beside_occupation.html").render(shown))  # noqa: S704 - rendered and escaped


def next_address(group: str) -> str:
    """The page of what somebody of this occupation could do next; "" for anything but a unit group."""
    return reverse("guidance:next", args=[group]) if isco().exists(group, Level.UNIT) else ""
