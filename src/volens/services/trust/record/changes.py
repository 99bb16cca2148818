"""Changes of rules and policy: what the house goes by is hashed at each start, and a change is an entry of the log."""

from __future__ import annotations

import json
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings

import volens
from volens.engines.log import LeafType
from volens.services.trust.record import entering
from volens.services.trust.record.models import Record
from volens.services.trust.record.place import folder

ROOM = "rules"
SOURCE = Path(volens.__file__).parent
#: What people are judged and paid by: folders of rules, with the code that reads them.
PACKS = {"vetting": "engines/vetting", "law": "packs/law", "rules": "engines/rules"}
#: Settings that are policy of the office rather than of its machines.
POLICY = (
    *("WEEKEND", "HOLIDAYS", "EXTRA_WORKING_DAYS", "COOLING_HOURS", "GRIEVANCE_URL", "GRIEVANCE_NAME", "REGIONS"),
    *("LOG_WITNESSES", "LOG_QUORUM"),
)

_noted: set[Path] = set()


@lru_cache(maxsize=1)
def hashes() -> dict[str, str]:
    """The hash of each pack of rules: every file of it, by name."""
    found = {}
    for name, place in PACKS.items():
        digest = sha256()
        for path in sorted((SOURCE / place).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                told = path.relative_to(SOURCE).as_posix().encode()
                digest.update(len(told).to_bytes(4) + told + sha256(path.read_bytes()).digest())
        found[name] = digest.hexdigest()
    return found


def policy_hash() -> str:
    """The hash of the settings that are policy."""
    plain = {
        name: sorted(map(str, value)) if isinstance(value := getattr(settings, name), (set, frozenset)) else value
        for name in POLICY
    }
    return sha256(json.dumps(plain, sort_keys=True, default=str).encode()).hexdigest()


def note_changes() -> int:
    """Put what changed since the last entry on the record; how many entries. Looked at once in each process."""
    if folder() in _noted:
        return 0
    entered = 0
    for name, digest in {**hashes(), "settings": policy_hash()}.items():
        about = f"{name}@{digest}"
        kind = LeafType.POLICY_CHANGE if name == "settings" else LeafType.RULE_CHANGE
        last = Record.objects.filter(room=ROOM, purpose=f"{name}-in-force").order_by("-number").first()
        if last is None or last.about != about:
            entering.enter(kind, ROOM, about, f"{name}-in-force", told(about), office=entering.HOUSE)
            entered += 1
    _noted.add(folder())
    return entered


def told(about: str) -> dict[str, str]:
    """What is recorded about a pack: its name and hash, which are in the entry's own name."""
    name, _at, digest = about.partition("@")
    return {"pack": name, "sha256": digest}
