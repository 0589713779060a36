"""The letter itself: built once per content, then addressed to one receiver at a time.

One envelope each: nobody ever sees another receiver (charter 7).
"""

from __future__ import annotations

import quopri
from collections.abc import Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from typing import Any

from loa.channels.base import Message, Outlet
from loa.kinds.email import names
from loa.kinds.email.config import EmailConfig

STOP = "@@STOP@@"
_QP = SMTP.clone(cte_type="7bit", max_line_length=76)


def compose(outlet: Outlet[EmailConfig], content: Mapping[str, Any]) -> bytes:
    """Return everything that all receivers share, with the stop link left open."""
    letter = EmailMessage(policy=_QP)
    name = outlet.config.sender_name or str(content["issuer"])
    user, _, domain = outlet.config.sender.partition("@")
    letter["From"] = Address(name, user, domain)
    letter["Subject"] = " ".join(str(content["subject"]).split())
    letter["Auto-Submitted"] = "auto-generated"
    letter["Content-Language"] = str(content["language"])
    letter["X-Loa-Code"] = str(content["code"])
    if outlet.config.reply_to:
        letter["Reply-To"] = outlet.config.reply_to
    if content.get("urgent"):
        letter["Importance"] = "high"
        letter["X-Priority"] = "1"
    letter.set_content(str(content["text"]), cte="quoted-printable")
    letter.add_alternative(str(content["html"]), subtype="html", cte="quoted-printable")
    return letter.as_bytes()


def address(shared: bytes, outlet: Outlet[EmailConfig], message: Message, stop_url: str) -> bytes:
    """Return the letter of one receiver: own To, Message-ID and stop link.

    The Message-ID comes from the delivery's key, so that a repeat can be told from a second letter; where bounces
    come back to us, it is signed.
    """
    domain = outlet.config.sender.partition("@")[2]
    signed = (
        names.message_id(domain, message) if outlet.config.bounce_address else f"<{message.key}@{domain}>"
    )
    head = [
        f"To: {message.address}",
        f"Message-ID: {signed}",
        f"Date: {formatdate(localtime=False)}",
        f"List-Unsubscribe: <{stop_url}>",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",  # RFC 8058
        "",
    ]
    return "\r\n".join(head).encode("ascii") + shared.replace(STOP.encode(), _quoted(stop_url))


def envelope_sender(config: EmailConfig, message: Message) -> str:
    """Return whom a mail server tells that the letter did not arrive: a name of this letter's own, if it comes to us.

    The letter of a canary belongs to no delivery.
    """
    if config.bounce_address and message.delivery_id:
        return names.envelope_sender(config.bounce_address, message)
    return config.sender


def _quoted(url: str) -> bytes:
    """Return the link as quoted-printable, broken softly so that no line passes 76 characters."""
    plain = quopri.encodestring(url.encode()).replace(b"=\n", b"")
    parts = [plain[i : i + 60] for i in range(0, len(plain), 60)]
    return b"=\r\n" + b"=\r\n".join(parts)
