"""What other rooms build on: memberships, roles, and whether an organisation is verified now."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from tests.organisations.made import make_member, make_organisation
from volens.services.organisations import policies, queries
from volens.services.organisations.models import Membership

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "reads", "posts", "manages"),
    [("owner", True, True, True), ("recruiter", True, True, False), ("viewer", True, False, False)],
)
def test_each_role_may_what_its_policy_says_until_the_membership_ends(role, reads, posts, manages):
    organisation = make_organisation()
    account, _client = make_member(organisation, role)
    membership = queries.membership(account, organisation.pk)
    assert membership is not None
    allowed = (policies.may_read, policies.may_post, policies.may_answer, policies.may_manage)
    assert [may(membership) for may in allowed] == [reads, posts, posts, manages]
    membership.until = timezone.now()
    membership.save()
    assert not any(may(membership) for may in allowed)
    assert queries.membership(account, organisation.pk) is None
    assert queries.memberships(account) == []


def test_a_member_of_one_organisation_is_none_of_another():
    ours, theirs = make_organisation(), make_organisation()
    account, _client = make_member(ours)
    assert queries.membership(account, theirs.pk) is None
    assert [each.organisation for each in queries.memberships(account)] == [ours]


def test_an_organisation_is_verified_through_its_last_day_even_before_any_clock_ran():
    now = timezone.now()
    organisation = make_organisation(days=10)
    assert queries.is_verified(organisation)
    assert queries.is_verified(organisation, now + dt.timedelta(days=10))
    assert not queries.is_verified(organisation, now + dt.timedelta(days=11))
    assert not queries.is_verified(make_organisation(verified=False))
    assert set(queries.verified_organisations(now + dt.timedelta(days=11))) == set()


def test_roles_are_stored_as_the_contract_names_them():
    assert set(Membership.Role.values) == {"owner", "recruiter", "viewer"}
