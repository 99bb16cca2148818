"""`volens log`: the state of the log, its key, bringing entries in, and checking receipts offline."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from volens.engines.log import (
    LogError,
    Quorum,
    opens,
    parse_note_key,
    parse_receipt,
    parse_witness_key,
    verify_receipt,
)
from volens.engines.log.canonical import canonical
from volens.engines.log.leaf import parse_leaf
from volens.services.trust.record import integrating
from volens.services.trust.record.place import here, quorum, witnesses


class Command(BaseCommand):
    """The log."""

    help = "Show the log's state and key, bring waiting entries into the tree, check receipts offline."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Options of the command."""
        parser.add_argument("action", choices=("show", "key", "integrate", "verify", "adopt-journal"))
        parser.add_argument("receipt", nargs="?", type=Path, help="verify: the receipt's file")
        parser.add_argument("--key", help="verify: the log's public key (default: this deployment's log)")
        parser.add_argument("--witness", action="append", default=None, help="verify: a witness's key; may be repeated")
        parser.add_argument("--quorum", type=int, default=None, help="verify: how many witnesses must have cosigned")
        parser.add_argument("--opening", type=Path, help="verify: what opens the commitment, from a person's export")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do one of them."""
        try:
            getattr(self, options["action"].replace("-", "_"))(options)
        except (LogError, OSError) as error:
            raise CommandError(str(error)) from error

    def show(self, _options: dict[str, Any]) -> None:
        """Where the log stands."""
        place = here()
        reader = place.reader()
        size = reader.checkpoint.size if reader else 0
        waiting = place.journal.bounds()[1]
        self.stdout.write(f"name       {place.origin}\nkey        {place.signer.key.vkey()}\nentries    {size}")
        if reader:
            self.stdout.write(f"root       {reader.checkpoint.root.hex()}")
            self.stdout.write(f"cosigned   {len(quorum().cosigned(reader.checkpoint.note))} of {len(witnesses())}")
        self.stdout.write(f"journal    {waiting} entries in all")

    def key(self, _options: dict[str, Any]) -> None:
        """The log's public key, for witnesses and checkers."""
        self.stdout.write(here().signer.key.vkey())

    def integrate(self, _options: dict[str, Any]) -> None:
        """Bring what waits into the tree."""
        self.stdout.write(f"{integrating.integrate()} entries")

    def adopt_journal(self, _options: dict[str, Any]) -> None:
        """Go on after the journal was lost."""
        size = here().integrator().adopt_journal()
        self.stdout.write(f"The log goes on from {size} entries. Entries that were only in the old journal are lost.")

    def verify(self, options: dict[str, Any]) -> None:
        """Check a receipt: with nothing but keys."""
        if options["receipt"] is None:
            raise CommandError("Name the receipt's file: volens log verify RECEIPT")
        receipt = parse_receipt(options["receipt"].read_bytes())
        key = parse_note_key(options["key"]) if options["key"] else here().signer.key
        if options["witness"] is None and options["key"]:
            known = Quorum((), 0)
        elif options["witness"] is None:
            known = quorum()
        else:
            keys = tuple(parse_witness_key(text) for text in options["witness"])
            known = Quorum(keys, len(keys) if options["quorum"] is None else options["quorum"])
        if options["quorum"] is not None:
            known = Quorum(known.witnesses, options["quorum"])
        signed = verify_receipt(receipt, key.name, [key], known)
        assert receipt.entry is not None  # noqa: S101 - verified above
        self.stdout.write("Good: this entry is in the log.")
        self.stdout.write(f"entry      {receipt.entry.decode()}")
        self.stdout.write(f"number     {receipt.index} of {signed.size}")
        self.stdout.write(f"witnesses  {len(known.cosigned(receipt.note))} of {len(known.witnesses)} known ones")
        if options["opening"]:
            self._open(options["opening"], receipt.entry)

    def _open(self, path: Path, entry: bytes) -> None:
        leaf = parse_leaf(entry)
        try:
            told = next(_openings(json.loads(path.read_text(encoding="utf-8")), leaf.commitment), None)
            good = told is not None and opens(
                leaf.commitment, bytes.fromhex(told["salt"]), leaf.type.value, canonical(told["content"])
            )
        except (ValueError, KeyError, TypeError) as error:
            raise CommandError(f"{path} is no export with openings ({error!r}).") from error
        if told is None or not good:
            raise CommandError(f"{path} does not open this entry: it is about something else, or was altered.")
        self.stdout.write(f"opened     {json.dumps(told['content'], ensure_ascii=False, sort_keys=True)}")


def _openings(value: Any, commitment: str) -> Iterator[dict[str, Any]]:
    """What opens a commitment, wherever it stands in a person's export."""
    if isinstance(value, dict):
        if value.get("commitment") == commitment:
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _openings(each, commitment)
