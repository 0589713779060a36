"""The key pair by which push services know the sender, and the signed word that goes with each call (RFC 8292)."""

from __future__ import annotations

import time
from functools import lru_cache

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02
from py_vapid.utils import b64urlencode, num_to_bytes

LASTS = 12 * 3600  # seconds; the standard allows 24 h
EARLY = 3600  # a word is not used in its last hour: clocks differ


def new_key() -> str:
    """Return a fresh private key as text."""
    made = Vapid02()
    made.generate_keys()
    return str(b64urlencode(num_to_bytes(made.private_key.private_numbers().private_value, 32)))


@lru_cache(maxsize=64)
def public_key(private: str) -> str:
    """Return the public half as browsers take it (`applicationServerKey`)."""
    point = _open(private).public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return str(b64urlencode(point))


class Words:
    """Signed words, one for each key, service and contact, kept while they last."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str, str], tuple[float, str]] = {}

    def header(self, private: str, service: str, contact: str) -> str:
        """Return the Authorization header for a call to a service (its origin)."""
        now, place = time.time(), (private, service, contact)
        ends, text = self._made.get(place, (0.0, ""))
        if ends - now < EARLY:
            ends = now + LASTS
            claims = {"aud": service, "sub": f"mailto:{contact}", "exp": int(ends)}
            text = str(_open(private).sign(claims)["Authorization"])
            self._made[place] = (ends, text)
        return text


@lru_cache(maxsize=64)
def _open(private: str) -> Vapid02:
    return Vapid02.from_raw(private.encode())
