"""What an account for notifications in browsers needs to be told; its key pair is made, never typed in."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class WebpushConfig:
    """Whom a push service can ask about the sender, how patient it is, and where exercises go instead."""

    contact: str = field(
        metadata={
            "label": _("Địa chỉ thư của cơ quan"),
            "help": _("Dịch vụ thông báo của trình duyệt liên hệ địa chỉ này khi có sự cố."),
        }
    )
    answer_within: int = field(
        default=15, metadata={"label": _("Chờ dịch vụ trả lời (giây)"), "help": _("Từ 1 đến 15.")}
    )
    connections: int = field(default=32, metadata={"label": _("Số kết nối cùng lúc")})
    simulator: str = field(
        default="",
        metadata={
            "label": _("Máy chủ giả lập"),
            "help": _("Chỉ cho tài khoản diễn tập, thử nghiệm; ví dụ http://127.0.0.1:9100."),
        },
    )
