"""Passwords of bounce mailboxes at rest: sealed under the keyring, bound to their row, opened only to read."""

from __future__ import annotations

from loa.journal.keyring import keyring


def seal(mailbox_id: int, password: str) -> str:
    """Return the token to store."""
    return keyring().encrypt(password, about=about_mailbox(mailbox_id))


def read_password(mailbox_id: int, token: str) -> str:
    """Return the password. Raises: loa.lib.crypt.KeyMissing, Tampered."""
    return keyring().decrypt(token, about=about_mailbox(mailbox_id)) if token else ""


def about_mailbox(mailbox_id: int) -> str:
    """Return what a sealed password is bound to."""
    return f"email.mailbox:{mailbox_id}"
