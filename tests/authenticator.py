# SPDX-License-Identifier: Apache-2.0
"""An authenticator in software: it makes passkeys and signs, rightly or wrongly."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn import base64url_to_bytes
from webauthn.helpers import bytes_to_base64url

ORIGIN, DOMAIN = "http://localhost:8000", "localhost"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
BOTH = PRESENT | VERIFIED


@dataclass
class Authenticator:
    """One device with one passkey. ``count`` is what it said last."""

    count: int = 0
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    handle: bytes = b""

    def _head(self, domain: str, flags: int) -> bytes:
        digest = hashlib.sha256(domain.encode()).digest()
        return digest + bytes([flags]) + self.count.to_bytes(4, "big")

    def _public(self) -> bytes:
        numbers = self.key.public_key().public_numbers()
        x, y = (one.to_bytes(32, "big") for one in (numbers.x, numbers.y))
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})

    def _answer(self, response: dict[str, Any]) -> str:
        name = bytes_to_base64url(self.credential_id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})

    def make(
        self, options: str, *, origin: str = ORIGIN, domain: str = DOMAIN, flags: int = BOTH,
        challenge: str = "",
    ) -> str:  # fmt: skip
        """Return the answer to a page that asks for a new passkey."""
        asked = json.loads(options)
        self.handle = base64url_to_bytes(asked["user"]["id"])
        told = _client_data("webauthn.create", challenge or asked["challenge"], origin)
        length = len(self.credential_id).to_bytes(2, "big")
        data = self._head(domain, flags | ATTESTED) + bytes(16) + length + self.credential_id
        attested = {"fmt": "none", "attStmt": {}, "authData": data + self._public()}
        return self._answer(
            {
                "clientDataJSON": bytes_to_base64url(told),
                "attestationObject": bytes_to_base64url(cbor2.dumps(attested)),
                "transports": ["internal", "unheard-of"],
            }
        )

    def use(
        self, options: str, *, origin: str = ORIGIN, domain: str = DOMAIN, flags: int = BOTH,
        challenge: str = "", kind: str = "webauthn.get", handle: bytes | None = None, step: int = 1,
    ) -> str:  # fmt: skip
        """Return the answer to a page that asks for the passkey; it counts ``step`` further."""
        self.count += step
        told = _client_data(kind, challenge or json.loads(options)["challenge"], origin)
        data = self._head(domain, flags)
        signed = self.key.sign(data + hashlib.sha256(told).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            {
                "clientDataJSON": bytes_to_base64url(told),
                "authenticatorData": bytes_to_base64url(data),
                "signature": bytes_to_base64url(signed),
                "userHandle": bytes_to_base64url(self.handle if handle is None else handle),
            }
        )


def _client_data(kind: str, challenge: str, origin: str) -> bytes:
    return json.dumps(
        {"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": False}
    ).encode()
