"""Tables of working time: hours and special days of areas, running clocks, duty rosters."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from loa.clocks.kinds import NOTES, DayKind
from loa.clocks.ruling import in_words
from loa.units.models import Area, Body, Post


class _Days(Func):
    """The half-open day range of a row, for the exclusion constraint."""

    function = "daterange"
    output_field = DateRangeField()


class _Moments(Func):
    """The half-open time range of a row, for the exclusion constraint."""

    function = "tstzrange"
    output_field = DateTimeRangeField()


class WorkCalendar(models.Model):
    """The weekly working hours of an area and of those below it, from one day until another.

    Without an area they hold for the whole country. `hours` are seven lists of spans, Monday first:
    [[["08:00", "12:00"], ["13:00", "17:00"]], …].
    """

    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    hours = models.JSONField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="work_calendar_span",
            ),
            ExclusionConstraint(
                name="work_calendar_no_overlap",
                expressions=[
                    (Coalesce("area", Value(0)), RangeOperators.EQUAL),
                    (_Days("valid_from", "valid_until"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_id or '*'} {self.valid_from}"


class Holiday(models.Model):
    """A day that is unlike its weekday in an area (without one: in the country), or bears a mark."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    on = models.DateField()
    kind = models.CharField(max_length=12, choices=DayKind.choices)
    name = models.CharField(max_length=120)
    hours = models.JSONField(default=list, blank=True)  # spans of its own: [["08:00", "11:30"]]
    exchanged_with = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200)
    is_verified = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=DayKind.values), name="holiday_kind"),
            models.UniqueConstraint(
                fields=["area", "on"],
                condition=~Q(kind__in=sorted(NOTES)),
                nulls_distinct=False,
                name="holiday_once",
            ),
            models.UniqueConstraint(
                fields=["area", "on"],
                condition=Q(kind__in=sorted(NOTES)),
                nulls_distinct=False,
                name="mark_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.name}"


class Clock(models.Model):
    """A deadline that runs against a body until it is stopped; the rule it follows from stays printed."""

    thing = models.CharField(max_length=120)  # "room.model:id"
    purpose = models.CharField(max_length=80)  # "bulletins.countersign"
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="clocks")
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    rule = models.JSONField(default=dict)  # the facts of `ruling.Rule`
    rule_text = models.CharField(max_length=400, blank=True)  # of clocks from before the facts were kept
    stopped_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["thing", "purpose"], condition=Q(stopped_at__isnull=True), name="clock_open_once"
            )
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(stopped_at__isnull=True), name="clock_running"),
            models.Index(fields=["body", "due_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.thing}"

    @property
    def rule_in_words(self) -> str:
        """Return the rule in the reader's language."""
        return in_words(self.rule, self.rule_text)

    @property
    def own_name(self) -> str:
        """Return what the journal calls the clock itself; `thing` is what it runs on."""
        return f"clocks.clock:{self.pk}"


class Escalation(models.Model):
    """One call upwards about a clock that ran out: the officer on duty, the second person, the superior body."""

    class Step(models.IntegerChoices):
        """Who is called, in this order."""

        ON_DUTY = 1, _("người trực")
        SECOND = 2, _("người trực thứ hai")
        SUPERIOR = 3, _("cơ quan cấp trên")

    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="escalations")
    step = models.PositiveSmallIntegerField(choices=Step.choices)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clock", "step"], name="escalation_once"),
            models.CheckConstraint(condition=Q(step__in=[1, 2, 3]), name="escalation_step"),
        ]

    def __str__(self) -> str:
        return f"{self.clock_id} ↑{self.step}"


class DutyRoster(models.Model):
    """One shift: who answers for a body from a moment until another, and who is called next if they do not."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="duty")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    escalate_after = models.PositiveSmallIntegerField(default=15)  # minutes

    class Meta:
        ordering = ["begins_at"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="duty_span"),
            models.CheckConstraint(condition=Q(escalate_after__range=(1, 1440)), name="duty_wait"),
            models.CheckConstraint(
                condition=Q(second__isnull=True) | ~Q(second=F("post")), name="duty_two_posts"
            ),
            ExclusionConstraint(
                name="duty_no_overlap",
                expressions=[
                    ("body", RangeOperators.EQUAL),
                    (_Moments("begins_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.begins_at:%Y-%m-%d %H:%M}"
