"""What the room refuses, in words a person can act on."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from loa.lib.errors import Forbidden, Invalid, Stale


class Moved(Stale):
    """The thing is no longer in the state that the act needs."""

    code = "task_moved"
    message = _("Nhiệm vụ đã chuyển sang bước khác. Hãy tải lại trang để xem.")


class DoneByAcceptance(Stale):
    """A done task opens again by returning what a body handed in, not by itself."""

    code = "task_done"
    message = _("Nhiệm vụ đã hoàn thành. Muốn làm tiếp, hãy mở lại kết quả của đơn vị cần bổ sung.")


class ProgrammeClosed(Stale):
    """Nothing is planned in a programme that was closed."""

    code = "programme_closed"
    message = _("Chương trình đã kết thúc. Hãy mở lại chương trình trước khi sửa hoặc thêm nhiệm vụ.")


class HandedIn(Forbidden):
    """Who handed the evidence in, or lent their right to it, does not accept it."""

    code = "accepts_own_evidence"
    message = _("Người đã báo cáo kết quả này không được tự nghiệm thu. Hãy chuyển người khác nghiệm thu.")


class NotForTheBody(Forbidden):
    """Only the body that carries a part reports on it; above it, only while it has nobody who may."""

    code = "task_other_body"
    message = _(
        "Đơn vị này có cán bộ báo cáo của mình nên cấp trên không báo cáo thay. Hãy gửi đường dẫn nhiệm vụ cho đơn vị."
    )


class NoReason(Invalid):
    """Returning, cancelling, opening again, refusing and calling back say why."""

    code = "no_reason"
    message = _("Chưa ghi lý do. Hãy viết một câu để đơn vị biết phải làm gì.")


class NoEvidence(Invalid):
    """Handing in needs words or a file."""

    code = "no_evidence"
    message = _("Chưa có minh chứng. Hãy viết kết quả hoặc đính kèm tệp, ảnh.")


class NoFile(Invalid):
    """The task asks for a file or picture as evidence."""

    code = "no_evidence_file"
    message = _("Nhiệm vụ này cần tệp hoặc ảnh minh chứng. Hãy đính kèm rồi gửi lại.")


class NothingSaid(Invalid):
    """An entry of progress says nothing."""

    code = "nothing_said"
    message = _("Chưa có gì để ghi. Hãy chọn tiến độ, viết vài lời hoặc đính kèm tệp.")


class WrongMeasure(Invalid):
    """The figure does not fit the way in which the task is measured."""

    code = "wrong_measure"
    message = _("Tiến độ chưa hợp lệ. Hãy chọn từ 0 đến 100 % hoặc đúng số mốc của nhiệm vụ.")


class TooManyFiles(Invalid):
    """One entry has too many files."""

    code = "too_many_files"
    message = _("Mỗi lần gửi tối đa 10 tệp. Hãy chia thành nhiều lần.")


class KeyTaken(Invalid):
    """A draft's key belongs to an entry of another assignment."""

    code = "draft_key_taken"
    message = _("Bản nháp này đã được gửi cho nhiệm vụ khác. Hãy mở lại nhiệm vụ và gửi lại.")


class CodeTaken(Invalid):
    """Another task or programme of the body has this code."""

    code = "task_code_taken"
    message = _("Mã này đã được dùng. Hãy chọn mã khác.")


class BadCode(Invalid):
    """The code is no short run of letters, digits and dashes."""

    code = "bad_task_code"
    message = _("Mã chỉ gồm chữ không dấu, số, dấu gạch, dấu chấm, gạch chéo và dài tối đa 20 ký tự.")


class BadSpan(Invalid):
    """It would end before it begins."""

    code = "bad_span"
    message = _("Ngày kết thúc trước ngày bắt đầu. Hãy chọn lại.")


class NoTitle(Invalid):
    """It has no name."""

    code = "no_title"
    message = _("Chưa có tên. Hãy viết ngắn gọn việc phải làm.")


class NoGroup(Invalid):
    """A planned task stands in a group of its body's programme."""

    code = "no_group"
    message = _(
        "Nhiệm vụ theo chương trình phải thuộc một nhóm nhiệm vụ. Hãy chọn nhóm, hoặc chọn “phát sinh”."
    )


class NoMilestones(Invalid):
    """A task measured by milestones names them."""

    code = "no_milestones"
    message = _("Nhiệm vụ tính theo mốc việc cần ít nhất một mốc. Hãy ghi mỗi mốc một dòng.")


class BadRepeat(Invalid):
    """The rule of repetition is not understood."""

    code = "bad_repeat"
    message = _("Chưa hiểu quy tắc lặp lại. Hãy chọn hằng tuần, hằng tháng, hằng quý hoặc hằng năm.")


class TooManyOccurrences(Invalid):
    """One act would make more occurrences than a person can look over."""

    code = "too_many_occurrences"

    def __init__(self, *, most: int, last: date) -> None:
        text = _(
            "Đến ngày này có hơn %(most)d kỳ. Hãy chọn ngày không sau %(day)s; các kỳ sau nữa tự được lập."
        )
        super().__init__(text % {"most": most, "day": f"{last:%d/%m/%Y}"}, most=most, last=last)


class AlreadyRepeated(Invalid):
    """The rhythm stays once occurrences stand."""

    code = "already_repeated"
    message = _("Các kỳ sau đã được lập nên không đổi được cách lặp. Hãy lập nhiệm vụ mới.")


class ClosesCircle(Invalid):
    """A task would wait for itself."""

    code = "task_circle"
    message = _("Không thể chọn nhiệm vụ này vì nó lại đang chờ nhiệm vụ kia. Hãy bỏ bớt một liên kết.")


class BodyOutOfReach(Invalid):
    """A body to be given a part is not below the assigning post, or stands no more."""

    code = "body_out_of_reach"
    message = _("Có đơn vị không thuộc phạm vi giao việc của chức vụ đang dùng. Hãy chọn lại.")


class NotTakingPart(Invalid):
    """A hand-over is between two bodies that take part."""

    code = "not_taking_part"
    message = _("Chỉ chuyển việc giữa hai đơn vị cùng tham gia nhiệm vụ. Hãy chọn lại đơn vị.")


class NotAnOfficer(Invalid):
    """The post is not held now in the body that carries the part."""

    code = "not_an_officer"
    message = _("Chỉ phân công cho cán bộ đang công tác tại đơn vị. Hãy chọn lại.")


class NotImportable(Invalid):
    """Rows of a table are wrong; nothing was written."""

    code = "task_table_not_importable"
    message = _("Chưa nhập dòng nào. Hãy sửa các dòng được nêu rồi tải lên lại.")
