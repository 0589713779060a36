"""What the room refuses, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from loa.lib.errors import NotFound


class NoSuchFeed(NotFound):
    """No live account, area or form of a feed has this name."""

    code = "no_such_feed"
    message = _(
        "Không có nguồn tin nào ở địa chỉ này. Hãy lấy địa chỉ tại trang Kênh và tài khoản chính thức."
    )
