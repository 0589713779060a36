"""What a push service's answer means in our few words (RFC 8030 §5, §7.3; RFC 8292 §4.2).

Only 2xx says that a message was taken in. 404 and 410 say that the browser is gone, 401 and 403 that the sender itself is
refused. A line that is cut once the message was under way leaves the outcome unknown.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from loa.channels.base import Message, Result
from loa.lib.border import BorderError

GONE = "push_gone"
REFUSED = "push_refused_"
"""How the codes begin by which a service refuses the account itself."""
_BROKEN = 500  # the service itself says that it failed; 502 and 504 are said by what stands between
_MAY_MEND = frozenset({"tls", "redirect"})


def answer_to(message: Message, error: BorderError) -> Result:
    """Return the result of a call that was not a plain success."""
    status = error.facts.get("status")
    if status in {404, 410}:
        reason = _("Trình duyệt này không còn nhận thông báo; đã xóa khỏi danh sách nhận tin.")
        return Result.failed(message, GONE, reason)
    if status in {401, 403}:
        return refused(message, f"{REFUSED}{status}")
    if status == 413:
        return Result.failed(
            message, "push_too_large", _("Dịch vụ thông báo không nhận vì nội dung quá dài.")
        )
    if status == _BROKEN or error.code in _MAY_MEND:
        return Result.failed(message, error.code, error.text, temporary=True)
    return Result.from_error(message, error)


def refused(message: Message, code: str) -> Result:
    """Return the result of a message that waits until somebody mends the account."""
    reason = _(
        "Dịch vụ thông báo không nhận tài khoản gửi; kênh tạm dừng, thông báo chờ đến khi kênh gửi tiếp."
    )
    return Result.failed(message, code, reason, temporary=True)
