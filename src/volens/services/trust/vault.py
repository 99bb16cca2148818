"""Sealing in the service of rooms: every personal value is sealed with its owner's key, at its place."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any
from uuid import UUID

from volens.engines import sealing
from volens.services.trust import keys
from volens.services.trust.keys import KeyGoneError

__all__ = ["KeyGoneError", "Vault", "blind", "create", "day_vault", "destroy", "of"]

DAY_PREFIX = "day:"


class Vault:
    """One owner's key in hand, for the length of an action or a page."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._key = keys.service().key(name)

    def seal(self, place: str, text: str) -> bytes | None:
        """Seal a text for a place (table and field). An empty text is stored as nothing."""
        return self.seal_bytes(place, text.encode()) if text else None

    def unseal(self, place: str, sealed: bytes | memoryview | None) -> str:
        """The text sealed for this place, or an empty one."""
        return self.unseal_bytes(place, sealed).decode() if sealed else ""

    def seal_bytes(self, place: str, content: bytes) -> bytes:
        """Seal bytes for a place."""
        return sealing.seal(self._key, content, place=f"{self._name}:{place}")

    def unseal_bytes(self, place: str, sealed: bytes | memoryview) -> bytes:
        """The bytes sealed for this place."""
        return sealing.unseal(self._key, bytes(sealed), place=f"{self._name}:{place}")

    def mark(self, kind: str, value: str) -> bytes:
        """A blind index under this owner's own key: comparable while the key lives, of no use to anyone after."""
        return sealing.blind(self._key, kind, value)

    def seal_json(self, place: str, value: Any) -> bytes:
        """Seal a JSON value for a place."""
        return self.seal_bytes(place, json.dumps(value, ensure_ascii=False).encode())

    def unseal_json(self, place: str, sealed: bytes | memoryview) -> Any:
        """The JSON value sealed for this place."""
        return json.loads(self.unseal_bytes(place, sealed))


def create(owner: UUID) -> Vault:
    """Make the key of a new owner and open it."""
    keys.service().create(str(owner))
    return of(owner)


def of(owner: UUID) -> Vault:
    """The vault of an owner. Raises KeyGoneError after erasure."""
    return Vault(str(owner))


def destroy(owner: UUID) -> None:
    """Destroy an owner's key: what it sealed, here and in every backup, is unreadable from now on."""
    keys.service().destroy(str(owner))


def day_vault(day: dt.date) -> Vault:
    """The vault of a day, for what lives for hours: codes, messages on their way. Destroyed by the daily clock."""
    name = f"{DAY_PREFIX}{day.isoformat()}"
    service = keys.service()
    try:
        return Vault(name)
    except KeyGoneError:
        service.create(name)
        return Vault(name)


def destroy_days_before(day: dt.date) -> int:
    """Destroy the vaults of days before `day`. Returns how many there were."""
    service = keys.service()
    old = [name for name in service.names() if name.startswith(DAY_PREFIX) and name < f"{DAY_PREFIX}{day.isoformat()}"]
    for name in old:
        service.destroy(name)
    return len(old)


def blind(kind: str, value: str) -> bytes:
    """The blind index of a value: equal for equal values, and without the key no help in finding the value."""
    return sealing.blind(keys.service().index_key(), kind, value)
