"""Why an item is in its groups, as the engine that put it there found it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from loa.press.models.items import Item
from loa.press.rules.words import ReasonKind


class Reason(models.Model):
    """What the grouping process found when an item came, or when its group became part of another; one an item.

    Shares are those of the engine's shingles: of both texts, of the item in the other, of the other in the item.
    """

    item = models.OneToOneField(Item, on_delete=models.PROTECT, primary_key=True, related_name="reason")
    beside = models.ForeignKey(
        Item, on_delete=models.PROTECT, null=True, related_name="+"
    )  # none: it came first
    why = models.CharField(max_length=10, choices=ReasonKind.choices)
    of_both = models.FloatField(null=True)  # told of reprints
    of_item = models.FloatField(null=True)
    of_beside = models.FloatField(null=True)
    shared = models.PositiveIntegerField(null=True)
    closeness = models.FloatField(null=True)  # told of a story
    hours = models.FloatField(null=True)
    wording = models.CharField(max_length=64, blank=True)  # the item's digest as the engine read it
    at = models.DateTimeField()

    class Meta:
        ordering = ["item"]
        indexes = [models.Index(fields=["at"], name="reason_newest")]
        constraints = [
            models.CheckConstraint(condition=Q(why__in=ReasonKind.values), name="reason_why"),
            models.CheckConstraint(
                condition=Q(why="first", beside__isnull=True) | ~Q(why="first") & Q(beside__isnull=False),
                name="reason_beside_an_item",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} beside {self.beside_id}: {self.why}"

    @property
    def is_of_reprints(self) -> bool:
        """Say whether it tells of one text and its copies."""
        return self.of_both is not None
