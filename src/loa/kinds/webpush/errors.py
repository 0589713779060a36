"""What the room refuses, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from loa.lib.errors import Busy, Invalid


class ForeignService(Invalid):
    """The browser named a push service that is not on the allow-list (charter 8)."""

    code = "foreign_push_service"
    message = _(
        "Dịch vụ thông báo của trình duyệt này chưa được hỗ trợ. Mời ông/bà dùng Chrome, Edge, Firefox hoặc Safari, hoặc nhận tin qua thư điện tử."
    )


class NotProven(Busy):
    """The browser's push service did not take a first message under our key."""

    status = 503
    code = "push_not_proven"
    message = _(
        "Dịch vụ thông báo của trình duyệt chưa nhận tin thử. Mời ông/bà bấm lại sau ít phút, hoặc nhận tin qua thư điện tử."
    )


class BadSubscription(Invalid):
    """What the browser handed over cannot be written to."""

    code = "bad_push_subscription"
    message = _("Trình duyệt chưa đăng ký được thông báo. Mời ông/bà tải lại trang rồi bấm lại.")
