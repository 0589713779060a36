"""What is said in a notification, in at most 3,000 bytes, and the sealed letter of one receiver (RFC 8291)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils.translation import gettext as _

from loa.audience import links
from loa.channels.base import Core, Message
from loa.channels.marks import marked_title
from loa.kinds.webpush.subscriptions import Subscription

MOST = 3000  # bytes of the letter before it is sealed; services take 4,096 after
_OWN = 300  # of these, what each receiver adds: the way to stop, the key
LONGEST = timedelta(days=28)
USUAL = timedelta(days=3)  # how long the ledger itself tries
_OURS = frozenset({"issuer", "approver", "source", "valid_until"})
_CUT = "…"


def content_of(core: Core) -> dict[str, Any]:
    """Return what all receivers share; a text that is too long ends at a word with "…"."""
    said: dict[str, Any] = {
        "title": marked_title(core),
        "text": core.text.strip(),
        "issuer": core.issuer,
        "approver": core.approver,
        "source": core.source,
        "code": core.code,
        "url": core.url,
        "language": core.language,
        "mode": core.mode,
        "first": str(core.extra.get("first") or core.corrects or core.code),
        "urgent": core.priority == "emergency",
        "valid_until": core.valid_until.isoformat() if core.valid_until else "",
        "lines": lines(core),
        "words": {"open": _("Xem bản tin"), "stop": _("Ngừng nhận")},
    }
    while (too_much := len(letter(_told(said))) - (MOST - _OWN)) > 0 and said["text"] != _CUT:
        said["text"] = _shorter(said["text"], too_much)
    return said


def lines(core: Core) -> str:
    """Return who says it, under whose approval, from where, and the code to check it by."""
    who = _("%(issuer)s. Người duyệt: %(approver)s.") % {"issuer": core.issuer, "approver": core.approver}
    return "\n".join([who, _("Nguồn: %s") % core.source, _("Mã bản tin: %s") % core.code])


def letter_of(message: Message) -> bytes:
    """Return what one receiver's browser is told, the same at every attempt."""
    own = {"key": message.key, "stop": links.stop_path(message.receiver)}
    return letter(_told(message.content) | own)


def sealed(said: bytes, to: Subscription) -> bytes:
    """Return the letter so that only that browser can open it."""
    own = ec.generate_private_key(ec.SECP256R1())
    made: bytes = http_ece.encrypt(said, private_key=own, dh=to.public, auth_secret=to.secret)
    return made


def topic_of(content: Mapping[str, Any], to: Subscription) -> str:
    """Return the name under which a correction replaces what was not delivered yet (RFC 8030 §5.4).

    It is derived from the browser's own secret, so that the service does not learn which bulletin it carries.
    """
    mac = hmac.new(to.secret, str(content["first"]).encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac).decode()[:32]


def seconds_to_live(content: Mapping[str, Any], now: datetime) -> int:
    """Return for how long the service keeps the message for a browser that is not there."""
    until = content.get("valid_until")
    lasts = datetime.fromisoformat(until) - now if until else USUAL
    return max(0, int(min(lasts, LONGEST).total_seconds()))


def _told(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part that a browser needs: `lines` says who issued and approved it."""
    return {name: value for name, value in said.items() if name not in _OURS}


def letter(told: Mapping[str, Any]) -> bytes:
    """Return what a browser is told as the bytes that are sealed."""
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _shorter(text: str, too_much: int) -> str:
    """Return the text without at least so many bytes at its end, cut at a word."""
    kept = text.removesuffix(_CUT).encode()[: -too_much - len(_CUT.encode())].decode(errors="ignore")
    return f"{kept.rpartition(' ')[0] or kept}{_CUT}"
