"""The release as a letter: composed once per content, then addressed to one newsroom at a time, each alone."""

from __future__ import annotations

import quopri
from collections.abc import Mapping
from datetime import date
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from loa.channels.base import Message, Outlet
from loa.kinds.press.config import PressConfig

STOP, DAY = "@@STOP@@", "@@DAY@@"
"""What is known at the sending only: the newsroom's own link, and the day under which the release is dated."""
_QP = SMTP.clone(cte_type="7bit", max_line_length=76)


def compose(outlet: Outlet[PressConfig], content: Mapping[str, Any], today: date) -> bytes:
    """Return everything that all newsrooms share, dated today, with the stop link left open."""
    letter = EmailMessage(policy=_QP)
    user, _at, domain = outlet.config.sender.partition("@")
    letter["From"] = Address(str(content["issuer"]), user, domain)
    letter["Subject"] = " ".join(str(content["subject"]).split())
    letter["Content-Language"] = str(content["language"])
    letter["X-Loa-Code"] = str(content["code"])
    text = str(content["text"]).replace(DAY, _dated(today, str(content["language"])))
    letter.set_content(text, cte="quoted-printable")
    return letter.as_bytes()


def address(shared: bytes, outlet: Outlet[PressConfig], message: Message, stop_url: str) -> bytes:
    """Return the letter of one newsroom: own To, stop link, and a Message-ID that comes from the delivery's key."""
    domain = outlet.config.sender.partition("@")[2]
    head = [
        f"To: {message.address}",
        f"Message-ID: <{message.key}@{domain}>",
        f"Date: {formatdate(localtime=False)}",
        f"List-Unsubscribe: <{stop_url}>",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",  # RFC 8058
        "",
    ]
    return "\r\n".join(head).encode("ascii") + shared.replace(STOP.encode(), _quoted(stop_url))


def _dated(day: date, language: str) -> str:
    """Return the date as a document carries it. Source: Decree 30/2020/NĐ-CP, annex I: zeros below 10 and in months 1, 2."""
    with translation.override(language):
        shown = {
            "day": f"{day.day:02}",
            "month": f"{day.month:02}" if day.month <= 2 else str(day.month),
            "year": day.year,
        }
        return _("ngày %(day)s tháng %(month)s năm %(year)s") % shown


def _quoted(url: str) -> bytes:
    """Return the link as quoted-printable, broken softly so that no line passes 76 characters."""
    plain = quopri.encodestring(url.encode()).replace(b"=\n", b"")
    parts = [plain[i : i + 60] for i in range(0, len(plain), 60)]
    return b"=\r\n" + b"=\r\n".join(parts)
