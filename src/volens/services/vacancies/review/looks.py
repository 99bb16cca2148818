"""What people decided about a vacancy, for its public page. Apart from the queries of reviewers, which know more."""

from __future__ import annotations

from dataclasses import dataclass

from volens.services.vacancies.models import Review, ReviewCase, Vacancy


@dataclass(frozen=True, slots=True)
class Look:
    """A decision of people to show a vacancy. `whys`: in their words why the rules that stopped it do not hold."""

    whys: tuple[str, ...] = ()


def look(vacancy: Vacancy) -> Look | None:
    """The last decision of people to show this vacancy as it is, None without one. One query at most."""
    if vacancy._state.adding:
        return None
    said = Review.objects.filter(
        case__vacancy_id=vacancy.pk, case__outcome=ReviewCase.Outcome.PUBLISH, outcome=ReviewCase.Outcome.PUBLISH
    )
    if vacancy.organisation_id is not None:
        said = said.filter(case__revision__state="published")
    elif vacancy.judged_at is not None:  # a later delivery that says something else was read by nobody
        said = said.filter(case__decided_at__gte=vacancy.judged_at)
    rows = list(said.order_by("-case__decided_at", "-case_id", "at", "id").values_list("case_id", "grounds"))
    if not rows:
        return None
    last = [grounds for case, grounds in rows if case == rows[0][0]]
    return Look(tuple(dict.fromkeys(each["why"] for grounds in last for each in grounds if each.get("why"))))
