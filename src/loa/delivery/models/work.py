"""What is to be sent: a dispatch, its frozen contents and audience, and the chunks by which workers claim it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from loa.channels.models import Account, Mode
from loa.delivery.states import DISPATCH_REASONS, ChunkState, DispatchState, Lane
from loa.units.models import Body


class DatabaseNow(Func):
    """The moment by the database's own clock, also inside a long transaction."""

    function = "clock_timestamp"
    template = "%(function)s()"
    output_field = models.DateTimeField()


class Dispatch(models.Model):
    """One release on its way out. It points at the released thing by a text id and never reads it.

    `month` decides in which partition its deliveries, attempts and events lie. `approved_count` is what the
    approver saw; `reason` says why a paused or missed one waits for a person.
    """

    thing = models.CharField(max_length=120, db_index=True)
    release_hash = models.CharField(max_length=64)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    mode = models.CharField(max_length=8, choices=Mode.choices)
    lane = models.PositiveSmallIntegerField(choices=Lane.choices)
    month = models.DateField()
    state = models.CharField(max_length=10, choices=DispatchState.choices)
    reason = models.CharField(max_length=200, blank=True)
    approved_count = models.PositiveIntegerField()
    as_of = models.DateTimeField()
    created_at = models.DateTimeField()
    starts_at = models.DateTimeField()
    hold_until = models.DateTimeField()
    expires_at = models.DateTimeField()
    confirm_by = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("đợt gửi")
        constraints = [
            models.UniqueConstraint(fields=["id", "mode"], name="dispatch_mode_key"),
            models.CheckConstraint(condition=Q(mode__in=Mode.values), name="dispatch_mode"),
            models.CheckConstraint(condition=Q(state__in=DispatchState.values), name="dispatch_state"),
            models.CheckConstraint(condition=Q(lane__in=Lane.values), name="dispatch_lane"),
            models.CheckConstraint(condition=Q(approved_count__gt=0), name="dispatch_reaches_someone"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("starts_at")) & Q(confirm_by__gte=F("expires_at")),
                name="dispatch_ends_after_it_starts",
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "starts_at"],
                name="dispatch_unsettled",
                condition=Q(settled_at__isnull=True),
            ),
            models.Index(fields=["-created_at"], name="dispatch_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.thing} → {self.approved_count}"

    @property
    def reason_text(self) -> str:
        """Return why it waits or ended, as a sentence; a person's own words as they are."""
        return str(DISPATCH_REASONS.get(self.reason, self.reason))


class Content(models.Model):
    """What one target says, frozen at release: the payload a kind rendered, and its digest."""

    dispatch = models.ForeignKey(Dispatch, on_delete=models.PROTECT, related_name="contents")
    key = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    language = models.CharField(max_length=8)
    payload = models.JSONField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dispatch", "key"], name="content_key_once")]

    def __str__(self) -> str:
        return f"{self.key} {self.hash[:12]}"


class Target(models.Model):
    """A frozen audience: through which account, with which content, whom (a rule of a receiver source), how many."""

    dispatch = models.ForeignKey(Dispatch, on_delete=models.PROTECT, related_name="targets")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    mode = models.CharField(max_length=8)
    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=40)
    rule = models.JSONField()
    expected = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.account_id} ← {self.source} × {self.expected}"


class Chunk(models.Model):
    """Up to 1,000 receivers: the only claim on sending work.

    `due_at` is the moment from which anyone may claim it: its start, its next retry, or the end of the holder's
    lease, always by the database's clock; only the holder moves it earlier. Each claim raises `fence`; whoever
    comes with an older one is refused. `ending` says how what is still pending must end. `turn` is its place in the
    line of its lane, counted in receivers (`turns.py`).
    """

    dispatch = models.ForeignKey(Dispatch, on_delete=models.PROTECT, related_name="chunks")
    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="chunks")
    account_id: models.BigIntegerField[int, int] = models.BigIntegerField()
    lane = models.PositiveSmallIntegerField(choices=Lane.choices)
    state = models.CharField(max_length=12, choices=ChunkState.choices)
    ending = models.CharField(max_length=13, blank=True)
    low = models.BigIntegerField()
    high = models.BigIntegerField()
    expected = models.PositiveSmallIntegerField()
    expanded = models.PositiveSmallIntegerField(null=True)
    found = models.PositiveSmallIntegerField(null=True)
    due_at = models.DateTimeField()
    turn = models.BigIntegerField(default=0, db_default=0)
    fence = models.PositiveIntegerField(default=0)
    crashes = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ChunkState.values), name="chunk_state"),
            models.CheckConstraint(condition=Q(expected__lte=1000), name="chunk_size"),
        ]
        indexes = [
            models.Index(
                fields=["lane", "turn", "due_at", "id"],
                name="chunk_claimable",
                condition=Q(state__in=["ready", "running"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dispatch_id}/{self.pk} {self.state}"


class Pace(models.Model):
    """How far an account's rate is used up, and until when it rests; made when it first has to wait.

    `taken_until` is the mark of the rate, `ordinary_from` the moment from which ordinary work need look again,
    `closed_until` a rest that binds emergencies too, `closings` how many such rests followed each other.
    """

    account = models.OneToOneField(Account, on_delete=models.CASCADE, primary_key=True, related_name="+")
    taken_until = models.DateTimeField(null=True)
    ordinary_from = models.DateTimeField(null=True)
    closed_until = models.DateTimeField(null=True)
    closings = models.PositiveSmallIntegerField(default=0)
    code = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return f"{self.account_id} {self.closings}"
