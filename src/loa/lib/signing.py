"""Ed25519 signatures that name their key, over canonical JSON or plain bytes.

It must not keep keys: they come from the keyring (`loa.lib.crypt`) or from a device's enrolment.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from loa.lib.canonical import canonical
from loa.lib.codes import BadCode, code_for, new_code, normalise_code
from loa.lib.errors import Invalid

__all__ = [
    "BadCode",
    "BadSignature",
    "SigningKey",
    "VerifyKey",
    "canonical",
    "code_for",
    "new_code",
    "normalise_code",
    "verify",
    "verify_value",
]


class BadSignature(Invalid):
    """The signature is malformed, by an unknown key, or not over these bytes."""

    code = "bad_signature"
    message = "Chữ ký số không đúng hoặc không thuộc khóa đã đăng ký. Nội dung này không được chấp nhận."


@dataclass(frozen=True, slots=True)
class VerifyKey:
    """The public half: anybody may hold it."""

    id: str
    raw: bytes

    def text(self) -> str:
        """Return the key as base64url text for a configuration file or a public page."""
        return _b64(self.raw)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The secret half: 32 bytes of seed under an id."""

    id: str
    seed: bytes = field(repr=False)

    @classmethod
    def generate(cls, key_id: str) -> SigningKey:
        """Return a new random key under this id."""
        return cls(key_id, Ed25519PrivateKey.generate().private_bytes_raw())

    def public(self) -> VerifyKey:
        """Return the half that may be shown."""
        return VerifyKey(self.id, self._key().public_key().public_bytes_raw())

    def sign(self, data: bytes) -> str:
        """Return the signature over the bytes as "key-id:base64url"."""
        return f"{self.id}:{_b64(self._key().sign(data))}"

    def sign_value(self, value: object) -> str:
        """Return the signature over the canonical JSON of the value."""
        return self.sign(canonical(value))

    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def verify(keys: Mapping[str, VerifyKey], data: bytes, signature: str) -> str:
    """Return the id of the key that signed these bytes.

    Raises: BadSignature when the form, the key or the signature is wrong.
    """
    key_id, _, encoded = signature.rpartition(":")
    key = keys.get(key_id)
    if key is None:
        raise BadSignature
    try:
        Ed25519PublicKey.from_public_bytes(key.raw).verify(_unb64(encoded), data)
    except (InvalidSignature, ValueError) as error:
        raise BadSignature from error
    return key_id


def verify_value(keys: Mapping[str, VerifyKey], value: object, signature: str) -> str:
    """Return the id of the key that signed the canonical JSON of the value.

    Raises: BadSignature when the form, the key or the signature is wrong.
    """
    return verify(keys, canonical(value), signature)


def verify_key(key_id: str, text: str) -> VerifyKey:
    """Return the public key written as base64url text.

    Raises: BadSignature when the text is not 32 bytes.
    """
    try:
        raw = _unb64(text)
    except ValueError as error:
        raise BadSignature from error
    if len(raw) != 32:
        raise BadSignature
    return VerifyKey(key_id, raw)


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _unb64(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
