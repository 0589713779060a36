"""Requests of a device over HTTPS: signed over method, path, moment and body, so that a stolen address opens nothing."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping

from loa_wire.errors import WireError
from loa_wire.signed import Keys, Purpose, SignKey
from loa_wire.words import Why

DEVICE, MOMENT, SIGNATURE = "Loa-Device", "Loa-Moment", "Loa-Signature"
SLACK = 300_000
"""Milliseconds by which the moment of a request may differ from the server's clock."""


def sign(key: SignKey, method: str, path: str, moment: int, body: bytes = b"") -> dict[str, str]:
    """Return the headers of a request; `path` includes the query."""
    signature = key.private.sign(_signed(method, path, moment, body))
    return {DEVICE: key.id, MOMENT: str(moment), SIGNATURE: base64.urlsafe_b64encode(signature).decode()}


def check(headers: Mapping[str, str], keys: Keys, method: str, path: str, body: bytes, now: int) -> str:
    """Return the device that signed a request.

    Raises: WireError with code `forged`, or `clock` where the signature is good and the moment is not near `now`.
    """
    device = headers.get(DEVICE, "")
    try:
        moment, signature = int(headers.get(MOMENT, "")), base64.urlsafe_b64decode(headers.get(SIGNATURE, ""))
    except (ValueError, binascii.Error) as error:
        raise WireError(Why.FORGED, "no signature") from error
    keys.check(device, signature, _signed(method, path, moment, body))
    if abs(now - moment) > SLACK:
        raise WireError(Why.CLOCK)
    return device


def _signed(method: str, path: str, moment: int, body: bytes) -> bytes:
    parts = (Purpose.HTTP, method.upper(), path, str(moment), hashlib.sha256(body).hexdigest())
    return "\n".join(parts).encode()
