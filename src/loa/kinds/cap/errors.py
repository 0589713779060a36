"""What the room refuses, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from loa.lib.errors import Invalid, NotFound


class NothingToCancel(Invalid):
    """A withdrawal met no alert of the account that it could cancel; a Cancel without references is invalid CAP."""

    code = "nothing_to_cancel"
    message = _("Tài khoản chưa từng phát cảnh báo này nên không có gì để hủy.")


class NoSuchAlert(NotFound):
    """No live account, alert or form of a feed has this name."""

    code = "no_such_alert"
    message = _(
        "Không có cảnh báo nào ở địa chỉ này. Hãy lấy địa chỉ tại trang Kênh và tài khoản chính thức."
    )
