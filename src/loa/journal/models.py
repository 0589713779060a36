"""Tables of the journal: what was done, by whom, sealed into a hash chain.

Rows hold ids, verbs, digests and masked reasons, never contact data or note text (charter 12), and the
application's database role can neither change nor remove them.
"""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """One act, written in the transaction that did it.

    `xid` is the writing transaction's id: readers that follow the log take only rows below the
    snapshot's xmin, since ids are given before commit.
    """

    at = models.DateTimeField(db_index=True)
    verb = models.CharField(max_length=80)
    thing = models.CharField(max_length=120, db_index=True)
    person = models.CharField(max_length=40, blank=True)
    post = models.CharField(max_length=40, blank=True)
    body = models.CharField(max_length=40, blank=True)
    on_behalf_of = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict)
    xid = models.BigIntegerField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.verb} {self.thing}"


class Seal(models.Model):
    """The place of one entry in the chain: hash over the previous hash and the entry's canonical form."""

    number = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, on_delete=models.DO_NOTHING, related_name="seal")
    hash = models.CharField(max_length=64, unique=True)
    sealed_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.hash[:12]}"


class IdempotencyKey(models.Model):
    """The stored answer to an unsafe request, replayed when the same request comes again."""

    key = models.CharField(max_length=255)
    person = models.CharField(max_length=40)
    request_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    answer = models.BinaryField(default=bytes)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="idempotency_person_key")]

    def __str__(self) -> str:
        return self.key
