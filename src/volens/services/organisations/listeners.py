"""Who wants to know when an organisation becomes verified, or no longer is. Rooms register in AppConfig.ready.

Listeners are called inside the transaction of the change: what they write stands or falls with it.
"""

from __future__ import annotations

from collections.abc import Callable

from volens.services.organisations.models import Organisation

#: Called with the organisation and whether it is verified from now on.
OnVerification = Callable[[Organisation, bool], None]

_listeners: dict[str, OnVerification] = {}


def register(name: str, on_verification: OnVerification) -> None:
    """Announce a listener. A second announcement under the same name replaces the first."""
    _listeners[name] = on_verification


def changed(organisation: Organisation, *, verified: bool) -> None:
    """Tell every listener."""
    for name in sorted(_listeners):
        _listeners[name](organisation, verified)
