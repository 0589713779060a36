"""What an account that issues alerts needs to be told."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loa.channels.errors import BadConfig

LONGEST = 168
_WORD = re.compile(r"[^\s,<&]{1,80}")


@dataclass(frozen=True, slots=True)
class CapConfig:
    """Who the alerts come from, in the words of CAP, and how long one holds that does not say; hours."""

    sender: str = field(
        metadata={
            "label": gettext_lazy("Bên gửi (sender)"),
            "help": gettext_lazy("Ví dụ canhbao@hanoi.gov.vn; nên giữ nguyên mãi."),
        }
    )
    prefix: str = field(
        default="",
        metadata={
            "label": gettext_lazy("Tiền tố số hiệu cảnh báo"),
            "help": gettext_lazy("Ví dụ urn:oid:2.49.0.0.704.1; để trống: tên máy chủ của trang này."),
        },
    )
    contact: str = field(
        default="",
        metadata={
            "label": gettext_lazy("Liên hệ"),
            "help": gettext_lazy("Điện thoại hoặc địa chỉ ghi trong cảnh báo."),
        },
    )
    hours: int = field(
        default=24,
        metadata={
            "label": gettext_lazy("Số giờ có hiệu lực"),
            "help": gettext_lazy("Dùng khi bản tin không ghi giờ hết hiệu lực."),
        },
    )


def check(config: CapConfig) -> None:
    """Refuse what would make every alert of the account invalid. Raises: BadConfig."""
    if not _WORD.fullmatch(config.sender):
        raise BadConfig(
            _(
                "Bên gửi không được để trống, dài quá 80 ký tự hoặc có dấu cách, dấu phẩy, “<”, “&”. Hãy nhập lại."
            )
        )
    if config.prefix and not _WORD.fullmatch(config.prefix):
        raise BadConfig(
            _(
                "Tiền tố số hiệu không được dài quá 80 ký tự hoặc có dấu cách, dấu phẩy, “<”, “&”. Hãy nhập lại."
            )
        )
    if not 1 <= config.hours <= LONGEST:
        raise BadConfig(_("Số giờ có hiệu lực phải từ 1 đến 168. Hãy nhập lại."))
