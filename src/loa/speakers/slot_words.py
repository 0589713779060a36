"""A slot in words: on which days, and what a person reads before approving it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from loa.speakers.models import NoiseRule, Slot
from loa.speakers.rules.findings import span_text
from loa.speakers.rules.limits import span_of
from loa.speakers.rules.words import RuleKind
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


def limits_text(rule: NoiseRule) -> str:
    """Return what a rule limits: "2 buổi/ngày, 15 phút/buổi, thứ Hai–thứ Sáu, yên tĩnh 21:00–05:00"."""
    if rule.kind == RuleKind.MOURNING:
        return _("chỉ tin khẩn cấp")
    quiet = span_of(rule.quiet_from, rule.quiet_until)
    said = [
        _("%(n)s buổi/ngày") % {"n": rule.sessions_a_day} if rule.sessions_a_day else "",
        _("%(n)s phút/buổi") % {"n": rule.minutes_a_session} if rule.minutes_a_session else "",
        weekdays_text(rule.weekdays) if rule.weekdays else "",
        _("yên tĩnh %(span)s") % {"span": span_text(quiet)} if quiet else "",
    ]
    return ", ".join(filter(None, said)) or _("chỉ khóa ban đêm")


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
