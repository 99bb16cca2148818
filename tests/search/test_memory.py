"""A rebuild takes no more memory than the control group it runs in is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from volens.engines.search import memory

SECOND, FIRST = "memory.max", "memory.limit_in_bytes"
MACHINE = memory.available(Path("/nowhere"), Path("/nowhere"))


def allowed(root: Path, listed: str, limits: dict[str, str]) -> int:
    """What is available where the process's groups are `listed` and these files hold limits."""
    mounted = root / "mounted"
    for name, said in limits.items():
        file = mounted / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(said.encode("latin-1"))
    (root / "groups").write_bytes(listed.encode("latin-1"))
    return memory.available(root / "groups", mounted)


@pytest.mark.parametrize(
    ("listed", "limits", "expected"),
    [
        ("0::/system.slice/volens.service\n", {f"system.slice/volens.service/{SECOND}": "70000000\n"}, 70_000_000),
        ("0::/a/b/c\n", {f"a/b/c/{SECOND}": "max\n", f"a/b/{SECOND}": "9000", f"a/{SECOND}": "8000"}, 8000),
        ("0::/\n", {SECOND: "6000\n"}, 6000),
        ("0::/docker/of/the/host\n", {SECOND: "6000\n"}, 6000),
        ("0::/../other\n", {f"../other/{SECOND}": "5", SECOND: "6000"}, 6000),
        ("4:memory:/x/y\n0::/\n", {f"memory/x/{FIRST}": "5000\n", f"memory/x/y/{FIRST}": "7000\n"}, 5000),
        ("4:cpu,memory:/x\n", {f"memory/x/{FIRST}": "5000\n"}, 5000),
        ("4:cpu:/x\n", {f"memory/x/{FIRST}": "5000\n"}, MACHINE),
        ("0::/x\n1:name=systemd:/\n", {f"unified/x/{SECOND}": "4000\n"}, 4000),
        ("0::/x\n", {f"x/{SECOND}": "max\n", f"memory/{FIRST}": "9223372036854771712\n"}, MACHINE),
        ("0::/x\n", {f"x/{SECOND}": "0\n", SECOND: "\xff\xfe"}, MACHINE),
        ("\xff\xfe", {SECOND: "6000"}, 6000),
        ("nonsense\n\n:::\n0::/a\0b\n0::x:y\n", {f"x:y/{SECOND}": "3000"}, 3000),
        ("0::/x\n", {f"x/{SECOND}/here": "", SECOND: "1" * 5000}, MACHINE),
    ],
)
def test_the_least_limit_around_a_process_holds(
    tmp_path: Path, listed: str, limits: dict[str, str], expected: int
) -> None:
    assert allowed(tmp_path, listed, limits) == expected


def test_this_process_has_some() -> None:
    assert 0 < memory.available() <= MACHINE
