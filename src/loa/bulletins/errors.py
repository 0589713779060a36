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
        "Người đã soạn hoặc sửa bản tin này không được tự duyệt. Hãy chuyển người khác duyệt."
    ),
    Ground.NO_RIGHT: _("Chức vụ đang dùng chưa được giao quyền duyệt phát cho cơ quan này."),
    Ground.NO_SECOND_FACTOR: _("Duyệt phát cần đăng nhập hai lớp. Hãy bật mã xác thực rồi đăng nhập lại."),
    Ground.STALE_SIGN_IN: _("Đã quá 5 phút kể từ lần xác thực gần nhất. Hãy xác thực lại rồi duyệt."),
}


class Moved(errors.Stale):
    """The bulletin is no longer in the state that the act needs."""

    code = "bulletin_moved"
    message = _("Bản tin đã chuyển sang bước khác. Hãy tải lại trang để xem.")


class Voided(errors.Stale):
    """What was approved is not what is there now; the request must be made again."""

    code = "release_voided"
    message = _(
        "Bản tin đã thay đổi sau khi gửi duyệt nên yêu cầu duyệt hết giá trị. Hãy xem chỗ thay đổi và gửi duyệt lại."
    )

    def __init__(self, changes: Sequence[str]) -> None:
        super().__init__(changes=list(changes))


class AudienceMoved(errors.Stale):
    """The numbers that an approver was shown no longer stand; the request is seen again with those of now."""

    code = "audience_moved"
    message = _("Số nơi nhận đã khác lúc gửi duyệt. Hãy mở lại trang duyệt và xem theo số mới.")

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


class FactsMoved(errors.Stale):
    """The text or its facts are no longer those that stood on the screen where they were confirmed."""

    code = "facts_moved"
    message = _(
        "Nội dung đã được sửa trong lúc đồng chí xác nhận nên chưa khóa gì. Hãy mở lại bước “Thông tin khóa” và xem lại."
    )


class MayNotRelease(errors.Forbidden):
    """The person may not release this bulletin, or not with this sign-in."""

    code = "may_not_release"

    def __init__(self, grounds: Sequence[Ground]) -> None:
        self.grounds = list(grounds)
        text = " ".join(str(GROUNDS[ground]) for ground in grounds)
        super().__init__(text, grounds=[ground.value for ground in grounds])


class WrongGround(errors.Invalid):
    """The mark may not be set aside on this ground."""

    code = "wrong_ground"
    message = _(
        "Lý do bỏ qua không hợp với chỗ đánh dấu này. Tên cá nhân chỉ được nêu khi người đó giữ chức vụ công hoặc đã "
        "đồng ý; hãy chọn lại hoặc sửa nội dung."
    )


class PapersNotSeen(errors.Invalid):
    """PDF papers go out that nobody has confirmed to have read."""

    code = "papers_not_seen"
    message = _("Chưa xác nhận đã xem tệp PDF kèm theo. Hãy mở từng tệp, xem rồi đánh dấu xác nhận.")


class ClashesNotSeen(errors.Invalid):
    """Another bulletin says something else to the same people, and the approver has not confirmed to have read both."""

    code = "clashes_not_seen"
    message = _(
        "Có bản tin khác cùng địa bàn, cùng thời gian nêu thông tin khác bản này. Hãy mở lại trang duyệt, so hai bản rồi đánh "
        "dấu “Đã xem hai bản”."
    )


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


class SoundMoved(errors.Stale):
    """The sound that was played is no longer the bulletin's."""

    code = "sound_moved"
    message = _("Bản thu đã được thay trong lúc nghe. Hãy tải lại trang và nghe bản mới.")


class NoSpeakers(errors.Invalid):
    """The body has no loudspeaker account to speak through."""

    code = "no_speakers"
    message = _("Cơ quan chưa có kênh loa truyền thanh. Đề nghị người quản trị mở kênh trong mục “Kênh”.")
