"""The cluster, which stays, and the device in it, which is replaced."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from loa.channels.models import Mode
from loa.speakers.rules.words import Dialect, NeighbourKind
from loa.units.models import Area, Body, Person


class Cluster(models.Model):
    """A pole or roof with loudspeakers, openly listed under its body; its history outlives every device.

    `volume` lies between the two limits, in percent. `settings` holds what a foreign dialect needs (its device number, its address).
    """

    code = models.CharField(max_length=40, unique=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="clusters")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=200)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    model = models.CharField(max_length=80, blank=True)
    mode = models.CharField(max_length=8, choices=Mode.choices, default=Mode.LIVE)
    dialect = models.CharField(max_length=8, choices=Dialect.choices, default=Dialect.LOA)
    settings = models.JSONField(default=dict, blank=True)
    volume = models.PositiveSmallIntegerField(default=60)
    volume_min = models.PositiveSmallIntegerField(default=20)
    volume_max = models.PositiveSmallIntegerField(default=90)
    is_muted = models.BooleanField(default=False)
    folded = models.CharField(max_length=260, blank=True)  # code and place without marks, for search
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(mode__in=Mode.values), name="cluster_mode"),
            models.CheckConstraint(condition=Q(dialect__in=Dialect.values), name="cluster_dialect"),
            models.CheckConstraint(
                condition=Q(volume__gte=F("volume_min"))
                & Q(volume__lte=F("volume_max"))
                & Q(volume_max__lte=100),
                name="cluster_volume_within_limits",
            ),
        ]
        indexes = [models.Index(fields=["body", "closed_at"], name="cluster_of_body")]

    def __str__(self) -> str:
        return self.code

    @property
    def thing(self) -> str:
        """Return its name in the journal."""
        return f"speakers.cluster:{self.pk}"


class Neighbour(models.Model):
    """What stands near a cluster and wants quiet, at all times or between two times of day on some weekdays (1 Monday … 7 Sunday)."""

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="neighbours")
    kind = models.CharField(max_length=8, choices=NeighbourKind.choices)
    name = models.CharField(max_length=160)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=NeighbourKind.values), name="neighbour_kind"),
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="neighbour_quiet_has_both_ends",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Device(models.Model):
    """A device in a cluster with the public half of its key; the private half never leaves it.

    `name` is what it is called on the wire and to the broker. `password` is the broker's digest of what only the device knows; there is no
    other way in. `boots` and the like are told by heartbeats, not kept here.
    """

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="devices")
    name = models.CharField(max_length=24, unique=True)
    serial = models.CharField(max_length=80, blank=True)
    model = models.CharField(max_length=80, blank=True)
    firmware = models.CharField(max_length=40, blank=True)
    public_key = models.BinaryField(max_length=32, unique=True)
    password = models.CharField(max_length=200, blank=True)
    enrolled_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    revoke_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cluster"], condition=Q(revoked_at__isnull=True), name="device_one_in_a_cluster"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | ~Q(revoke_reason=""), name="device_revoked_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Enrolment(models.Model):
    """A code by which one device may join a cluster, once, for a day; only its digest is kept."""

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="enrolments")
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    device = models.OneToOneField(Device, on_delete=models.PROTECT, null=True, related_name="enrolment")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(used_at__isnull=True, device__isnull=True)
                | Q(used_at__isnull=False, device__isnull=False),
                name="enrolment_used_by_a_device",
            )
        ]

    def __str__(self) -> str:
        return f"{self.cluster_id} {self.expires_at}"
