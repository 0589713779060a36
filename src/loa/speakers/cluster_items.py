"""What clusters and the kill switch add to the page frame: menu entries, lines on the first screen, words of acts."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loa.speakers.queries import health, silences
from loa.speakers.queries.visible import READ
from loa.units import access
from loa.units.access import Who
from loa.web.shell import NavItem
from loa.web.today import Item

GROUP = _("Loa truyền thanh")
NAV = (NavItem("clusters", _("Cụm loa"), "speakers:clusters", "speakerphone", GROUP, 151, READ.value),)
THINGS: dict[str, tuple[str | Promise, str]] = {
    "speakers.silence": (_("lần ngắt loa khẩn cấp"), "/desk/speakers/silence/{}/"),
    "speakers.fleet": (_("toàn bộ cụm loa"), ""),
}
VERBS: dict[str, str | Promise] = {
    "speakers.cluster_added": _("thêm cụm loa"),
    "speakers.cluster_changed": _("sửa cụm loa"),
    "speakers.cluster_closed": _("đóng cụm loa"),
    "speakers.clusters_imported": _("nhập danh sách cụm loa"),
    "speakers.code_made": _("tạo mã ghép thiết bị"),
    "speakers.device_enrolled": _("ghép thiết bị"),
    "speakers.device_revoked": _("thu hồi thiết bị"),
    "speakers.devices_enrolled": _("ghép nhiều thiết bị cùng lúc"),
    "speakers.devices_told": _("gửi giới hạn, nhóm, khóa xuống thiết bị"),
    "speakers.muted": _("tắt tiếng"),
    "speakers.neighbours_changed": _("sửa nơi cần yên tĩnh"),
    "speakers.reform_followed": _("chuyển cụm loa theo sắp xếp đơn vị"),
    "speakers.silence_end_asked": _("đề nghị mở lại loa"),
    "speakers.silence_ended": _("đồng ý mở lại loa"),
    "speakers.silence_kept": _("không đồng ý mở lại loa"),
    "speakers.silenced": _("ngắt loa khẩn cấp"),
    "speakers.tone_sounded": _("thử tiếng"),
    "speakers.unmuted": _("mở tiếng"),
    "speakers.volume_set": _("chỉnh âm lượng"),
}


def today_lines(actor: Who) -> Iterator[Item]:
    """Yield the silences that hold, first of all lines, and how many clusters somebody should look at."""
    if not access.can(actor, READ):
        return
    standing = silences.standing(actor)
    open_ones = list(standing.values_list("pk", "off_asked_at"))
    if open_ones:
        asked = sum(moment is not None for _pk, moment in open_ones)
        url = (
            "/desk/speakers/silence/" if len(open_ones) > 1 else f"/desk/speakers/silence/{open_ones[0][0]}/"
        )
        note = _("Có đề nghị mở lại, chờ người thứ hai đồng ý") if asked else ""
        label = _("lần ngắt loa khẩn cấp đang có hiệu lực")
        yield Item("todo", len(open_ones), label, url, tone="bad", note=note, leads=True)
    count = health.count_attention(actor)
    yield Item("broken", count, _("cụm loa cần xem"), "/desk/speakers/?state=attention", tone="warn")
