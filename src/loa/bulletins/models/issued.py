"""What was really said: the wordings that a release let out, frozen, and the fingerprints that find them again."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from loa.bulletins.models.bulletin import Bulletin
from loa.bulletins.models.release import Release


class Issued(models.Model):
    """One wording of a bulletin as a release froze it; `body` is whose accounts say it, `channels` on which kinds.

    The core message stands there under the issuer in every language, said on a channel or not: it is what is
    printed, shared by hand and read under the code. `issuer` and `approver` are named as the channels name them.
    """

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="issued")
    bulletin = models.ForeignKey(Bulletin, on_delete=models.PROTECT, related_name="issued")
    body = models.ForeignKey("units.Body", on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=8)
    channels = ArrayField(models.CharField(max_length=20), default=list)
    is_core = models.BooleanField(default=False)
    title = models.CharField(max_length=240)
    text = models.TextField()
    issuer = models.CharField(max_length=500)
    approver = models.CharField(max_length=300)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["-is_core", "id"]
        constraints = [
            models.UniqueConstraint(fields=["release", "body", "language", "hash"], name="issued_once")
        ]
        indexes = [models.Index(fields=["bulletin", "language"], name="issued_of_bulletin")]

    def __str__(self) -> str:
        return self.title


class Shingle(models.Model):
    """A hash of five words in a row that stands in an issued wording; only of what was issued for real.

    Looked up by hash alone, the newest wordings first, so that a phrase in everybody's text costs no more than a
    rare one.
    """

    pk = models.CompositePrimaryKey("hash", "issued_id")
    hash = models.BigIntegerField()
    issued = models.ForeignKey(Issued, on_delete=models.CASCADE, related_name="shingles", db_index=False)

    def __str__(self) -> str:
        return f"{self.hash} {self.issued_id}"
