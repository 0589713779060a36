"""What screens and people read and write beside the rows: counts, confirmations, the fold's place."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from loa.channels.models import Account
from loa.delivery.models.work import Dispatch
from loa.delivery.states import State
from loa.units.models import Person


class Tally(models.Model):
    """How many deliveries of a dispatch are in a state, by account and area (0 for none); screens read only this."""

    dispatch = models.ForeignKey(Dispatch, on_delete=models.PROTECT, related_name="tallies")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    area_id: models.BigIntegerField[int, int] = models.BigIntegerField()
    state = models.CharField(max_length=13, choices=State.choices)
    count = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dispatch", "account", "area_id", "state"], name="tally_cell"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="tally_state"),
        ]
        # Holds neither a count nor its sign, so that counting stays a change in place.
        indexes = [models.Index(fields=["dispatch"], name="tally_unknown", condition=Q(state=State.UNKNOWN))]

    def __str__(self) -> str:
        return f"{self.dispatch_id} {self.state} {self.count}"


class Receipt(models.Model):
    """A confirmation of one delivery by a person (self-reported) or by a proof.

    `person` is the officer; `reporter` the text id of a listed person without an account ("kinds.manual.…:7").
    `photo` is the text id of a stored file.
    """

    delivery_id: models.BigIntegerField[int, int] = models.BigIntegerField(db_index=True)
    dispatch = models.ForeignKey(Dispatch, on_delete=models.PROTECT, related_name="receipts")
    state = models.CharField(max_length=13, choices=State.choices)
    is_self_reported = models.BooleanField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    reporter = models.CharField(max_length=120, blank=True)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    photo = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("báo nhận")
        constraints = [
            models.UniqueConstraint(fields=["delivery_id", "state"], name="receipt_once"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="receipt_state"),
            models.CheckConstraint(
                condition=Q(is_self_reported=False) | Q(person__isnull=False) | ~Q(reporter=""),
                name="receipt_names_who_reports",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.state}"


class Comparison(models.Model):
    """How an account's ledger was last laid beside what its channel says it has; `problem` says why it could not be."""

    account = models.OneToOneField(Account, on_delete=models.PROTECT, primary_key=True, related_name="+")
    at = models.DateTimeField()
    since = models.DateTimeField(null=True)
    compared = models.PositiveIntegerField(default=0)
    only_theirs = models.PositiveIntegerField(default=0)
    only_ours = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return f"{self.account_id} {self.only_theirs}/{self.only_ours}"


class Difference(models.Model):
    """One message that only one side has: the channel (`theirs`) or our ledger (`ours`); `state` is what we said of it.

    `key` is what the channel calls it; `delivery_id` is empty where the ledger knows nothing of it.
    """

    class Side(models.TextChoices):
        """Who alone has it."""

        THEIRS = "theirs", _("chỉ bên kênh có")
        OURS = "ours", _("chỉ sổ gửi có")

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=6, choices=Side.choices)
    key = models.CharField(max_length=200)
    delivery_id: models.BigIntegerField[int | None, int | None] = models.BigIntegerField(null=True)
    state = models.CharField(max_length=13, choices=State.choices, blank=True)
    found_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        verbose_name = _("lượt lệch")
        constraints = [
            models.UniqueConstraint(fields=["account", "side", "key"], name="difference_once"),
            models.CheckConstraint(condition=Q(side__in=["theirs", "ours"]), name="difference_side"),
            models.CheckConstraint(condition=Q(state__in=["", *State.values]), name="difference_state"),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.key}"


class FoldMark(models.Model):
    """One row: everything written by transactions below `xid` is folded."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    xid = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="fold_mark_is_one_row")]

    def __str__(self) -> str:
        return str(self.xid)
