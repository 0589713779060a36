"""How moments, amounts of working time and lunar dates are written in Vietnamese (and, by gettext, in English)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from loa.clocks.kinds import DayKind
from loa.clocks.lunar import LunarDate
from loa.clocks.national import SpecialDay

WEEKDAYS = (
    gettext_lazy("thứ Hai"),
    gettext_lazy("thứ Ba"),
    gettext_lazy("thứ Tư"),
    gettext_lazy("thứ Năm"),
    gettext_lazy("thứ Sáu"),
    gettext_lazy("thứ Bảy"),
    gettext_lazy("Chủ nhật"),
)
LUNAR_MONTHS = (
    pgettext_lazy("lunar month", "Giêng"),
    pgettext_lazy("lunar month", "Hai"),
    pgettext_lazy("lunar month", "Ba"),
    pgettext_lazy("lunar month", "Tư"),
    pgettext_lazy("lunar month", "Năm"),
    pgettext_lazy("lunar month", "Sáu"),
    pgettext_lazy("lunar month", "Bảy"),
    pgettext_lazy("lunar month", "Tám"),
    pgettext_lazy("lunar month", "Chín"),
    pgettext_lazy("lunar month", "Mười"),
    pgettext_lazy("lunar month", "Mười Một"),
    pgettext_lazy("lunar month", "Chạp"),
)


def hours(amount: float) -> str:
    """Return "8 giờ làm việc", or minutes where the amount is no whole number of half hours."""
    minutes = round(amount * 60)
    if minutes % 30:
        return ngettext("%d phút làm việc", "%d phút làm việc", minutes) % minutes
    whole, half = divmod(minutes, 60)
    if half:
        return _("%(whole)d,5 giờ làm việc") % {"whole": whole}
    return ngettext("%d giờ làm việc", "%d giờ làm việc", whole) % whole


def days(amount: int) -> str:
    """Return "3 ngày làm việc"."""
    return ngettext("%d ngày làm việc", "%d ngày làm việc", amount) % amount


def elapsed(minutes: int) -> str:
    """Return "24 giờ" or "15 phút": time by the wall clock, not working time."""
    if minutes % 60:
        return ngettext("%d phút", "%d phút", minutes) % minutes
    return ngettext("%d giờ", "%d giờ", minutes // 60) % (minutes // 60)


def moment(at: datetime, seen_from: date) -> str:
    """Return "10:00 thứ Hai 05/01", with the year where it is another than the reader's."""
    return f"{at:%H:%M} {WEEKDAYS[at.weekday()]} {short_date(at.date(), seen_from)}"


def short_date(day: date, seen_from: date) -> str:
    """Return "05/01", or "05/01/2026" seen from another year."""
    return f"{day:%d/%m}" if day.year == seen_from.year else f"{day:%d/%m/%Y}"


def lunar_note(when: LunarDate) -> str:
    """Return "nhằm ngày 17 tháng Giêng năm Bính Ngọ", the note beside a solar date."""
    month = str(LUNAR_MONTHS[when.month - 1])
    facts = {
        "day": _("mùng %d") % when.day if when.day <= 10 else str(when.day),
        "month": pgettext("lunar month", "%s nhuận") % month if when.is_leap else month,
        "year": when.year_name,
    }
    return _("nhằm ngày %(day)s tháng %(month)s năm %(year)s") % facts


def notes(specials: Sequence[SpecialDay]) -> tuple[str, ...]:
    """Return one sentence part per run of neighbouring days of one kind and name."""
    return tuple(_note(run) for run in _runs(specials))


def _runs(specials: Sequence[SpecialDay]) -> list[list[SpecialDay]]:
    runs = [[special] for special in specials[:1]]
    for before, after in pairwise(specials):
        if (after.kind, after.name) == (before.kind, before.name) and _weekend_between(before.on, after.on):
            runs[-1].append(after)
        else:
            runs.append([after])
    return runs


def _weekend_between(before: date, after: date) -> bool:
    """Say whether only Saturdays and Sundays lie between two days."""
    between = range(1, (after - before).days)
    return all((before + timedelta(days=n)).weekday() >= 5 for n in between)


def _note(run: Sequence[SpecialDay]) -> str:
    first, last = run[0].on, run[-1].on
    facts = {
        "name": _(run[0].name),
        "days": f"{first:%d/%m}" if first == last else f"{first:%d/%m}–{last:%d/%m}",
    }
    return _PATTERNS[run[0].kind] % facts


_PATTERNS = {
    DayKind.HOLIDAY: gettext_lazy("bỏ qua %(name)s %(days)s"),
    DayKind.SUBSTITUTE: gettext_lazy("bỏ qua nghỉ bù %(name)s %(days)s"),
    DayKind.SWAP_OFF: gettext_lazy("bỏ qua ngày nghỉ hoán đổi %(days)s"),
    DayKind.SWAP_WORK: gettext_lazy("tính cả ngày làm bù %(days)s"),
    DayKind.LOCAL_OFF: gettext_lazy("bỏ qua %(name)s %(days)s"),
    DayKind.LOCAL_HOURS: gettext_lazy("giờ làm việc riêng ngày %(days)s (%(name)s)"),
}
