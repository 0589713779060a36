"""What the room refuses, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from loa.lib.errors import Invalid, NotFound


class BadContact(Invalid):
    """The address cannot be written to."""

    code = "bad_contact"
    message = _("Địa chỉ thư chưa đúng. Hãy nhập dạng ten@nhacungcap.vn.")


class BadLink(NotFound):
    """A link of confirmation or stop is unknown, used up or too old."""

    code = "bad_link"
    message = _("Đường dẫn này không còn dùng được. Hãy đăng ký lại để nhận đường dẫn mới.")


class NothingChosen(Invalid):
    """A subscription names no area."""

    code = "nothing_chosen"
    message = _("Hãy chọn ít nhất một địa bàn muốn nhận tin.")


class ConsentMissing(Invalid):
    """Nobody is written to without having agreed."""

    code = "consent_missing"
    message = _("Cần đồng ý với việc dùng địa chỉ này để gửi bản tin. Hãy đánh dấu vào ô đồng ý.")


class AskedAlready(Invalid):
    """The clock of this erasure runs already."""

    code = "asked_already"
    message = _("Yêu cầu xóa của người này đã được ghi nhận. Hãy xác nhận đúng người rồi xóa trong thời hạn.")
