"""What the room refuses, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from loa.lib.errors import Invalid, NotFound, Stale


class NotPress(Invalid):
    """The account is of another kind, or closed."""

    code = "not_press"
    message = _("Tài khoản đã chọn không phải kênh báo chí đang dùng. Hãy chọn tài khoản khác.")


class NewsroomTaken(Invalid):
    """The account's list has this address already."""

    code = "newsroom_taken"
    message = _("Danh sách đã có tòa soạn dùng địa chỉ này. Hãy sửa mục đã có thay vì thêm mới.")


class NewsroomMoved(Stale):
    """The newsroom is not in the state that the act needs."""

    code = "newsroom_state"
    message = _("Tòa soạn đã đổi trạng thái. Hãy tải lại trang để xem.")


class BadStopLink(NotFound):
    """A newsroom's link of stopping is forged or damaged."""

    code = "bad_stop_link"
    message = _("Đường dẫn này không đúng. Hãy mở lại đường dẫn ở cuối thông cáo.")


class BadMoment(Invalid):
    """A question or an answer is dated in the future, or an answer before its question."""

    code = "bad_press_moment"
    message = _(
        "Thời điểm chưa đúng: không được ở tương lai, và trả lời phải sau khi tiếp nhận. Hãy nhập lại."
    )


class NothingSaid(Invalid):
    """An answer has neither words nor a bulletin."""

    code = "nothing_said"
    message = _("Hãy ghi nội dung trả lời hoặc mã bản tin đã trả lời.")


class QuestionClosed(Stale):
    """The question is answered or refused already."""

    code = "question_closed"
    message = _("Câu hỏi đã được trả lời hoặc từ chối. Hãy tải lại trang để xem.")
