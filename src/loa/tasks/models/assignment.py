"""Who carries a task out, what they report, and what they hand to each other."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import F, Q

from loa.files.models import StoredFile
from loa.tasks.models.programme import Task
from loa.tasks.rules.words import AssignmentState, HandOverState, Part, ProgressKind
from loa.units.models import Body, Person, Post


class Assignment(models.Model):
    """One body's part of a task.

    `body` is whom it was given to and never changes, so that totals hold through a reform; `holder` is the body that
    carries it now. The moments are the firsts (acknowledged, answered, evidence) that medians are made of.
    """

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="assignments")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="assignments")
    holder = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="held_assignments")
    part = models.CharField(max_length=8, choices=Part.choices, default=Part.LEAD)
    state = models.CharField(max_length=12, choices=AssignmentState.choices, default=AssignmentState.ASSIGNED)
    officer = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="assignments")
    percent = models.PositiveSmallIntegerField(default=0)
    milestone = models.PositiveSmallIntegerField(default=0)  # how many of the task's milestones are reached
    due_on = models.DateField(null=True)  # its own limit, where it differs from the task's
    assigned_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)  # the first word or percent
    reported_at = models.DateTimeField(
        null=True
    )  # the evidence that stands, or waits; empty once it was returned
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()
    shown_silent_at = models.DateTimeField(null=True)  # when the body itself was shown as silent (charter 11)
    escalated_at = models.DateTimeField(null=True)
    reminded = models.CharField(
        max_length=14, blank=True
    )  # the due day and stage last told of: "20261130:late"

    class Meta:
        ordering = ["task", "part", "id"]
        constraints = [
            models.UniqueConstraint(fields=["task", "body"], name="assignment_once"),
            models.CheckConstraint(condition=Q(state__in=AssignmentState.values), name="assignment_state"),
            models.CheckConstraint(condition=Q(percent__lte=100), name="assignment_percent"),
            models.CheckConstraint(
                condition=~Q(state=AssignmentState.ACCEPTED)
                | Q(reported_at__isnull=False, accepted_at__isnull=False, accepted_by__isnull=False),
                name="assignment_accepted_on_evidence",
            ),
            models.CheckConstraint(
                condition=Q(escalated_at__isnull=True)
                | Q(shown_silent_at__isnull=False, escalated_at__gt=F("shown_silent_at")),
                name="assignment_silent_told_first",
            ),
            models.CheckConstraint(
                condition=Q(escalated_at__isnull=True)
                | Q(escalated_at__gte=F("shown_silent_at") + timedelta(hours=24)),
                name="assignment_silent_told_a_day_first",
            ),
        ]
        indexes = [
            models.Index(fields=["holder", "state"], name="assignment_at_body"),
            models.Index(
                fields=["task"], condition=Q(escalated_at__isnull=False), name="assignment_told_silent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} → {self.body_id}"

    @property
    def thing(self) -> str:
        """Return its name in the journal."""
        return f"tasks.assignment:{self.pk}"


class Progress(models.Model):
    """One entry of an assignment: how far it is, in words, with files; or what the assigning body said of it.

    `client_key` is made on the device that wrote it, so that a draft sent twice is one entry.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=12, choices=ProgressKind.choices)
    percent = models.PositiveSmallIntegerField(null=True)
    milestone = models.PositiveSmallIntegerField(null=True)
    text = models.TextField(blank=True)
    files = models.ManyToManyField(StoredFile, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    by_superior = models.BooleanField(default=False)  # said for a body that had nobody who may
    client_key = models.UUIDField(null=True, unique=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ProgressKind.values), name="progress_kind"),
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__lte=100), name="progress_percent"
            ),
            models.CheckConstraint(
                condition=~Q(kind=ProgressKind.RETURNED) | ~Q(text=""), name="progress_returned_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.kind}"


class HandOver(models.Model):
    """What one body of a task passes to another, with a clock; a stuck one shows by itself."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="hand_overs")
    giver = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    taker = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=300)
    state = models.CharField(max_length=12, choices=HandOverState.choices, default=HandOverState.GIVEN)
    given_at = models.DateTimeField()
    due_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)  # why it was refused or called back

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=HandOverState.values), name="hand_over_state"),
            models.CheckConstraint(condition=~Q(giver=F("taker")), name="hand_over_to_another"),
            models.CheckConstraint(
                condition=~Q(state__in=["refused", "called_back"]) | ~Q(reason=""),
                name="hand_over_refused_why",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state__in=["given", "taken"]), name="hand_over_open")
        ]

    def __str__(self) -> str:
        return f"{self.giver_id} → {self.taker_id}"

    @property
    def thing(self) -> str:
        """Return its name in the journal."""
        return f"tasks.handover:{self.pk}"
