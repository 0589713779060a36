"""Encrypts the bytes of private files, each under a key of its own that can be destroyed."""

from __future__ import annotations

import secrets
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from loa.files.errors import FileDamaged
from loa.journal.keyring import keyring
from loa.lib.crypt import RecordKey

_NONCE = 12


def seal(data: bytes, file_id: UUID) -> tuple[bytes, str]:
    """Return the bytes under a new key bound to the file, and that key wrapped for the row."""
    key = RecordKey.generate()
    nonce = secrets.token_bytes(_NONCE)
    sealed = nonce + AESGCM(key.raw).encrypt(nonce, data, file_id.bytes)
    return sealed, keyring().wrap_key(key, about=about_file(file_id))


def open_sealed(sealed: bytes, wrapped_key: str, file_id: UUID) -> bytes:
    """Return the bytes back.

    Raises: KeyMissing, Tampered for the key; FileDamaged when the bytes are not this file's.
    """
    key = keyring().unwrap_key(wrapped_key, about=about_file(file_id))
    try:
        return AESGCM(key.raw).decrypt(sealed[:_NONCE], sealed[_NONCE:], file_id.bytes)
    except (InvalidTag, ValueError) as error:
        raise FileDamaged from error


def about_file(file_id: UUID) -> str:
    """Return what a file's key is bound to."""
    return f"files.storedfile:{file_id}"
