"""Pure decisions about contacts, consent and links."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta

from loa.audience.errors import BadContact
from loa.audience.models import ContactKind
from loa.lib.text import nfc

CONFIRM_WITHIN = timedelta(days=3)
ASK_EVERY = timedelta(minutes=10)
CONSENT_WORDING = "2026-11"
DEVICE_WORDING = "2026-11-device"  # agreed by the press of a button and the device's own question
_EMAIL = re.compile(
    r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}"
)


def normal_contact(kind: ContactKind, typed: str) -> str:
    """Return the one form under which a typed contact is kept and found.

    Raises: BadContact when nothing can be sent there, or when nobody types a contact of this kind.
    """
    if kind != ContactKind.EMAIL:
        raise BadContact
    value = nfc(typed).strip().lower()
    if len(value) > 254 or not _EMAIL.fullmatch(value):
        raise BadContact
    return value


def masked_contact(kind: ContactKind, value: str) -> str:
    """Return the address as staff see it: "ng•••@gm•••.com"; of a device no more than that it is one."""
    if kind != ContactKind.EMAIL:
        return str(kind.label)
    name, _, domain = value.partition("@")
    host, _, ending = domain.rpartition(".")
    return f"{name[:2]}•••@{host[:2]}•••.{ending}"


def own_contact(kind: ContactKind, value: str) -> str:
    """Return the address as its owner sees it; the address of a device says nothing to people."""
    return value if kind == ContactKind.EMAIL else str(kind.label)


def may_ask_again(asked_at: datetime | None, now: datetime, *, stopped_at: datetime | None = None) -> bool:
    """Say whether another link of confirmation may leave to the same contact, so that nobody is flooded.

    The first request after a stop is always answered: only the owner of the address can stop.
    """
    if stopped_at is not None and not asked_since(stopped_at, asked_at):
        return True
    return asked_at is None or now - asked_at >= ASK_EVERY


def asked_since(stopped_at: datetime, asked_at: datetime | None) -> bool:
    """Say whether somebody who stopped asked to be told again."""
    return asked_at is not None and asked_at >= stopped_at


def found_by(kind: str, value: str) -> str:
    """Return the part of a contact's value that finds it again: of a browser the address at its push service."""
    return str(json.loads(value)["endpoint"]) if kind == ContactKind.WEBPUSH else value
