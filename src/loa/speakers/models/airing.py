"""What sounds: sounds, slots of the week, one thing at one moment (airing), and that thing at one cluster (play)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from loa.channels.models import Mode
from loa.files.models import StoredFile
from loa.speakers.models.cluster import Cluster
from loa.speakers.rules.foreign import TOLD
from loa.speakers.rules.words import AiringState, PlayState, SlotKind, SlotState, SoundOrigin
from loa.units.models import Area, Body, Person
from loa_wire.words import Priority

PRIORITIES = [each.value for each in Priority]


class Sound(models.Model):
    """One encoded sound file, addressed by its hash and never changed; a person listens to it before it may go on air.

    `length_ms` is measured on the encoded file. `text` is what a machine reads, `text_hash` what of a bulletin it was made from.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveIntegerField()
    length_ms = models.PositiveIntegerField()
    loudness = models.FloatField()  # LUFS
    origin = models.CharField(max_length=8, choices=SoundOrigin.choices)
    engine = models.CharField(max_length=40, blank=True)
    voice = models.CharField(max_length=40, blank=True)
    text = models.TextField(blank=True)
    text_hash = models.CharField(max_length=64, blank=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    heard_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    heard_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("bản thu")
        constraints = [
            models.CheckConstraint(condition=Q(origin__in=SoundOrigin.values), name="sound_origin"),
            models.CheckConstraint(
                condition=Q(heard_by__isnull=True, heard_at__isnull=True)
                | Q(heard_by__isnull=False, heard_at__isnull=False),
                name="sound_heard_by_a_person",
            ),
            models.CheckConstraint(condition=Q(length_ms__gt=0), name="sound_has_a_length"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def thing(self) -> str:
        """Return its name in the journal."""
        return f"speakers.sound:{self.pk}"

    @property
    def seconds(self) -> int:
        """Return how long it sounds, in whole seconds."""
        return round(self.length_ms / 1000)


class Slot(models.Model):
    """A time of the week, or of one day, that a body keeps for its loudspeakers.

    `at` and `minutes` in local time; empty `weekdays` mean every day between the two dates. `areas` narrow it to clusters in these parts
    of the body's territory; none means all of the body's clusters. `settled_hash` is what the second person approved.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="slots")
    areas = models.ManyToManyField(Area, related_name="+", blank=True)
    title = models.CharField(max_length=160)
    kind = models.CharField(max_length=9, choices=SlotKind.choices)
    priority = models.CharField(max_length=9, default=Priority.NORMAL.value)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    at = models.TimeField()
    minutes = models.PositiveSmallIntegerField()
    from_date = models.DateField()
    until_date = models.DateField(null=True, blank=True)  # the last day
    relay_url = models.URLField(max_length=300, blank=True)
    mode = models.CharField(max_length=8, choices=Mode.choices, default=Mode.LIVE)
    state = models.CharField(max_length=8, choices=SlotState.choices, default=SlotState.DRAFT)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    settled_hash = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=300, blank=True)  # why it was returned or ended
    exceeds = models.CharField(
        max_length=300, blank=True
    )  # the special case for which it goes beyond a limit
    hands = ArrayField(
        models.BigIntegerField(), default=list, blank=True
    )  # who wrote what waits (person ids)

    class Meta:
        verbose_name = _("khung giờ phát")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SlotKind.values), name="slot_kind"),
            models.CheckConstraint(condition=Q(state__in=SlotState.values), name="slot_state"),
            models.CheckConstraint(condition=Q(priority__in=["normal", "priority"]), name="slot_priority"),
            models.CheckConstraint(condition=Q(minutes__gt=0) & Q(minutes__lte=720), name="slot_length"),
            models.CheckConstraint(
                condition=~Q(state="approved")
                | (Q(approved_by__isnull=False) & ~Q(approved_by=models.F("made_by"))),
                name="slot_approved_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(kind="relay", relay_url__gt="") | (~Q(kind="relay") & Q(relay_url="")),
                name="slot_relay_has_an_address",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def thing(self) -> str:
        """Return its name in the journal."""
        return f"speakers.slot:{self.pk}"


class Airing(models.Model):
    """One thing at one moment, the same on all its clusters; `ref` is what travels on the wire.

    It comes from a released bulletin (`source` is its text id, `code` and `version` what is printed) or from a relay slot. It may begin until
    `latest_at`. `mends` says that it corrects an emergency and so passes the night lock.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="airings")
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, null=True, related_name="airings")
    sound = models.ForeignKey(Sound, on_delete=models.PROTECT, null=True, related_name="+")
    relay_url = models.URLField(max_length=300, blank=True)
    title = models.CharField(max_length=200)
    source = models.CharField(max_length=120, db_index=True)
    code = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField(default=0)
    dispatch_id: models.BigIntegerField[int, int] = models.BigIntegerField(default=0, db_index=True)
    mode = models.CharField(max_length=8, choices=Mode.choices)
    priority = models.CharField(max_length=9)
    mends = models.BooleanField(default=False)
    starts_at = models.DateTimeField()
    latest_at = models.DateTimeField()
    length_ms = models.PositiveIntegerField()
    held = models.PositiveSmallIntegerField(default=0, db_default=0)  # how often a pause held it back
    place = models.PositiveSmallIntegerField(default=0)  # the commune's order among what collides (TT 39)
    state = models.CharField(max_length=9, choices=AiringState.choices, default=AiringState.PLANNED)
    reason = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("buổi phát")
        constraints = [
            models.CheckConstraint(condition=Q(mode__in=Mode.values), name="airing_mode"),
            models.CheckConstraint(condition=Q(state__in=AiringState.values), name="airing_state"),
            models.CheckConstraint(condition=Q(priority__in=PRIORITIES), name="airing_priority"),
            models.CheckConstraint(
                condition=Q(sound__isnull=False, relay_url="") | Q(sound__isnull=True, relay_url__gt=""),
                name="airing_is_a_sound_or_a_relay",
            ),
            models.CheckConstraint(condition=Q(latest_at__gte=models.F("starts_at")), name="airing_latest"),
            models.UniqueConstraint(
                fields=["source", "dispatch_id", "starts_at", "body"], name="airing_once_for_a_moment"
            ),
        ]
        indexes = [
            models.Index(fields=["body", "starts_at"], name="airing_of_body"),
            models.Index(
                fields=["latest_at"], name="airing_open", condition=Q(state__in=["planned", "ordered"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def thing(self) -> str:
        """Return its name in the journal."""
        return f"speakers.airing:{self.pk}"

    @property
    def ref(self) -> str:
        """Return its name on the wire: another one each time it was held back, for a device never sounds what it was told to drop."""
        return f"{self.pk}.{self.held}" if self.held else str(self.pk)


class Play(models.Model):
    """An airing at one cluster: ordered, taken, and what the device proved; `deadline_at` is when silence becomes *unknown*.

    Who carries the cluster when it sounds is kept in `body`, so that totals hold through a reform. `moment` repeats the airing's, for the index.
    `told` is the unsigned word of another maker's device (`rules.foreign.Told`), heard at `told_at`; it never makes a play *played*.
    """

    airing = models.ForeignKey(Airing, on_delete=models.PROTECT, related_name="plays")
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="plays")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    delivery_id: models.BigIntegerField[int, int] = models.BigIntegerField(default=0, db_index=True)
    moment = models.DateTimeField()
    deadline_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=PlayState.choices, default=PlayState.PLANNED)
    why = models.CharField(max_length=12, blank=True)
    taken_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    heard_ms = models.PositiveIntegerField(default=0)
    late_ms = models.IntegerField(default=0)
    volume = models.PositiveSmallIntegerField(null=True)
    told_silent_at = models.DateTimeField(null=True)  # when the cluster was put on the status page for it
    told = models.CharField(max_length=8, default="", db_default="", blank=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("lượt phát")
        constraints = [
            models.UniqueConstraint(fields=["airing", "cluster"], name="play_once"),
            models.CheckConstraint(condition=Q(state__in=PlayState.values), name="play_state"),
            models.CheckConstraint(condition=Q(told__in=["", *TOLD]), name="play_told"),
        ]
        indexes = [
            models.Index(fields=["cluster", "-moment"], name="play_of_cluster"),
            models.Index(fields=["body", "moment"], name="play_of_body"),
            models.Index(
                fields=["deadline_at"],
                name="play_open",
                condition=Q(state__in=["planned", "ordered", "taken"]),
            ),
            models.Index(
                fields=["moment"],
                name="play_due",
                condition=Q(state__in=["planned", "ordered", "taken"], told_silent_at__isnull=True),
            ),
            models.Index(
                fields=["told_silent_at"], name="play_silent", condition=Q(told_silent_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.airing_id} @ {self.cluster_id}"
