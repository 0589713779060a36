r"""Ed25519 envelopes: one line that names the key and carries the signature, then the message as JSON.

``loa1 <key id> <signature, base64url>\n<JSON>``. The signature is over the purpose, a zero byte and the JSON bytes as they
stand, so nothing is ever written anew in order to be checked, and an envelope of one purpose is worthless for another.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from loa_wire.errors import WireError
from loa_wire.words import Why

MOST_BYTES = 262_144
"""The longest envelope anybody reads: a schedule of a day with room to spare."""
_MARK = "loa1"


class Purpose:
    """What a signature is for: commands of the server, words of a device, requests of a device over HTTP."""

    COMMAND = "loa/command/1"
    TOLD = "loa/told/1"
    HTTP = "loa/http/1"
    ENROL = "loa/enrol/1"


@dataclass(frozen=True, slots=True)
class SignKey:
    """The secret half of a key pair, under the id by which others know it."""

    id: str
    private: Ed25519PrivateKey = field(repr=False)

    @classmethod
    def generate(cls, key_id: str) -> SignKey:
        """Make a new key pair."""
        return cls(key_id, Ed25519PrivateKey.generate())

    @classmethod
    def from_seed(cls, key_id: str, seed: bytes) -> SignKey:
        """Return the key pair of a seed of 32 bytes."""
        return cls(key_id, Ed25519PrivateKey.from_private_bytes(seed))

    @property
    def seed(self) -> bytes:
        """Return the 32 bytes to keep in a secret place."""
        return self.private.private_bytes_raw()

    @property
    def public(self) -> bytes:
        """Return the 32 bytes that everybody may know."""
        return self.private.public_key().public_bytes_raw()


class Keys:
    """Public keys by id, each made ready once; the same object serves any number of checks."""

    def __init__(self, raw: Mapping[str, bytes]) -> None:
        self.raw = dict(raw)
        self._ready = {name: Ed25519PublicKey.from_public_bytes(key) for name, key in self.raw.items()}

    def __contains__(self, key_id: str) -> bool:
        return key_id in self._ready

    def check(self, key_id: str, signature: bytes, signed: bytes) -> None:
        """Accept a signature. Raises: WireError(forged)."""
        key = self._ready.get(key_id)
        if key is None:
            raise WireError(Why.FORGED, "unknown key")
        try:
            key.verify(signature, signed)
        except InvalidSignature as error:
            raise WireError(Why.FORGED, "bad signature") from error


def dump(message: Mapping[str, Any]) -> bytes:
    """Return a message as compact JSON in UTF-8."""
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def seal(purpose: str, message: Mapping[str, Any], key: SignKey) -> bytes:
    """Return the envelope of a message."""
    body = dump(message)
    return head(key.id, key.private.sign(_signed(purpose, body))) + body


def head(key_id: str, signature: bytes) -> bytes:
    """Return an envelope's first line."""
    return f"{_MARK} {key_id} {base64.urlsafe_b64encode(signature).decode()}\n".encode()


@dataclass(frozen=True, slots=True)
class Opened:
    """What an envelope says before anybody has checked it."""

    key_id: str
    signature: bytes
    body: bytes

    def message(self) -> dict[str, Any]:
        """Return the JSON object inside. Raises: WireError(unreadable)."""
        return read(self.body)


def split(envelope: bytes) -> Opened:
    """Take an envelope apart without trusting it. Raises: WireError(unreadable)."""
    if len(envelope) > MOST_BYTES:
        raise WireError(Why.UNREADABLE, "too long")
    first, line, body = envelope.partition(b"\n")
    words = first.split(b" ")
    if not line or len(words) != 3 or words[0] != _MARK.encode():
        raise WireError(Why.UNREADABLE, "no envelope")
    try:
        return Opened(words[1].decode("ascii"), base64.urlsafe_b64decode(words[2]), body)
    except (binascii.Error, UnicodeDecodeError) as error:
        raise WireError(Why.UNREADABLE, "no signature") from error


def open_envelope(purpose: str, envelope: bytes, keys: Keys) -> dict[str, Any]:
    """Return the message of an envelope that one of the keys signed for this purpose.

    Raises: WireError with code `unreadable` or `forged`.
    """
    return read(open_body(purpose, envelope, keys))


def open_body(purpose: str, envelope: bytes, keys: Keys) -> bytes:
    """Return the JSON of an envelope that one of the keys signed for this purpose, as it stands.

    Raises: WireError with code `unreadable` or `forged`.
    """
    opened = split(envelope)
    trust(purpose, opened, keys)
    return opened.body


def trust(purpose: str, opened: Opened, keys: Keys) -> None:
    """Accept what one of the keys signed for this purpose. Raises: WireError(forged)."""
    keys.check(opened.key_id, opened.signature, _signed(purpose, opened.body))


def read(body: bytes) -> dict[str, Any]:
    """Return the JSON object of a body. Raises: WireError(unreadable)."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise WireError(Why.UNREADABLE, "not JSON") from error
    if not isinstance(value, dict):
        raise WireError(Why.UNREADABLE, "not an object")
    return value


def _signed(purpose: str, body: bytes) -> bytes:
    return purpose.encode() + b"\0" + body
