"""What the lists of parts, tasks and hand-overs are narrowed by; every count on a page is an address of these."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from loa.lib import clock
from loa.tasks.models import Assignment, HandOver, Task, TaskGroup
from loa.tasks.queries import visible, work
from loa.tasks.queries.days import ADDED_UP, OPEN, UNDER_WAY, Days, days_of
from loa.tasks.rules.ageing import Age
from loa.tasks.rules.words import AssignmentState, Origin, Part, TaskState
from loa.units.lists import bodies_to_choose
from loa.units.models import Body, BodyVersion
from loa.units.permissions import Permission
from loa.units.queries import body_name
from loa.units.versions import in_force, latest, under
from loa.web.fields import DayField, NamedChoice, choose_from
from loa.web.lists.filters import FilterForm

ANY = [("", _("Tất cả"))]
AGES = [("late", _("mọi việc quá hạn")), *Age.choices]


def hidden(label: Any) -> forms.IntegerField:
    """Return a field that an address fills and no person types: the id of one thing."""
    return forms.IntegerField(label=label, min_value=1, max_value=2**62, widget=forms.HiddenInput)


class WorkFilter(FilterForm):
    """What all of them share: programme, group and the age of what is overdue."""

    programme = NamedChoice(label=_("Chương trình"), empty_label=_("Tất cả"))
    group = hidden(_("Nhóm nhiệm vụ"))
    age = forms.ChoiceField(label=_("Quá hạn"), choices=[*ANY, *AGES])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = Concat(F("name"), Value(" "), F("year"), output_field=CharField())
        rows = visible.programmes_visible_to(self.request.actor).annotate(label=named)  # type: ignore[attr-defined]
        choose_from(self.fields["programme"], rows.order_by("-year", "code"))

    @cached_property
    def days(self) -> Days:
        """Return what counts as late for the reader's body."""
        return days_of(self.request.actor.body)  # type: ignore[attr-defined]

    def _label(self, name: str, value: object) -> str:
        if name == "body" and isinstance(value, int):
            return body_name(value)
        if name == "group":
            return str(TaskGroup.objects.filter(pk=str(value)).first() or "")
        if name == "task":
            return str(Task.objects.filter(pk=str(value)).first() or "")
        return super()._label(name, value)


class PartFilter(WorkFilter):
    """What the parts of bodies, and the matrix, are narrowed by."""

    state = forms.ChoiceField(
        label=_("Trạng thái"),
        choices=[
            *ANY,
            ("open", _("chưa xong")),
            ("silent", _("chưa trả lời (đơn vị đã được báo trước)")),
            *AssignmentState.choices,
        ],
    )
    part = forms.ChoiceField(label=_("Vai trò"), choices=[*ANY, *Part.choices])
    under = NamedChoice(label=_("Thuộc"), empty_label=_("Tất cả"))
    body = hidden(_("Đơn vị"))
    giver = hidden(_("Cơ quan giao"))
    task = hidden(_("Nhiệm vụ"))
    due = DayField(label=_("Hạn ngày"), widget=forms.HiddenInput)
    lookups = {
        "programme": "task__group__programme",
        "group": "task__group",
        "body": "holder",
        "giver": "task__holder",
        "due": "due",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        below = in_force(BodyVersion, clock.today()).filter(superior=OuterRef("pk"))
        rows = bodies_to_choose(self.request.actor, Permission.TASKS_READ)  # type: ignore[attr-defined]
        choose_from(self.fields["under"], rows.filter(Exists(below)))

    def apply(self, rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
        """Leave out what was not given out, except where the parts of one task are asked for."""
        rows = super().apply(rows)
        return rows if self.cleaned_data.get("task") else work.issued(rows)

    def filter_state(self, rows: QuerySet[Assignment], value: str) -> QuerySet[Assignment]:
        """Keep one state, what is still worked at, or the silence that was shown to the body first."""
        special = {"open": OPEN, "silent": work.told_silent(self.days)}
        return rows.filter(special.get(value, Q(state=value)))

    def filter_age(self, rows: QuerySet[Assignment], value: str) -> QuerySet[Assignment]:
        """Keep what has been overdue for so long."""
        late = rows.filter(self.days.overdue)
        return late if value == "late" else late.filter(self.days.aged(Age(value), "due"))

    def filter_under(self, rows: QuerySet[Assignment], value: Body) -> QuerySet[Assignment]:
        """Keep what bodies below one, and that body itself, carry out."""
        paths = latest(BodyVersion, clock.today()).filter(body=value).values_list("path", flat=True)
        branch = latest(BodyVersion, clock.today()).filter(under(paths)).values("body")
        return rows.filter(holder__in=branch)


class TaskFilter(WorkFilter):
    """What the list of tasks is narrowed by."""

    state = forms.ChoiceField(
        label=_("Trạng thái"),
        choices=[
            *ANY,
            ("given", _("đã giao, kể cả đã xong")),
            ("late", _("quá hạn")),
            ("waiting", _("có kết quả chờ nghiệm thu")),
            *TaskState.choices,
        ],
    )
    origin = forms.ChoiceField(
        label=_("Loại"), choices=[*ANY, ("came_up", _("phát sinh, đột xuất")), *Origin.choices]
    )
    age = forms.ChoiceField(label=_("Quá hạn"), choices=[*ANY, *AGES], widget=forms.HiddenInput)
    lookups = {"programme": "group__programme"}

    def filter_state(self, rows: QuerySet[Task], value: str) -> QuerySet[Task]:
        """Keep one state, or what is given out, late or waiting."""
        special = {
            "given": Q(state__in=ADDED_UP),
            "late": self.days.late_tasks,
            "waiting": Q(waiting__gt=0),
        }
        return rows.filter(special.get(value, Q(state=value)))

    def filter_origin(self, rows: QuerySet[Task], value: str) -> QuerySet[Task]:
        """Keep one origin, or all that came up."""
        return rows.exclude(origin=Origin.PLANNED) if value == "came_up" else rows.filter(origin=value)

    def filter_age(self, rows: QuerySet[Task], value: str) -> QuerySet[Task]:
        """Keep what has been overdue for so long."""
        late = rows.filter(self.days.late_tasks)
        return late if value == "late" else late.filter(self.days.aged(Age(value), "due_on"))


class GroupFilter(WorkFilter):
    """What the progress of groups is narrowed by."""

    age = None  # type: ignore[assignment]  # so Django takes a field of the parent away

    def filter_group(self, rows: QuerySet[TaskGroup], value: int) -> QuerySet[TaskGroup]:
        """Keep one group."""
        return rows.filter(pk=value)


class PassedFilter(FilterForm):
    """What the list of hand-overs is narrowed by; without a wish the open ones."""

    state = forms.ChoiceField(
        label=_("Trạng thái"),
        choices=[
            ("", _("Đang chờ")),
            ("stuck", _("Đang tắc: quá hạn hoặc chưa ai nhận")),
            ("closed", _("Đã kết thúc")),
            ("all", _("Tất cả")),
        ],
    )
    body = hidden(_("Đơn vị"))

    def apply(self, rows: QuerySet[HandOver]) -> QuerySet[HandOver]:
        """Show what is open unless something else is asked for."""
        rows = super().apply(rows)
        wanted = self.cleaned_data.get("state")
        if wanted == "stuck":
            return rows.filter(days_of(self.request.actor.body).stuck)  # type: ignore[attr-defined]
        if wanted == "closed":
            return rows.exclude(UNDER_WAY)
        return rows if wanted == "all" else rows.filter(UNDER_WAY)

    def filter_state(self, rows: QuerySet[HandOver], value: str) -> QuerySet[HandOver]:
        """Narrow nothing: `apply` looks at the choice, empty included."""
        del value
        return rows

    def filter_body(self, rows: QuerySet[HandOver], value: int) -> QuerySet[HandOver]:
        """Keep what one body gave or takes."""
        return rows.filter(Q(giver=value) | Q(taker=value))

    def _label(self, name: str, value: object) -> str:
        return body_name(value) if name == "body" and isinstance(value, int) else super()._label(name, value)
