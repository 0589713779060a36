"""How soon a body acknowledges, answers and proves, in working time, beside what the same body did before.

It must not compare bodies, and knows no persons (charter 11).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

FEW = 3  # fewer than so many say nothing of a change
NOTABLE = 0.1  # a change of less than a tenth is none
WORKDAY = timedelta(hours=8)


class Period(models.TextChoices):
    """The span that is looked at; before it lies one of the same length."""

    QUARTER = "quarter", gettext_lazy("Quý này")
    YEAR = "year", gettext_lazy("Năm nay")


@dataclass(frozen=True)
class Span:
    """Days from the first to (not including) the last, with their name."""

    name: str
    first: date
    until: date


@dataclass(frozen=True)
class Measured:
    """What some answers took in working time, and how many are still awaited."""

    count: int
    median: timedelta | None
    slowest: timedelta | None
    open: int = 0


@dataclass(frozen=True)
class Compared:
    """One kind of answer in two spans."""

    label: str | Promise
    now: Measured
    before: Measured

    @property
    def said(self) -> str:
        """Return how the body does beside its own past, in words; nothing where there is too little to say."""
        return change(self.now, self.before)


def measure(taken: Sequence[timedelta], *, still_open: int = 0) -> Measured:
    """Return median and slowest of what was answered; what is still open is counted beside, never mixed in."""
    if not taken:
        return Measured(0, None, None, still_open)
    middle = timedelta(seconds=median(span.total_seconds() for span in taken))
    return Measured(len(taken), middle, max(taken), still_open)


def change(now: Measured, before: Measured) -> str:
    """Return "nhanh hơn trước", "chậm hơn trước" or "như trước"; empty where either side counts too few."""
    if now.median is None or before.median is None or min(now.count, before.count) < FEW:
        return ""
    if abs(now.median - before.median) <= NOTABLE * max(now.median, before.median):
        return _("như trước")
    return _("nhanh hơn trước") if now.median < before.median else _("chậm hơn trước")


def in_words(span: timedelta | None) -> str:
    """Return working time as offices say it: "2 ngày 3 giờ làm việc", a day being eight hours."""
    if span is None:
        return "–"
    minutes = round(span.total_seconds() / 60)
    days, rest = divmod(minutes, round(WORKDAY.total_seconds() / 60))
    hours, minutes = divmod(rest, 60)
    parts = [
        ngettext("%d ngày", "%d ngày", days) % days if days else "",
        ngettext("%d giờ", "%d giờ", hours) % hours if hours else "",
        ngettext("%d phút", "%d phút", minutes) % minutes if not days and (minutes or not hours) else "",
    ]
    return " ".join(part for part in parts if part)


def spans(period: Period, today: date) -> tuple[Span, Span]:
    """Return the running quarter or year, and the same one a year before."""
    if period == Period.YEAR:
        return _year(today.year), _year(today.year - 1)
    quarter = (today.month - 1) // 3
    return _quarter(today.year, quarter), _quarter(today.year - 1, quarter)


def _year(year: int) -> Span:
    return Span(_("năm %(year)s") % {"year": year}, date(year, 1, 1), date(year + 1, 1, 1))


def _quarter(year: int, index: int) -> Span:
    first = date(year, 3 * index + 1, 1)
    until = date(year + (index == 3), (3 * index + 3) % 12 + 1, 1)
    return Span(
        _("quý %(quarter)s/%(year)s") % {"quarter": ("I", "II", "III", "IV")[index], "year": year},
        first,
        until,
    )
