"""What circulation and acknowledgement refuse, in words a person can act on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from loa.lib import errors


class NotIssued(errors.Invalid):
    """Only an issued document of the body itself is sent to other bodies."""

    code = "document_not_issued"
    message = _("Chỉ văn bản đi đã ban hành mới được gửi đến đơn vị khác. Hãy ban hành văn bản trước.")


class NobodyChosen(errors.Invalid):
    """The rule and the list name no body that stands today."""

    code = "circulation_nobody"
    message = _("Chưa có đơn vị nào trong danh sách gửi. Hãy chọn nhóm đơn vị hoặc chọn từng đơn vị.")


class NotForTheBody(errors.Forbidden):
    """Only the body that carries a copy speaks for it; above it, only while it has no officer of its own."""

    code = "circulation_other_body"
    message = _(
        "Chỉ cán bộ của đơn vị nhận văn bản mới được xác nhận thay mặt đơn vị đó. "
        "Hãy gửi đường dẫn văn bản cho đơn vị để đơn vị tự xác nhận."
    )


class VersionReplaced(errors.Stale):
    """A newer version came in between; the body's word on the old one is not taken."""

    code = "circulation_version_replaced"

    def __init__(self, newest: int) -> None:
        super().__init__(
            _(
                "Văn bản đã có bản số %(n)s thay bản đang xem. Hãy mở lại trang, đọc phần thay đổi rồi xác nhận."
            )
            % {"n": newest},
            newest=newest,
        )


class CopyMoved(errors.Stale):
    """The copy is no longer in the state that the act needs."""

    code = "circulation_moved"
    message = _("Trạng thái tiếp nhận đã thay đổi. Hãy tải lại trang để xem.")


class StatusOfOther(errors.Invalid):
    """A status message is about another document."""

    code = "circulation_status_of_other"

    def __init__(self, number: str) -> None:
        words = _(
            "Tệp này nói về văn bản số “%(number)s”, không phải văn bản đang mở. Hãy mở đúng văn bản rồi đưa tệp vào."
        )
        super().__init__(words % {"number": number or "–"}, number=number)


class StatusOfUnknownBody(errors.Invalid):
    """The body that a status message comes from has no copy of the document."""

    code = "circulation_status_of_unknown_body"

    def __init__(self, name: str) -> None:
        words = _(
            "Văn bản này chưa gửi đến đơn vị “%(name)s”, hoặc mã đơn vị trong tệp khác mã ở đây. Hãy kiểm tra danh sách gửi."
        )
        super().__init__(words % {"name": name or "–"}, name=name)


class StatusOfOldVersion(errors.Invalid):
    """A status message was written before the newest version was sent."""

    code = "circulation_status_of_old_version"

    def __init__(self, newest: int) -> None:
        words = _(
            "Trạng thái trong tệp có trước khi gửi bản số %(n)s nên không tính cho bản này. "
            "Hãy đề nghị đơn vị gửi lại trạng thái."
        )
        super().__init__(words % {"n": newest}, newest=newest)


class StatusKnown(errors.Invalid):
    """The copy stands where the status message says already."""

    code = "circulation_status_known"

    def __init__(self, state: str) -> None:
        super().__init__(_("Trạng thái “%(state)s” đã được ghi từ trước.") % {"state": state})


class StatusNotPossible(errors.Invalid):
    """No move leads from where the copy stands to what the status message says."""

    code = "circulation_status_not_possible"

    def __init__(self, now: str, wanted: str) -> None:
        words = _(
            "Bản gửi đang ở trạng thái “%(now)s” nên không ghi được “%(wanted)s”. Hãy hỏi lại đơn vị nhận."
        )
        super().__init__(words % {"now": now, "wanted": wanted})


class StatusPageOld(errors.Stale):
    """What a status message said was shown too long ago to be confirmed."""

    code = "circulation_status_page_old"
    message = _("Trang xác nhận đã cũ. Hãy đưa tệp trạng thái vào lại.")


class NobodySilent(errors.Invalid):
    """Every body on the list has answered."""

    code = "circulation_nobody_silent"
    message = _("Mọi đơn vị trong danh sách đã trả lời. Không còn đơn vị nào cần nhắc.")


class RemindedJustNow(errors.Invalid):
    """All silent bodies were reminded a short while ago."""

    code = "circulation_reminded_just_now"

    def __init__(self, hours: int) -> None:
        super().__init__(
            _("Các đơn vị này vừa được nhắc. Mỗi đơn vị được nhắc lại sau ít nhất %(n)s giờ.") % {"n": hours},
            hours=hours,
        )


class NothingToRecall(errors.Invalid):
    """No copy can be called back any more."""

    code = "circulation_nothing_to_recall"
    message = _(
        "Không còn bản gửi nào để đề nghị thu hồi: các đơn vị đã từ chối nhận hoặc đã trả lại. Xem lại danh sách đơn vị được gửi."
    )
