"""Sealing short personal texts and files, and looking values up without storing them. Pure functions over given keys.

Sealing is AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce; the *place* a value belongs to (whose, which field)
is authenticated along with it, so that a sealed value moved to another row or column does not open. Subkeys come from
HKDF-SHA256 (RFC 5869). A blind index is an HMAC-SHA256 of a normalised value under its own subkey.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

__all__ = ["KEY_BYTES", "SealError", "blind", "new_key", "seal", "subkey", "unseal"]

KEY_BYTES = 32
_NONCE_BYTES = 12
_VERSION = b"\x01"


class SealError(ValueError):
    """What was given does not open with this key in this place: another key, another place, or changed bytes."""


def new_key() -> bytes:
    """A fresh random 256-bit key."""
    return secrets.token_bytes(KEY_BYTES)


def subkey(master: bytes, purpose: str) -> bytes:
    """The key for one purpose, derived from a master key. Different purposes never share a key."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"volens {purpose}".encode()).derive(master)


def seal(key: bytes, content: bytes, *, place: str) -> bytes:
    """Seal `content` for `place`: version byte + nonce + ciphertext with tag, 29 bytes longer than the content."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return _VERSION + nonce + AESGCM(key).encrypt(nonce, content, place.encode())


def unseal(key: bytes, sealed: bytes, *, place: str) -> bytes:
    """Open what `seal` made with the same key for the same place. Raises SealError otherwise."""
    if len(sealed) < 1 + _NONCE_BYTES + 16 or sealed[:1] != _VERSION:
        raise SealError("This is not a sealed value of a known version.")
    try:
        return AESGCM(key).decrypt(sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :], place.encode())
    except InvalidTag as error:
        raise SealError(f"The sealed value does not open with this key at {place!r}.") from error


def blind(key: bytes, kind: str, value: str) -> bytes:
    """The blind index of a value of a kind: 32 bytes that say nothing about the value to whoever lacks the key."""
    return hmac.new(key, f"{kind}\0{value}".encode(), hashlib.sha256).digest()
