"""`volens serve`: the command behind `make run` brings up the whole service, and refuses what it must."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

PAGES = ("/en/", "/zh-hans/vacancies/", "/en/benefits/", "/en/sign-up/", "/en/help/", "/api/v1/figures", "/robots.txt")

pytestmark = pytest.mark.service


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(data: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("VOLENS_", "DJANGO_"))}
    return kept | {"VOLENS_DATA": str(data), **more}


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A deployment that a newcomer's one command brought up, with sixty samples."""
    port = free_port()
    log = tmp_path / "said.txt"
    with log.open("w") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "volens", "serve", "--prepare", "--samples", "60", "--port", str(port)],
            env=environment(tmp_path / "var"),
            stdout=said,
            stderr=subprocess.STDOUT,
        )
    try:
        for _ in range(1800):  # three minutes: a busy machine needs more than one
            if "Volens is at" in log.read_text() or process.poll() is not None:
                break
            time.sleep(0.1)
        assert "Volens is at" in log.read_text(), log.read_text()
        yield f"http://localhost:{port}", log
    finally:
        process.terminate()
        process.wait(timeout=30)


def test_one_command_brings_up_every_kind_of_page(served: tuple[str, Path]) -> None:
    base, _log = served
    answers = {page: httpx.get(base + page, timeout=20) for page in PAGES}
    assert {page: answer.status_code for page, answer in answers.items()} == dict.fromkeys(PAGES, 200)
    assert answers["/api/v1/figures"].json()["open"] > 30
    styles = re.search(r'href="(/static/build/volens[^"]*\.css)"', answers["/en/"].text)
    assert styles
    assert httpx.get(base + styles[1], timeout=20).status_code == 200


def test_behind_https_it_refuses_to_serve_people_before_help_is_named(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "volens", "serve", "--port", str(free_port())],
        env=environment(tmp_path / "var", VOLENS_HTTPS="1", VOLENS_HOSTS="jobs.example.org"),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert "VOLENS_GRIEVANCE_URL" in done.stdout + done.stderr


def test_a_taken_port_is_named_with_the_way_out(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "volens", "serve", "--port", str(port)],
            env=environment(tmp_path / "var"),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode != 0
    assert f"VOLENS_PORT={port + 1}" in done.stderr
