"""Filters of the list of bulletins."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from loa.bulletins.models import Bulletin
from loa.bulletins.rules import moves
from loa.bulletins.rules.words import Mode, Priority, State
from loa.web.lists import FilterForm

ANY = ("", _("Tất cả"))


class BulletinFilter(FilterForm):
    """State, priority and mode; and the short cut "in work" or "out"."""

    stage = forms.ChoiceField(
        label=_("Giai đoạn"), choices=[ANY, ("work", _("Đang làm")), ("out", _("Đã phát"))], required=False
    )
    state = forms.ChoiceField(label=_("Trạng thái"), choices=[ANY, *State.choices], required=False)
    priority = forms.ChoiceField(label=_("Mức ưu tiên"), choices=[ANY, *Priority.choices], required=False)
    mode = forms.ChoiceField(label=_("Chế độ"), choices=[ANY, *Mode.choices], required=False)

    def filter_stage(self, rows: QuerySet[Bulletin], value: Any) -> QuerySet[Bulletin]:
        """Keep what is in work, or what is out."""
        return rows.filter(state__in=moves.IN_WORK if value == "work" else moves.PUBLIC)
