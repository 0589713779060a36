"""Accounts' secrets at rest: sealed under the keyring and bound to the account's row, opened only to send."""

from __future__ import annotations

from loa.journal.keyring import keyring


def seal_secret(account_id: int, secret: str) -> str:
    """Return the token to store for a secret; an empty secret stays empty."""
    return keyring().encrypt(secret, about=about_account(account_id)) if secret else ""


def read_secret(account_id: int, token: str) -> str:
    """Return the secret of an account.

    Raises: loa.lib.crypt.KeyMissing, Tampered.
    """
    return keyring().decrypt(token, about=about_account(account_id)) if token else ""


def about_account(account_id: int) -> str:
    """Return what an account's secret is bound to."""
    return f"channels.account:{account_id}"
