"""A passkey in software: what an authenticator answers, by the WebAuthn specification."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings
from fido2 import cbor
from fido2.cose import ES256


def text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


class SoftKey:
    def __init__(self, counter: int = 0) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.identifier = secrets.token_bytes(32)
        self.counter = counter

    def _client(self, kind: str, challenge: str, origin: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": origin}).encode()

    def _data(self, flags: int, more: bytes = b"") -> bytes:
        if self.counter:
            self.counter += 1
        return (
            hashlib.sha256((urlsplit(settings.BASE_URL).hostname or "").encode()).digest()
            + bytes([flags])
            + self.counter.to_bytes(4, "big")
            + more
        )

    def create(self, options: dict) -> dict:
        public = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        credential = b"\0" * 16 + len(self.identifier).to_bytes(2, "big") + self.identifier + public
        data = self._data(0x45, credential)
        client = self._client("webauthn.create", options["publicKey"]["challenge"], settings.BASE_URL)
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        return {
            "id": text(self.identifier),
            "rawId": text(self.identifier),
            "type": "public-key",
            "response": {"clientDataJSON": text(client), "attestationObject": text(attestation)},
        }

    def get(self, options: dict, *, origin: str = "", challenge: str = "", spoil: bool = False) -> dict:
        data = self._data(0x05)
        client = self._client(
            "webauthn.get", challenge or options["publicKey"]["challenge"], origin or settings.BASE_URL
        )
        signature = self.key.sign(data + hashlib.sha256(client).digest() + (b"!" if spoil else b""), ec.ECDSA(SHA256()))
        return {
            "id": text(self.identifier),
            "rawId": text(self.identifier),
            "type": "public-key",
            "response": {"clientDataJSON": text(client), "authenticatorData": text(data), "signature": text(signature)},
        }
