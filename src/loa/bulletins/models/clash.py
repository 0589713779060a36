"""Pairs of bulletins that tell the same people different things."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from loa.bulletins.models.bulletin import Bulletin


class Clash(models.Model):
    """Two bulletins that were found to contradict each other when one of them was submitted or released.

    `kinds` names the kinds of facts that differ. Whether the pair still matters is read from both states.
    """

    first = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="+")
    kinds = ArrayField(models.CharField(max_length=16))
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="clash_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="clash_older_first"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} × {self.second_id}"
