"""What the room adds to the page frame: menu entries, lines on the first screen, words for its verbs and clocks."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from loa.clocks.slots import Purpose
from loa.documents.queries import people, waiting
from loa.documents.rules import deadlines
from loa.units.permissions import Permission
from loa.web.shell import NavItem
from loa.web.today import Item

GROUP = _("Văn bản")
READ = Permission.DOCUMENTS_READ.value
NAV = (
    NavItem("documents_incoming", _("Văn bản đến"), "documents:incoming", "mail", GROUP, 40, READ, "v"),
    NavItem("documents_outgoing", _("Văn bản đi"), "documents:outgoing", "file-text", GROUP, 41, READ, "o"),
    NavItem("documents_registers", _("Sổ văn bản"), "documents:registers", "book-2", GROUP, 42, READ),
)
THINGS: dict[str, tuple[str | Promise, str]] = {
    "documents.document": (_("văn bản"), "/desk/documents/{}/"),
    "documents.intake": (_("tệp văn bản đưa vào"), ""),
    "documents.numbering": (_("cách lấy số văn bản"), ""),
    "documents.officetemplate": (_("mẫu văn bản"), ""),
}
PURPOSES = {
    deadlines.DIRECT: Purpose(pgettext_lazy("deadline", "cho ý kiến chỉ đạo"), people.who_may_direct),
    deadlines.CARRY_OUT: Purpose(pgettext_lazy("deadline", "xử lý văn bản đến"), people.who_carries_out),
    deadlines.SIGN: Purpose(pgettext_lazy("deadline", "ký văn bản"), people.who_may_sign),
}
VERBS: dict[str, str | Promise] = {
    "documents.answered": _("đã có văn bản thực hiện"),
    "documents.commented": _("góp ý dự thảo"),
    "documents.comments_asked": _("lấy ý kiến dự thảo"),
    "documents.comments_closed": _("kết thúc lấy ý kiến"),
    "documents.copied": _("sao văn bản"),
    "documents.directed": _("cho ý kiến chỉ đạo"),
    "documents.discarded": _("bỏ văn bản chưa ban hành"),
    "documents.drafted": _("bắt đầu soạn văn bản"),
    "documents.dropped_in": _("đưa tệp văn bản vào"),
    "documents.filed": _("lưu văn bản đến"),
    "documents.header_mended": _("bổ sung thông tin văn bản đến"),
    "documents.intake_dropped": _("bỏ tệp văn bản đưa vào"),
    "documents.issued": _("ban hành văn bản"),
    "documents.linked": _("ghép văn bản đi với văn bản đến"),
    "documents.numbered": _("lấy số văn bản"),
    "documents.numbering_set": _("đặt cách lấy số văn bản"),
    "documents.recalled": _("thu hồi văn bản"),
    "documents.received": _("tiếp nhận, vào sổ văn bản đến"),
    "documents.reissued": _("ký bản mới cùng số"),
    "documents.replacement_drafted": _("soạn văn bản thay thế"),
    "documents.restored": _("lấy lại văn bản đã bỏ"),
    "documents.returned": _("trả lại văn bản để sửa"),
    "documents.saved": _("lưu văn bản"),
    "documents.sent_back": _("trả lại nơi gửi"),
    "documents.signed": _("ký văn bản"),
    "documents.submitted": _("trình ký"),
    "documents.superseded": _("văn bản đã có bản thay thế"),
    "documents.template_removed": _("bỏ mẫu văn bản của cơ quan"),
    "documents.template_set": _("đặt mẫu văn bản của cơ quan"),
    "documents.taken_back": _("rút văn bản trình ký"),
    "documents.version_entered": _("nhận bản mới của nơi gửi vào sổ"),
    "documents.version_proposed": _("đề nghị bản mới cùng số"),
    "documents.taken_in": _("đưa vào văn bản đã ký"),
}


def today_items(request: HttpRequest) -> Iterator[Item]:
    """Yield what waits for the actor; the same number of queries whatever it is."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return
    found = waiting.todo(actor)
    come, go = "/desk/documents/incoming/?waits=", "/desk/documents/outgoing/?waits="
    yield Item("broken", found.late, _("văn bản đến quá hạn, chưa xử lý"), f"{come}late", tone="bad")
    yield Item("todo", found.direct, _("văn bản đến chờ ý kiến chỉ đạo"), f"{come}direct", tone="warn")
    yield Item("todo", found.carry_out, _("văn bản đến giao cho tôi"), f"{come}carry_out", tone="warn")
    yield Item("todo", found.sign, _("văn bản chờ ký"), f"{go}sign", tone="warn")
    yield Item("todo", found.issue, _("văn bản đã ký chờ ban hành"), f"{go}issue", tone="warn")
    yield Item("todo", found.mend, _("văn bản bị trả lại để sửa"), f"{go}mend")
    label = _("tệp đưa vào chờ tôi đối chiếu")
    yield Item("todo", found.confirm, label, "/desk/documents/drop/")
    yield Item("todo", found.comment, _("dự thảo chờ góp ý"), f"{go}comment")
