"""The password of a device as the broker's file keeps it: mosquitto's `$7$`, PBKDF2 over SHA-512."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

_ROUNDS = 101  # mosquitto's own number: what is guarded is 192 random bits, not a word that somebody chose
_SALT = 12


def new_password() -> str:
    """Return a random password that only the device is told."""
    return secrets.token_urlsafe(24)


def broker_digest(password: str) -> str:
    """Return what stands behind the device's name in the broker's password file."""
    salt = secrets.token_bytes(_SALT)
    return "$".join(("", "7", str(_ROUNDS), _b64(salt), _b64(_hashed(password, salt, _ROUNDS))))


def is_password(password: str, digest: str) -> bool:
    """Say whether a password is the one behind a digest; no digest is behind none."""
    parts = digest.split("$")
    if len(parts) != 5 or parts[1] != "7":
        return False
    wanted = base64.b64decode(parts[4])
    return hmac.compare_digest(wanted, _hashed(password, base64.b64decode(parts[3]), int(parts[2])))


def _hashed(password: str, salt: bytes, rounds: int) -> bytes:
    return hashlib.pbkdf2_hmac("sha512", password.encode(), salt, rounds)


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()
