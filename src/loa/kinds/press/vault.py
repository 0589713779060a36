"""Newsrooms' addresses at rest: sealed under the keyring, bound to their row, found again by a keyed look-up."""

from __future__ import annotations

from loa.journal.keyring import keyring
from loa.kinds.press.models import Newsroom
from loa.lib.crypt import Keyring

_FIELD = "newsroom"


def seal(newsroom_id: int, address: str) -> str:
    """Return the token to store for an address."""
    return keyring().encrypt(address, about=about_newsroom(newsroom_id))


def unseal(newsroom_id: int, token: str, ring: Keyring | None = None) -> str:
    """Return the address in clear, to send or to be mended. Raises: loa.lib.crypt.KeyMissing, Tampered."""
    return (ring or keyring()).decrypt(token, about=about_newsroom(newsroom_id))


def lookup(address: str) -> str:
    """Return the token under which an address is stored and found."""
    return keyring().lookup(address, field=_FIELD)


def lookup_anew(newsroom: Newsroom, ring: Keyring) -> str:
    """Return the token of a newsroom under the newest key. Raises: loa.lib.crypt.KeyMissing, Tampered."""
    return ring.lookup(unseal(newsroom.pk, newsroom.address, ring), field=_FIELD)


def lookups(address: str) -> list[str]:
    """Return the tokens under every key in use, newest first, while keys rotate."""
    return keyring().lookup_all(address, field=_FIELD)


def about_newsroom(newsroom_id: int) -> str:
    """Return what a sealed address is bound to."""
    return f"pressroom.newsroom:{newsroom_id}"
