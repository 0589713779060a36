"""Who says to have passed a bulletin on to a chat group."""

from __future__ import annotations

from django.db import models

from loa.bulletins.models.bulletin import Bulletin


class GroupShare(models.Model):
    """One person's word that a bulletin was passed on to a chat group: self-reported, shown as such."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="group_shares")
    body = models.ForeignKey("units.Body", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("units.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bulletin", "body", "person"], name="group_share_once")
        ]

    def __str__(self) -> str:
        return f"{self.bulletin_id} {self.body_id}"
