"""What the room refuses, in words a person can act on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from loa.lib.errors import Invalid, Stale


class NothingChosen(Invalid):
    """Merging, splitting or pinning needs something that is merged, split or pinned."""

    code = "press_nothing_chosen"
    message = _("Chưa chọn tin – bài hoặc chùm tin nào. Hãy đánh dấu ít nhất một dòng rồi bấm lại.")


class WouldEmpty(Invalid):
    """A story or a reprint group keeps at least one item."""

    code = "press_would_empty"
    message = _("Không tách hết được: phải để lại ít nhất một tin – bài. Hãy bỏ bớt dòng đã đánh dấu.")


class TwoNeeded(Invalid):
    """One item alone is no reprint of itself."""

    code = "press_two_needed"
    message = _("Cần ít nhất hai tin – bài của nhau. Hãy đánh dấu thêm một dòng.")


class OneGroupAtATime(Invalid):
    """What is taken out of several reprint groups at once could not be told apart afterwards."""

    code = "press_one_group"
    message = _("Các tin – bài đã chọn thuộc nhiều nhóm đăng lại. Hãy đánh dấu trong từng nhóm một.")


class StoryMoved(Stale):
    """An item is no longer in the story that was shown."""

    code = "press_story_moved"
    message = _("Chùm tin đã thay đổi từ khi mở trang. Hãy tải lại trang rồi chọn lại.")


class PersonNamed(Invalid):
    """The press is watched for matters, never for persons (charter 2)."""

    code = "press_person_named"
    message = _(
        "Có tên người. Tin báo chí chỉ được theo dõi theo vấn đề, không theo tên người; "
        "nếu là tên đường, tên trường, hãy viết rõ “đường …”, “trường …”."
    )


class SignalSettled(Stale):
    """A signal is dealt with once."""

    code = "press_signal_settled"
    message = _("Dấu hiệu này đã có người xem xét. Hãy tải lại trang để xem.")


class CountEnded(Stale):
    """A count that was put away is not put away again."""

    code = "press_count_ended"
    message = _("Số này đã được bỏ lưu. Hãy tải lại trang để xem.")
