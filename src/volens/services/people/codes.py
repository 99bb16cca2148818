"""Codes people type: six digits for the door, recovery codes for paper, TOTP of an authenticator app."""

from __future__ import annotations

import base64
import hmac
import secrets
import time
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from volens.services.trust import vault

#: No letters and digits that look alike on paper.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
RECOVERY_CODES = 8
STEP = 30


def door_code() -> str:
    """Six random digits."""
    return f"{secrets.randbelow(10**6):06d}"


def hashed(kind: str, owner: str, code: str) -> bytes:
    """The keyed hash of a code of an owner; compare with `same`."""
    return vault.blind(f"code {kind}", f"{owner}\0{plain(code)}")


def same(one: bytes | memoryview, other: bytes | memoryview) -> bool:
    """Compare two hashes in constant time."""
    return hmac.compare_digest(bytes(one), bytes(other))


def plain(code: str) -> str:
    """A code as typed, without spaces and dashes, in lower case."""
    return "".join(character for character in code.lower() if character.isalnum())


def recovery_code() -> str:
    """Twelve characters in three groups: 59 bits."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(12))
    return f"{drawn[:4]}-{drawn[4:8]}-{drawn[8:]}"


def totp_secret() -> bytes:
    """A new secret for an authenticator app: 160 bits, as RFC 4226 recommends."""
    return secrets.token_bytes(20)


def totp_text(secret: bytes) -> str:
    """The secret as a person types it into the app."""
    return base64.b32encode(secret).decode()


def totp_address(secret: bytes, label: str) -> str:
    """The otpauth address an app reads from a QR picture."""
    return f"otpauth://totp/{quote(f'Volens:{label}')}?" + urlencode({"secret": totp_text(secret), "issuer": "Volens"})


def totp_step(secret: bytes, code: str, *, after: int, now: float | None = None) -> int | None:
    """The time step a TOTP code belongs to (RFC 6238, 30 s, 6 digits, a step either side), if later than `after`.

    None when the code is wrong or was used before.
    """
    moment = int(time.time() if now is None else now)
    device = TOTP(secret, 6, SHA1(), STEP, enforce_key_length=False)  # noqa: S303 - what authenticator apps speak
    for step in (moment // STEP, moment // STEP - 1, moment // STEP + 1):
        try:
            device.verify(plain(code).encode(), step * STEP)
        except (InvalidToken, ValueError):
            continue
        return step if step > after else None
    return None
