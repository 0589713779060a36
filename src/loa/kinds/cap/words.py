"""The words of an alert in each language: events of the prepared messages, tags of languages."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext, gettext_noop

TAGS = {"vi": "vi-VN"}
EVENTS = (
    gettext_noop("Mưa lớn, ngập úng, gió mạnh"),
    gettext_noop("Nắng nóng gay gắt"),
    gettext_noop("Phòng, chống sốt xuất huyết"),
    gettext_noop("Tạm ngừng cấp nước"),
    gettext_noop("Cảnh báo lừa đảo"),
    gettext_noop("Tiêm chủng"),
    gettext_noop("Cấm đường, phân luồng giao thông"),
    gettext_noop("Sơ tán"),
    gettext_noop("Thông báo họp"),
    gettext_noop("Sự kiện"),
)


def event_in(language: str, event: str, title: str) -> str:
    """Return the name of the event in the language; the title where the event has no name there."""
    if language == "vi" or not event:
        return event or title
    with translation.override(language):
        return gettext(event) if event in EVENTS else title
