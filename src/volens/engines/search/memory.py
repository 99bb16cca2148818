"""How much memory a process may count on: the machine's, or what its control group or one around it is allowed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath

#: Where Linux lists the control groups of the process that asks (cgroups(7)), and where they are usually mounted.
GROUPS, MOUNTED = Path("/proc/self/cgroup"), Path("/sys/fs/cgroup")


def available(groups: Path = GROUPS, mounted: Path = MOUNTED) -> int:
    """Bytes: the least of the machine's memory and every limit that holds for this process. Never raises.

    `groups` lists the process's control groups, `mounted` is the folder of their files. In a container the listed path
    may be one of the host's, of which only the root is mounted: whatever of the path is there is read, and the root.
    """
    found = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    for file in _limits(groups, mounted):
        with suppress(OSError, ValueError):  # no such file, or "max": no limit
            found.append(int(file.read_text(encoding="ascii")))
    return min(size for size in found if size > 0)


def _limits(groups: Path, mounted: Path) -> Iterator[Path]:
    """The files that may hold a limit of the memory: of each group of the process and of all around it."""
    first, second = (mounted / "memory", "memory.limit_in_bytes"), (mounted, "memory.max")
    beside = mounted / "unified", "memory.max"  # the second version where the first is in use as well
    hierarchies = {first: {PurePosixPath()}, second: {PurePosixPath()}, beside: {PurePosixPath()}}
    with suppress(OSError, ValueError):
        for line in groups.read_text(encoding="utf-8").splitlines():
            _number, _, rest = line.partition(":")
            controllers, _, path = rest.partition(":")
            inside = PurePosixPath(path.lstrip("/"))
            if ".." in inside.parts:  # outside of what this process can see
                continue
            listed = () if controllers else (second, beside)
            for hierarchy in (first,) if "memory" in controllers.split(",") else listed:
                hierarchies[hierarchy] |= {inside, *inside.parents}
    for (folder, name), inner in hierarchies.items():
        yield from (folder / each / name for each in inner)
