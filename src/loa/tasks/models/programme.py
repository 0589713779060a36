"""What is to be done: a year's programme, its groups of tasks, the tasks."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from loa.documents.models import Document
from loa.tasks.rules.words import Measure, Origin, ProgrammeState, TaskState
from loa.units.models import Body, Person


class Programme(models.Model):
    """A body's programme of work for one year, resting on a document.

    `body` set it up and never changes, so that totals hold through a reform; `holder` is whose it is now.
    """

    code = models.CharField(max_length=20)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="programmes")
    holder = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="held_programmes")
    name = models.CharField(max_length=240)
    year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=ProgrammeState.choices, default=ProgrammeState.DRAFT)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="programmes")
    copied_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    folded = models.CharField(max_length=300)
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)  # made up for the demo

    class Meta:
        ordering = ["-year", "code"]
        verbose_name = _("chương trình")
        constraints = [
            models.UniqueConstraint(fields=["body", "year", "code"], name="programme_once"),
            models.CheckConstraint(condition=Q(state__in=ProgrammeState.values), name="programme_state"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def thing(self) -> str:
        """Return its name in the journal."""
        return f"tasks.programme:{self.pk}"


class TaskGroup(models.Model):
    """A group of tasks of one programme for a span of days (a quarter, the year)."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="groups")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=240)
    starts_on = models.DateField()
    ends_on = models.DateField()  # its last day

    class Meta:
        ordering = ["programme", "position"]
        verbose_name = _("nhóm nhiệm vụ")
        constraints = [
            models.UniqueConstraint(fields=["programme", "position"], name="task_group_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="task_group_span"),
        ]

    def __str__(self) -> str:
        return self.name


class Task(models.Model):
    """One thing to do: what, why, by whom, until when, what proves it, how it is measured.

    `body` set it up and never changes, `holder` is the body that assigns and accepts now. `code` is its number within the programme and stays when the table goes out and comes back. `milestones` are names in
    order. `repeats` is an RRULE (RFC 5545); each occurrence is a task of its own with `series` at the first.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="tasks")
    holder = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="held_tasks")
    group = models.ForeignKey(TaskGroup, on_delete=models.PROTECT, null=True, related_name="tasks")
    code = models.CharField(max_length=24)
    title = models.CharField(max_length=300)
    why = models.TextField(blank=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="tasks")
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.PLANNED)
    state = models.CharField(max_length=10, choices=TaskState.choices, default=TaskState.DRAFT)
    starts_on = models.DateField(null=True)
    due_on = models.DateField()
    evidence = models.CharField(max_length=300, blank=True)  # what proves that it was done
    needs_file = models.BooleanField(default=False)  # words alone do not prove it
    measure = models.CharField(max_length=10, choices=Measure.choices, default=Measure.PERCENT)
    milestones: models.JSONField[Any, Any] = models.JSONField(default=list)
    target = models.CharField(max_length=160, blank=True)  # what is measured: "100 % cụm loa", "3 buổi"
    after = models.ManyToManyField("self", symmetrical=False, related_name="before")  # what it waits for
    repeats = models.CharField(max_length=200, blank=True)
    series = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="occurrences")
    sequence = models.PositiveIntegerField(
        default=0
    )  # iCalendar's SEQUENCE: raised by every change of what it says
    folded = models.CharField(max_length=400)
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)  # why it was cancelled or opened again
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["due_on", "id"]
        verbose_name = _("nhiệm vụ")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=TaskState.values), name="task_state"),
            models.CheckConstraint(condition=Q(origin__in=Origin.values), name="task_origin"),
            models.UniqueConstraint(fields=["body", "code"], name="task_code_once"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(due_on__gte=F("starts_on")), name="task_span"
            ),
            models.CheckConstraint(
                condition=Q(state=TaskState.DONE, done_at__isnull=False)
                | (~Q(state=TaskState.DONE) & Q(done_at__isnull=True)),
                name="task_done_at_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(origin=Origin.PLANNED) | Q(group__isnull=False), name="planned_task_has_a_group"
            ),
        ]
        indexes = [models.Index(fields=["holder", "state", "due_on"], name="task_of_holder")]

    def __str__(self) -> str:
        return self.title

    @property
    def thing(self) -> str:
        """Return its name in the journal."""
        return f"tasks.task:{self.pk}"
