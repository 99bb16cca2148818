"""`volens serve`: one command that runs the whole service on one machine."""

from __future__ import annotations

import argparse
import io
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from volens.site import configuration, preparation


class Command(BaseCommand):
    """Start the web server and the worker, and stop both together."""

    help = "Run the service: web server and worker (index, feeds, expiry). Ctrl-C stops both."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Options; the environment variables of docs/configuration.md give the defaults."""
        parser.add_argument("--host", default=os.environ.get("VOLENS_HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=configuration.number("VOLENS_PORT", default=8000))
        parser.add_argument("--workers", type=int, default=max(2, min(8, os.cpu_count() or 2)))
        parser.add_argument("--prepare", action="store_true", help="first bring database, samples and index up to date")
        parser.add_argument("--samples", type=int, default=2000, help="with --prepare: samples for a new deployment")
        parser.add_argument("--data", type=Path, help="with --prepare: a folder of measuring data to import as well")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare if asked, then run until told to stop or until one of the two ends by itself."""
        host, port = options["host"], options["port"]
        self.refuse_taken_port(host, port)
        if options["data"] is not None and not options["data"].is_dir():
            raise CommandError(
                f"There is no folder {options['data']}. Give the folder that holds usajobs/ and emscad/."
            )
        # What a deployment must have named before it serves people is demanded where it serves them: behind HTTPS.
        tags = ["security", "volens"] if settings.HTTPS else ["security"]
        call_command("check", tags=tags, deploy=settings.HTTPS, stdout=io.StringIO())
        if options["prepare"]:
            preparation.prepare(samples=options["samples"], data=options["data"], say=self.say)
        else:
            preparation.replay_erasures(self.say)
            preparation.build_index(self.say)  # an upgrade may have made the old one unreadable
        # The server and the worker name the deployment by where it listens, unless VOLENS_URL says otherwise.
        os.environ |= {"VOLENS_HOST": host, "VOLENS_PORT": str(port)}
        processes = {"web server": subprocess.Popen(self.web(host, port, options["workers"]))}
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self.stop(processes))
        shown = f"http://{'localhost' if host in {'127.0.0.1', '0.0.0.0', '::'} else host}:{port}/"  # noqa: S104
        if self.answers(host, port, processes):
            self.say(f"\nVolens is at {shown}   (Ctrl-C stops it)\n")
            # The worker only now: on two cores it would take the time of whoever waits for the first page.
            processes["worker"] = subprocess.Popen([sys.executable, "-m", "volens", "worker"])
        self.watch(processes)

    def say(self, line: str) -> None:
        """Print at once, whatever stdout is."""
        self.stdout.write(line)
        self.stdout.flush()

    @staticmethod
    def refuse_taken_port(host: str, port: int) -> None:
        """Say so before anything starts when the port is in use."""
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise CommandError(
                    f"Port {port} on {host} cannot be used ({error.strerror}). "
                    f"Stop what runs there, or choose another: VOLENS_PORT={port + 1} make run"
                ) from error

    @staticmethod
    def web(host: str, port: int, workers: int) -> list[str]:
        """The web server's command line."""
        return [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)),
            *("--workers", str(workers), "--blocking-threads", "1", "--backpressure", "64", "--no-ws"),
            *("--log-level", "warning", "--respawn-failed-workers", "volens.site.wsgi:application"),
        ]

    @staticmethod
    def answers(host: str, port: int, processes: dict[str, subprocess.Popen[bytes]]) -> bool:
        """Wait until the server answers: true, or false if a process ended or half a minute went by."""
        reached = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104
        address = f"http://{reached}:{port}/robots.txt"
        for _ in range(600):
            if any(process.poll() is not None for process in processes.values()):
                return False
            try:
                httpx.get(address, headers={"Host": "localhost"}, timeout=5)
                return True
            except httpx.TransportError:
                time.sleep(0.05)
        return False

    @staticmethod
    def stop(processes: dict[str, subprocess.Popen[bytes]]) -> None:
        """Ask every process to end."""
        for process in processes.values():
            if process.poll() is None:
                process.terminate()

    def watch(self, processes: dict[str, subprocess.Popen[bytes]]) -> None:
        """Wait until one ends, then end the others; an end nobody asked for is an error."""
        asked = False
        while not (ended := [name for name, process in processes.items() if process.poll() is not None]):
            time.sleep(0.2)
        asked = all(processes[name].returncode in {0, -signal.SIGTERM, -signal.SIGINT} for name in ended)
        self.stop(processes)
        for process in processes.values():
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
        if not asked:
            raise CommandError(f"The {ended[0]} ended by itself; its last words are above.")
