"""The signed link by which a newsroom stops: nothing is stored for it, and it never runs out."""

from __future__ import annotations

from django.core import signing

from loa.kinds.press.errors import BadStopLink

_STOP = signing.Signer(salt="pressroom.stop")


def stop_token(newsroom_id: int) -> str:
    """Return the token printed under every release."""
    return _STOP.sign(str(newsroom_id))


def read_stop_token(token: str) -> int:
    """Return the newsroom's id. Raises: BadStopLink."""
    try:
        return int(_STOP.unsign(token))
    except signing.BadSignature as error:
        raise BadStopLink from error


def stop_path(newsroom_id: int) -> str:
    """Return the path that stops in one click (RFC 8058 posts to it)."""
    return f"/newsroom/{stop_token(newsroom_id)}/stop/"
