"""Alerts as they were issued: the very bytes, kept for ever under one address."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from loa.channels.models import Account, Mode
from loa.lib.cap import MsgType


class Alert(models.Model):
    """One CAP message of an account; `xml` is the document as it is served and never changes.

    `series` is the first message of a chain of updates, on the first itself null; `ended_at` is when a later message
    of the chain took its place. `keys` are those of the deliveries that brought it, so that publishing twice
    publishes once. `code` is the bulletin's; `number` counts the messages that said the same bulletin in other words.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="alerts")
    mode = models.CharField(max_length=8, choices=Mode.choices)
    series = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="later")
    code = models.CharField(max_length=20)
    number = models.PositiveSmallIntegerField()
    sender = models.CharField(max_length=80)
    identifier = models.CharField(max_length=200)
    msg_type = models.CharField(max_length=6, choices=[(kind.value, kind.value) for kind in MsgType])
    keys = ArrayField(models.CharField(max_length=40))
    payload = models.JSONField()
    xml = models.TextField()
    corrects = models.CharField(max_length=20, blank=True)
    is_local = models.BooleanField(default=False)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "code", "number"], name="alert_once"),
            models.UniqueConstraint(fields=["sender", "identifier"], name="alert_identifier_once"),
        ]
        indexes = [
            models.Index(fields=["account", "-sent_at"], name="alert_newest"),
            models.Index(fields=["mode", "expires_at"], name="alert_current"),
        ]

    def __str__(self) -> str:
        return self.identifier

    @property
    def name(self) -> str:
        """Return the last part of its address."""
        return self.code if self.number == 1 else f"{self.code}.{self.number}"
