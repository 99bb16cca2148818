"""`volens organisation`: list organisations; on a machine without reviewers, decide about one by name and reason."""

from __future__ import annotations

import argparse
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from volens.services.organisations import grounds, queries
from volens.services.organisations.actions import joining, review
from volens.services.organisations.actions.review import By, Decision
from volens.services.organisations.errors import NotPossibleError
from volens.services.organisations.models import Membership, Organisation, Verification
from volens.services.people import contacts

Outcome = Verification.Outcome


class Command(BaseCommand):
    """Organisations for the operator of one machine."""

    help = (
        "List organisations, or decide about one as a named operator. Meant for first trials, before reviewers exist: "
        "every decision is recorded with name and reason, like a reviewer's."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Subcommands."""
        commands = parser.add_subparsers(dest="action", required=True, parser_class=_Parser)
        listing = commands.add_parser("list", help="organisations with state, number and open case")
        listing.add_argument("--state", choices=list(Organisation.State.values))
        verify = commands.add_parser("verify", help="verify an organisation")
        verify.add_argument("--months", type=int, choices=review.MONTHS, default=12)
        refuse = commands.add_parser("refuse", help="refuse the open submission of an organisation")
        end = commands.add_parser("end", help="end a standing verification")
        for each in (refuse, end):
            each.add_argument("--ground", action="append", required=True, choices=list(grounds.GROUNDS))
            each.add_argument("--article", default="", help="article of the law, where one applies")
        for each in (verify, refuse, end):
            each.add_argument("organisation", type=UUID, help="its identifier, as `list` shows it")
            each.add_argument("--by", required=True, help="name of the person who decides")
            each.add_argument("--reason", required=True, help="why, in words the organisation reads")
        invite = commands.add_parser("invite", help="invite someone, for an organisation that lost its owners")
        invite.add_argument("organisation", type=UUID)
        invite.add_argument("contact", help="e-mail address or phone number")
        invite.add_argument("--role", choices=list(Membership.Role.values), default=Membership.Role.OWNER.value)
        invite.add_argument("--by", required=True, help="name of the person who invites")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, or say why not."""
        if options["action"] == "list":
            self._list(options["state"])
            return
        found = queries.organisation(options["organisation"])
        if found is None:
            raise CommandError("There is no organisation with this identifier. See: volens organisation list")
        if not options["by"].strip():
            raise CommandError("Say who you are: --by NAME.")
        try:
            getattr(self, f"_{options['action']}")(found, options)
        except NotPossibleError as error:
            raise CommandError(str(error)) from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error

    def _list(self, state: str | None) -> None:
        rows = Organisation.objects.all()
        if state:
            rows = rows.filter(state=state)
        waiting = {case.organisation_id: case for case in queries.queue()}
        for each in rows:
            case = waiting.get(each.pk)
            until = f" until {each.verified_until}" if queries.is_verified(each) else ""
            open_case = f"; case {case.number} due {case.due_on}" if case else ""
            self.stdout.write(
                f"{each.pk}  {each.state}{until}{open_case}  {each.kind}  "
                f"{each.register} {each.registration_number}  {each.name}"
            )
        if not rows:
            self.stdout.write("No organisations.")

    def _decide(self, found: Organisation, decision: Decision, options: dict[str, Any]) -> None:
        case = review.begin_and_settle(found.pk, decision, By(f"{options['by'].strip()} (operator)"))
        self.stdout.write(f"Case {case.number}: {case.outcome}. Recorded as {case.record}, by {case.decided_name}.")

    def _verify(self, found: Organisation, options: dict[str, Any]) -> None:
        self._decide(found, Decision(Outcome.VERIFIED, options["months"], note=_reason(options)), options)

    def _refuse(self, found: Organisation, options: dict[str, Any]) -> None:
        if not Verification.objects.filter(organisation=found, outcome="").exists():
            raise CommandError("Nothing of this organisation waits for a decision.")
        self._decide(found, _adverse(Outcome.REFUSED, options), options)

    def _end(self, found: Organisation, options: dict[str, Any]) -> None:
        self._decide(found, _adverse(Outcome.ENDED, options), options)

    def _invite(self, found: Organisation, options: dict[str, Any]) -> None:
        contact = contacts.read(options["contact"])
        joining.invite_by_operator(found, contact, options["role"], options["by"].strip())
        self.stdout.write("Invited. They find the invitation after signing in with this contact.")


class _Parser(CommandParser):
    """A subcommand's parser: errors end the command with usage, as on a shell."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**({"called_from_command_line": True} | options))


def _reason(options: dict[str, Any]) -> str:
    reason: str = options["reason"].strip()
    if not reason:
        raise CommandError("Say why: --reason TEXT.")
    return reason


def _adverse(outcome: Verification.Outcome, options: dict[str, Any]) -> Decision:
    return Decision(outcome, None, tuple(options["ground"]), _reason(options), options["article"])
