"""What the lists are narrowed by."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from loa.lib import clock
from loa.tasks.models import Assignment, Programme, Task
from loa.tasks.queries.visible import programmes_visible_to
from loa.tasks.rules.words import AssignmentState, Origin, Part, ProgrammeState, TaskState
from loa.web.fields import NamedChoice, choose_from
from loa.web.lists.filters import FilterForm

ALL = ("", _("Tất cả"))


class ProgrammeFilter(FilterForm):
    """Programmes by year and state."""

    year = forms.IntegerField(label=_("Năm"), min_value=2000, max_value=2100)
    state = forms.ChoiceField(label=_("Trạng thái"), choices=[ALL, *ProgrammeState.choices])


class TaskFilter(FilterForm):
    """Tasks by where they stand, how they came, and their programme."""

    state = forms.ChoiceField(
        label=_("Trạng thái"),
        choices=[
            ALL,
            ("late", _("quá hạn")),
            ("waiting", _("có kết quả chờ nghiệm thu")),
            *TaskState.choices,
        ],
    )
    origin = forms.ChoiceField(
        label=_("Loại"), choices=[ALL, ("came_up", _("phát sinh, đột xuất")), *Origin.choices]
    )
    programme = NamedChoice(label=_("Chương trình"), empty_label=_("Tất cả"))
    group = forms.IntegerField(label=_("Nhóm số"), widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actor = getattr(self.request, "actor", None)
        rows = programmes_visible_to(actor) if actor else Programme.objects.none()
        choose_from(self.fields["programme"], rows.order_by("-year", "code"))

    def filter_state(self, rows: QuerySet[Task], value: str) -> QuerySet[Task]:
        """Take "late" and "waiting" for what they mean."""
        if value == "late":
            return rows.filter(state=TaskState.OPEN, due_on__lt=clock.today())
        if value == "waiting":
            waits = Assignment.objects.filter(task=OuterRef("pk"), state=AssignmentState.REPORTED)
            return rows.filter(Exists(waits))
        return rows.filter(state=value)

    def filter_origin(self, rows: QuerySet[Task], value: str) -> QuerySet[Task]:
        """Take what came up together."""
        return rows.exclude(origin=Origin.PLANNED) if value == "came_up" else rows.filter(origin=value)

    def filter_programme(self, rows: QuerySet[Task], value: Programme) -> QuerySet[Task]:
        """Narrow to a programme's tasks."""
        return rows.filter(group__programme=value)


class PartFilter(FilterForm):
    """Parts by state and by the body's part."""

    state = forms.ChoiceField(label=_("Trạng thái"), choices=[ALL, *AssignmentState.choices])
    part = forms.ChoiceField(label=_("Vai trò"), choices=[ALL, *Part.choices])
