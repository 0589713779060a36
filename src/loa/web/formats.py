"""Vietnamese forms of moments, days, numbers, spans and sizes, for screens and exports alike.

It must not read the clock by itself: callers hand in the present moment.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from loa.lib.clock import HANOI

SECONDS = {"day": 86_400, "hour": 3_600, "minute": 60}


def weekday_name(day: date) -> str:
    """Return the name of the weekday as it stands before a date."""
    names = (
        _("thứ Hai"),
        _("thứ Ba"),
        _("thứ Tư"),
        _("thứ Năm"),
        _("thứ Sáu"),
        _("thứ Bảy"),
        _("Chủ nhật"),
    )
    return names[day.weekday()]


def local(moment: datetime) -> datetime:
    """Return the moment on a clock in Viet Nam."""
    return moment.astimezone(HANOI)


def day_text(day: date) -> str:
    """Return a day as dd/mm/yyyy."""
    return f"{day:%d/%m/%Y}"


def long_day_text(day: date) -> str:
    """Return a day with its weekday: thứ Hai 05/01/2026."""
    return f"{weekday_name(day)} {day_text(day)}"


def clock_text(moment: datetime) -> str:
    """Return the time of day on the 24-hour clock: 14:03."""
    return f"{local(moment):%H:%M}"


def moment_text(moment: datetime) -> str:
    """Return a moment as 14:03 05/01/2026."""
    return f"{local(moment):%H:%M %d/%m/%Y}"


def long_moment_text(moment: datetime) -> str:
    """Return a moment with its weekday: 14:03, thứ Hai 05/01/2026."""
    return f"{clock_text(moment)}, {long_day_text(local(moment).date())}"


def span_text(span: timedelta | float) -> str:
    """Return a length of time in its two largest units: 2 giờ 5 phút; seconds when a number is given."""
    seconds = round(span.total_seconds() if isinstance(span, timedelta) else span)
    if seconds < SECONDS["minute"]:
        return _("%(n)s giây") % {"n": max(seconds, 0)}
    if seconds < SECONDS["hour"]:
        return _("%(n)s phút") % {"n": seconds // 60}
    if seconds < SECONDS["day"]:
        return _join(_("%(n)s giờ") % {"n": seconds // 3600}, seconds % 3600 // 60, _("%(n)s phút"))
    return _join(_("%(n)s ngày") % {"n": seconds // 86_400}, seconds % 86_400 // 3600, _("%(n)s giờ"))


def _join(first: str, count: int, pattern: str) -> str:
    return f"{first} {pattern % {'n': count}}" if count else first


def relative_text(moment: datetime, now: datetime) -> str:
    """Return how far a moment is from now: vừa xong, 5 phút trước, còn 2 giờ, hôm qua."""
    seconds = (now - moment).total_seconds()
    if abs(seconds) < SECONDS["minute"]:
        return _("vừa xong") if seconds >= 0 else _("ngay bây giờ")
    days = (local(now).date() - local(moment).date()).days
    if days == 1 and seconds >= 6 * SECONDS["hour"]:
        return _("hôm qua")
    if days == -1 and -seconds >= 6 * SECONDS["hour"]:
        return _("ngày mai")
    span = span_text(_coarse(abs(seconds)))
    return _("%(span)s trước") % {"span": span} if seconds > 0 else _("còn %(span)s") % {"span": span}


def _coarse(seconds: float) -> float:
    """Cut a span to one unit: nobody needs the minutes of three days ago."""
    unit = next((size for size in SECONDS.values() if seconds >= size), 1)
    return seconds // unit * unit


def number_text(value: float | Decimal, decimals: int | None = None) -> str:
    """Return a number with Vietnamese separators: 1.234,5; trailing zeros only when decimals are asked for."""
    exact = Decimal(str(value))
    if decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    else:
        exact = exact.normalize()
    return f"{exact:,f}".translate(str.maketrans(",.", ".,"))


def percent_text(part: float, whole: float, decimals: int = 0) -> str:
    """Return a share as 12,5%; a dash when there is no whole."""
    return f"{number_text(100 * part / whole, decimals)}%" if whole else "–"


def size_text(octets: int) -> str:
    """Return a file size: 12 KB, 3,4 MB."""
    if octets < 1024:
        return _("%(n)s byte") % {"n": octets}
    kilo = octets / 1024
    return f"{number_text(kilo, 0)} KB" if kilo < 1024 else f"{number_text(kilo / 1024, 1)} MB"


def yes_no(value: object) -> str:
    """Return a flag as a word."""
    return pgettext("trả lời", "Có") if value else pgettext("trả lời", "Không")
