"""What the room answers when something is not there or too much is asked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from loa.lib.errors import Busy, NotFound


class NoSuchBulletin(NotFound):
    """No bulletin stands at this address."""

    code = "no_such_bulletin"
    message = _(
        "Không có bản tin nào mang mã này. Hãy kiểm tra lại mã, hoặc dán nội dung vào trang kiểm tra."
    )


class NotOpenYet(Busy):
    """No body has opened public subscriptions on this installation."""

    status = 503
    code = "not_open_yet"
    message = _("Trang đăng ký nhận tin chưa mở. Mời ông/bà quay lại sau.")
