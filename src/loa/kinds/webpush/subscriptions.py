"""What a browser hands over when its owner turns notifications on: checked, written as one text, read back."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import asdict, dataclass, field
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec

from loa.kinds.webpush.errors import BadSubscription, ForeignService

SERVICES = (
    "fcm.googleapis.com",
    "*.push.services.mozilla.com",
    "*.notify.windows.com",
    "*.push.apple.com",
)
"""The push services of Chrome, Firefox, Edge and Safari; nothing else is ever called (charter 8)."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """Where one browser takes messages, with the keys that only it can open; `key` is the sender's it was made for.

    All of it is base64url text without padding. Whoever knows the address can write there: it is kept sealed.
    """

    endpoint: str = field(repr=False)
    p256dh: str = field(repr=False)
    auth: str = field(repr=False)
    key: str = ""

    @property
    def public(self) -> bytes:
        """Return the browser's public key."""
        return _bytes(self.p256dh)

    @property
    def secret(self) -> bytes:
        """Return what the browser and the sender share."""
        return _bytes(self.auth)

    def text(self) -> str:
        """Return it as one text."""
        return json.dumps(asdict(self), separators=(",", ":"))


def read(text: str) -> Subscription:
    """Return a subscription that was written by `text`."""
    return Subscription(**json.loads(text))


def check(given: Subscription) -> None:
    """Refuse what no message could be sent to. Raises: ForeignService, BadSubscription."""
    endpoint = given.endpoint
    if not (endpoint.isascii() and endpoint.isprintable() and " " not in endpoint and len(endpoint) <= 1000):
        raise BadSubscription
    if not is_known_service(endpoint):
        raise ForeignService
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), given.public)
        if len(given.public) != 65 or len(given.secret) != 16:
            raise BadSubscription
    except ValueError as error:
        raise BadSubscription from error


def is_known_service(endpoint: str) -> bool:
    """Say whether the address lies at a known push service, encrypted, on its own port, under no user's name."""
    try:
        parts = urlsplit(endpoint)
        plain = parts.scheme == "https" and parts.port in {None, 443} and not parts.username
    except ValueError:
        return False
    return plain and any(fnmatchcase((parts.hostname or "").lower(), pattern) for pattern in SERVICES)


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("not base64url") from error
