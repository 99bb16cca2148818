"""A private PostgreSQL server for tests and benchmarks: made, started and thrown away by whoever needs one.

As a library:   with postgres.running() as server: ... server.dsn ...   or   dsn = postgres.start(); postgres.stop()
As a command:   python scripts/postgres.py start --dir DIR     prints the address;     ... stop --dir DIR;     ... where

It uses the PostgreSQL binaries of the machine (Debian: `apt install postgresql`), never a server that already runs.
PostgreSQL refuses to run as root; a caller who is root gets a server that runs as `postgres` or else `nobody`.
It listens on 127.0.0.1 with a random password and on a socket in its own directory.
"""

from __future__ import annotations

import argparse
import atexit
import contextlib
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

#: Speed before safety: what such a server holds is thrown away. A benchmark passes its own settings.
DISPOSABLE: Mapping[str, str] = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class PostgresUnavailableError(RuntimeError):
    """PostgreSQL is not installed here or would not start; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running private server."""

    directory: Path
    port: int
    password: str
    bindir: Path

    @property
    def dsn(self) -> str:
        """The address over TCP, as a URL that every driver and settings parser understands."""
        return f"postgresql://volens:{self.password}@127.0.0.1:{self.port}/volens"

    @property
    def socket_dsn(self) -> str:
        """The address over the Unix socket: a little faster, for libpq clients (psycopg)."""
        return f"postgresql://volens:{self.password}@/volens?host={self.directory}&port={self.port}"

    def stop(self) -> None:
        """Stop the server at once (open connections are cut) and delete its directory."""
        data = self.directory / "data"
        if data.exists():
            _run([self.bindir / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"], check=False)
        shutil.rmtree(self.directory, ignore_errors=True)


_started: list[Server] = []


def bindir() -> Path:
    """Where initdb and pg_ctl are: VOLENS_POSTGRES_BIN, else pg_config, else Debian's newest, else the PATH."""
    candidates = [Path(os.environ["VOLENS_POSTGRES_BIN"])] if "VOLENS_POSTGRES_BIN" in os.environ else []
    if config := shutil.which("pg_config"):
        answer = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)
        candidates.append(Path(answer.stdout.strip()))
    debian = Path("/usr/lib/postgresql")
    if debian.exists():
        versions = [path for path in debian.iterdir() if path.name.isdigit()]
        candidates += [path / "bin" for path in sorted(versions, key=lambda path: int(path.name), reverse=True)]
    if found := shutil.which("initdb"):
        candidates.append(Path(found).resolve().parent)
    for candidate in candidates:
        if (candidate / "initdb").is_file() and (candidate / "pg_ctl").is_file():
            return candidate
    raise PostgresUnavailableError(
        "PostgreSQL's server is not installed: on Debian or Ubuntu run `apt install postgresql`, "
        "or set VOLENS_POSTGRES_BIN to the directory that holds initdb and pg_ctl."
    )


def start_server(
    port: int | None = None, directory: Path | None = None, settings: Mapping[str, str] = DISPOSABLE
) -> Server:
    """Make a database cluster in `directory` (new or empty; default a temporary one), start it, create `volens` in it.

    `settings` are lines of postgresql.conf. The caller stops it; nothing is left to the end of the process.
    """
    binaries = bindir()
    directory = Path(tempfile.mkdtemp(prefix="volens-pg-")) if directory is None else directory.resolve()
    directory.mkdir(parents=True, exist_ok=True)
    if any(directory.iterdir()):
        raise PostgresUnavailableError(f"{directory} is not empty; a private server is made in a new directory.")
    if len(os.fsencode(str(directory))) > 80:
        raise PostgresUnavailableError(f"{directory} is too long a path for a Unix socket; choose a shorter one.")
    if owner := _owner():
        os.chown(directory, owner.pw_uid, owner.pw_gid)
    directory.chmod(0o700)
    server = Server(directory, port or _free_port(), secrets.token_hex(16), binaries)
    try:
        _create(server, settings)
    except BaseException:
        server.stop()
        raise
    return server


def start(port: int | None = None, directory: Path | None = None, settings: Mapping[str, str] = DISPOSABLE) -> str:
    """Start a private server that lives until `stop()` or the end of this process. Returns its address (a URL)."""
    server = start_server(port, directory, settings)
    _started.append(server)
    atexit.register(server.stop)
    return server.dsn


def stop() -> None:
    """Stop and delete every server that `start()` started in this process."""
    while _started:
        server = _started.pop()
        atexit.unregister(server.stop)
        server.stop()


@contextlib.contextmanager
def running(settings: Mapping[str, str] = DISPOSABLE) -> Iterator[Server]:
    """A private server for the length of a `with` block."""
    server = start_server(settings=settings)
    try:
        yield server
    finally:
        server.stop()


def _create(server: Server, settings: Mapping[str, str]) -> None:
    data, secret = server.directory / "data", server.directory / "password"
    secret.write_text(server.password, encoding="utf-8")
    if owner := _owner():
        os.chown(secret, owner.pw_uid, owner.pw_gid)
    secret.chmod(0o600)
    initdb: list[str | Path] = [
        server.bindir / "initdb",
        "-D",
        data,
        "-U",
        "volens",
        "--auth=scram-sha-256",
        f"--pwfile={secret}",
    ]
    initdb += ["--encoding=UTF8", "--locale=C", "--no-sync"]
    _run(initdb)
    lines = {
        "listen_addresses": "127.0.0.1",
        "port": str(server.port),
        "unix_socket_directories": str(server.directory),
        "max_connections": "60",
        **settings,
    }
    with (data / "postgresql.conf").open("a", encoding="utf-8") as conf:
        conf.writelines(f"{name} = '{value}'\n" for name, value in lines.items())
    try:
        _run([server.bindir / "pg_ctl", "-D", data, "-w", "-t", "60", "-l", server.directory / "log", "start"])
    except PostgresUnavailableError as error:
        log = server.directory / "log"
        reason = log.read_text(encoding="utf-8", errors="replace")[-2000:] if log.exists() else ""
        raise PostgresUnavailableError(f"{error}\n{reason}") from None
    create: list[str | Path] = [
        server.bindir / "createdb",
        "-h",
        server.directory,
        "-p",
        str(server.port),
        "-U",
        "volens",
        "volens",
    ]
    _run(create, password=server.password)


def _run(command: Sequence[str | Path], *, check: bool = True, password: str = "") -> None:
    """Run one of PostgreSQL's programs as a user it accepts, and turn a failure into a message that tells why."""
    owner = _owner()
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "PGPASSWORD": password}
    with tempfile.TemporaryFile() as output:  # not a pipe: the server would inherit it and keep us waiting
        done = subprocess.run(
            [str(part) for part in command],
            cwd="/",
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            user=owner.pw_uid if owner else None,
            group=owner.pw_gid if owner else None,
            extra_groups=[] if owner else None,
            check=False,
        )
        if check and done.returncode:
            output.seek(0)
            said = output.read().decode("utf-8", "replace").strip()
            raise PostgresUnavailableError(f"{Path(command[0]).name} failed: {said}")


def _owner() -> pwd.struct_passwd | None:
    """The account the server runs as when we are root, else None: ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise PostgresUnavailableError("PostgreSQL does not run as root, and there is no account postgres or nobody.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> int:
    """Start or stop a private server from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=("start", "stop", "where"))
    parser.add_argument("--dir", type=Path, help="the server's own directory (start: new or empty)")
    parser.add_argument("--port", type=int, help="default: any free port")
    options = parser.parse_args()
    if options.action != "where" and options.dir is None:
        parser.error(f"{options.action} needs --dir")
    try:
        if options.action == "where":
            print(bindir())
        elif options.action == "start":
            print(start_server(options.port, options.dir).dsn)
        else:
            if not (options.dir / "data" / "PG_VERSION").exists():
                raise PostgresUnavailableError(f"{options.dir} holds no private server; nothing was deleted.")
            Server(options.dir.resolve(), 0, "", bindir()).stop()
    except PostgresUnavailableError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
