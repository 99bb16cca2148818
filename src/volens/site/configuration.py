"""What a deployment may set, read from the environment, with errors that name the variable and the remedy."""

from __future__ import annotations

import datetime as dt
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    """The variable's text, or the default when it is unset or empty."""
    return os.environ.get(name, "") or default


def flag(name: str, *, default: bool) -> bool:
    """A yes/no variable: 1, true, yes, on / 0, false, no, off."""
    value = text(name).strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name}={value!r} is neither yes nor no. Set it to 1 or 0.")


def number(name: str, *, default: int) -> int:
    """A whole number of nought or more."""
    value = text(name).strip()
    if not value:
        return default
    if value.isascii() and value.isdecimal():
        return int(value)
    raise ImproperlyConfigured(f"{name}={value!r} is no whole number. Write digits only.")


def log_origin(name: str) -> str:
    """The name of a log: an address without a scheme, such as jobs.example.org/log, or "" when it is unset."""
    value = text(name).strip()
    if value and (not value.isprintable() or any(each in value for each in " +") or "://" in value or len(value) > 200):
        raise ImproperlyConfigured(f"{name}={value!r} is no name of a log. Write for example jobs.example.org/log.")
    return value


def quorum(name: str, *, of: list[str]) -> int:
    """How many of the witnesses must have cosigned: none without witnesses, else more than half unless it is said."""
    from volens.engines.log import LogError, parse_witness_key

    for vkey in of:
        try:
            parse_witness_key(vkey)
        except LogError as error:
            raise ImproperlyConfigured(f"VOLENS_LOG_WITNESSES: {vkey!r} is no key of a witness ({error}).") from error
    asked = number(name, default=len(of) // 2 + 1 if of else 0)
    if asked > len(of):
        raise ImproperlyConfigured(f"{name}={asked}, but VOLENS_LOG_WITNESSES names {len(of)}. Write a smaller number.")
    return asked


def days(name: str) -> frozenset[dt.date]:
    """Days of the calendar: 2027-01-01, or a span 2027-02-05..2027-02-11, several separated by commas."""
    found: set[dt.date] = set()
    for part in filter(None, (each.strip() for each in text(name).split(","))):
        first, _dots, last = part.partition("..")
        try:
            begin = dt.date.fromisoformat(first.strip())
            end = dt.date.fromisoformat(last.strip()) if last else begin
        except ValueError as error:
            raise ImproperlyConfigured(
                f"{name}: {part!r} is no day. Write 2027-01-01, or 2027-02-05..2027-02-11."
            ) from error
        if not 0 <= (end - begin).days <= 366:
            raise ImproperlyConfigured(f"{name}: {part!r} must run forward, and for a year at most.")
        found |= {begin + dt.timedelta(days=number) for number in range((end - begin).days + 1)}
    return frozenset(found)


def weekdays(name: str, default: str) -> frozenset[int]:
    """Days of the week as numbers, 1 Monday to 7 Sunday, separated by commas."""
    given = text(name, default)
    try:
        found = frozenset(int(each) for each in given.split(","))
    except ValueError:
        found = frozenset({0})
    if not found <= set(range(1, 8)) or len(found) > 6:
        raise ImproperlyConfigured(f"{name}={given!r}: write numbers from 1 (Monday) to 7 (Sunday), such as 6,7.")
    return found


def address(name: str) -> str:
    """An address of the web, or "" when it is unset."""
    value = text(name).strip()
    if value and (urlsplit(value).scheme not in {"http", "https"} or not urlsplit(value).hostname):
        raise ImproperlyConfigured(f"{name}={value!r} is no web address. Write it in full, for example https://...")
    return value


def telephone(name: str) -> str:
    """A telephone number as people write it, or several, or "" when it is unset."""
    value = text(name).strip()
    if value and not (any(character.isdecimal() for character in value) and value.isprintable() and len(value) <= 60):
        raise ImproperlyConfigured(f"{name}={value!r} is no telephone number. Write for example 112 or +49 30 1234.")
    return value


def base_url() -> str:
    """The public address without a slash at its end: VOLENS_URL, else where `volens serve` listens."""
    given = address("VOLENS_URL")
    if given:
        return given.rstrip("/")
    host = text("VOLENS_HOST", "127.0.0.1")
    if host in {"127.0.0.1", "0.0.0.0", "::", "::1"}:  # noqa: S104 - compared, not bound
        host = "localhost"
    return f"http://{f'[{host}]' if ':' in host else host}:{number('VOLENS_PORT', default=8000)}"


def database(url: str, data: Path) -> dict[str, Any]:
    """Django's database settings for `sqlite:///path` or `postgresql://user:password@host:port/name`.

    An empty address means SQLite in the data directory.
    """
    if not url:
        return sqlite(data / "volens.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path[1:])))
    if parts.scheme in {"postgres", "postgresql"}:
        host = parts.hostname or dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair).get(
            "host", ""
        )
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(host),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    raise ImproperlyConfigured(
        f"VOLENS_DATABASE has the unknown scheme {parts.scheme!r}. Use sqlite:///path or postgresql://user@host/name."
    )


def sqlite(path: Path) -> dict[str, Any]:
    """SQLite as a server needs it: one writer at a time that waits its turn, readers never blocked."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY;"
                "PRAGMA mmap_size=268435456; PRAGMA cache_size=-32000; PRAGMA foreign_keys=ON"
            ),
        },
    }


def secret_key(data: Path) -> str:
    """The signing key: VOLENS_SECRET_KEY, else one made once and kept in the data directory, readable by its owner."""
    given = text("VOLENS_SECRET_KEY")
    if given:
        return given
    path = data / "secret_key"
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        data.mkdir(parents=True, exist_ok=True)
        key = secrets.token_urlsafe(48)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process was faster
            return path.read_text(encoding="ascii").strip()
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(key)
        return key


def mail(address: str) -> dict[str, Any]:
    """Django's mail settings for `smtp://user:password@host:port`, `smtps://...` (TLS) or `smtp+starttls://...`.

    An empty address means no mail server: a machine for trials shows messages on its mailbox page instead.
    """
    if not address:
        return {"EMAIL_HOST": ""}
    parts = urlsplit(address)
    if parts.scheme not in {"smtp", "smtps", "smtp+starttls"} or not parts.hostname:
        raise ImproperlyConfigured(
            "VOLENS_MAIL is not the address of a mail server. Write smtps://user:password@host, or smtp+starttls:// or smtp://."
        )
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or {"smtp": 25, "smtps": 465, "smtp+starttls": 587}[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+starttls",
        "EMAIL_TIMEOUT": 15,
    }


def security_log(name: str) -> dict[str, Any]:
    """The logging handler for security events: `stderr`, `stdout`, a file by its whole path, `syslog` or
    `syslog://host:port`.
    """
    value = text(name, "stderr")
    if value in {"stderr", "stdout"}:
        return {"class": "logging.StreamHandler", "stream": f"ext://sys.{value}"}
    if value == "syslog":
        return {"class": "volens.services.trust.security_log.Syslog", "address": "/dev/log"}
    if value.startswith("syslog://"):
        host, port = _host_and_port(name, value, default=514)
        return {"class": "volens.services.trust.security_log.Syslog", "address": (host, port)}
    if Path(value).is_absolute() and Path(value).parent.is_dir():
        return {
            "class": "volens.services.trust.security_log.File",
            "filename": value,
            "delay": True,
            "encoding": "utf-8",
        }
    raise ImproperlyConfigured(
        f"{name}={value!r} is no place for security events. Write stderr, stdout, syslog, syslog://host:514, or the"
        " whole path of a file in a folder that exists."
    )


def clamd(name: str) -> str | tuple[str, int]:
    """Where ClamAV's clamd listens: a socket by its whole path, or `tcp://host:3310`; "" when it is unset."""
    value = text(name).strip()
    if value.startswith("tcp://"):
        return _host_and_port(name, value, default=3310)
    if not value or Path(value).is_absolute():
        return value
    raise ImproperlyConfigured(f"{name}={value!r} names no clamd. Write /run/clamav/clamd.ctl or tcp://host:3310.")


def files(name: str) -> tuple[str, ...]:
    """Whole paths of files that exist, separated as the system separates paths (a colon)."""
    found = tuple(each.strip() for each in text(name).split(os.pathsep) if each.strip())
    for each in found:
        if not Path(each).is_absolute() or not Path(each).is_file():
            raise ImproperlyConfigured(
                f"{name}: there is no file {each!r}. Write whole paths, separated by {os.pathsep}."
            )
    return found


def _host_and_port(name: str, value: str, *, default: int) -> tuple[str, int]:
    try:
        parts = urlsplit(value)
        host, port = parts.hostname, parts.port or default
    except ValueError:
        host, port = None, default
    if not host or parts.path.strip("/"):
        raise ImproperlyConfigured(f"{name}={value!r} names no host. Write {value.partition(':')[0]}://host:{default}.")
    return host, port
