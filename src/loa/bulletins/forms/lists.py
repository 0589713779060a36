"""Filters of the list of bulletins, and of what waits for a countersignature."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from loa.bulletins import queries
from loa.bulletins.models import Bulletin
from loa.bulletins.rules import moves
from loa.bulletins.rules.words import Mode, Priority, Relation, State
from loa.web.lists import FilterForm

WAITING = {
    "release": queries.waiting_for_release,
    "mend": queries.waiting_for_mending,
    "word": queries.waiting_for_wording,
    "missed": queries.missed,
    "clash": queries.bulletins_in_clash,
}
ANY = ("", _("Tất cả"))


class BulletinFilter(FilterForm):
    """State, priority and mode; the short cut "in work" or "out"; and what waits for the reader."""

    stage = forms.ChoiceField(
        label=_("Giai đoạn"), choices=[ANY, ("work", _("Đang làm")), ("out", _("Đã phát"))], required=False
    )
    state = forms.ChoiceField(label=_("Trạng thái"), choices=[ANY, *State.choices], required=False)
    priority = forms.ChoiceField(label=_("Mức ưu tiên"), choices=[ANY, *Priority.choices], required=False)
    mode = forms.ChoiceField(label=_("Chế độ"), choices=[ANY, *Mode.choices], required=False)

    waits = forms.ChoiceField(
        label=_("Chờ tôi"),
        choices=[
            ANY,
            ("release", _("Duyệt")),
            ("mend", _("Sửa bản bị trả lại")),
            ("word", _("Viết lại cho đơn vị")),
            ("missed", _("Quyết định về bản lỡ giờ phát")),
            ("clash", _("Thống nhất hai bản tin khác nhau")),
        ],
        required=False,
    )

    def filter_waits(self, rows: QuerySet[Bulletin], value: str) -> QuerySet[Bulletin]:
        """Keep what the first screen counts under these words."""
        meant = WAITING[value](self.request.actor)  # type: ignore[attr-defined]
        return rows.filter(pk__in=meant.order_by().values("pk"))

    def filter_stage(self, rows: QuerySet[Bulletin], value: Any) -> QuerySet[Bulletin]:
        """Keep what is in work, or what is out."""
        return rows.filter(state__in=moves.IN_WORK if value == "work" else moves.PUBLIC)


class CountersignFilter(FilterForm):
    """What was done to the first bulletin, and whether the time to sign is over."""

    relation = forms.ChoiceField(
        label=_("Việc đã làm"),
        choices=[ANY, *((r.value, r.label) for r in (Relation.CORRECTION, Relation.WITHDRAWAL))],
    )
    late = forms.BooleanField(label=_("Chỉ bản quá hạn"))

    lookups = {"relation": "bulletin__relation", "late": "is_late"}
