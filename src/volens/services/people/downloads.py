"""What somebody once sent, given back as a file that can run nothing here."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def download(name: str, kind: str, content: bytes) -> HttpResponse:
    """A file to keep, under its name: never shown inside a page of this service, and without any right in it."""
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
