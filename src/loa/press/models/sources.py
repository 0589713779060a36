"""Publishers under all their names and domains, the sources read from them, and what each fetch brought."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from loa.press.rules.words import FetchOutcome, Habit, PublisherKind, SourceKind, SourceState
from loa.units.models import Area, Body, Person, Topic


class Publisher(models.Model):
    """A newspaper, station or site, whatever names and domains it goes by. No author is kept anywhere (charter 2)."""

    name = models.CharField(max_length=160)
    folded = models.CharField(max_length=200, db_index=True)
    kind = models.CharField(max_length=12, choices=PublisherKind.choices, default=PublisherKind.OTHER)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="+")  # a local one
    # empty: the software made it, for a file or a sample
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)
    # what it was found to be another name of: it holds nothing any more, and its `folded` is empty
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=PublisherKind.values), name="publisher_kind"),
            models.CheckConstraint(
                condition=~Q(merged_into=F("id")), name="publisher_not_merged_into_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def thing(self) -> str:
        """Return its name in the journal."""
        return f"press.publisher:{self.pk}"


class PublisherName(models.Model):
    """A domain ("vnexpress.net") or another name of a publisher; each belongs to one publisher."""

    publisher = models.ForeignKey(Publisher, on_delete=models.PROTECT, related_name="names")
    is_domain = models.BooleanField()
    value = models.CharField(max_length=200)
    folded = models.CharField(max_length=200)  # small, without marks; a domain in ASCII without "www."

    class Meta:
        ordering = ["-is_domain", "folded"]
        constraints = [models.UniqueConstraint(fields=["is_domain", "folded"], name="publisher_name_once")]

    def __str__(self) -> str:
        return self.value


class Source(models.Model):
    """One way by which a publisher's items come in, looked after by one body."""

    publisher = models.ForeignKey(Publisher, on_delete=models.PROTECT, related_name="sources")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=SourceKind.choices)
    name = models.CharField(max_length=160)
    url = models.CharField(max_length=1000, blank=True)
    state = models.CharField(max_length=8, choices=SourceState.choices, default=SourceState.READ)
    topics = ArrayField(models.CharField(max_length=40), default=list)  # codes that all its items belong to
    every_minutes = models.PositiveSmallIntegerField(default=15)
    pages = models.BooleanField(default=False)  # the page of each item is read for its whole text
    etag = models.CharField(max_length=300, blank=True)
    modified = models.CharField(max_length=100, blank=True)
    next_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    fetched_at = models.DateTimeField(null=True)
    last_item_at = models.DateTimeField(null=True)
    habit = models.CharField(max_length=10, choices=Habit.choices, default=Habit.NEW)
    habit_since = models.DateTimeField(null=True)
    habit_why = models.CharField(max_length=300, blank=True)
    # empty: the software made it, for a file or a sample
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SourceKind.values), name="source_kind"),
            models.CheckConstraint(condition=Q(state__in=SourceState.values), name="source_state"),
            models.CheckConstraint(condition=Q(habit__in=Habit.values), name="source_habit"),
            models.CheckConstraint(
                condition=Q(kind__in=["bulk", "clip"]) | ~Q(url=""), name="source_has_an_address"
            ),
            models.UniqueConstraint(
                fields=["url"], condition=~Q(url="") & ~Q(state="ended"), name="source_address_once"
            ),
        ]
        indexes = [models.Index(fields=["next_at"], condition=Q(state="read"), name="source_due")]

    def __str__(self) -> str:
        return self.name

    @property
    def thing(self) -> str:
        """Return its name in the journal."""
        return f"press.source:{self.pk}"


class Host(models.Model):
    """What is owed to one host: when it may be asked again, and what its robots.txt allows."""

    name = models.CharField(max_length=253, unique=True)
    next_at = models.DateTimeField(null=True)
    robots = models.TextField(blank=True)
    robots_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Fetch(models.Model):
    """One request to a source and what came of it; kept for ninety days."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="fetches")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=FetchOutcome.choices)
    status = models.PositiveSmallIntegerField(null=True)
    size = models.PositiveIntegerField(default=0)  # bytes
    took_ms = models.PositiveIntegerField(default=0)
    entries = models.PositiveIntegerField(default=0)
    fresh = models.PositiveIntegerField(default=0)
    why = models.CharField(
        max_length=30, blank=True, db_default=""
    )  # a code of `rules.failures`, in words when shown
    facts = models.JSONField(null=True)
    reason = models.CharField(
        max_length=300, blank=True, db_default=""
    )  # in words, by the release before; it goes with the next one

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=FetchOutcome.values), name="fetch_outcome"),
            models.CheckConstraint(
                condition=~Q(outcome__in=["failed", "refused"]) | ~Q(why="") | ~Q(reason=""),
                name="fetch_says_why",
            ),
        ]
        indexes = [models.Index(fields=["source", "-at"], name="fetch_of_source")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.outcome}"


class TopicWord(models.Model):
    """A wording that names a topic; never a person's name (charter 2)."""

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="words")
    value = models.CharField(max_length=80)
    folded = models.CharField(max_length=100)
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["topic", "folded"]
        constraints = [models.UniqueConstraint(fields=["topic", "value"], name="topic_word_once")]

    def __str__(self) -> str:
        return self.value

    @property
    def thing(self) -> str:
        """Return its name in the journal."""
        return f"press.topicword:{self.pk}"
