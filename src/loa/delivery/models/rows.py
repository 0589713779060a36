"""The hot tables: one row per delivery, per attempt, per event, partitioned by the month of their dispatch.

They hold plain ids, no foreign keys (`doctor` checks them), and are made by SQL; this file only lets Django read
them. The application's role may add attempts and events but not change or remove them.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from loa.channels.models import Mode
from loa.delivery.states import Origin, State


class Delivery(models.Model):
    """One message for one receiver through one account. Its state is folded from events, never set by hand.

    `receiver` is a number that only the target's source can turn into an address; `area_id` is 0 for none.
    """

    id = models.BigIntegerField(primary_key=True)
    month = models.DateField()
    dispatch_id: models.BigIntegerField[int, int] = models.BigIntegerField()
    account_id: models.BigIntegerField[int, int] = models.BigIntegerField()
    content_id: models.BigIntegerField[int, int] = models.BigIntegerField()
    receiver = models.BigIntegerField()
    area_id: models.BigIntegerField[int, int] = models.BigIntegerField()
    mode = models.CharField(max_length=8, choices=Mode.choices)
    state = models.CharField(max_length=13, choices=State.choices)
    rank = models.IntegerField()
    reason = models.CharField(max_length=300)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("lượt gửi")

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"


class Attempt(models.Model):
    """A call that was about to be made: written and committed before it."""

    pk = models.CompositePrimaryKey("delivery_id", "number", "month")
    delivery_id: models.BigIntegerField[int, int] = models.BigIntegerField()
    number = models.PositiveSmallIntegerField()
    month = models.DateField()
    fence = models.PositiveIntegerField()
    rank = models.IntegerField()
    at = models.DateTimeField()
    xid = models.BigIntegerField()

    class Meta:
        verbose_name = _("lần thử")

    def __str__(self) -> str:
        return f"{self.delivery_id} #{self.number}"


class Event(models.Model):
    """Something that became known about a delivery. Events add up; the heaviest is the state."""

    id = models.BigIntegerField(primary_key=True)
    month = models.DateField()
    delivery_id: models.BigIntegerField[int, int] = models.BigIntegerField()
    attempt = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=13, choices=State.choices)
    rank = models.IntegerField()
    origin = models.CharField(max_length=8, choices=Origin.choices)
    code = models.CharField(max_length=60)
    reason = models.CharField(max_length=300)
    provider_id = models.CharField(max_length=200)
    retry_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    xid = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.state}"
