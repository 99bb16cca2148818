"""`volens staff`: make an account for a member of staff, or end one. People make their own; no command can (S1)."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError

from volens.services.people import contacts
from volens.services.people.actions import account
from volens.services.people.models import StaffMember


class Command(BaseCommand):
    """Make an account for a member of staff."""

    help = "Make (or --end) an account for a member of staff, who then signs in with a code and adds a second proof."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Options."""
        parser.add_argument("contact", help="e-mail address or phone number the codes go to")
        parser.add_argument("--name", help="name shown to people")
        parser.add_argument("--office", help="office shown to people")
        parser.add_argument("--role", choices=[role.value for role in StaffMember.Role])
        parser.add_argument("--end", action="store_true", help="end this account now")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, or say why not."""
        try:
            contact = contacts.read(options["contact"])
            if options["end"]:
                if not account.end_staff(contact):
                    raise CommandError("No member of staff has this contact.")
                self.stdout.write("Ended. Every device of this account is signed out.")
                return
            missing = [f"--{name}" for name in ("name", "office", "role") if not options[name]]
            if missing:
                raise CommandError(f"Missing: {', '.join(missing)}.")
            if options["role"] not in StaffMember.Role.values:
                raise CommandError(f"{options['role']!r} is no role of staff: {', '.join(StaffMember.Role.values)}.")
            account.create_staff(
                contact, name=options["name"], office=options["office"], role=StaffMember.Role(options["role"])
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except IntegrityError as error:
            raise CommandError(
                "This contact cannot be used. Members of staff use an address of the office, not their own account's."
            ) from error
        self.stdout.write("Made. Signing in works at the sign-in page with a code.")
