"""`volens keys` and `volens keys rotate --by NAME`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from volens.services.trust import actions, keys, security_log
from volens.services.trust.security_log import Event


class Command(BaseCommand):
    """The keys that seal what people wrote."""

    help = "Say how many keys there are, or change the master key that wraps them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The word and who asks for it."""
        words = parser.add_subparsers(dest="what")
        rotate = words.add_parser("rotate", help="change the master key; nothing is sealed anew, nobody is signed out")
        rotate.add_argument("--by", required=True, metavar="NAME", help="who changes it; recorded")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say what was done."""
        service = keys.service()
        if not isinstance(service, keys.LocalKeys):
            raise CommandError(
                "The keys are kept by another service (VOLENS_KEY_SERVICE). Change its master key there."
            )
        if options["what"] != "rotate":
            self.stdout.write(f"{len(service.names())} keys, wrapped by master key {service.generation()}.")
            return
        if not options["by"].strip():
            raise CommandError("Say who changes the master key: --by NAME.")
        wrapped = service.rotate()
        told = {"by": options["by"].strip(), "keys": wrapped, "generation": service.generation()}
        actions.record_decision("trust", "master-key", "changed", told)
        security_log.tell(Event.MASTER_KEY_CHANGED, count=wrapped)
        self.stdout.write(f"The master key was changed: {wrapped} keys wrapped by master key {service.generation()}.")
        self.stdout.write(
            "Take a backup of the keys now (volens backup) and delete older ones: they hold the old master key."
        )
