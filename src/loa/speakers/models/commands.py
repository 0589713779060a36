"""What was asked of devices: signed once for a group, counted, sent again until each device has said a word."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from loa.speakers.models.cluster import Cluster, Device
from loa.units.models import Person
from loa_wire.words import Ask


class Group(models.Model):
    """A group of devices by its name on the wire ("city", "b12", "c7", "dK3…") and its last sequence."""

    name = models.CharField(max_length=40, primary_key=True)
    seq = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.seq}"


class Command(models.Model):
    """One signed command as it travels. `published_at` is empty until the gateway has given it to the broker once."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="commands")
    seq = models.BigIntegerField()
    ask = models.CharField(max_length=8)
    envelope = models.BinaryField()
    only = ArrayField(models.BigIntegerField(), default=list)  # cluster ids; empty means the whole group
    since_at = models.DateTimeField()
    until_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    urgent = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "seq"], name="command_seq_once"),
            models.CheckConstraint(condition=Q(ask__in=[each.value for each in Ask]), name="command_ask"),
            models.CheckConstraint(condition=Q(until_at__gt=F("since_at")), name="command_window"),
        ]
        indexes = [
            models.Index(
                fields=["urgent", "id"], name="command_unpublished", condition=Q(published_at__isnull=True)
            ),
            models.Index(fields=["until_at"], name="command_until"),
            models.Index(fields=["published_at"], name="command_published"),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} #{self.seq} {self.ask}"


class CommandCopy(models.Model):
    """A command at one device: how often it was sent, and the device's word. What was not answered is sent again until it ends.

    The database checks neither reference: copies are written from both tables in one statement, ten thousand of them before a warning goes out.
    """

    command = models.ForeignKey(
        Command, on_delete=models.CASCADE, related_name="copies", db_constraint=False, db_index=False
    )
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    sent = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    taken = models.BooleanField(null=True)
    why = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["command", "device"], name="command_copy_once")]
        indexes = [
            models.Index(
                fields=["device", "command"], name="command_unanswered", condition=Q(answered_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.command_id} → {self.device_id}"


class Silence(models.Model):
    """One use of the kill switch over a group, until two persons have ended it: one asks, another agrees (design.md §7)."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="silences")
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, null=True, related_name="+")
    body = models.ForeignKey("units.Body", on_delete=models.PROTECT, null=True, related_name="+")
    on_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    on_at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    command = models.ForeignKey(Command, on_delete=models.PROTECT, related_name="+")
    off_asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    off_asked_at = models.DateTimeField(null=True)
    off_reason = models.CharField(max_length=300, blank=True)
    off_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    off_at = models.DateTimeField(null=True)
    off_command = models.ForeignKey(Command, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("lần ngắt loa khẩn cấp")
        constraints = [
            models.UniqueConstraint(
                fields=["group"], condition=Q(off_at__isnull=True), name="silence_one_open"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="silence_says_why"),
            models.CheckConstraint(
                condition=Q(off_at__isnull=True)
                | (
                    Q(off_asked_by__isnull=False)
                    & Q(off_by__isnull=False)
                    & ~Q(off_by=F("off_asked_by"))
                    & Q(off_command__isnull=False)
                ),
                name="silence_ended_by_two_persons",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.on_at}"

    @property
    def thing(self) -> str:
        """Return its name in the journal."""
        return f"speakers.silence:{self.pk}"
