"""What the mail server's answer to a release comes to (RFC 5321 §4.2, RFC 4954 §6)."""

from __future__ import annotations

import aiosmtplib
from django.utils.translation import gettext as _

from loa.channels.base import Message, Result

REFUSED = "smtp_account_"
"""How the codes begin by which a server refuses the account itself, whoever the letter is for."""
DOWN = "smtp_down"
_LOG_IN_FIRST = frozenset({530, 534, 535, 538})
_ABOUT_US = (
    aiosmtplib.SMTPAuthenticationError,
    aiosmtplib.SMTPConnectResponseError,
    aiosmtplib.SMTPHeloError,
    aiosmtplib.SMTPSenderRefused,
)


def answer_to(message: Message, error: BaseException, *, begun: bool) -> Result:
    """Return the result of a failed hand-over; `begun` says that the letter's own bytes were under way."""
    code = _code(error)
    if code is None and begun:
        reason = _("Đường truyền đứt khi đang chuyển thư; chưa rõ máy chủ đã nhận hay chưa.")
        return Result.unknown(message, "smtp_cut", reason)
    if code is None:
        return untried(message, DOWN)
    if 400 <= code < 500:
        reason = _("Máy chủ thư tạm thời chưa nhận (mã %(code)d).") % {"code": code}
        return Result.failed(message, f"smtp_{code}", reason, temporary=True)
    if code in _LOG_IN_FIRST or isinstance(error, _ABOUT_US):
        return untried(message, f"{REFUSED}{code}")
    reason = _("Máy chủ thư không nhận thư tới tòa soạn này (mã %(code)d). Hãy xem lại địa chỉ.") % {
        "code": code
    }
    return Result.failed(message, f"smtp_{code}", reason)


def untried(message: Message, code: str) -> Result:
    """Return the result of a letter that did not leave and waits for its next attempt."""
    if code.startswith(REFUSED):
        reason = _("Máy chủ thư không nhận tài khoản gửi; kênh tạm dừng, thư chờ đến khi kênh gửi tiếp.")
    else:
        reason = _("Không nối được tới máy chủ thư; thư chưa được chuyển đi.")
    return Result.failed(message, code, reason, temporary=True)


def _code(error: BaseException) -> int | None:
    """Return the server's own answer, or None when it gave none."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return next((e.code for e in error.recipients), None)
    if isinstance(error, aiosmtplib.SMTPServerDisconnected):
        return None
    return getattr(error, "code", None)
