"""Which topics a person wants in the press digest of the day."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from loa.units.models import Person


class DigestWish(models.Model):
    """The topics of one person's digest; none means that there is no digest."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    topics = ArrayField(models.CharField(max_length=40), default=list)

    def __str__(self) -> str:
        return f"digest of {self.person_id}"
