"""Contacts under lock: each subscriber has a key of its own, and without the row there is no key."""

from __future__ import annotations

from uuid import UUID

from loa.audience.models import ContactKind
from loa.journal.keyring import keyring
from loa.lib.crypt import RecordKey


def new_key(subscriber_id: int) -> tuple[RecordKey, str]:
    """Return a fresh record key and its wrapped form for the subscriber's row."""
    key = RecordKey.generate()
    return key, keyring().wrap_key(key, about=about_subscriber(subscriber_id))


def seal(key: RecordKey, subscriber_id: int, value: str) -> str:
    """Return the contact sealed under the subscriber's key."""
    return key.encrypt(value, about=_contact(subscriber_id))


def seal_anew(wrapped: str, subscriber_id: int, value: str) -> str:
    """Return another value of a contact sealed under the key that its subscriber has."""
    return seal(keyring().unwrap_key(wrapped, about=about_subscriber(subscriber_id)), subscriber_id, value)


def unseal(wrapped: str, subscriber_id: int, sealed: str) -> str:
    """Return the contact in clear; only the sending loop and the owner's own pages ask for it."""
    key = keyring().unwrap_key(wrapped, about=about_subscriber(subscriber_id))
    return key.decrypt(sealed, about=_contact(subscriber_id))


def seal_asked(asked_id: UUID, address: str) -> str:
    """Return the address of a request that waits, sealed."""
    return keyring().encrypt(address, about=about_asked(asked_id))


def unseal_asked(asked_id: UUID, sealed: str) -> str:
    """Return the address of a request that waits."""
    return keyring().decrypt(sealed, about=about_asked(asked_id))


def about_asked(asked_id: UUID) -> str:
    """Return what the address of a request is bound to."""
    return f"audience.asked:{asked_id}"


def lookup(kind: ContactKind, value: str) -> str:
    """Return the token under which a contact is stored and found."""
    return keyring().lookup(value, field=kind.value)


def lookups(kind: ContactKind, value: str) -> list[str]:
    """Return the tokens under every key in use, newest first, while keys rotate."""
    return keyring().lookup_all(value, field=kind.value)


def about_subscriber(subscriber_id: int) -> str:
    """Return what a subscriber's key is bound to."""
    return f"audience.subscriber:{subscriber_id}"


def _contact(subscriber_id: int) -> str:
    return f"audience.contact:{subscriber_id}"
