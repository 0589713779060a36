"""Accounts' secrets at rest: sealed under the keyring and bound to the account's row, opened only to send."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from loa.lib.crypt import Keyring


def keyring() -> Keyring:
    """Return this installation's keyring, read again whenever its file changes.

    Raises: loa.lib.crypt.KeyFileError with a sentence that says what to do.
    """
    path = Path(settings.KEYRING_FILE)
    stamp = path.stat().st_mtime_ns if path.exists() else 0
    return _load(str(path), os.environ.get("LOA_KEYS"), stamp)


def seal_secret(account_id: int, secret: str) -> str:
    """Return the token to store for a secret; an empty secret stays empty."""
    return keyring().encrypt(secret, about=_about(account_id)) if secret else ""


def read_secret(account_id: int, token: str) -> str:
    """Return the secret of an account.

    Raises: loa.lib.crypt.KeyMissing, Tampered.
    """
    return keyring().decrypt(token, about=_about(account_id)) if token else ""


def _about(account_id: int) -> str:
    return f"channels.account:{account_id}"


@lru_cache(maxsize=4)
def _load(path: str, env: str | None, stamp: int) -> Keyring:
    del stamp
    return Keyring.load(path, env)
