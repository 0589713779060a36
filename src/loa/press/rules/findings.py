"""The finding of a chart in one sentence: what a reader should take from it, said with its numbers. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from loa.web.formats import number_text, percent_text

_WEEK = 7
_CHANGED = 0.2
"""A week differs from the one before when it does so by a fifth."""


@dataclass(frozen=True, slots=True)
class Part:
    """One bar of a chart."""

    label: str
    value: int


def of_days(parts: Sequence[Part]) -> str:
    """Say how the last seven days stand to the seven before, or which day had most."""
    if not any(part.value for part in parts):
        return _("Không có tin – bài nào trong khoảng này")
    now = sum(part.value for part in parts[-_WEEK:])
    before = sum(part.value for part in parts[-2 * _WEEK : -_WEEK])
    if len(parts) >= 2 * _WEEK and before:
        facts = {"now": number_text(now), "before": number_text(before)}
        change = now / before - 1
        facts["change"] = percent_text(abs(now - before), before)
        if change >= _CHANGED:
            return _("7 ngày cuối tăng %(change)s so với 7 ngày trước: %(now)s so với %(before)s") % facts
        if change <= -_CHANGED:
            return _("7 ngày cuối giảm %(change)s so với 7 ngày trước: %(now)s so với %(before)s") % facts
    most = max(parts, key=lambda part: part.value)
    facts = {"label": most.label, "n": number_text(most.value)}
    return _("Nhiều nhất là %(label)s: %(n)s tin – bài") % facts


def of_parts(parts: Sequence[Part], total: int) -> str:
    """Say which part is the largest, and its share of all items."""
    if not parts or not total:
        return _("Không có tin – bài nào trong khoảng này")
    most = max(parts, key=lambda part: part.value)
    facts = {
        "label": most.label,
        "n": number_text(most.value),
        "total": number_text(total),
        "share": percent_text(most.value, total),
    }
    return _("%(label)s nhiều nhất: %(n)s trên %(total)s tin – bài (%(share)s)") % facts
