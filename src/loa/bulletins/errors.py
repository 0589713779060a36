"""What the room refuses, in words a person can act on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loa.bulletins.rules.release import Ground
from loa.bulletins.rules.stops import Stop
from loa.lib import errors

GROUNDS: Mapping[Ground, str | Promise] = {
    Ground.WROTE_IT: _(
        "Đồng chí đã soạn hoặc sửa bản tin này nên không được tự duyệt. Hãy chuyển người khác duyệt."
    ),
    Ground.NO_RIGHT: _("Đồng chí chưa được giao quyền duyệt phát cho cơ quan này."),
    Ground.NO_SECOND_FACTOR: _("Duyệt phát cần đăng nhập hai lớp. Hãy bật mã xác thực rồi đăng nhập lại."),
    Ground.STALE_SIGN_IN: _("Đã quá 5 phút kể từ lần xác thực gần nhất. Hãy xác thực lại rồi duyệt."),
}


class Moved(errors.Stale):
    """The bulletin is no longer in the state that the act needs."""

    code = "bulletin_moved"
    message = _("Bản tin đã chuyển sang bước khác. Hãy tải lại trang để xem.")


class TextConflict(errors.Stale):
    """Somebody saved another text since this one was opened; both are kept and shown side by side."""

    code = "text_conflict"
    message = _(
        "Nội dung đã được người khác sửa trong lúc đồng chí soạn. Cả hai bản đều còn; hãy so sánh rồi lưu lại."
    )


class Voided(errors.Stale):
    """What was approved is not what is there now; the request must be made again."""

    code = "release_voided"
    message = _(
        "Bản tin đã thay đổi sau khi gửi duyệt nên yêu cầu duyệt hết giá trị. Hãy xem chỗ thay đổi và gửi duyệt lại."
    )

    def __init__(self, changes: Sequence[str]) -> None:
        super().__init__(changes=list(changes))


class Stopped(errors.Invalid):
    """Something on the check page holds the bulletin back."""

    code = "release_stopped"
    message = _("Bản tin chưa thể phát. Hãy xử lý từng mục được nêu.")

    def __init__(self, stops: Iterable[Stop]) -> None:
        self.stops = list(stops)
        found = [{"code": s.code.value, "place": s.place, "text": s.sentence} for s in self.stops]
        super().__init__(" ".join(dict.fromkeys(stop.sentence for stop in self.stops)) or None, stops=found)


class MayNotRelease(errors.Forbidden):
    """The person may not release this bulletin, or not with this sign-in."""

    code = "may_not_release"

    def __init__(self, grounds: Sequence[Ground]) -> None:
        self.grounds = list(grounds)
        text = " ".join(str(GROUNDS[ground]) for ground in grounds)
        super().__init__(text, grounds=[ground.value for ground in grounds])


class CountNotTyped(errors.Invalid):
    """A message to the whole city needs its number of receivers typed by hand."""

    code = "count_not_typed"
    message = _("Bản tin gửi toàn thành phố. Hãy nhập đúng số người nhận đang hiển thị để xác nhận.")


class NotMarked(errors.Stale):
    """The mark to set aside is no longer there."""

    code = "not_marked"
    message = _("Chỗ đánh dấu này không còn. Hãy tải lại trang kiểm tra.")


class NeedsTwoPersons(errors.Forbidden):
    """The correction goes beyond what one officer may send alone."""

    code = "needs_two_persons"
    message = _(
        "Nội dung này khác mẫu đính chính hoặc mở rộng người nhận, nên cần người thứ hai duyệt. Hãy gửi duyệt."
    )


class NeedsReason(errors.Invalid):
    """A reason is missing where one is published or shown."""

    code = "needs_reason"
    message = _("Chưa ghi lý do. Hãy ghi ngắn gọn lý do.")


class NotOut(errors.Stale):
    """A bulletin that nobody released is asked for in a form that would look official."""

    code = "bulletin_not_out"
    message = _("Bản tin chưa được phát nên chưa thể in hoặc gửi nhóm. Hãy gửi duyệt và chờ phát xong.")


class NoLongerInForce(errors.Stale):
    """A bulletin that was mended, replaced or has ended is asked for in a form to pass on."""

    code = "bulletin_no_longer_in_force"
    message = _(
        "Bản tin không còn nguyên hiệu lực nên không in hoặc gửi nhóm nữa. Hãy dùng bản mới nhất nếu có."
    )


class UnknownTemplate(errors.NotFound):
    """No prepared message has this name."""

    code = "unknown_template"
    message = _("Không tìm thấy mẫu bản tin này. Hãy chọn mẫu khác.")


class UnknownBulletin(errors.NotFound):
    """No bulletin with this code was sent."""

    code = "unknown_bulletin"
    message = _("Không có bản tin nào mang mã này. Hãy kiểm tra lại mã.")


class UnknownFile(errors.NotFound):
    """The bulletin has no such picture or paper."""

    code = "unknown_file"
    message = _("Bản tin không có tệp này. Hãy tải lại trang.")
