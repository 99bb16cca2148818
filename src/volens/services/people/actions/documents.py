"""A person's own documents: checked by content, scanned, sealed, gone on their day."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from volens.services.people import limits
from volens.services.people.limits import Limit
from volens.services.people.models import Document
from volens.services.trust import actions as trust
from volens.services.trust import security_log, vault
from volens.services.trust.security_log import Event

LARGEST_BYTES = 5 * 1024 * 1024
MOST_DOCUMENTS = 20
KEPT_DAYS = {90: 90, 365: 365, 730: 730}
IMAGES = {"JPEG": ("image/jpeg", ".jpg"), "PNG": ("image/png", ".png"), "WEBP": ("image/webp", ".webp")}
PDF = "application/pdf"
MOST_PIXELS = 60_000_000


class Scanner(Protocol):
    """The port for a scanner of harmful content."""

    def accepts(self, content: bytes) -> bool:
        """Whether the content may be stored. Raises OSError when the scanner cannot be reached."""


class NoScanner:
    """No scanner on this machine: what is stored can only be opened by its owner, and is never run here."""

    def accepts(self, content: bytes) -> bool:  # noqa: ARG002
        """Accept."""
        return True


@dataclass(frozen=True, slots=True)
class Shown:
    """A document as its owner sees it in the list."""

    id: UUID
    name: str
    kind: str
    size: int
    until: dt.date


def found_kind(content: bytes) -> tuple[str, bytes]:
    """The media type found in the content, and the content to store: images lose where and when they were taken.

    Raises ValidationError for anything but PDF, JPEG, PNG and WebP.
    """
    if content[:5] == b"%PDF-" and b"%%EOF" in content[-2048:]:
        return PDF, content
    wrong = ValidationError(_("This is not a PDF, JPEG, PNG or WebP file, whatever its name says."))
    try:
        with Image.open(io.BytesIO(content), formats=list(IMAGES)) as image:
            if image.width * image.height > MOST_PIXELS:
                raise ValidationError(_("This picture is too large. Make it smaller and try again."))
            kind = IMAGES[image.format or ""][0]
            turned = _upright(image)
            clean = io.BytesIO()
            turned.save(clean, image.format, **({"quality": 90} if image.format != "PNG" else {}))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, KeyError, SyntaxError, ValueError) as error:
        raise wrong from error
    return kind, clean.getvalue()


def _upright(image: Image.Image) -> Image.Image:
    """A copy with the pixels turned as the camera was held, and without the rest of what the camera wrote down."""
    from PIL import ImageOps

    turned = ImageOps.exif_transpose(image)
    plain = Image.new(turned.mode, turned.size)
    if turned.mode == "P" and (palette := turned.getpalette()):
        plain.putpalette(palette)
    plain.paste(turned)
    return plain


def accepted(content: bytes, limit: Limit, owner: str) -> tuple[str, bytes]:
    """The media type and the content to store of a file someone sent, checked in every way. `limit` counts for `owner`.

    Raises ValidationError with what to do instead.
    """
    if len(content) > LARGEST_BYTES:
        raise ValidationError(_("This file is larger than 5 MB. Make it smaller and try again."))
    if not content:
        raise ValidationError(_("This file is empty."))
    if not limits.passes(limit, owner):
        raise ValidationError(_("That were very many files today. Try again tomorrow."))
    kind, content = found_kind(content)
    scanner: Scanner = import_string(settings.SCANNER)()
    try:
        harmless = scanner.accepts(content)
    except OSError as error:
        security_log.tell(Event.SCANNER_AWAY, kind=type(error).__name__)
        raise ValidationError(_("The file could not be checked just now. Try again later.")) from error
    if not harmless:
        security_log.tell(Event.FILE_REFUSED, kind=kind)
        raise ValidationError(_("The check for harmful files refused this file."))
    return kind, content


def plain_name(name: str) -> str:
    """The name of a file without what a path or a header could be made of, its end when it is long."""
    return "".join(letter for letter in name if letter.isprintable() and letter not in '/\\"')[-120:]


def add(person: UUID, name: str, content: bytes, days: int) -> Document:
    """Store a document for its owner. Raises ValidationError with what to do instead."""
    kind, content = accepted(content, limits.UPLOADS_PER_PERSON, str(person))
    name = plain_name(name)
    until = timezone.localdate() + dt.timedelta(days=KEPT_DAYS[days])
    opened = vault.of(person)
    with transaction.atomic():
        if Document.objects.filter(person_id=person).count() >= MOST_DOCUMENTS:
            raise ValidationError(_("You have 20 documents already. Delete one first."))
        document = Document(person_id=person, kind=kind, size=len(content), until=until)
        document.name = opened.seal_bytes(f"document-name:{document.pk}", name.encode())
        document.content = opened.seal_bytes(f"document:{document.pk}", content)
        document.save(force_insert=True)
        trust.give(
            person,
            "document",
            detail=str(document.pk),
            until=timezone.make_aware(dt.datetime.combine(until, dt.time.max)),
        )
    return document


def listed(person: UUID) -> list[Shown]:
    """The owner's documents, without their content. One query."""
    opened = vault.of(person)
    rows = Document.objects.filter(person_id=person).defer("content")
    return [
        Shown(row.pk, opened.unseal_bytes(f"document-name:{row.pk}", row.name).decode(), row.kind, row.size, row.until)
        for row in rows
    ]


def content(person: UUID, document: UUID) -> tuple[str, str, bytes] | None:
    """Name, media type and content of one of the owner's documents, or None."""
    row = Document.objects.filter(person_id=person, pk=document).first()
    if row is None:
        return None
    opened = vault.of(person)
    name = opened.unseal_bytes(f"document-name:{row.pk}", row.name).decode()
    return name, row.kind, opened.unseal_bytes(f"document:{row.pk}", row.content)


def opened(person: UUID, document: UUID, with_vault: vault.Vault) -> tuple[str, str, bytes] | None:
    """The same for someone else, with the vault that `trust.reading.read` gave once the reading was written down."""
    row = Document.objects.filter(person_id=person, pk=document, until__gte=timezone.localdate()).first()
    if row is None:
        return None
    name = with_vault.unseal_bytes(f"document-name:{row.pk}", row.name).decode()
    return name, row.kind, with_vault.unseal_bytes(f"document:{row.pk}", row.content)


def delete(person: UUID, document: UUID) -> bool:
    """Delete one of the owner's documents and take the choice to keep it back."""
    with transaction.atomic():
        gone = Document.objects.filter(person_id=person, pk=document).delete()[0]
        if gone:
            trust.undo_kind(person, "document", detail=str(document))
    return bool(gone)


def expire(now: dt.datetime) -> int:
    """Delete documents whose day has passed."""
    return Document.objects.filter(until__lt=timezone.localdate(now)).delete()[0]
