"""What the room adds to the page frame: a menu entry, lines on the first screen, and words for its verbs."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from loa.bulletins import queries
from loa.bulletins.queries import waiting
from loa.bulletins.rules import deadlines
from loa.clocks.slots import Purpose
from loa.units.permissions import Permission
from loa.web.shell import NavItem
from loa.web.today import Item

NAV = NavItem(
    "bulletins",
    _("Bản tin"),
    "bulletins:list",
    "speakerphone",
    order=10,
    needs=Permission.BULLETINS_READ.value,
    shortcut="b",
    on_phone=True,
)
SPEAK = NavItem(
    "speakers_new",
    _("Phát loa"),
    "bulletins:loudspeaker",
    "microphone",
    group=_("Loa truyền thanh"),
    order=150,
    needs=Permission.BULLETINS_WRITE.value,
)

THINGS = {"bulletins.bulletin": (_("bản tin"), "/desk/bulletins/{}/")}
PURPOSES = {
    deadlines.COUNTERSIGN: Purpose(pgettext_lazy("deadline", "ký xác nhận"), waiting.who_may_countersign),
    deadlines.RELEASE: Purpose(pgettext_lazy("deadline", "duyệt hoặc trả lại"), waiting.who_may_answer),
}
VERBS = {
    "bulletins.drafted": _("bắt đầu soạn"),
    "bulletins.saved": _("sửa nội dung"),
    "bulletins.configured": _("sửa địa bàn, kênh, thời gian"),
    "bulletins.facts_locked": _("xác nhận thông tin khóa"),
    "bulletins.opened_to_wards": _("cho xã, phường viết lại"),
    "bulletins.adapted": _("viết bản của đơn vị"),
    "bulletins.rendition_refused": _("bản của đơn vị sai thông tin khóa"),
    "bulletins.set_aside": _("bỏ qua một chỗ đánh dấu, có lý do"),
    "bulletins.picture_added": _("thêm ảnh"),
    "bulletins.picture_removed": _("bỏ ảnh"),
    "bulletins.attached": _("thêm tệp"),
    "bulletins.detached": _("bỏ tệp"),
    "bulletins.submitted": _("gửi duyệt"),
    "bulletins.renewed": _("gửi duyệt lại theo số nơi nhận mới"),
    "bulletins.recalled": _("rút yêu cầu duyệt"),
    "bulletins.returned": _("trả lại"),
    "bulletins.released": _("duyệt và phát"),
    "bulletins.undone": _("hoàn tác trước khi phát"),
    "bulletins.sent": _("đã phát"),
    "bulletins.missed": _("lỡ giờ phát"),
    "bulletins.corrected": _("đã đính chính"),
    "bulletins.withdrawn": _("đã thu hồi"),
    "bulletins.superseded": _("đã có bản thay"),
    "bulletins.countersigned": _("ký xác nhận"),
    "bulletins.expired": _("hết hiệu lực"),
    "bulletins.discarded": _("bỏ bản nháp"),
    "bulletins.restored": _("lấy lại bản nháp"),
    "bulletins.sound_chosen": _("chọn bản thu phát loa"),
    "bulletins.moments_chosen": _("chọn giờ phát loa"),
    "bulletins.shared_in_group": _("báo đã gửi nhóm"),
}


def today_items(request: HttpRequest) -> Iterator[Item]:
    """Yield what waits for the actor; the same number of queries whatever it is."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return
    found = queries.todo(actor)
    base = "/desk/bulletins/"
    yield Item("todo", found.to_release, _("bản tin chờ duyệt"), f"{base}?waits=release", tone="warn")
    yield Item(
        "todo", found.to_countersign, _("đính chính chờ ký xác nhận"), f"{base}countersign/", tone="warn"
    )
    yield Item("todo", found.to_mend, _("bản tin bị trả lại"), f"{base}?waits=mend")
    yield Item("todo", found.to_word, _("bản tin chờ đơn vị viết lại"), f"{base}?waits=word")
    yield Item("broken", found.missed, _("bản tin lỡ giờ phát"), f"{base}?waits=missed", tone="bad")
    pairs = queries.clashes_between_bodies(actor).count()
    yield Item("broken", pairs, _("cặp bản tin không thống nhất"), f"{base}?waits=clash", tone="warn")
    yield Item("out", found.held, _("bản tin đã duyệt, chờ phát"), f"{base}?state=released")
