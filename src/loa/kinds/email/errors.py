"""What the room refuses, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from loa.lib.errors import Invalid


class NotEmail(Invalid):
    """The account is of another kind, or closed."""

    code = "not_email"
    message = _("Tài khoản này không phải kênh thư điện tử đang dùng. Hãy chọn tài khoản khác.")


class BadMailbox(Invalid):
    """The mailbox could not be read so, or its password would travel in clear."""

    code = "bad_mailbox"
    message = _(
        "Thông số hộp thư chưa dùng được: máy chủ ngoài máy này phải dùng TLS hoặc STARTTLS, cổng 993 hoặc 143, "
        "tên đăng nhập không có dấu cách. Hãy sửa rồi lưu lại."
    )


class PasswordMissing(Invalid):
    """A new mailbox has no password yet."""

    code = "mailbox_password"
    message = _("Chưa có mật khẩu hộp thư. Hãy nhập rồi lưu lại.")
