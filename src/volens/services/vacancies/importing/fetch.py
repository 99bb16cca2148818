"""Fetching a feed: only over http(s), only from public addresses, only so much, and only when it has changed."""

from __future__ import annotations

import ipaddress
import re
import socket
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
from django.conf import settings
from django.utils.translation import gettext as _

MAX_REDIRECTS = 5
TIMEOUT = httpx.Timeout(60.0, connect=15.0)
MAX_SECONDS = 1800.0
USER_AGENT = "Volens/0.1 (public employment service; vacancy feeds)"

_NAME = re.compile(r"[^A-Za-z0-9._-]+")


class FetchError(RuntimeError):
    """A feed could not be fetched; the message says why."""


class UnknownHostError(FetchError):
    """The name of the host leads nowhere, at least now."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a feed answered. `path` is None when nothing changed since the last time."""

    path: Path | None
    etag: str = ""
    last_modified: str = ""


def check(url: str) -> None:
    """Raise FetchError where `fetch` would refuse the address unasked; UnknownHostError if nobody knows the host."""
    try:
        with httpx.Client(trust_env=False) as client:
            _pinned(client, url, {})
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchError(
            _("“%(url)s” is not a web address. Only http and https are accepted.") % {"url": url[:200]}
        ) from (error)


def fetch(url: str, folder: Path, *, etag: str = "", last_modified: str = "") -> Fetched:
    """Fetch a feed into a file of `folder`. Raises FetchError."""
    conditions = {"If-None-Match": etag} if etag else {}
    if last_modified:
        conditions["If-Modified-Since"] = last_modified
    headers = {"User-Agent": USER_AGENT, "Accept": "application/ld+json, application/json, text/csv, */*;q=0.5"}
    deadline = time.monotonic() + MAX_SECONDS
    try:
        with httpx.Client(timeout=TIMEOUT, trust_env=False, follow_redirects=False) as client:
            for _hop in range(MAX_REDIRECTS + 1):
                request = _pinned(client, url, headers | conditions)
                response = client.send(request, stream=True)
                try:
                    if response.has_redirect_location:
                        url = urljoin(url, response.headers["location"])
                        continue
                    return _received(response, url, folder, deadline)
                finally:
                    response.close()
    except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as error:
        raise FetchError(f"{type(error).__name__}: {error}") from error
    raise FetchError(_("The address redirects more than %(limit)d times.") % {"limit": MAX_REDIRECTS})


def _pinned(client: httpx.Client, url: str, headers: dict[str, str]) -> httpx.Request:
    """A request to the very address that was checked, so that a second look-up of the name cannot lead elsewhere."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None:
        raise FetchError(_("“%(url)s” is not a web address. Only http and https are accepted.") % {"url": url[:200]})
    port = parts.port or (443 if parts.scheme == "https" else 80)
    address = _public_address(parts.hostname, port)
    host = f"[{address}]" if ":" in address else address
    target = httpx.URL(url).copy_with(host=address if ":" not in address else host)
    netloc = parts.hostname if parts.port is None else f"{parts.hostname}:{parts.port}"
    return client.build_request(
        "GET", target, headers=headers | {"Host": netloc}, extensions={"sni_hostname": parts.hostname}
    )


def _public_address(host: str, port: int) -> str:
    """The first address of a host. Raises FetchError if any of them is inside a private network."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        raise UnknownHostError(_("The host “%(host)s” is not known.") % {"host": host}) from error
    addresses = [str(entry[4][0]).split("%")[0] for entry in found]
    for address in addresses:
        number = ipaddress.ip_address(address)
        mapped = getattr(number, "ipv4_mapped", None)
        if not settings.FEEDS_ALLOW_PRIVATE and not (mapped or number).is_global:
            raise FetchError(
                _("“%(host)s” is in a private network (%(address)s). VOLENS_FEEDS_ALLOW_PRIVATE=1 would allow that.")
                % {"host": host, "address": address}
            )
    return addresses[0]


def _received(response: httpx.Response, url: str, folder: Path, deadline: float) -> Fetched:
    if response.status_code == httpx.codes.NOT_MODIFIED:
        return Fetched(None)
    if response.status_code != httpx.codes.OK:
        raise FetchError(_("The server answered %(code)d.") % {"code": response.status_code})
    limit = settings.FEEDS_MAX_BYTES
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (_NAME.sub("-", Path(urlsplit(url).path).name)[-80:] or "feed")
    received = 0
    with path.open("wb") as file:
        for chunk in response.iter_bytes(1 << 16):
            received += len(chunk)
            if received > limit:
                raise FetchError(_("The feed is larger than %(limit)s bytes.") % {"limit": f"{limit:,}"})
            if time.monotonic() > deadline:
                raise FetchError(_("The feed took longer than %(limit)d seconds.") % {"limit": int(MAX_SECONDS)})
            file.write(chunk)
    return Fetched(path, response.headers.get("etag", "")[:500], response.headers.get("last-modified", "")[:100])
