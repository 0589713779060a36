"""A mail server's codes in our few words (RFC 5321 §4.2, RFC 3463)."""

from __future__ import annotations

import aiosmtplib
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loa.channels.base import Message, Result

_PERMANENT = {
    550: gettext_lazy("Địa chỉ không tồn tại hoặc không nhận thư."),
    551: gettext_lazy("Người nhận đã chuyển sang máy chủ khác."),
    552: gettext_lazy("Hộp thư của người nhận đã đầy."),
    553: gettext_lazy("Địa chỉ không hợp lệ."),
    554: gettext_lazy("Máy chủ của người nhận từ chối thư."),
}


def answer_to(message: Message, error: BaseException, *, begun: bool) -> Result:
    """Return the result of a failed hand-over; `begun` says that the letter's own bytes were under way."""
    code = _code(error)
    if code is None:
        return _no_answer(message, begun=begun)
    if 400 <= code < 500:
        reason = _("Máy chủ thư tạm thời chưa nhận (mã %(code)d).") % {"code": code}
        return Result.failed(message, f"smtp_{code}", reason, temporary=True)
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        return Result.failed(message, "smtp_auth", _("Máy chủ thư không nhận mật khẩu của tài khoản kênh."))
    reason = str(_PERMANENT.get(code) or _("Máy chủ thư từ chối (mã %(code)d).") % {"code": code})
    return Result.failed(message, f"smtp_{code}", reason)


def _code(error: BaseException) -> int | None:
    """Return the server's own answer, or None when it gave none."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return next((e.code for e in error.recipients), None)
    if isinstance(error, aiosmtplib.SMTPServerDisconnected):
        return None
    return getattr(error, "code", None)


def _no_answer(message: Message, *, begun: bool) -> Result:
    if begun:
        reason = _("Đường truyền đứt khi đang chuyển thư; chưa rõ máy chủ đã nhận hay chưa.")
        return Result.unknown(message, "smtp_cut", reason)
    reason = _("Không nối được tới máy chủ thư; thư chưa được chuyển đi.")
    return Result.failed(message, "smtp_down", reason, temporary=True)
