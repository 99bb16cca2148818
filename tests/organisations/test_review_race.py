"""Two reviewers decide at once: one wins, the other is told, and the record holds one decision."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.organisations.journey import browser_of, decide, make, member, submit
from tests.organisations.test_members import at_once
from tests.people.made import make_staff
from volens.services.organisations import queries
from volens.services.organisations.actions import review
from volens.services.organisations.actions.review import Decision
from volens.services.organisations.errors import AlreadyDecidedError
from volens.services.organisations.models import Organisation, Verification

Outcome = Verification.Outcome
YES = Decision(Outcome.VERIFIED, 12)
NO = Decision(Outcome.REFUSED, None, ("not_active",))


def lines(data_dir: Path) -> int:
    return sum(len(path.read_text().splitlines()) for path in (data_dir / "journal").glob("decisions-*"))


@pytest.mark.django_db(transaction=True)
def test_of_two_reviewers_who_decide_at_once_one_wins(data_dir: Path):
    owner = member()
    case = submit(owner, make(owner))
    one, two = make_staff("reviewer", "One")[0].staff, make_staff("reviewer", "Two")[0].staff
    outcomes = at_once(lambda: review.decide(one, case.number, YES), lambda: review.decide(two, case.number, NO))
    assert sorted(outcomes) == ["AlreadyDecidedError", "done"]
    case.refresh_from_db()
    state = Organisation.objects.get().state
    assert (case.outcome, state) in {("verified", "verified"), ("refused", "refused")}
    assert case.decided_by in {one, two}
    assert lines(data_dir) == 1


@pytest.mark.django_db
def test_a_reviewer_who_was_slower_is_told_and_changes_nothing(monkeypatch, data_dir: Path):
    owner = member()
    case = submit(owner, make(owner))
    fast = make_staff("reviewer", "Fast")[0].staff
    slow = browser_of(make_staff("reviewer", "Slow")[1])
    look = queries.case

    def overtaken(number):
        found = look(number)
        monkeypatch.setattr(queries, "case", look)
        review.decide(fast, number, NO)
        return found

    monkeypatch.setattr(review.queries, "case", overtaken)
    answer = decide(slow, case.number)
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith("?done=late-colleague")
    assert "A colleague decided this a moment ago" in slow.text("staff/organisations/?done=late-colleague")
    case.refresh_from_db()
    assert (case.outcome, case.decided_name) == ("refused", "Fast, City office")
    assert Organisation.objects.get().state == "refused"
    assert lines(data_dir) == 1
    with pytest.raises(AlreadyDecidedError):
        review.decide(fast, case.number, YES)


@pytest.mark.django_db
def test_a_submission_taken_back_while_a_reviewer_decides_is_not_decided():
    owner = member()
    organisation = make(owner)
    case = submit(owner, organisation)
    slow = make_staff("reviewer", "Slow")[0].staff
    seen = queries.case(case.number)
    owner.post(f"organisations/{organisation.pk}/verification/withdraw/")
    with pytest.raises(AlreadyDecidedError):
        review.settle(seen, YES, review.By.of(slow))
    assert Organisation.objects.get().state == "unverified"
