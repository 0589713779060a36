"""A slot in words: on which days, and what a person reads before approving it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from loa.speakers.models import Slot
from loa.speakers.schedule_status import PRIORITIES
from loa.units import queries as units
from loa.web.formats import day_text, moment_text
from loa_wire.words import Priority


def days_text(slot: Slot) -> str:
    """Return on which days a slot sounds: "thứ Hai–thứ Sáu, từ 01/12/2026"."""
    if slot.until_date == slot.from_date:
        return day_text(slot.from_date)
    since = _("từ %(day)s") % {"day": day_text(slot.from_date)}
    until = _("đến hết %(day)s") % {"day": day_text(slot.until_date)} if slot.until_date else ""
    return ", ".join(filter(None, [weekdays_text(slot.weekdays), " ".join(filter(None, [since, until]))]))


def weekdays_text(weekdays: list[int]) -> str:
    """Return days of the week in words, a row of them as a span, none as every day."""
    if not weekdays:
        return _("hằng ngày")
    names = [_("thứ Hai"), _("thứ Ba"), _("thứ Tư"), _("thứ Năm"), _("thứ Sáu"), _("thứ Bảy"), _("Chủ nhật")]
    days = sorted(weekdays)
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return f"{names[days[0] - 1]}–{names[days[-1] - 1]}"
    return ", ".join(names[day - 1] for day in days)


def facts_of(slot: Slot) -> list[dict[str, Any]]:
    """Return what a slot says, as label and value."""
    places = ", ".join(units.area_names([area.pk for area in slot.areas.all()]).values())
    rows = [
        (_("Cơ quan"), units.body_name(slot.body)),
        (_("Dùng để"), slot.get_kind_display()),
        (_("Giờ phát"), f"{slot.at:%H:%M}, {_('%(n)s phút') % {'n': slot.minutes}}"),
        (_("Ngày phát"), days_text(slot)),
        (_("Nơi phát"), places or _("tất cả cụm loa của cơ quan")),
        (_("Mức ưu tiên"), PRIORITIES[Priority(slot.priority)]),
        (_("Người soạn"), f"{slot.made_by.full_name}, {moment_text(slot.made_at)}"),
    ]
    if slot.relay_url:
        rows.insert(3, (_("Tiếp sóng từ"), slot.relay_url))
    if slot.approved_by and slot.approved_at:
        rows.append((_("Người duyệt"), f"{slot.approved_by.full_name}, {moment_text(slot.approved_at)}"))
    if slot.exceeds:
        rows.append((_("Trường hợp đặc biệt"), slot.exceeds))
    if slot.reason:
        rows.append((_("Lý do trả lại, dừng"), slot.reason))
    return [{"label": label, "value": value} for label, value in rows]
