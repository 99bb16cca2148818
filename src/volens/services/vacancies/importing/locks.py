"""One at a time: a lock that the operating system takes back when its holder dies, however it dies."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _


class BusyError(RuntimeError):
    """Another process is doing this already."""


@contextlib.contextmanager
def only_one(name: str) -> Iterator[None]:
    """Hold the deployment's lock of this name. Raises BusyError if another process holds it."""
    path = Path(settings.DATA_DIR) / "locks" / f"{name}.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyError(
                _("“%(name)s” is under way in another process. Wait until it has ended.") % {"name": name}
            ) from None
        yield
