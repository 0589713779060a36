"""What looking after a copy leaves behind: the results of the charter's checks, shown to everybody."""

from __future__ import annotations

from django.db import models


class CharterCheck(models.Model):
    """One look at what holds the charter; the application adds results and cannot change or remove one.

    `faults` holds rule, key and state of each thing that was missing or altered; `digest` is that of the file with
    the expected looks.
    """

    at = models.DateTimeField()
    held = models.PositiveIntegerField()
    faults = models.JSONField(default=list)
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {len(self.faults)}"
