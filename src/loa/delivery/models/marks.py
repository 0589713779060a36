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


class FoldMark(models.Model):
    """One row: everything written by transactions below `xid` is folded."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    xid = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="fold_mark_is_one_row")]

    def __str__(self) -> str:
        return str(self.xid)
