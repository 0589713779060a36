"""A mail server's codes in our few words (RFC 5321 §4.2, RFC 3463)."""

from __future__ import annotations

import re

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

REFUSED = "smtp_account_"
"""How the codes begin by which a server refuses the account itself."""
_LOG_IN_FIRST = frozenset({530, 534, 535, 538})  # RFC 4954 §6
_ABOUT_US = (
    aiosmtplib.SMTPAuthenticationError,
    aiosmtplib.SMTPConnectResponseError,
    aiosmtplib.SMTPHeloError,
    aiosmtplib.SMTPSenderRefused,
)
_ENHANCED = re.compile(r"\b5\.\d{1,3}\.\d{1,3}\b")  # RFC 2034 §4
_BY_BASIC = {552: "5.2.2"}
# What common servers put behind their 250: "queued as 4QxyZ12", "OK id=1rAbCd-0002Ef-1X". The rest of the line is
# free text and may repeat an address (charter 12).
_QUEUE_ID = re.compile(r"(?:\bqueued as |\bid=)([0-9A-Za-z-]{6,40})(?![\w.@-])")


def refuses_account(error: BaseException) -> bool:
    """Say whether the server refuses the account itself, whoever the letter is for: password, sender, or host."""
    code = _code(error)
    return code is not None and (code in _LOG_IN_FIRST or (code >= 500 and isinstance(error, _ABOUT_US)))


def refused_account(message: Message, code: str) -> Result:
    """Return the result of a letter that waits until somebody mends the account."""
    reason = _("Máy chủ thư không nhận tài khoản gửi; kênh tạm dừng, thư chờ đến khi kênh gửi tiếp.")
    return Result.failed(message, code, reason, temporary=True)


def taken_in(code: int, text: str) -> str:
    """Return what is kept of the server's yes: its code and, where it named one, the number in its queue."""
    found = _QUEUE_ID.search(text)
    is_number = found is not None and any(c.isdigit() for c in found[1])
    return f"{code} {found[1]}" if found and is_number else str(code)


def refused_receiver(error: BaseException) -> str:
    """Return the status ("5.1.1") by which a server refuses this receiver for good; empty for every other answer.

    What it says of the sender, the line or the letter's content speaks against no address.
    """
    code = _code(error)
    if not isinstance(error, aiosmtplib.SMTPRecipientRefused) or code is None or code < 500:
        return ""
    if refuses_account(error):
        return ""
    found = _ENHANCED.search(error.message)
    return found[0] if found else _BY_BASIC.get(code, "5.0.0")


def answer_to(message: Message, error: BaseException, *, begun: bool) -> Result:
    """Return the result of a failed hand-over; `begun` says that the letter's own bytes were under way."""
    code = _code(error)
    if code is None:
        return _no_answer(message, begun=begun)
    if 400 <= code < 500:
        reason = _("Máy chủ thư tạm thời chưa nhận (mã %(code)d).") % {"code": code}
        return Result.failed(message, f"smtp_{code}", reason, temporary=True)
    if refuses_account(error):
        return refused_account(message, f"{REFUSED}{code}")
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
