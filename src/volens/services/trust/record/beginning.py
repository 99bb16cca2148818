"""The first entry of a log: one commitment to everything that was on record before. No proof before this date."""

from __future__ import annotations

import json
import secrets
from hashlib import sha256

from django.utils import timezone

from volens.engines.log import Leaf, LeafType, canonical, commit
from volens.services.trust import journal
from volens.services.trust.models import Reading
from volens.services.trust.record.entering import HOUSE
from volens.services.trust.record.place import Place

#: What the first entry covers, with the salt that opens it: digests only, kept with the log's private files.
GENESIS = "genesis.json"


def begin(place: Place) -> None:
    """Write the first entry, unless another process did. Costs one pass over what was written before the log."""
    with place.private.lock("begin"):
        if place.begun:
            return
        salt, now = secrets.token_bytes(32), timezone.now()
        files = {path.name: sha256(path.read_bytes()).hexdigest() for path in sorted(journal.folder().glob("*.jsonl"))}
        readings = sha256()
        for identifier, detail in Reading.objects.order_by("pk").values_list("pk", "detail").iterator():
            readings.update(identifier.bytes + sha256(bytes(detail)).digest())
        content = {"begun": now.isoformat(timespec="seconds"), "journals": files, "readings": readings.hexdigest()}
        leaf = Leaf(
            LeafType.GENESIS, now.date(), HOUSE, "log.begin", commit(salt, LeafType.GENESIS.value, canonical(content))
        )
        told = json.dumps({"salt": salt.hex(), "content": content}, indent=1).encode()
        place.private.write({GENESIS: told})
        place.journal.append(leaf.serialise())


def begun_on(place: Place) -> str | None:
    """When the log began, as an ISO time; None while it has not."""
    held = place.private.read(GENESIS)
    return json.loads(held)["content"]["begun"] if held else None
