"""Signatures of Standard Webhooks 1.0: HMAC-SHA256 over id, moment and body; a new and an old secret may both sign.

Source: the Standard Webhooks specification, "Signature scheme".
"""

from __future__ import annotations

import base64
import hmac
import secrets
from collections.abc import Sequence

PREFIX = "whsec_"
_BYTES = 32


def new_secret() -> str:
    """Return a fresh secret as integrators put it into their configuration."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def key_of(secret: str) -> bytes:
    """Return the bytes that sign. Raises: ValueError when it is no secret of this form."""
    if not secret.startswith(PREFIX):
        raise ValueError("no secret of Standard Webhooks")
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except ValueError as error:
        raise ValueError("no secret of Standard Webhooks") from error


def is_signed(keys: Sequence[bytes], header: str, message_id: str, moment: int, body: bytes) -> bool:
    """Say whether one of the signatures in the header is made with one of the keys."""
    wanted = signature(keys, message_id, moment, body).split()
    given = header.split()[:10]
    return any(hmac.compare_digest(want.encode(), got.encode()) for want in wanted for got in given)


def signature(keys: Sequence[bytes], message_id: str, moment: int, body: bytes) -> str:
    """Return the signature header: one "v1,…" for each key, the newest first; `moment` in seconds since 1970."""
    signed = b"%s.%d.%s" % (message_id.encode(), moment, body)
    return " ".join("v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode() for key in keys)
