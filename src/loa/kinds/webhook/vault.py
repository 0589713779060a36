"""Endpoints' secrets at rest: sealed under the keyring and bound to the endpoint's row, opened only to sign."""

from __future__ import annotations

from loa.journal.keyring import keyring
from loa.kinds.webhook.signing import key_of
from loa.lib.crypt import Keyring


def seal(endpoint_id: int, secret: str) -> str:
    """Return the token to store for a secret."""
    return keyring().encrypt(secret, about=about_endpoint(endpoint_id))


def open_keys(ring: Keyring, endpoint_id: int, *tokens: str) -> tuple[bytes, ...]:
    """Return the signing keys behind the tokens; empty ones are left out. Raises: loa.lib.crypt.KeyMissing, Tampered."""
    return tuple(key_of(ring.decrypt(token, about=about_endpoint(endpoint_id))) for token in tokens if token)


def about_endpoint(endpoint_id: int) -> str:
    """Return what an endpoint's secrets are bound to."""
    return f"webhook.endpoint:{endpoint_id}"
