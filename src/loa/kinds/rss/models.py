"""Entries of feeds: one for each bulletin, language and account, under an id that never changes."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from loa.channels.models import Account, Mode


class Entry(models.Model):
    """What a feed says of one bulletin in one language; made by a delivery, kept for ever.

    `uid` is the id that readers of the feed know it by. `keys` are those of the deliveries that brought it, so that
    publishing twice publishes once. `updated_at` moves on when another entry corrects, withdraws or supersedes it:
    `corrects` is the code of the bulletin that this one does that to, and `relation` which.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="feed_entries")
    mode = models.CharField(max_length=8, choices=Mode.choices)
    uid = models.CharField(max_length=200, unique=True)
    code = models.CharField(max_length=20)
    language = models.CharField(max_length=5)
    is_local = models.BooleanField(default=False)
    keys = ArrayField(models.CharField(max_length=40))
    title = models.CharField(max_length=300)
    payload = models.JSONField()
    area_codes = ArrayField(models.CharField(max_length=40), default=list)
    topics = ArrayField(models.CharField(max_length=40), default=list)
    relation = models.CharField(max_length=12, blank=True)
    corrects = models.CharField(max_length=20, blank=True, db_index=True)
    published_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "code", "language"], name="feed_entry_once")
        ]
        indexes = [
            models.Index(fields=["account", "language", "-updated_at"], name="feed_entry_newest"),
            models.Index(fields=["mode", "language", "-updated_at"], name="feed_entry_of_all"),
        ]

    def __str__(self) -> str:
        return self.uid
