"""The kinds of days that depart from the ordinary week."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class DayKind(models.TextChoices):
    """What makes a day other than its weekday."""

    HOLIDAY = "holiday", _("Nghỉ lễ")
    SUBSTITUTE = "substitute", _("Nghỉ bù")
    SWAP_OFF = "swap_off", _("Nghỉ hoán đổi")
    SWAP_WORK = "swap_work", _("Ngày làm bù")
    LOCAL_OFF = "local_off", _("Nghỉ tại địa phương")
    LOCAL_HOURS = "local_hours", _("Giờ làm việc riêng")
    MOURNING = "mourning", _("Quốc tang")
    ANNOUNCED = "announced", _("Chưa xác minh")


OFF = frozenset({DayKind.HOLIDAY, DayKind.SUBSTITUTE, DayKind.SWAP_OFF, DayKind.LOCAL_OFF})
"""Days without work."""

HOURS = frozenset({DayKind.SWAP_WORK, DayKind.LOCAL_HOURS})
"""Days whose hours are not those of their weekday."""

NOTES = frozenset({DayKind.MOURNING, DayKind.ANNOUNCED})
"""Days that are marked, while the work goes on as on any other day."""
