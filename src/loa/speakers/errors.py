"""What the room refuses, in words a person can act on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from loa.lib import errors


class NoReason(errors.Invalid):
    """A reason is missing where one stays on record."""

    code = "speakers_no_reason"
    message = _("Chưa ghi lý do. Hãy ghi ngắn gọn lý do.")


class NoDevice(errors.Invalid):
    """An act asks something of a cluster in which no device stands."""

    code = "speakers_no_device"
    message = _("Cụm loa này chưa có thiết bị. Hãy ghép thiết bị trước.")


class VolumeOutside(errors.Invalid):
    """A volume lies outside the cluster's limits, or the limits do not hold each other."""

    code = "speakers_volume_outside"
    message = _("Âm lượng phải nằm giữa mức thấp nhất và mức cao nhất, trong khoảng 0–100 %.")


class QuietNow(errors.Invalid):
    """A test tone is asked for in quiet hours or on a day of silence."""

    code = "speakers_quiet_now"
    message = _(
        "Đang trong giờ yên tĩnh hoặc ngày không phát nên không thử tiếng được. Hãy thử lại sau giờ này."
    )


class BadSettings(errors.Invalid):
    """What the register says of a device of another maker does not do."""

    code = "speakers_bad_settings"
    message = _("Số máy hoặc địa chỉ thiết bị chưa đúng. Hãy kiểm tra lại.")


class ForeignDevice(errors.Invalid):
    """A device of another maker is asked for what only our own program does."""

    code = "speakers_foreign_device"
    message = _("Thiết bị hãng này không nhận lệnh đó từ Loa. Hãy thao tác tại thiết bị.")


class CodeTaken(errors.Invalid):
    """A cluster asks for a code that another one has, or had."""

    code = "speakers_code_taken"
    message = _("Mã này đã có cụm loa khác dùng. Hãy chọn mã khác.")


class NotImportable(errors.Invalid):
    """A table holds rows that cannot be brought in; the fact `reading` names each."""

    code = "speakers_not_importable"
    message = _("Bảng còn dòng chưa đúng nên chưa nhập gì. Hãy sửa các dòng được nêu rồi tải lên lại.")


class ClusterClosed(errors.Stale):
    """The cluster was closed meanwhile."""

    code = "speakers_cluster_closed"
    message = _("Cụm loa này đã đóng. Hãy tải lại trang.")


class SilenceEnded(errors.Stale):
    """Somebody ended this use of the kill switch meanwhile, or what was asked no longer stands."""

    code = "speakers_silence_moved"
    message = _("Lần ngắt loa này vừa thay đổi. Hãy tải lại trang để xem trạng thái mới nhất.")


class SameHuman(errors.Forbidden):
    """Who asked to end a silence also wants to agree to it, perhaps by a second account."""

    code = "speakers_same_human"
    message = _("Mở lại loa cần hai người. Hãy để một người khác có quyền ngắt loa đồng ý.")


class NothingToSilence(errors.Invalid):
    """The kill switch is aimed where no cluster stands."""

    code = "speakers_nothing_to_silence"
    message = _("Phạm vi này không có cụm loa nào. Hãy chọn phạm vi khác.")


class ClusterInUse(errors.Invalid):
    """A cluster is to be closed while a device still stands in it."""

    code = "speakers_cluster_in_use"
    message = _("Cụm loa còn thiết bị đang dùng. Hãy thu hồi thiết bị trước rồi đóng cụm loa.")


class ForgedDevice(errors.Invalid):
    """One of many devices that are to join at once does not hold the key that it names."""

    code = "speakers_forged_device"
    message = _(
        "Có thiết bị không chứng minh được khóa của mình nên chưa ghép máy nào. Hãy tạo lại khóa rồi ghép."
    )


class SlotRefused(errors.Invalid):
    """A slot breaks what never passes: the night lock, quiet hours, midnight, another slot."""

    code = "speakers_slot_refused"
    message = _("Khung giờ này không dùng được:")


class NoStream(errors.Invalid):
    """A relay slot without an address that may be called, or another slot with one."""

    code = "speakers_no_stream"
    message = _("Địa chỉ tiếp sóng chưa đúng. Hãy ghi địa chỉ công khai bắt đầu bằng https:// hoặc http://.")


class StreamInside(NoStream):
    """The name in a relay's address leads into a private network now."""

    code = "speakers_stream_inside"
    message = _("Địa chỉ tiếp sóng trỏ vào mạng nội bộ nên không dùng được. Hãy ghi địa chỉ công khai.")


class BadDays(errors.Invalid):
    """The days of a slot or a rule do not follow each other, or leave none."""

    code = "speakers_bad_days"
    message = _("Các ngày chưa hợp lệ. Hãy kiểm tra ngày đầu, ngày cuối và thứ trong tuần.")


class SlotMoved(errors.Stale):
    """The slot is not in the state, or not the version, that the act was meant for."""

    code = "speakers_slot_moved"


class SlotHashChanged(errors.Stale):
    """What would be approved is no longer what was shown."""

    code = "speakers_slot_hash"
    message = _("Khung giờ đã thay đổi sau khi trang này mở ra. Hãy xem lại rồi duyệt.")


class NotSecondPerson(errors.Forbidden):
    """Who wrote a slot, or the same human by another account, would approve it."""

    code = "speakers_not_second_person"
    message = _("Người đã soạn khung giờ không được tự duyệt. Hãy để người khác có quyền duyệt.")


class NotProved(errors.Forbidden):
    """The sign-in is too old, or has no second factor."""

    code = "speakers_not_proved"
    message = _("Chưa xác thực lại trong 5 phút gần đây. Hãy xác thực rồi duyệt lại.")


class NoSpecialReason(errors.Invalid):
    """A slot goes beyond a limit and nobody said for which special case."""

    code = "speakers_no_special_reason"
    message = _("Khung giờ vượt giới hạn. Hãy ghi rõ trường hợp đặc biệt và văn bản cho phép, hoặc trả lại.")


class EmptyRule(errors.Invalid):
    """A rule limits nothing, or says what its kind cannot hold."""

    code = "speakers_empty_rule"
    message = _("Giới hạn chưa có nội dung. Hãy ghi ít nhất một giới hạn.")


class RuleEnded(errors.Stale):
    """The rule has ended already, or would end before it began."""

    code = "speakers_rule_ended"
    message = _("Giới hạn này đã có ngày kết thúc hoặc ngày chọn không hợp lệ. Hãy tải lại danh sách.")


class NotOrderable(errors.Invalid):
    """What would be put in order does not meet, is not this body's, has begun or was cancelled."""

    code = "speakers_not_orderable"
    message = _(
        "Không đổi được: buổi phát đã bắt đầu, đã hủy hoặc thuộc cơ quan khác. Hãy tải lại trang để xem hiện trạng."
    )


class NoRoom(errors.Invalid):
    """Things put one after the other do not fit into their slot."""

    code = "speakers_no_room"
    message = _("Không đủ chỗ trong khung giờ cho tất cả. Hãy chuyển bớt bản tin sang khung giờ sau.")
