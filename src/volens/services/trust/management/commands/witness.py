"""`volens witness`: watch a log from outside and cosign what continues it."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from volens.engines.log import LogError, RefusedError
from volens.engines.log.storage import Reader
from volens.engines.log.witness import ForkError
from volens.services.trust.record import witnessing


class Command(BaseCommand):
    """A witness."""

    help = (
        "Be a witness of a log. Fetches its checkpoints, sees that each continues the last one, cosigns it and sends"
        " the cosignature back. Run it on a machine of your own; it needs no database. Exit code 3: the log forked."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Options of the command."""
        parser.add_argument("log", help="the log's address (https://.../log) or folder")
        parser.add_argument("--key", help="the log's public key; get it from its operator in another way than the log")
        parser.add_argument("--name", required=True, help="your name as a witness, such as union.example.org/witness")
        parser.add_argument("--store", type=Path, required=True, help="a folder for your key and what you saw")
        parser.add_argument("--every", type=float, default=60.0, help="seconds between looks (default: 60)")
        parser.add_argument("--once", action="store_true", help="look once and end")
        parser.add_argument("--no-push", action="store_true", help="do not send cosignatures to the log")
        parser.add_argument("--show-key", action="store_true", help="print your public key, for the log's operator")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look until told to stop."""
        try:
            cosigner = witnessing.own_key(options["store"], options["name"])
            if options["show_key"]:
                self.stdout.write(cosigner.key.vkey())
                return
            if not options["key"]:
                raise CommandError("--key is missing: without the log's public key there is nothing to check.")
            log = witnessing.reader(options["log"])
        except (LogError, OSError) as error:
            raise CommandError(str(error)) from error
        while True:
            try:
                seen = witnessing.look(log, options["key"], cosigner, options["store"], int(time.time()))
                self.stdout.write(_told(seen, log, cosigner.key.vkey(), push=not options["no_push"]))
            except ForkError as error:
                raise CommandError(
                    f"CONFLICT: {error}. Both signed checkpoints are kept in {options['store']} as evidence.",
                    returncode=3,
                ) from error
            except witnessing.WentBackError as error:
                raise CommandError(f"CONFLICT: {error}. What you cosigned before is kept.", returncode=3) from error
            except RefusedError as error:
                raise CommandError(f"Not cosigned: {error}", returncode=3) from error
            except (LogError, OSError) as error:
                if options["once"]:
                    raise CommandError(str(error)) from error
                self.stderr.write(f"{error}; trying again")
            if options["once"]:
                return
            time.sleep(options["every"])


def _told(seen: witnessing.Seen, log: Reader, vkey: str, *, push: bool) -> str:
    """What came of a look, after the cosignature was sent back to a log on the web."""
    told = f"{seen.size} entries, {'cosigned' if seen.grew else 'cosigned again'}"
    if push and isinstance(log, witnessing.WebReader):
        kept = log.send("cosignatures", seen.note.serialise()).split()
        if vkey not in kept:
            told += "; the log does not know you: give its operator what --show-key prints"
    return told
