"""What a mail server's word on the account itself comes to: the account pauses and its keepers are told."""

from __future__ import annotations

import logging

from django.db import DatabaseError
from django.utils.translation import gettext as _

from loa.channels.actions import halt_account
from loa.channels.base import Outlet
from loa.channels.threads import in_thread
from loa.kinds.email.config import EmailConfig

log = logging.getLogger(__name__)


async def halt(outlet: Outlet[EmailConfig], code: str) -> None:
    """Pause the account before the letter is answered, so that no other letter is tried in vain.

    Where the database is away the letter waits all the same, and its next attempt pauses the account.
    """
    title = _(
        "Máy chủ thư từ chối tài khoản “%(name)s”. Kênh tạm dừng; hãy sửa mật khẩu hoặc địa chỉ gửi rồi cho gửi tiếp."
    )
    try:
        await in_thread(halt_account, account_id=outlet.id, code=code, title=title % {"name": outlet.name})
    except DatabaseError:
        log.warning("account %s could not be paused: the database is away", outlet.id)
