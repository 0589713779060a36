"""The one family of errors that actions raise and a single middleware turns into pages.

It must not know HTTP frameworks: a status is a number here, a page elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar


class DomainError(Exception):
    """Something the product refuses, in words a person can act on.

    `code` is stable and machine-readable, `message` says in Vietnamese what happened and what to do (a text, or
    a text that is translated when it is shown),
    `facts` carries what a page or an API client may show beside it.
    """

    status = 400
    code = "error"
    message: ClassVar[object] = "Không thực hiện được. Hãy tải lại trang rồi thử lại."

    def __init__(self, message: str | None = None, /, **facts: object) -> None:
        self.facts: Mapping[str, object] = facts
        said = message if message is not None else self.message
        self.text = said if isinstance(said, str) else str(said)
        super().__init__(self.text)

    def __str__(self) -> str:
        return self.text


class Invalid(DomainError):
    """What was sent cannot be accepted as it is; correcting it helps."""

    status = 422
    code = "invalid"
    message: ClassVar[object] = "Nội dung gửi lên chưa hợp lệ. Hãy sửa theo hướng dẫn rồi gửi lại."


class NotFound(DomainError):
    """The thing does not exist, or the reader may not know that it does."""

    status = 404
    code = "not_found"
    message: ClassVar[object] = "Không tìm thấy nội dung này."


class Forbidden(DomainError):
    """The reader may know of the thing but may not do this to it."""

    status = 403
    code = "forbidden"
    message: ClassVar[object] = "Chức vụ đang dùng chưa được giao quyền làm việc này."


class Stale(DomainError):
    """The thing moved on since it was read; nothing was changed."""

    status = 409
    code = "stale"
    message: ClassVar[object] = (
        "Nội dung đã được người khác cập nhật. Hãy tải lại để xem bản mới nhất; phần vừa nhập vẫn còn."
    )


class Busy(DomainError):
    """The system is asked for more than it can do at once; the same request may succeed later."""

    status = 429
    code = "busy"
    message: ClassVar[object] = "Hệ thống đang bận. Hãy thử lại sau ít phút; nội dung vừa nhập vẫn còn."
