"""Requests a second of the results page, beside an empty view and the same page in plain Django templates.

One server, one corpus of sample vacancies, the same searches in the same order; the three are measured in turn, three
times, and the medians compared. The load generator takes its share of the same cores.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

CONNECTIONS = 32
WORKERS = 2
ROUNDS = 3
TARGETS = {
    "empty": "an empty view",
    "volens": "the results page, as served (kept for 5 s)",
    "fresh": "the results page, made anew each time (visitor with a cookie)",
    "plain": "the same page, Django templates, made anew each time",
}

LUA = """
local paths = {}
for line in io.lines("%s") do paths[#paths + 1] = line end
local at = 0
request = function()
  at = at %% #paths + 1
  return wrk.format("GET", paths[at], %s)
end
"""


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def measure(base: str, script: Path, seconds: int) -> dict[str, float]:
    """One run of wrk: requests a second, p99 in milliseconds, errors."""
    done = subprocess.run(
        ["wrk", "-t2", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-s", str(script), base],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", done)
    slow = re.search(r"99%\s+([\d.]+)(us|ms|s)", done)
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", done)
    if rate is None or slow is None or bad is not None:
        raise RuntimeError(f"wrk saw errors or no answers:\n{done}")
    return {"rate": float(rate[1]), "p99": float(slow[1]) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[slow[2]]}


def run(*, quick: bool) -> dict[str, Any]:
    """Prepare a deployment with samples, start the server, measure."""
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is missing. Run: scripts/tools bench")
    samples, seconds = (1500, 2) if quick else (5000, 8)
    with tempfile.TemporaryDirectory(prefix="volens-bench-pages-") as directory:
        environment = os.environ | {
            "VOLENS_DATA": directory,
            "DJANGO_SETTINGS_MODULE": "bench.plain.settings",
            "VOLENS_LOG_LEVEL": "ERROR",
        }
        python = sys.executable
        for command in (
            ["migrate"],
            ["collectstatic", "--noinput"],
            ["samples", "load", str(samples)],
            ["index", "rebuild"],
        ):
            subprocess.run([python, "-m", "volens", *command], env=environment, check=True, capture_output=True)
        told = subprocess.run(
            [python, "-m", "bench.plain.facts"], env=environment, check=True, capture_output=True, text=True
        ).stdout
        facts = json.loads(told)
        costs = subprocess.run(
            [python, "-m", "bench.plain.costs"],
            env=environment,
            input=json.dumps(facts["searches"]),
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        port = free_port()
        base = f"http://127.0.0.1:{port}"
        server = subprocess.Popen(
            [
                *(python, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
                *("--workers", str(WORKERS), "--blocking-threads", "1", "--backpressure", "64", "--no-ws"),
                *("--log-level", "error", "volens.site.wsgi:application"),
            ],
            env=environment,
        )
        try:
            return _measured(Path(directory), base, facts, seconds) | {"page_ms": json.loads(costs)}
        finally:
            server.terminate()
            server.wait(timeout=20)


def _measured(directory: Path, base: str, facts: dict[str, Any], seconds: int) -> dict[str, Any]:
    asked = facts["searches"]
    paths = {"empty": "/en/empty/", "volens": "/en/vacancies/", "fresh": "/en/vacancies/", "plain": "/en/plain/"}
    scripts = {}
    for name, path in paths.items():
        listed = directory / f"{name}.txt"
        listed.write_text("\n".join(f"{path}?{query}" for query in asked), encoding="ascii")
        scripts[name] = directory / f"{name}.lua"
        headers = '{["Cookie"] = "visitor=1"}' if name == "fresh" else "nil"
        scripts[name].write_text(LUA % (listed, headers), encoding="utf-8")
    for _ in range(100):
        try:
            sizes = [len(urllib.request.urlopen(f"{base}/en/vacancies/?{query}").read()) for query in asked[:20]]
            break
        except OSError:
            time.sleep(0.1)
    for name in paths:
        measure(base, scripts[name], 2)  # warm every worker's caches
    rounds: dict[str, list[dict[str, float]]] = {name: [] for name in paths}
    for _ in range(ROUNDS):
        for name in paths:
            rounds[name].append(measure(base, scripts[name], seconds))
    rate = {name: statistics.median(each["rate"] for each in taken) for name, taken in rounds.items()}
    p99 = {name: statistics.median(each["p99"] for each in taken) for name, taken in rounds.items()}
    return {
        "rate": rate,
        "p99_ms": p99,
        "share_of_empty": rate["volens"] / rate["empty"],
        "fresh_share_of_empty": rate["fresh"] / rate["empty"],
        "times_plain": rate["fresh"] / rate["plain"],
        "page_bytes": statistics.median(sizes),
        "vacancies": facts["vacancies"],
        "middleware": facts["middleware"],
        "connections": CONNECTIONS,
        "workers": WORKERS,
        "rounds": ROUNDS,
        "seconds": seconds,
        "searches": len(facts["searches"]),
    }


def render(result: dict[str, Any]) -> str:
    """The section of docs/figures.md."""
    setup = (
        f"granian, WSGI, {result['workers']} workers; wrk, {result['connections']} connections, "
        f"{result['rounds']} rounds of {result['seconds']} s in turn, medians; "
        f"{result['vacancies']:,} sample vacancies, "
        f"{result['searches']} different searches (words, places, filters) with at least 20 results each; 20 rows, "
        f"all filters counted, {result['page_bytes'] / 1000:.0f} kB of HTML before compression."
    )
    outcome = (
        f"As served, the page does **{result['share_of_empty']:.1%}** of an empty view's requests; made anew each "
        f"time, {result['fresh_share_of_empty']:.1%} of them and **{result['times_plain']:.2f}** times those of plain "
        "Django templates. The searches come round again within the seconds a page is kept, as the popular ones of a "
        "site do; a search nobody else asks for costs what the page made anew costs. What a card says is kept by the "
        "process that worked it out, as long as its row says the same. Processor time of a page made anew, in one "
        f"process: {result['page_ms']['kept']:.1f} ms; when something was just written to the database, so that rows "
        f"are read again, {result['page_ms']['written']:.1f} ms; with 20 rows that process never showed before, "
        f"{result['page_ms']['never_shown']:.1f} ms."
    )
    rows = [f"| {TARGETS[name]} | {result['rate'][name]:,.0f} | {result['p99_ms'][name]:.0f} |" for name in TARGETS]
    middleware = ", ".join(f"`{name}`" for name in result["middleware"])
    lines = [setup, "", "| View | requests/s | p99 ms |", "|---|---|---|", *rows, "", outcome, ""]
    lines.append(f"Middleware of all four, in order: {middleware}.")
    return "\n".join(lines)


if __name__ == "__main__":
    outcome = run(quick="--quick" in sys.argv)
    print(json.dumps({key: value for key, value in outcome.items() if key != "middleware"}, indent=1))
    print(render(outcome))
