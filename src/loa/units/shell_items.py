"""What the room adds to the page frame: menu entries, lines on the first screen, and the words of its acts."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from loa.units import lists
from loa.units.permissions import Permission
from loa.web.shell import NavItem
from loa.web.today import Item

UNITS = _("Địa bàn và con người")
CONTROL = _("Kiểm soát")
READ = Permission.UNITS_READ.value
NAMED = 3  # so many requests stand on the first screen by name

NAV = (
    NavItem("areas", _("Địa bàn"), "units:areas", "map-2", UNITS, 118, READ, "d"),
    NavItem("bodies", pgettext_lazy("trình đơn", "Cơ quan, đơn vị"), "units:bodies", "building", UNITS, 119, READ, "c"),
    NavItem("people", pgettext_lazy("trình đơn", "Cán bộ"), "units:people", "users", UNITS, 120, READ, "p"),
    NavItem("rights", _("Quyền"), "units:rights", "key", CONTROL, 160, READ),
    NavItem("journal", _("Nhật ký"), "units:journal", "notebook", CONTROL, 161, Permission.JOURNAL_READ.value, "j"),
    NavItem("me", _("Của tôi"), "units:me", "id-badge-2", CONTROL, 162),
)  # fmt: skip

VERBS: dict[str, str | Promise] = {
    "units.account_closed": _("đóng tài khoản"),
    "units.account_linked": _("gắn tài khoản đăng nhập chung"),
    "units.account_reopened": _("mở lại tài khoản"),
    "units.account_unlinked": _("gỡ tài khoản đăng nhập chung"),
    "units.area_abolished": _("giải thể địa bàn"),
    "units.area_founded": _("thành lập địa bàn"),
    "units.area_moved": _("chuyển địa bàn sang cấp trên khác"),
    "units.area_renamed": _("đổi tên địa bàn"),
    "units.area_split": _("chia tách địa bàn"),
    "units.areas_imported": _("nhập danh sách địa bàn"),
    "units.areas_merged": _("sáp nhập địa bàn"),
    "units.bodies_imported": _("nhập danh sách cơ quan, đơn vị"),
    "units.bodies_merged": _("sáp nhập cơ quan, đơn vị"),
    "units.body_abolished": _("giải thể cơ quan, đơn vị"),
    "units.body_founded": _("thành lập cơ quan, đơn vị"),
    "units.body_moved": _("chuyển cơ quan, đơn vị sang cấp trên khác"),
    "units.body_renamed": _("đổi tên cơ quan, đơn vị"),
    "units.body_set": _("thiết lập cơ quan, đơn vị"),
    "units.body_split": _("chia tách cơ quan, đơn vị"),
    "units.committee_changed": _("đổi thành viên, thời hạn ban chỉ đạo, tổ công tác"),
    "units.committee_founded": _("thành lập ban chỉ đạo, tổ công tác"),
    "units.delegation_revoked": _("chấm dứt giao quyền"),
    "units.hanoi_loaded": _("nạp danh mục địa bàn, cơ quan"),
    "units.invitation_accepted": _("nhận lời mời, đặt mật khẩu"),
    "units.password_link_given": _("cấp liên kết đặt lại mật khẩu"),
    "units.people_imported": _("nhập danh sách cán bộ"),
    "units.person_changed": _("sửa thông tin cán bộ"),
    "units.person_invited": _("mời cán bộ"),
    "units.person_invited_again": _("gửi lại lời mời"),
    "units.post_closed": _("thôi giữ chức vụ"),
    "units.post_opened": _("mở chức vụ"),
    "units.post_switched": _("đổi chức vụ đang làm việc"),
    "units.reset_asked": _("yêu cầu đặt lại xác thực hai lớp"),
    "units.reset_confirmed": _("xác nhận đặt lại xác thực hai lớp"),
    "units.right_granted": _("giao quyền theo vai trò"),
    "units.right_revoked": _("thu hồi quyền"),
    "units.rights_delegated": _("giao quyền cho người làm thay"),
    "units.sessions_ended": _("đăng xuất mọi thiết bị"),
    "units.shared_device_set": _("đặt chế độ máy dùng chung"),
    "files.erased": _("xóa tệp"),
    "files.stored": _("lưu tệp"),
    "journal.verified": _("kiểm tra chuỗi niêm phong"),
}

THINGS: dict[str, tuple[str | Promise, str]] = {
    "units.area": (_("địa bàn"), ""),
    "units.areachange": (_("thay đổi địa bàn"), ""),
    "units.body": (_("cơ quan, đơn vị"), "/desk/bodies/{}/"),
    "units.bodychange": (_("thay đổi cơ quan"), ""),
    "units.delegation": (_("giao quyền"), ""),
    "units.grant": (_("quyền"), ""),
    "units.import": (_("bảng nhập"), ""),
    "units.person": (_("cán bộ"), "/desk/people/{}/"),
    "units.post": (_("chức vụ"), ""),
    "units.secondfactorreset": (_("yêu cầu đặt lại"), ""),
    "files.storedfile": (_("tệp"), ""),
    "journal.seal": (_("niêm phong"), ""),
}


def today_items(request: HttpRequest) -> Iterator[Item]:
    """Yield the requests that wait for the actor as the second person: a line for each, one for all where they are many."""
    actor = getattr(request, "actor", None)
    waiting = list(lists.open_resets(actor)) if actor is not None else []
    label = _("yêu cầu đặt lại xác thực hai lớp")
    if len(waiting) > NAMED:
        yield Item("todo", len(waiting), label, "/desk/people/", tone="warn")
        return
    for reset in waiting:
        person = reset.person
        yield Item("todo", 1, label, f"/desk/people/{person.pk}/", tone="warn", note=person.full_name)
