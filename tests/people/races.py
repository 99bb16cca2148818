"""Two things at the same moment, on connections of their own, brought to the place where they could hurt each other."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import OperationalError, connection, connections


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run acts at the same moment; what each returned, or the error it raised, in order.

    SQLite's database in memory says "locked" at once where one on the disk, and PostgreSQL, wait: it is tried again.
    """
    outcomes: list[Any] = [None] * len(acts)
    begin = threading.Barrier(len(acts))

    def run(number: int, act: Callable[[], Any]) -> None:
        try:
            begin.wait(10)
            for left in reversed(range(300)):
                try:
                    outcomes[number] = act()
                    return
                except OperationalError:
                    if not left or connection.vendor != "sqlite":
                        raise
                    time.sleep(0.02)
        except Exception as error:  # noqa: BLE001 - it is what is compared
            outcomes[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number, act)) for number, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(40)
    return outcomes


@contextlib.contextmanager
def meeting(patched: pytest.MonkeyPatch, target: str, seconds: float = 0.6, *, apart: float = 0.0) -> Iterator[None]:
    """Where `target` is called, two wait for each other, but never longer than `seconds`.

    `apart`: one of them goes on so many seconds after the other, so that the first has written when the second does,
    rather than both being told that the database is locked (and beginning anew, which hides the race).

    With the lock in place the second cannot get there, the first goes on alone, and nothing happens. With the lock
    removed both stand there with what they read before the other wrote: the race is certain, not a matter of luck.
    """
    from importlib import import_module

    module, _dot, name = target.rpartition(".")
    real = getattr(import_module(module), name)
    barrier = threading.Barrier(2)

    def wait_and_call(*args: Any, **options: Any) -> Any:
        with contextlib.suppress(threading.BrokenBarrierError):
            time.sleep(apart * barrier.wait(seconds))
        return real(*args, **options)

    with patched.context() as within:
        within.setattr(target, wait_and_call)
        yield
