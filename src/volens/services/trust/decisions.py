"""The record of decisions of the office: one function, through which all of them pass on their way to the log (S11)."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from volens.engines.log import LeafType
from volens.services.trust import journal
from volens.services.trust.record import entering

#: Decisions that give or end a right of staff: their leaves are of a type of their own.
GRANTS = frozenset({"right-given", "right-ended"})


def record_decision(room: str, about: str, outcome: str, content: dict[str, Any]) -> UUID:
    """Record a decision of the office. Returns the number of its receipt.

    `about` names the thing decided by an identifier that leads to no person; `content` is the whole decision as the one
    it concerns reads it, and as the room's teller (`record.entering.tell_again`) tells it again later. Only a salted
    digest of the content is written beside them: no name, no reason. Call it last inside the transaction that decides:
    line and leaf are on the disk before the decision stands, and when they cannot be written (OSError) nothing is
    decided.
    """
    identifier, salt = uuid4(), secrets.token_bytes(32)
    told = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str).encode()
    now = timezone.now()
    journal.append(
        f"decisions-{now:%Y-%m}.jsonl",
        {
            "id": str(identifier),
            "at": now.isoformat(timespec="seconds"),
            "room": room,
            "about": about,
            "outcome": outcome,
            "salt": salt.hex(),
            "digest": hashlib.sha256(salt + told).hexdigest(),
        },
    )
    kind = LeafType.GRANT if outcome in GRANTS else LeafType.DECISION
    return entering.enter(kind, room, about, outcome, content, identifier=identifier)
