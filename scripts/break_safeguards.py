"""Break one safeguard at a time, in a copy of the source, and expect its test to notice.

    python scripts/break_safeguards.py          every mutation of scripts/mutations*.yaml
    python scripts/break_safeguards.py s05 s12  those of some safeguards

A mutation names the safeguard, what it does, a file, a text in it (which must occur exactly once) and its
replacement, and the tests that must turn red. A test that stays green, or a text that is not there, fails the run; so
does a test that is red before anything is broken, for its red would prove nothing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
MUTATIONS = sorted((ROOT / "scripts").glob("mutations*.yaml"))


@dataclass(frozen=True, slots=True)
class Mutation:
    """One way to break a safeguard."""

    safeguard: str
    breaks: str
    file: str
    old: str
    new: str
    tests: str


def mutations(wanted: list[str]) -> list[Mutation]:
    """All mutations, or those of the wanted safeguards."""
    told = [each for path in MUTATIONS for each in yaml.safe_load(path.read_text(encoding="utf-8"))]
    found = [Mutation(**each) for each in told]
    return [each for each in found if not wanted or each.safeguard in wanted]


def run(folder: Path, tests: list[str]) -> subprocess.CompletedProcess[str]:
    """Run tests on the copy of the source in a folder."""
    source = folder / "src"
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-n0", "-o", f"pythonpath={source} {ROOT}", *tests],
        cwd=ROOT,
        env={
            **os.environ,
            "VOLENS_DEEP": "1",  # all examples of a property
            "PYTHONPATH": str(source),
            "VOLENS_DATA": str(folder / "var"),
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )


def copied(folder: Path) -> Path:
    """A copy of the source in a folder."""
    source = folder / "src"
    shutil.copytree(ROOT / "src", source, ignore=shutil.ignore_patterns("__pycache__"))
    return source


def green(chosen: list[Mutation]) -> str:
    """Empty when every test is green before anything is broken; else the first that is not."""
    files = sorted({mutation.tests.split()[0] for mutation in chosen})
    with tempfile.TemporaryDirectory() as folder:
        copied(Path(folder))
        done = run(Path(folder), files)
    return "" if done.returncode == 0 else "\n".join(done.stdout.strip().splitlines()[-5:])


def noticed(mutation: Mutation) -> str:
    """Empty when the tests noticed; else what is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        path = copied(Path(folder)) / "volens" / mutation.file
        text = path.read_text(encoding="utf-8")
        if text.count(mutation.old) != 1:
            return f"its text occurs {text.count(mutation.old)} times in {mutation.file}, not once"
        path.write_text(text.replace(mutation.old, mutation.new), encoding="utf-8")
        done = run(Path(folder), mutation.tests.split())
    # An assertion of a fixture ("a true record agrees with its log") counts as well; an import that fails does not.
    if done.returncode == 1 and (" failed" in done.stdout or "AssertionError" in done.stdout):
        return ""
    last = (done.stdout.strip() or done.stderr.strip()).splitlines()[-1:]
    return f"the tests stayed green or did not run: {' '.join(last)}"


def main() -> int:
    """Run and report; the exit code says whether every mutation was noticed."""
    chosen = mutations([each.lower() for each in sys.argv[1:]])
    if wrong := green(chosen):
        print(f"  FAIL  red before anything was broken:\n{wrong}")
        return 1
    failed = 0
    for mutation in chosen:
        wrong = noticed(mutation)
        failed += bool(wrong)
        print(
            f"  {'FAIL' if wrong else 'red '}  {mutation.safeguard}  {mutation.breaks}{': ' + wrong if wrong else ''}",
            flush=True,
        )
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
