"""How someone becomes a member: invited by an owner, or asking and accepted by one."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from volens.services.organisations import letters, policies, queries
from volens.services.organisations.actions.organisation import acting, locked
from volens.services.organisations.errors import NotAllowedError, NotPossibleError
from volens.services.organisations.models import Invitation, JoinRequest, Membership, Organisation
from volens.services.people import limits, post
from volens.services.people.actions import account as accounts
from volens.services.people.contacts import Reached
from volens.services.people.limits import Limit
from volens.services.people.models import Account, Contact
from volens.services.trust import vault

INVITATION = dt.timedelta(days=14)
REQUEST = dt.timedelta(days=30)
INVITED_PER_ORGANISATION = Limit("invitations of organisation", 40, 60 * 24)
ASKED_PER_ACCOUNT = Limit("requests to join", 10, 60 * 24)


def invite(membership: Membership, contact: Reached, role: str) -> Invitation:
    """An owner invites someone. The answer is the same whether or not an account of that contact exists."""
    if not limits.passes(INVITED_PER_ORGANISATION, str(membership.organisation_id)):
        raise NotPossibleError(_("That were very many invitations today. Go on tomorrow."))
    with transaction.atomic():
        organisation = locked(membership.organisation_id)
        here = acting(membership)
        if not policies.may_manage(here):
            raise NotAllowedError
        made = _store(organisation, contact, role, here)
        _send(organisation, contact, here.name_shown)
    return made


def invite_by_operator(organisation: Organisation, contact: Reached, role: str, name: str) -> Invitation:
    """An operator invites someone, for an organisation that lost its owners."""
    with transaction.atomic():
        made = _store(locked(organisation.pk), contact, role, None)
        _send(organisation, contact, name)
    return made


def _store(organisation: Organisation, contact: Reached, role: str, by: Membership | None) -> Invitation:
    """A second invitation of the same contact replaces the first."""
    Invitation.objects.filter(organisation=organisation, index=contact.index).delete()
    made = Invitation(
        organisation=organisation,
        role=Membership.Role(role),
        index=contact.index,
        by=by,
        until=timezone.now() + INVITATION,
    )
    made.sealed = vault.of(organisation.pk).seal_json(f"invitation:{made.pk}", [contact.channel.value, contact.value])
    made.save(force_insert=True)
    return made


def _send(organisation: Organisation, contact: Reached, name: str) -> None:
    post.send(
        contact,
        _("%(organisation)s invites you to Volens") % {"organisation": organisation.name},
        _(
            "%(name)s invites you to act for %(organisation)s at Volens. Go to %(address)s, choose “For employers” and "
            "sign in or sign up with this e-mail address or number: the invitation waits there for 14 days.\n\n"
            "If you use this address for looking for work yourself, ask for an invitation to another one. "
            "If you do not know them, do nothing: nothing happens."
        )
        % {"name": name, "organisation": organisation.name, "address": letters.site()},
    )


def invited(invitation: Invitation) -> Reached:
    """Whom an invitation is for, for the owners of the organisation."""
    channel, value = vault.of(invitation.organisation_id).unseal_json(f"invitation:{invitation.pk}", invitation.sealed)
    return Reached(Contact.Channel(channel), value)


def cancel(membership: Membership, invitation: UUID) -> None:
    """An owner takes an invitation back."""
    if not policies.may_manage(acting(membership)):
        raise NotAllowedError
    Invitation.objects.filter(pk=invitation, organisation_id=membership.organisation_id).delete()


def waiting_for(account: Account) -> list[Invitation]:
    """Invitations to the contacts of an account."""
    return queries.invitations_for([reached.index for _first, reached in accounts.contacts(account)])


def _mine(account: Account, identifier: UUID) -> Invitation:
    found = next((each for each in waiting_for(account) if each.pk == identifier), None)
    if found is None or account.kind != Account.Kind.MEMBER:
        raise NotAllowedError
    return found


def accept_invitation(account: Account, identifier: UUID) -> Membership:
    """Whoever was invited becomes a member. A second click finds the membership of the first."""
    invitation = _mine(account, identifier)
    with transaction.atomic():
        locked(invitation.organisation_id)
        if not Invitation.objects.filter(pk=identifier).delete()[0]:
            raise NotAllowedError
        return _join(account, invitation.organisation_id, invitation.role, account.member.name_shown)


def decline_invitation(account: Account, identifier: UUID) -> None:
    """Whoever was invited says no; nothing stays."""
    Invitation.objects.filter(pk=_mine(account, identifier).pk).delete()


def _join(account: Account, organisation: UUID, role: str, name: str) -> Membership:
    JoinRequest.objects.filter(account=account, organisation_id=organisation).delete()
    try:
        with transaction.atomic():
            return Membership.objects.create(
                account=account, organisation_id=organisation, role=Membership.Role(role), name_shown=name
            )
    except IntegrityError:
        return Membership.objects.get(account=account, organisation_id=organisation, until__isnull=True)


def ask(account: Account, organisation: Organisation, words: str) -> JoinRequest:
    """Someone asks to act for an organisation. Its owners get a message and decide; nobody else learns of it."""
    if account.kind != Account.Kind.MEMBER:
        raise NotAllowedError
    if not limits.passes(ASKED_PER_ACCOUNT, str(account.pk)):
        raise NotPossibleError(_("You asked many organisations today. Go on tomorrow."))
    if queries.membership(account, organisation.pk) is not None:
        raise NotPossibleError(_("You are a member there already."))
    with transaction.atomic():
        made, new = JoinRequest.objects.get_or_create(
            account=account,
            organisation=organisation,
            defaults={
                "name_shown": account.member.name_shown,
                "words": words,
                "until": timezone.now() + REQUEST,
            },
        )
        if new:
            letters.to_accounts(
                [each.account for each in queries.owners(organisation.pk)],
                lambda: (
                    _("Someone asks to act for %(name)s") % {"name": organisation.name},
                    _(
                        "Someone asks to act for %(name)s at Volens. Look who it is under “Members” and accept or "
                        "decline: %(address)s"
                    )
                    % {"name": organisation.name, "address": letters.own()},
                ),
            )
    return made


def take_back(account: Account, identifier: UUID) -> None:
    """Whoever asked takes it back."""
    JoinRequest.objects.filter(pk=identifier, account=account).delete()


def answer(membership: Membership, identifier: UUID, role: str | None) -> None:
    """An owner accepts a request in a role, or declines it (no role). Nothing of a declined one stays."""
    with transaction.atomic():
        organisation = locked(membership.organisation_id)
        if not policies.may_manage(acting(membership)):
            raise NotAllowedError
        found = (
            JoinRequest.objects.filter(pk=identifier, organisation=organisation, until__gt=timezone.now())
            .select_related("account")
            .first()
        )
        if found is None:
            raise NotAllowedError
        found.delete()
        if role is None:
            return
        _join(found.account, organisation.pk, role, found.name_shown)
        letters.to_account(
            found.account,
            lambda: (
                _("You now act for %(name)s") % {"name": organisation.name},
                _("An owner of %(name)s accepted your request. Go on here: %(address)s")
                % {"name": organisation.name, "address": letters.own()},
            ),
        )
