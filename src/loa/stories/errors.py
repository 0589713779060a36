"""What the engine refuses, each with a sentence that says what to do."""

from __future__ import annotations

from loa.lib.errors import DomainError, NotFound
from loa.lib.said import say


class UnknownItem(NotFound):
    """An item was named that the engine has not seen or has let go."""

    code = "unknown_item"

    def __init__(self, item: str) -> None:
        super().__init__(say("Không có tin “{item}” trong các tin đang theo dõi.", item=item))


class BadState(DomainError):
    """A saved state cannot be read: build it anew from the items."""

    code = "bad_state"

    def __init__(self) -> None:
        super().__init__(say("Không đọc được trạng thái đã lưu; hãy dựng lại từ các tin."))
