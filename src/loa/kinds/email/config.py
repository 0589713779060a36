"""What an e-mail account needs to be told."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class EmailConfig:
    """The mail server of a body and the address it writes from; the password is the account's secret."""

    host: str = field(metadata={"label": _("Máy chủ gửi thư"), "help": _("Ví dụ smtp.hanoi.gov.vn.")})
    sender: str = field(
        metadata={"label": _("Địa chỉ gửi"), "help": _("Ví dụ thongbao@hanoi.gov.vn; phải thuộc cơ quan.")}
    )
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
    sender_name: str = field(
        default="", metadata={"label": _("Tên người gửi"), "help": _("Để trống: tên cơ quan phát hành.")}
    )
    reply_to: str = field(default="", metadata={"label": _("Địa chỉ nhận trả lời")})
    bounce_address: str = field(
        default="",
        metadata={
            "label": _("Địa chỉ nhận thư trả về"),
            "help": _(
                "Ví dụ trave@hanoi.gov.vn; máy chủ phải nhận cả dạng trave+…@. Để trống: thư trả về tới địa chỉ gửi."
            ),
        },
    )
    connections: int = field(default=8, metadata={"label": _("Số kết nối cùng lúc")})
    timeout: int = field(default=30, metadata={"label": _("Chờ máy chủ trả lời (giây)")})
