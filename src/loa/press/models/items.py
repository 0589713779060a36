"""Items of the press, the groups of reprints and the stories they belong to, and what persons decided about those."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from loa.press.models.sources import Publisher, Source
from loa.press.rules.words import EditKind
from loa.units.models import Person


class ReprintGroup(models.Model):
    """One article and its reprints, by the item that stands for them. Counts are kept by the grouping process.

    Only an empty one is without a founder, another group took it over; all of them for the minutes in which all are made anew.
    """

    founder = models.OneToOneField("Item", on_delete=models.PROTECT, null=True, related_name="+")
    items = models.PositiveIntegerField(default=1)
    publishers = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"reprints of {self.founder_id}"


class Story(models.Model):
    """One event as the press tells it, by the item that founded it. Counts are kept by the grouping process.

    Its own number is its name for ever. Only an empty one may be without a founder: another story took it over when all
    were made anew; `former` leads on to where that is.
    """

    founder = models.OneToOneField("Item", on_delete=models.PROTECT, null=True, related_name="+")
    former = models.ForeignKey("Item", on_delete=models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=500)
    items = models.PositiveIntegerField(default=1)
    articles = models.PositiveIntegerField(default=1)  # items less reprints
    publishers = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        ordering = ["-last_at", "-id"]
        indexes = [models.Index(fields=["-last_at", "-id"], name="story_newest")]

    def __str__(self) -> str:
        return self.title

    @property
    def thing(self) -> str:
        """Return its name in the journal."""
        return f"press.story:{self.pk}"


class Item(models.Model):
    """One item as published: no author, no byline, no stance or tone (charter 2).

    `key` is the SHA-256 of the canonical address, or of source and id where there is none. `sure` says how sure the
    moment of publication is, 0 to 1 (`loa.feeds.moments`). Topics and areas are codes.
    """

    # Without an index of their own: one of those below begins with each, and millions of items are written.
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="items", db_index=False)
    publisher = models.ForeignKey(Publisher, on_delete=models.PROTECT, related_name="items", db_index=False)
    key = models.CharField(max_length=64)
    entry = models.CharField(
        max_length=64, blank=True
    )  # a second key: of source and id, or of the page's own address
    url = models.CharField(max_length=1000, blank=True)
    title = models.CharField(max_length=500)
    summary = models.TextField(blank=True)
    text = models.TextField(blank=True)
    digest = models.CharField(max_length=64)  # SHA-256 of title, summary and text
    language = models.CharField(max_length=3, blank=True)
    topics = ArrayField(models.CharField(max_length=40), default=list)
    areas = ArrayField(models.CharField(max_length=20), default=list)
    published_at = models.DateTimeField()
    sure = models.FloatField(default=0)
    taken_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)  # the publisher changed it after we had it
    digest_before = models.CharField(max_length=64, blank=True)  # of the wording that the newest one replaced
    reprints = models.ForeignKey(
        ReprintGroup, on_delete=models.PROTECT, null=True, related_name="members", db_index=False
    )
    story = models.ForeignKey(
        Story, on_delete=models.PROTECT, null=True, related_name="members", db_index=False
    )
    figures_differ = models.BooleanField(default=False)  # a reprint in which only figures changed
    contains = ArrayField(models.BigIntegerField(), default=list)  # a digest: ids of the items in it
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["-published_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(sure__gte=0, sure__lte=1), name="item_sure"),
            models.CheckConstraint(condition=~Q(title=""), name="item_has_a_title"),
            models.UniqueConstraint(fields=["key"], name="item_key_once"),
        ]
        indexes = [
            models.Index(fields=["-published_at", "-id"], name="item_newest"),
            models.Index(fields=["publisher", "-published_at"], name="item_of_publisher"),
            models.Index(fields=["source", "-published_at"], name="item_of_source"),
            models.Index(fields=["story", "published_at"], name="item_of_story"),
            models.Index(fields=["reprints", "published_at"], name="item_of_reprints"),
            models.Index(fields=["id"], condition=Q(story__isnull=True), name="item_ungrouped"),
            models.Index(fields=["entry"], condition=~Q(entry=""), name="item_entry"),
            GinIndex(fields=["topics"], name="item_topics"),
            GinIndex(fields=["areas"], name="item_areas"),
            GinIndex(fields=["contains"], name="item_contains"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def thing(self) -> str:
        """Return its name in the journal."""
        return f"press.item:{self.pk}"


class StoryEdit(models.Model):
    """What a person decided about groups: kept for ever, done again whenever the items come back."""

    kind = models.CharField(max_length=6, choices=EditKind.choices)
    of_reprints = models.BooleanField(default=False)
    items = ArrayField(models.BigIntegerField())
    others = ArrayField(models.BigIntegerField(), default=list)
    reason = models.CharField(max_length=300, blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)  # when the grouping process took it in

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=EditKind.values), name="story_edit_kind"),
            models.CheckConstraint(condition=Q(items__len__gt=0), name="story_edit_of_items"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.items}"

    @property
    def thing(self) -> str:
        """Return its name in the journal."""
        return f"press.storyedit:{self.pk}"
