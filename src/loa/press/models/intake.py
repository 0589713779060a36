"""What is on its way in: pages that wait to be read, files that are being brought in."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from loa.press.models.sources import Source
from loa.press.rules.words import ImportState


class Page(models.Model):
    """A page that waits to be read for the text of its item; gone once it was.

    One that cannot be read for good stays for a month, given up, so that it is not asked for again at every turn.
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="waiting")
    key = models.CharField(max_length=64, unique=True)  # as of `Item.key`
    url = models.CharField(max_length=1000)
    host = models.CharField(max_length=253)
    title = models.CharField(max_length=500, blank=True)
    published_at = models.DateTimeField(null=True)
    sure = models.FloatField(default=0)
    next_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    given_up_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["next_at", "id"]
        indexes = [
            models.Index(fields=["host", "next_at"], condition=Q(given_up_at=None), name="page_of_host"),
            models.Index(fields=["given_up_at"], condition=~Q(given_up_at=None), name="page_given_up"),
        ]

    def __str__(self) -> str:
        return self.url


class BulkImport(models.Model):
    """A file of items and how far it was brought in: the same file goes on where it stopped."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="imports")
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)  # of the whole file
    state = models.CharField(max_length=8, choices=ImportState.choices, default=ImportState.RUNNING)
    lines = models.BigIntegerField(default=0)  # read so far, good and bad
    fresh = models.BigIntegerField(default=0)
    changed = models.BigIntegerField(default=0)
    known = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)
    rejected_size = models.BigIntegerField(default=0)  # bytes of the reject file
    begun_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="bulk_import_state"),
            models.UniqueConstraint(fields=["source", "digest"], name="bulk_import_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def thing(self) -> str:
        """Return its name in the journal."""
        return f"press.bulkimport:{self.pk}"


class Retag(models.Model):
    """A walk over the items there are that names their topics and areas anew, and how far it came."""

    wordings = models.CharField(max_length=64)  # digest of the wordings it works by
    since = models.DateField(null=True)  # only items published from this day on
    state = models.CharField(max_length=8, choices=ImportState.choices, default=ImportState.RUNNING)
    last = models.BigIntegerField(default=0)  # the item it came to
    until = models.BigIntegerField()  # the newest item when it began: later ones are named as they come
    seen = models.BigIntegerField(default=0)
    changed = models.BigIntegerField(default=0)
    begun_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=Q(state__in=ImportState.values), name="retag_state")]

    def __str__(self) -> str:
        return f"{self.seen} items, {self.changed} changed"

    @property
    def thing(self) -> str:
        """Return its name in the journal."""
        return f"press.retag:{self.pk}"
