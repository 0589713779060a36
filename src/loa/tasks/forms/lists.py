"""What the lists are narrowed by."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from loa.tasks.rules.words import ProgrammeState
from loa.web.lists.filters import FilterForm

ALL = ("", _("Tất cả"))


class ProgrammeFilter(FilterForm):
    """Programmes by year and state."""

    year = forms.IntegerField(label=_("Năm"), min_value=2000, max_value=2100)
    state = forms.ChoiceField(label=_("Trạng thái"), choices=[ALL, *ProgrammeState.choices])
