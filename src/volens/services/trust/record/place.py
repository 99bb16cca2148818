"""Where the log of this deployment lies, and its keys.

`log/public` in the data directory is what anyone may fetch, `log/private` the plan of the last batch, `log/journal` the
entries that are durable and not yet in the tree. The signing key and the key that tells fillers from true entries are
kept by the key service, like the keys of persons, under names that no owner has.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from volens.engines.log import (
    DirectoryStorage,
    Integrator,
    Journal,
    LogReader,
    MissingError,
    NoteSigner,
    Quorum,
    WitnessKey,
    parse_witness_key,
    private_key,
)
from volens.services.trust import keys

#: Names of the log's keys at the key service. They belong to no person and outlive all of them.
SIGNING, FILLERS = "log:signing", "log:fillers"


def folder() -> Path:
    """Where the log is."""
    return Path(settings.DATA_DIR) / "log"


def default_origin() -> str:
    """The name of the log where none is configured: the site's host, and `log`."""
    return f"{urlsplit(settings.BASE_URL).netloc}/log"


@dataclass(frozen=True)
class Place:
    """One deployment's log: opened once per process."""

    root: Path
    service: keys.KeyService
    journal: Journal
    _begun: list[bool] = field(default_factory=list)

    @property
    def begun(self) -> bool:
        """Whether the log has its first entry. Looked up on the disk only while it has none."""
        if not self._begun and self.journal.bounds()[1]:
            self._begun.append(True)
        return bool(self._begun)

    @cached_property
    def origin(self) -> str:
        """The log's name. It never changes: the first start writes it down, and later settings do not move it."""
        held = self.private.read("origin")
        if held is None:
            with self.private.lock("origin"):
                held = self.private.read("origin")
                if held is None:
                    held = (settings.LOG_ORIGIN or default_origin()).encode()
                    self.private.write({"origin": held})
        return held.decode()

    @property
    def public(self) -> DirectoryStorage:
        """What is served."""
        return DirectoryStorage(self.root / "public")

    @property
    def private(self) -> DirectoryStorage:
        """What only the log itself needs."""
        return DirectoryStorage(self.root / "private")

    @cached_property
    def signer(self) -> NoteSigner:
        """The log's own key. Made at the first start; on a machine that only shows pages it must exist already."""
        return NoteSigner(self.origin, private_key(self._secret(SIGNING)))

    @cached_property
    def fillers(self) -> bytes:
        """The secret that tells fillers from true entries, and matches an erasure with what it erased."""
        return self._secret(FILLERS)

    def _secret(self, name: str) -> bytes:
        try:
            return self.service.key(name)
        except keys.KeyGoneError:
            if (self.root / "public" / "checkpoint").exists():
                raise KeyLostError(
                    f"The key {name} of the log is missing. Restore the folder of keys from its backup: with another"
                    " key the log could not go on, and receipts given out would not verify."
                ) from None
            self.service.create(name)
            return self.service.key(name)

    def integrator(self) -> Integrator:
        """The writer of the tree."""
        return Integrator(self.public, self.private, self.journal, self.signer)

    def reader(self) -> LogReader | None:
        """The log at its latest checkpoint; None before the first."""
        try:
            return LogReader(self.public, self.origin, [self.signer.key])
        except MissingError:
            return None


class KeyLostError(RuntimeError):
    """The log's key is gone while the log is there."""


_here: dict[tuple[Path, str, Path], Place] = {}
_one = threading.Lock()


def here() -> Place:
    """The log of this deployment."""
    name = (folder(), settings.KEY_SERVICE, keys.folder())
    found = _here.get(name)
    if found is None:
        with _one:
            found = _here.get(name)
            if found is None:
                for other in _here.values():
                    other.journal.close()
                _here.clear()
                _here[name] = found = Place(folder(), keys.service(), Journal(folder() / "journal"))
    return found


def witnesses() -> tuple[WitnessKey, ...]:
    """The witnesses this deployment knows (VOLENS_LOG_WITNESSES)."""
    return tuple(parse_witness_key(text) for text in settings.LOG_WITNESSES)


def quorum() -> Quorum:
    """How many of the witnesses must have cosigned (VOLENS_LOG_QUORUM)."""
    return Quorum(witnesses(), settings.LOG_QUORUM)


def forget() -> None:
    """Let go of the log that is open, because another is put in its place."""
    with _one:
        for each in _here.values():
            each.journal.close()
        _here.clear()
