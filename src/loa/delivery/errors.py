"""What the room refuses, in words a person can act on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from loa.lib import errors


class EmptyAudience(errors.Invalid):
    """A dispatch would reach nobody."""

    code = "empty_audience"
    message = _("Không có người nhận nào. Hãy chọn lại địa bàn, ngôn ngữ hoặc kênh trước khi duyệt phát.")


class AudienceChanged(errors.Stale):
    """The receivers counted now are not as many as the approver saw."""

    code = "audience_changed"
    message = _("Số người nhận đã khác với số đã xem khi duyệt. Hãy tải lại trang kiểm tra và duyệt lại.")


class BadPlan(errors.Invalid):
    """A dispatch contradicts itself: another mode, a closed account, a content of another kind."""

    code = "bad_plan"
    message = _("Đợt gửi chưa hợp lệ. Hãy kiểm tra kênh, nội dung và thời hạn.")


class WrongMode(BadPlan):
    """Live, exercise and test were mixed (charter 9)."""

    code = "wrong_mode"
    message = _("Không được trộn diễn tập, thử nghiệm với gửi thật. Hãy chọn kênh cùng chế độ với bản tin.")


class DispatchMoved(errors.Stale):
    """The dispatch is no longer in the state that the act needs."""

    code = "dispatch_state"
    message = _("Đợt gửi đã đổi trạng thái. Hãy tải lại trang để xem.")


class HoldOver(errors.Stale):
    """The seconds in which a release can be undone have passed."""

    code = "hold_over"
    message = _("Đã hết thời gian hoàn tác. Hãy dùng “Hủy phần chưa gửi” hoặc phát bản đính chính.")


class NotConfirmable(errors.Invalid):
    """The delivery does not wait for a person's word, or such a word cannot be given for it."""

    code = "not_confirmable"
    message = _("Lượt gửi này không cần hoặc không thể xác nhận như vậy.")
