"""The three blocks of the first screen, filled by the rooms through `loa.web.today`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loa.lib import clock
from loa.speakers.queries.silences import may_press
from loa.web import formats, today


@dataclass(frozen=True)
class Block:
    """One of the three questions with its lines."""

    key: str
    title: str | Promise
    icon: str
    lines: list[today.Item]
    empty_title: str | Promise
    empty_text: str | Promise

    @property
    def total(self) -> int:
        """Return how many things the block counts."""
        return sum(line.count for line in self.lines)


def context(request: HttpRequest) -> dict[str, Any]:
    """Return what the first screen shows."""
    return {
        "blocks": blocks(request),
        "today_line": formats.long_day_text(clock.today()),
        "may_silence": may_press(getattr(request, "actor", None)),
        "nav_key": "today",
    }


def blocks(request: HttpRequest) -> list[Block]:
    """Return what to do, what is going out and what is broken, in this order."""
    found = today.items(request)
    return [
        Block(
            "todo", _("Việc cần làm"), "list-check", found["todo"],
            _("Không còn việc nào chờ"), _("Việc mới được giao hoặc cần duyệt sẽ hiện ở đây."),
        ),
        Block(
            "out", _("Đang phát"), "broadcast", found["out"],
            _("Không có đợt gửi nào đang chạy"), _("Đợt gửi đang chạy hoặc chờ đến giờ sẽ hiện ở đây."),
        ),
        Block(
            "broken", _("Đang hỏng"), "tool", found["broken"],
            _("Mọi thứ đang chạy"), _("Kênh lỗi, lượt gửi chưa rõ kết quả và thiết bị mất liên lạc sẽ hiện ở đây."),
        ),
    ]  # fmt: skip
