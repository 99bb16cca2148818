"""The same function over many chunks in worker processes, the answers in order, never more than a few waiting."""

from __future__ import annotations

import collections
import contextlib
import functools
import gc
import itertools
import multiprocessing
import os
import pickle
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, wait
from typing import Any, TypeVar

Chunk = TypeVar("Chunk")
Answer = TypeVar("Answer")


class _Kept:
    """The processes that stay while something is `kept`, by how many were asked for."""

    def __init__(self) -> None:
        self.holders = 0
        self.pools: dict[int, ProcessPoolExecutor] = {}


_kept = _Kept()


def usual_workers() -> int:
    """As many processes as there are processors, four at most: the database has one writer."""
    return max(1, min(4, os.cpu_count() or 1))


@contextlib.contextmanager
def kept() -> Iterator[None]:
    """Workers started inside stay until the end of it: the stages of a delivery share them, and what they have loaded.

    None is started before the first stage that is worth one.
    """
    _kept.holders += 1
    try:
        yield
    finally:
        _kept.holders -= 1
        if not _kept.holders:
            pools, _kept.pools = _kept.pools, {}
            for pool in pools.values():
                pool.shutdown(wait=True, cancel_futures=True)


def ordered(
    function: Callable[[Chunk], Answer],
    chunks: Iterable[Chunk],
    *,
    workers: int,
    inline: int,
    models: bool = True,
    ahead: int = 4,
) -> Iterator[Answer]:
    """`function` of each chunk, in order. Up to `inline` chunks are done in this process: starting one takes a second.

    `function` must be one that can be pickled. Nothing of this process is shared: workers are started afresh. Without
    `models` it is one that needs no table of the database: then a worker is at work in a third of the time. At most
    `ahead` chunks wait for each worker.
    """
    coming = iter(chunks)
    first = list(itertools.islice(coming, inline + 1))
    if workers < 1 or len(first) <= inline:
        yield from map(function, itertools.chain(first, coming))
        return
    packed = pickle.dumps(function, pickle.HIGHEST_PROTOCOL)
    with kept():
        pool = _pool(workers)
        waiting: collections.deque[Future[Answer]] = collections.deque()
        try:
            for chunk in itertools.chain(first, coming):
                data = pickle.dumps(chunk, pickle.HIGHEST_PROTOCOL)
                waiting.append(pool.submit(_answer, packed, data, models=models))
                if len(waiting) > ahead * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            wait([left for left in waiting if not left.cancel()])


def _pool(workers: int) -> ProcessPoolExecutor:
    pool = _kept.pools.get(workers)
    if pool is None:
        context = multiprocessing.get_context("spawn")  # never a fork: the parent holds a database connection
        pool = _kept.pools[workers] = ProcessPoolExecutor(workers, context, initializer=_begin)
    return pool


def _begin() -> None:
    """End with the parent: one that was killed would leave its workers waiting for ever."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def _answer(function: bytes, chunk: bytes, *, models: bool) -> Any:
    """In a worker: what was packed, unpacked where that can be done, and the answer."""
    if models:
        _know_models()
    answer = _unpacked(function)(pickle.loads(chunk))  # noqa: S301 - packed by our own parent
    _freeze()
    return answer


@functools.cache
def _know_models() -> None:
    """Make the models known, without which nothing that holds one can be unpacked."""
    import django

    django.setup()
    _freeze.cache_clear()


@functools.lru_cache(maxsize=4)
def _unpacked(function: bytes) -> Callable[[Any], Any]:
    found: Callable[[Any], Any] = pickle.loads(function)  # noqa: S301 - packed by our own parent
    return found


@functools.cache
def _freeze() -> None:
    """What a worker has loaded by its first answer it keeps: the collector need not look through it again and again."""
    gc.collect()
    gc.freeze()
