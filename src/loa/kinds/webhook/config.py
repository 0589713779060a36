"""What a webhook account needs to be told."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class WebhookConfig:
    """How patient the account is; where it calls is registered endpoint by endpoint."""

    answer_within: int = field(
        default=15, metadata={"label": _("Chờ bên nhận trả lời (giây)"), "help": _("Từ 1 đến 30.")}
    )
    connections: int = field(default=64, metadata={"label": _("Số kết nối cùng lúc")})
