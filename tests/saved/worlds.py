"""What a person leaves in the room of saved vacancies, for the crawl over every address."""

from __future__ import annotations

from tests.pages import vacancies
from tests.safeguards.world import Someone
from volens.services.saved import actions
from volens.services.saved.actions import Act


def live(owner: Someone) -> None:
    """Save one vacancy, with a note that nobody else may ever see."""
    vacancy = vacancies.make(vacancies.source(name="saved by someone", kind="file"), "1", title="Gardener")
    actions.mark(owner.account.pk, vacancy.pk, Act.SAVE)
    actions.note(owner.account.pk, vacancy.pk, "aygul-note")
    owner.marks.add("aygul-note")
