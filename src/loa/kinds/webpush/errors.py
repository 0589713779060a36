"""What the room refuses, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from loa.lib.errors import Invalid


class ForeignService(Invalid):
    """The browser named a push service that is not on the allow-list (charter 8)."""

    code = "foreign_push_service"
    message = _(
        "Dịch vụ thông báo của trình duyệt này chưa được hỗ trợ. Mời ông/bà dùng Chrome, Edge, Firefox hoặc Safari, hoặc nhận tin qua thư điện tử."
    )


class BadSubscription(Invalid):
    """What the browser handed over cannot be written to."""

    code = "bad_push_subscription"
    message = _("Trình duyệt chưa đăng ký được thông báo. Mời ông/bà tải lại trang rồi bấm lại.")
