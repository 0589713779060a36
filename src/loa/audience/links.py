"""Signed links to a subscriber's own page: nothing is stored for them, and each is good for one purpose."""

from __future__ import annotations

from django.core import signing

from loa.audience.errors import BadLink
from loa.audience.rules import CONFIRM_WITHIN

_CONFIRM = signing.TimestampSigner(salt="audience.confirm")
_OWN = signing.Signer(salt="audience.own")


def confirm_token(contact_id: int) -> str:
    """Return the token that proves, within three days, that the contact is its owner's."""
    return _CONFIRM.sign(str(contact_id))


def read_confirm_token(token: str) -> int:
    """Return the contact's id. Raises: BadLink when the token is forged or too old."""
    try:
        return int(_CONFIRM.unsign(token, max_age=CONFIRM_WITHIN))
    except signing.BadSignature as error:
        raise BadLink from error


def own_token(contact_id: int) -> str:
    """Return the token of the subscriber's own page, printed under every message; it never runs out."""
    return _OWN.sign(str(contact_id))


def read_own_token(token: str) -> int:
    """Return the contact's id. Raises: BadLink when the token is forged."""
    try:
        return int(_OWN.unsign(token))
    except signing.BadSignature as error:
        raise BadLink from error


def stop_path(contact_id: int) -> str:
    """Return the path that stops everything in one click (RFC 8058 posts to it)."""
    return f"/stop/{own_token(contact_id)}/"


def own_path(contact_id: int) -> str:
    """Return the path of the subscriber's own page."""
    return f"/subscription/{own_token(contact_id)}/"
