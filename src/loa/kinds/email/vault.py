"""Passwords of bounce mailboxes at rest: sealed under the keyring, bound to their row, opened only to read."""

from __future__ import annotations

from loa.journal.keyring import keyring


def seal(mailbox_id: int, password: str) -> str:
    """Return the token to store."""
    return keyring().encrypt(password, about=_about(mailbox_id))


def read_password(mailbox_id: int, token: str) -> str:
    """Return the password. Raises: loa.lib.crypt.KeyMissing, Tampered."""
    return keyring().decrypt(token, about=_about(mailbox_id)) if token else ""


def _about(mailbox_id: int) -> str:
    return f"email.mailbox:{mailbox_id}"
