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
        "Đang trong giờ yên tĩnh hoặc ngày không phát nên không phát âm thử. Hãy thử lại sau giờ này."
    )


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
    message = _("Lần ngắt loa này vừa thay đổi. Hãy tải lại trang để xem tình trạng mới nhất.")


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
