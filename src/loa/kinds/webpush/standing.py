"""What answers come to outside the ledger: a browser that is gone is forgotten, an account that is refused pauses."""

from __future__ import annotations

import logging

from django.db import DatabaseError
from django.utils.translation import gettext as _

from loa.audience.devices import remove_gone
from loa.channels.actions import halt_account
from loa.channels.base import Message, Outlet
from loa.channels.models import Mode
from loa.channels.threads import in_thread
from loa.kinds.webpush.config import WebpushConfig

log = logging.getLogger(__name__)


async def forget(message: Message) -> None:
    """Forget a browser before its delivery is answered; what a simulator says of an exercise forgets nobody."""
    if message.mode != Mode.LIVE:
        return
    try:
        await in_thread(remove_gone, contact_id=message.receiver)
    except DatabaseError:
        log.warning("receiver %s could not be removed: the database is away", message.receiver)


async def halt(outlet: Outlet[WebpushConfig], code: str) -> None:
    """Pause the account, so that no other message is tried in vain; its next attempt pauses it where this could not."""
    title = _(
        "Dịch vụ thông báo của trình duyệt từ chối tài khoản “%(name)s”. Kênh tạm dừng; hãy kiểm tra địa chỉ thư của cơ quan và đồng hồ máy chủ rồi cho gửi tiếp."
    )
    try:
        await in_thread(halt_account, account_id=outlet.id, code=code, title=title % {"name": outlet.name})
    except DatabaseError:
        log.warning("account %s could not be paused: the database is away", outlet.id)
