"""What the room refuses, in words a person can act on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from loa.lib import errors


class Moved(errors.Stale):
    """The document is no longer in the state that the act needs."""

    code = "document_moved"
    message = _("Văn bản đã chuyển sang bước khác. Hãy tải lại trang để xem.")


class NewerVersion(errors.Stale):
    """Somebody saved another version in between."""

    code = "document_newer_version"
    message = _(
        "Văn bản đã có bản mới hơn bản đang xem. Hãy mở lại trang, so hai bản rồi làm tiếp; phần vừa nhập chưa được lưu."
    )


class Secret(errors.Invalid):
    """The document is marked as a state secret; nothing of it was stored."""

    code = "document_secret"
    message = _(
        "Văn bản có dấu chỉ độ mật nên không được nhận và không lưu lại gì. Hãy dùng cách chuyển nhận văn bản mật theo quy định."
    )


class NoReason(errors.Invalid):
    """A reason is missing where one stays on record."""

    code = "document_no_reason"
    message = _("Chưa ghi lý do. Hãy ghi ngắn gọn lý do.")


class NoContent(errors.Invalid):
    """A version has neither text nor file."""

    code = "document_no_content"
    message = _("Chưa có nội dung. Hãy nhập nội dung hoặc chọn tệp.")


class TooManyFiles(errors.Invalid):
    """More files than lie beside one version."""

    code = "document_too_many_files"

    def __init__(self, most: int) -> None:
        words = _("Mỗi bản kèm tối đa %(n)s tệp. Hãy bỏ bớt, hoặc gộp các phụ lục vào một tệp.")
        super().__init__(words % {"n": most}, most=most)


class NothingChanged(errors.Invalid):
    """What was sent is the newest version already."""

    code = "document_nothing_changed"
    message = _("Nội dung không khác bản hiện có nên không tạo bản mới.")


class Incomplete(errors.Invalid):
    """Something that a document must have before this step is missing."""

    code = "document_incomplete"

    def __init__(self, missing: list[str]) -> None:
        what = ", ".join(missing)
        super().__init__(
            _("Còn thiếu: %(what)s. Hãy bổ sung rồi làm tiếp.") % {"what": what}, missing=missing
        )


class WroteIt(errors.Forbidden):
    """Whoever wrote a document does not sign it."""

    code = "document_wrote_it"
    message = _("Người đã soạn văn bản này không được tự ký. Hãy trình người khác ký.")


class NumberMissing(errors.Invalid):
    """The body does not number this kind here, and no printed number was given."""

    code = "document_number_missing"
    message = _(
        "Cơ quan chưa bật lấy số tại đây cho loại văn bản này. Hãy nhập số, ký hiệu đúng như trên văn bản."
    )


class NumberGiven(errors.Invalid):
    """The document has its number; it never changes."""

    code = "document_number_given"
    message = _("Văn bản đã có số. Số đã cấp không thay đổi.")


class NumberFromRegister(errors.Invalid):
    """A number was typed where the register gives it."""

    code = "document_number_from_register"
    message = _("Loại văn bản này lấy số tại đây. Hãy để trống số; sổ sẽ cấp số tiếp theo.")


class KindFixed(errors.Invalid):
    """The kind decides the register and stays once a number was given."""

    code = "document_kind_fixed"
    message = _("Văn bản đã được cấp số nên không đổi được loại văn bản, hình thức và cơ quan ban hành.")


class AlreadyReceived(errors.Invalid):
    """The same printed number of the same agency is in the register already."""

    code = "document_already_received"
    message = _(
        "Văn bản cùng số, ký hiệu và cơ quan ban hành đã có trong sổ đến. Nếu vẫn vào sổ, hãy đánh dấu “Vào sổ lần nữa”."
    )


class AlreadyTakenIn(errors.Invalid):
    """The body has an outgoing document of this number and year already."""

    code = "document_already_taken_in"
    message = _(
        "Cơ quan ban hành đã có văn bản đi cùng số, ký hiệu trong năm này. Nếu vẫn đưa vào, hãy đánh dấu “Vào sổ lần nữa”."
    )


class NumberOfRegister(errors.Invalid):
    """The number belongs to a series that the body's register gives; taken in, it would be given twice."""

    code = "document_number_of_register"
    message = _(
        "Số, ký hiệu này thuộc sổ mà cơ quan đang lấy số tại đây nên không đưa vào được: sổ sẽ cấp trùng. Hãy kiểm tra lại số, hoặc tắt “Lấy số tại đây” cho loại văn bản này trước."
    )


class NotOfTheBody(errors.Invalid):
    """The officer named in a direction does not work in the body."""

    code = "document_officer_elsewhere"
    message = _("Cán bộ được giao không thuộc cơ quan nhận văn bản. Hãy chọn lại trong danh sách.")


class DayPassed(errors.Invalid):
    """A deadline lies in the past."""

    code = "document_day_passed"
    message = _("Hạn xử lý đã qua. Hãy chọn ngày hôm nay hoặc sau đó.")


class NotItsPair(errors.Invalid):
    """Only an outgoing document of the same body can carry out an incoming one."""

    code = "document_not_its_pair"
    message = _("Chỉ ghép được văn bản đi với văn bản đến của cùng cơ quan. Hãy chọn lại.")


class UsedUp(errors.Stale):
    """The file that was dropped in has become a document already."""

    code = "document_intake_used"
    message = _("Tệp này đã được vào sổ. Hãy mở văn bản từ danh sách.")


class NoPage(errors.NotFound):
    """The file has no such page to show."""

    code = "document_no_page"
    message = _("Không có ảnh của trang này.")
