"""The way into the log: an entry is durable in the journal when these functions return, and in the tree seconds later.

What is not known to the room any more cannot be opened any more: a leaf holds a code, a day and a commitment.
"""

from __future__ import annotations

import datetime as dt
import hmac
import json
import secrets
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from volens.engines.log import Leaf, LeafType, LogError, canonical, commit, leaf_hash
from volens.services.trust.record.models import Record
from volens.services.trust.record.place import here

#: Offices as the log names them: codes, never names. The whole name is in what the commitment covers.
OFFICE, ORGANISATION, HOUSE = "office", "organisation", "house"
#: How each room tells again what was recorded about a thing: the content, or None when the thing is gone.
Teller = Callable[[str], dict[str, Any] | None]
_tellers: dict[tuple[str, str], Teller] = {}


def tell_again(room: str, purpose: str, teller: Teller) -> None:
    """Announce how a room tells what it once recorded for a purpose ("" for all others), from AppConfig.ready."""
    _tellers[room, purpose] = teller


def teller_of(record: Record) -> Teller | None:
    """Who tells the content of a record."""
    return _tellers.get((record.room, record.purpose)) or _tellers.get((record.room, ""))


def append(leaves: Sequence[Leaf]) -> None:
    """Make leaves durable. Raises OSError, whatever went wrong: then nothing may be shown or done."""
    try:
        place = here()
        if not place.begun:
            from volens.services.trust.record import beginning

            beginning.begin(place)
        place.journal.append_all([leaf.serialise() for leaf in leaves])
    except LogError as error:
        raise OSError(str(error)) from error


def hash_of(leaf: Leaf) -> str:
    """The leaf's hash, as tables keep it."""
    return leaf_hash(leaf.serialise()).hex()


def body(identifier: UUID, room: str, about: str, purpose: str, content: Any) -> bytes:
    """What a commitment covers, in one spelling."""
    plain = json.loads(json.dumps(content, ensure_ascii=False, default=str))
    return canonical({"about": about, "content": plain, "id": str(identifier), "purpose": purpose, "room": room})


def enter(
    kind: LeafType,
    room: str,
    about: str,
    purpose: str,
    content: Any,
    *,
    office: str = OFFICE,
    identifier: UUID | None = None,
) -> UUID:
    """Put one act on the record. Returns its number. Call it last inside the transaction of the act.

    `about` names the thing by an identifier that leads to no person, `purpose` is a code; `content` is what the room's
    teller tells again. Raises OSError when it cannot be made durable.
    """
    number, salt, day = identifier or uuid4(), secrets.token_bytes(32), timezone.now().date()
    commitment = commit(salt, kind.value, body(number, room, about, purpose, content))
    leaf = Leaf(kind, day, office, f"{room}.{purpose}", commitment)
    append([leaf])
    Record.objects.create(
        id=number, type=kind, room=room, about=about, purpose=purpose, office=office, day=day, salt=salt,
        leaf=hash_of(leaf),
    )  # fmt: skip
    return number


def leaf_of(record: Record, content: Any) -> Leaf:
    """The leaf that a record and what the room tells today lead to. It is in the log unless one of them was altered."""
    told = body(record.id, record.room, record.about, record.purpose, content)
    commitment = commit(bytes(record.salt), record.type, told)
    return Leaf(LeafType(record.type), record.day, record.office, f"{record.room}.{record.purpose}", commitment)


def reading_leaf(salt: bytes, identifier: str, detail: dict[str, Any], *, organisation: bool) -> Leaf:
    """The leaf of a reading. `salt` comes from the person's own key and dies with it."""
    day = dt.datetime.fromisoformat(detail["at"]).astimezone(dt.UTC).date()
    commitment = commit(salt, LeafType.READ.value, canonical({"id": identifier, **detail}))
    office = ORGANISATION if organisation else OFFICE
    return Leaf(LeafType.READ, day, office, f"read.{detail['purpose']}", commitment)


def mark(secret: bytes, kind: str, value: str) -> str:
    """A commitment that only the holder of the log's own secret can make or recognise."""
    return hmac.digest(secret, f"{kind}\0{value}".encode(), "sha256").hex()


def erased(leaves: Iterable[str], why: str, *, also: Sequence[str] = ()) -> None:
    """Record that what opened these leaves (by hash) was erased. The batch they come in hides how many.

    Each erasure leaf matches its leaf under the log's own secret: an auditor with the keys can tell an erased row from
    a row somebody removed; nobody else can tell which leaves are meant. `also`: further marks, as for an account.
    """
    secret, today = here().fillers, timezone.now().date()
    marks = [mark(secret, "erased", leaf) for leaf in leaves] + list(also)
    if not marks:
        return
    append([Leaf(LeafType.ERASURE, today, HOUSE, f"erased.{why}", each) for each in sorted(marks)])


def filler(secret: bytes) -> Callable[[], str]:
    """Makes commitments of fillers: random to everybody, recognisable with the secret."""

    def make() -> str:
        nonce = secrets.token_bytes(16)
        return (nonce + hmac.digest(secret, b"filler\0" + nonce, "sha256")[:16]).hex()

    return make


def is_filler(secret: bytes, commitment: str) -> bool:
    """Whether a commitment was made by `filler` under this secret."""
    value = bytes.fromhex(commitment)
    return hmac.compare_digest(value[16:], hmac.digest(secret, b"filler\0" + value[:16], "sha256")[:16])
