"""Counts that persons keep, and what grew faster than its own past."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from loa.press.models.items import Story
from loa.press.rules.words import SignalKind, SignalState
from loa.units.models import Body, Person


class SavedCount(models.Model):
    """A question "how many items" with a name, of what was taken in until it was saved. Dates are days of Viet Nam."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    topics = ArrayField(models.CharField(max_length=40), default=list)
    areas = ArrayField(models.CharField(max_length=20), default=list)
    publishers = ArrayField(models.BigIntegerField(), default=list)
    sources = ArrayField(models.BigIntegerField(), default=list, db_default=[])
    since = models.DateField()
    until = models.DateField(null=True)  # the last day that counts; empty: until `taken_until`
    taken_until = models.DateTimeField(db_default=Now())  # what was taken in later does not count
    without_reprints = models.BooleanField(default=False)
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="saved_count_days"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def thing(self) -> str:
        """Return its name in the journal."""
        return f"press.savedcount:{self.pk}"


class Signal(models.Model):
    """A story or topic that grew faster than its own past within one hour; `chance` as the method states it."""

    kind = models.CharField(max_length=6, choices=SignalKind.choices)
    story = models.ForeignKey(Story, on_delete=models.PROTECT, null=True, related_name="signals")
    topic = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()  # the end of the hour that stood out
    observed = models.PositiveIntegerField()
    expected = models.FloatField()
    chance = models.FloatField()
    state = models.CharField(max_length=10, choices=SignalState.choices, default=SignalState.OPEN)
    reason = models.CharField(max_length=300, blank=True)
    settled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SignalKind.values), name="signal_kind"),
            models.CheckConstraint(condition=Q(state__in=SignalState.values), name="signal_state"),
            models.CheckConstraint(
                condition=Q(kind="story", story__isnull=False, topic="")
                | (Q(kind="topic", story__isnull=True) & ~Q(topic="")),
                name="signal_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(state="open") | Q(settled_by__isnull=False, settled_at__isnull=False),
                name="signal_settled_by_a_person",
            ),
            models.CheckConstraint(
                condition=~Q(state="dismissed") | ~Q(reason=""), name="signal_dismissed_says_why"
            ),
            models.UniqueConstraint(
                fields=["story", "at"], condition=Q(kind="story"), name="signal_story_once"
            ),
            models.UniqueConstraint(
                fields=["topic", "at"], condition=Q(kind="topic"), name="signal_topic_once"
            ),
        ]
        indexes = [models.Index(fields=["-at"], condition=Q(state="open"), name="signal_open")]

    def __str__(self) -> str:
        return f"{self.kind} {self.story_id or self.topic} {self.at}"

    @property
    def thing(self) -> str:
        """Return its name in the journal."""
        return f"press.signal:{self.pk}"
