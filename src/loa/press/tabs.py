"""The tabs of the newsroom's pages."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

_TABS = (
    ("stories", _("Chùm tin")),
    ("signals", _("Dấu hiệu tăng")),
    ("counts", _("Số tin – bài")),
    ("items", _("Tin – bài")),
    ("digest", _("Điểm tin")),
)


def tabs() -> list[dict[str, object]]:
    """Return the tabs of the newsroom."""
    return [{"key": name, "label": label, "url": reverse(f"press:{name}")} for name, label in _TABS]
