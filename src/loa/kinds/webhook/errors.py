"""What the room refuses, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from loa.lib.errors import Busy, Invalid, Stale


class BadUrl(Invalid):
    """The address could never be called: not encrypted, an inner host, a port or a form that is not allowed."""

    code = "bad_endpoint_url"
    message = _(
        "Địa chỉ nhận chưa dùng được. Hãy nhập dạng https://tên-miền/…, cổng 443 hoặc 8443, không kèm tên đăng nhập."
    )


class EndpointTaken(Invalid):
    """The account already has an endpoint at this address."""

    code = "endpoint_taken"
    message = _("Tài khoản kênh này đã có địa chỉ nhận đó. Hãy sửa mục đã có thay vì thêm mới.")


class NotWebhook(Invalid):
    """The account is of another kind, or closed."""

    code = "not_webhook"
    message = _("Tài khoản đã chọn không phải kênh webhook đang dùng. Hãy chọn tài khoản khác.")


class EndpointMoved(Stale):
    """The endpoint is not in the state that the act needs."""

    code = "endpoint_state"
    message = _("Địa chỉ nhận đã đổi trạng thái. Hãy tải lại trang để xem.")


class NotReplayable(Stale):
    """The delivery did not go out yet, was stopped, or its message is no longer as it was said."""

    code = "not_replayable"
    message = _("Lượt gửi này không gửi lại được. Hãy tải lại trang để xem.")


class SendingOff(Busy):
    """All sending is switched off, or the account is paused."""

    code = "sending_off"
    message = _("Việc gửi đang tạm dừng. Hãy gửi lại khi kênh hoạt động.")
