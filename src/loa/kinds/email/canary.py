"""An e-mail account writes to itself; whoever reads its mailbox tells that the letter arrived.

The server's yes alone is no arrival. A reader of the mailbox calls `arrived` with each letter it finds.
"""

from __future__ import annotations

from email.message import EmailMessage, Message
from email.policy import SMTP
from email.utils import formatdate

from loa.channels import canaries
from loa.channels.base import Outlet
from loa.channels.marks import mark_of
from loa.kinds.email.config import EmailConfig

HEADER = "X-Loa-Canary"


def address_of(config: EmailConfig) -> str:
    """Return the account's own mailbox: what it sends itself must come back there."""
    return config.bounce_address or config.sender


def letter(outlet: Outlet[EmailConfig], token: str) -> bytes:
    """Return the letter of a test: it says what it is, belongs to no bulletin and answers to nobody."""
    made, sender = EmailMessage(policy=SMTP), outlet.config.sender
    mark = mark_of(outlet.mode)
    made["From"] = sender
    made["To"] = address_of(outlet.config)
    made["Subject"] = f"[{mark}] Loa: tự kiểm tra kênh" if mark else "Loa: tự kiểm tra kênh"
    made["Date"] = formatdate(localtime=False)
    made["Message-ID"] = f"<canary-{token}@{sender.partition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    made["Precedence"] = "bulk"
    made[HEADER] = f"{outlet.id} {token}"
    made.set_content(f"Thư này do kênh “{outlet.name}” tự gửi cho mình để kiểm tra đường gửi. Có thể xóa.\n")
    return made.as_bytes()


def arrived(account_id: int, found: Message) -> bool:
    """Say whether a letter found in the account's mailbox is a test of its own, and note that it arrived."""
    number, _space, token = str(found.get(HEADER, "")).strip().partition(" ")
    if number != str(account_id) or not token:
        return False
    canaries.seen(account_id, token.strip()[:40])
    return True
