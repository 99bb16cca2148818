"""Whether a person looked at a vacancy: for its public page. Apart from the queries of reviewers, which know more."""

from __future__ import annotations

from volens.services.vacancies.models import ReviewCase, Vacancy


def was_looked_at(vacancy: Vacancy) -> bool:
    """Whether a person decided to publish this vacancy as it is. One query, none for what was never stored."""
    if vacancy._state.adding:
        return False
    decided = ReviewCase.objects.filter(vacancy_id=vacancy.pk, outcome=ReviewCase.Outcome.PUBLISH)
    if vacancy.organisation_id is None:
        return decided.exists()
    return decided.filter(revision__state="published").exists()
