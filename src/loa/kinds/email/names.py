"""Signed names that come back with a letter: its envelope sender (VERP) and its Message-ID.

A name that this copy did not sign means nothing, so that a forged bounce stops nobody.
"""

from __future__ import annotations

import base64
import hmac
import re
from dataclasses import dataclass

from loa.channels.base import Message
from loa.journal.keyring import keyring

_SENDER = re.compile(rb"\+(\d{1,19})-(\d{1,4})-([a-z2-7]{16})@", re.IGNORECASE)
_LETTER = re.compile(rb"\bloa-(\d{1,19})\.([a-z2-7]{16})@", re.IGNORECASE)
_MOST = 20  # names looked at in one message
_BIGGEST = 2**63 - 1

LONGEST_PREFIX = 20
"""Letters of a bounce address before its @, so that the signed one keeps to 64 (RFC 5321 §4.5.3.1.1)."""


@dataclass(frozen=True, slots=True)
class Named:
    """Whose letter a message speaks of: the delivery of the first signed name, and whether any such name stands there."""

    delivery_id: int | None
    is_claimed: bool


def envelope_sender(bounce_address: str, message: Message) -> str:
    """Return the envelope sender of this one letter: "bounce+DELIVERY-ATTEMPT-MAC@domain"."""
    user, _, domain = bounce_address.partition("@")
    told = f"{message.delivery_id}-{message.attempt}"
    return f"{user}+{told}-{_mac('email.sender', told)}@{domain}"


def message_id(domain: str, message: Message) -> str:
    """Return the Message-ID, the same at every attempt, signed so that a bounce that quotes it can be believed."""
    return f"<{message.key}.{_mac('email.letter', str(message.delivery_id))}@{domain}>"


def read_names(raw: bytes) -> Named:
    """Return whose letter the message speaks of, wherever in it the name stands."""
    senders = [(b"%s-%s" % (d, n), d, mac, "email.sender") for d, n, mac in _SENDER.findall(raw)]
    letters = [(d, d, mac, "email.letter") for d, mac in _LETTER.findall(raw)]
    claims = list(dict.fromkeys(senders + letters))[:_MOST]
    for told, delivery, mac, field in claims:
        number = int(delivery)
        if number <= _BIGGEST and _is_ours(field, told.decode(), mac.decode().lower()):
            return Named(number, is_claimed=True)
    return Named(None, is_claimed=bool(claims))


def _mac(field: str, told: str) -> str:
    return _short(keyring().lookup(told, field=field))


def _is_ours(field: str, told: str, mac: str) -> bool:
    """Try every key in use: a letter may come back after the keys were exchanged."""
    own = [_short(token) for token in keyring().lookup_all(told, field=field)]
    return any(hmac.compare_digest(mac, one) for one in own)


def _short(token: str) -> str:
    """Return 80 bits of a look-up token in letters that survive a server which writes addresses in lower case."""
    body = token.partition(":")[2]
    whole = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
    return base64.b32encode(whole[:10]).decode().lower()
