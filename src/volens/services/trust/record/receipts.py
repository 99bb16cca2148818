"""Receipts as people get them: a file, and the same as a picture to take along."""

from __future__ import annotations

from dataclasses import dataclass

import qrcode
import qrcode.image.svg
from markupsafe import Markup

from volens.engines.log import (
    Leaf,
    LogError,
    Quorum,
    Receipt,
    SignedCheckpoint,
    open_checkpoint,
    parse_leaf,
    verify_receipt,
)
from volens.services.trust.record.models import LogEntry, Record
from volens.services.trust.record.place import here, quorum

#: What a QR code holds at the lowest correction; beyond that the file must do.
QR_BYTES = 2900


@dataclass(frozen=True)
class Proven:
    """An entry with its receipt. `witnesses`: how many known ones cosigned the checkpoint it was made under."""

    leaf: Leaf
    receipt: Receipt
    checkpoint: SignedCheckpoint
    witnesses: int

    @property
    def file(self) -> bytes:
        """The receipt as a file."""
        return self.receipt.serialise()


def proven(leaf: str) -> Proven | None:
    """The receipt for a leaf by its hash (64 hexadecimal digits); None while it is not in the tree. One query.

    Under the largest checkpoint that a quorum of witnesses cosigned where that holds the entry, else the latest.
    """
    position = LogEntry.objects.filter(leaf=leaf).values_list("position", flat=True).first()
    place = here()
    reader = place.reader() if position is not None else None
    if reader is None or position is None or position >= reader.checkpoint.size:
        return None
    chosen = reader.checkpoint
    data, known = place.public.read("cosigned-checkpoint"), quorum()
    if data is not None:
        try:
            cosigned = open_checkpoint(data, place.origin, [place.signer.key])
            if cosigned.size > position and len(known.cosigned(cosigned.note)) >= max(1, known.threshold):
                chosen = cosigned
        except LogError:
            pass  # another's mistake: the latest checkpoint is enough for a receipt
    made = reader.receipt(position, chosen)
    verify_receipt(made, place.origin, [place.signer.key], Quorum((), 0))
    if made.entry is None or bytes.fromhex(leaf) != reader.leaf(position):
        return None
    return Proven(parse_leaf(made.entry), made, chosen, len(known.cosigned(chosen.note)))


def leaf_about(room: str, about: str) -> str:
    """The hash of the latest leaf about a thing of a room; "" when there is none. One query."""
    return (
        Record.objects.filter(room=room, about=about).order_by("-number").values_list("leaf", flat=True).first() or ""
    )


def picture(receipt: bytes) -> Markup | None:
    """The receipt as a QR code in SVG; None when it is too long for one."""
    if len(receipt) > QR_BYTES:
        return None
    code = qrcode.QRCode(
        error_correction=qrcode.constants.ERROR_CORRECT_L, box_size=9, border=2,
        image_factory=qrcode.image.svg.SvgPathImage,
    )  # fmt: skip
    code.add_data(receipt, optimize=0)
    return Markup(code.make_image().to_string(encoding="unicode"))  # noqa: S704 - made of digits and marks only
