"""What the clocks refuse, in words a person can act on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from loa.lib.errors import DomainError, Invalid, Stale


class BadDeadline(Invalid):
    """A deadline was asked for without a positive number of working hours or working days."""

    code = "bad_deadline"
    message = _("Thời hạn phải là một số giờ làm việc hoặc số ngày làm việc lớn hơn 0.")


class NoWorkingDay(DomainError):
    """The calendar has no working day for more than a year, so no deadline can be computed."""

    status = 422
    code = "no_working_day"
    message = _("Lịch làm việc của địa bàn không có ngày làm việc nào. Hãy nhập lại giờ làm việc trong tuần.")


class BadHours(Invalid):
    """Working hours overlap, end before they begin, or are not times."""

    code = "bad_hours"
    message = _(
        "Giờ làm việc chưa đúng: mỗi buổi ghi giờ bắt đầu và giờ kết thúc, các buổi không chồng lên nhau."
    )


class BadDay(Invalid):
    """A special day lacks what its kind needs: hours, a name, a source."""

    code = "bad_day"
    message = _("Ngày này chưa đủ thông tin. Hãy ghi tên, căn cứ và (với ngày làm việc riêng) giờ làm việc.")


class LaterHours(Invalid):
    """Hours were already entered for a later day and would be lost."""

    code = "later_hours"

    def __init__(self, days: Sequence[date]) -> None:
        listed = ", ".join(f"{day:%d/%m/%Y}" for day in sorted(days))
        said = _(
            "Đã có giờ làm việc ghi cho từ ngày %(days)s. Đánh dấu “Bỏ giờ đã ghi cho sau đó” nếu muốn thay cả giờ ấy."
        )
        super().__init__(said % {"days": listed}, days=list(days))


class BadSpan(Invalid):
    """Something ends before it begins."""

    code = "bad_span"
    message = _("Thời điểm kết thúc phải sau thời điểm bắt đầu.")


class DutyTaken(Invalid):
    """Another shift of the same body covers part of this time."""

    code = "duty_taken"
    message = _("Đã có ca trực khác trong khoảng thời gian này. Hãy sửa giờ của một trong hai ca.")


class BadDuty(Invalid):
    """A shift names a post that does not hold at that time, or the same person twice."""

    code = "bad_duty"
    message = _("Ca trực phải có hai người khác nhau, đang giữ chức vụ trong suốt ca trực.")


class ClockStopped(Stale):
    """The clock was stopped before; nothing was changed."""

    code = "clock_stopped"
    message = _("Thời hạn này đã được đóng trước đó.")


class ClockOpen(Invalid):
    """The same thing already has an open clock for the same purpose."""

    code = "clock_open"
    message = _("Việc này đang có một thời hạn chưa đóng. Hãy đóng thời hạn cũ trước khi đặt thời hạn mới.")
