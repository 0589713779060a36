"""What devices told: the last heartbeat, proofs of play, refused commands, and times without a word."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from loa.speakers.models.airing import Play
from loa.speakers.models.cluster import Cluster, Device
from loa_wire.words import Doing, Outcome


class Beat(models.Model):
    """The last heartbeat of a cluster, written over by the next. `skew_ms` is how far its own clock is ahead of ours."""

    cluster = models.OneToOneField(Cluster, on_delete=models.CASCADE, primary_key=True, related_name="beat")
    device = models.ForeignKey(Device, on_delete=models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField()
    n = models.BigIntegerField(default=0)
    doing = models.CharField(max_length=8)
    volume = models.PositiveSmallIntegerField()
    free = models.BigIntegerField()
    firmware = models.CharField(max_length=40)
    skew_ms = models.BigIntegerField(default=0)
    play = models.CharField(max_length=20, blank=True)
    waiting = models.IntegerField(default=0)  # proofs not yet received

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(doing__in=[each.value for each in Doing]), name="beat_doing")
        ]

    def __str__(self) -> str:
        return f"{self.cluster_id} {self.doing}"


class Proof(models.Model):
    """A play as its device signed it, kept as it came (`envelope`) and never changed; it outlives the sound and the device.

    `play` is empty where nothing was ordered by us under that number: such a proof is kept and shown as unexpected.
    """

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="proofs")
    n = models.BigIntegerField()
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="proofs")
    play = models.ForeignKey(Play, on_delete=models.PROTECT, null=True, related_name="proofs")
    airing_ref = models.CharField(max_length=20)
    outcome = models.CharField(max_length=10)
    why = models.CharField(max_length=12, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    heard_ms = models.PositiveIntegerField()
    volume = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    device_at = models.DateTimeField()
    received_at = models.DateTimeField()
    is_late = models.BooleanField()
    envelope = models.BinaryField()

    class Meta:
        verbose_name = _("bằng chứng phát")
        constraints = [
            models.UniqueConstraint(fields=["device", "n"], name="proof_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=[each.value for each in Outcome]), name="proof_outcome"
            ),
        ]
        indexes = [models.Index(fields=["cluster", "-started_at"], name="proof_of_cluster")]

    def __str__(self) -> str:
        return f"{self.device_id} #{self.n} {self.outcome}"


class Refusal(models.Model):
    """A command or message that was not obeyed or not believed, and by whom it came; the first sign of an attack.

    What is alike within an hour is one row, counted in `times`, so that a flood does not fill the table.
    """

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, null=True, related_name="refusals")
    device_name = models.CharField(max_length=24, blank=True)
    by_server = models.BooleanField(
        default=False
    )  # False: the device refused a command; True: we refused what came
    why = models.CharField(max_length=12)
    group = models.CharField(max_length=40, blank=True)
    seq = models.BigIntegerField(default=0)
    at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["-at"], name="refusal_latest")]

    def __str__(self) -> str:
        return f"{self.device_name} {self.why}"


class Outage(models.Model):
    """A time without heartbeats of an enrolled cluster; open while `until_at` is empty."""

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="outages")
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cluster"], condition=Q(until_at__isnull=True), name="outage_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.cluster_id} {self.since_at}"
