"""What a press account needs to be told: the mail server, who speaks for the body, how long an answer may take."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

ANSWER_HOURS = 8


@dataclass(frozen=True, slots=True)
class PressConfig:
    """The body's own mail server, its spokesperson and its limit for answers; the password is the account's secret."""

    host: str = field(metadata={"label": _("Máy chủ gửi thư"), "help": _("Ví dụ smtp.hanoi.gov.vn.")})
    sender: str = field(
        metadata={"label": _("Địa chỉ gửi"), "help": _("Ví dụ baochi@hanoi.gov.vn; phải thuộc cơ quan.")}
    )
    spokesperson: str = field(
        metadata={
            "label": _("Người phát ngôn"),
            "help": _("Họ tên người được giao phát ngôn, in ở mọi thông cáo."),
        }
    )
    spokesperson_title: str = field(metadata={"label": _("Chức vụ người phát ngôn")})
    spokesperson_phone: str = field(
        metadata={"label": _("Điện thoại cơ quan của người phát ngôn"), "help": _("Không ghi số riêng.")}
    )
    place: str = field(metadata={"label": _("Địa danh"), "help": _("Đứng trước ngày tháng, ví dụ “Hà Nội”.")})
    port: int = field(default=587, metadata={"label": _("Cổng")})
    security: str = field(
        default="starttls",
        metadata={
            "label": _("Bảo mật đường truyền"),
            "help": _("“Không” chỉ dùng cho máy chủ đặt trên chính máy này."),
            "choices": (("starttls", "STARTTLS"), ("tls", "TLS"), ("none", _("Không"))),
        },
    )
    username: str = field(default="", metadata={"label": _("Tên đăng nhập máy chủ thư")})
    timeout: int = field(default=20, metadata={"label": _("Chờ máy chủ trả lời (giây)")})
    answer_hours: int = field(
        default=ANSWER_HOURS,
        metadata={
            "label": _("Hạn trả lời câu hỏi của báo chí (giờ làm việc)"),
            "help": _("Do cơ quan tự đặt, từ 1 đến 80; 8 giờ là một ngày làm việc."),
        },
    )
