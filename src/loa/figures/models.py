"""Figures as they were frozen."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from loa.files.models import StoredFile
from loa.units.models import Body, Person, Post


class Snapshot(models.Model):
    """One figure at the moment it was frozen (chốt), with its rows in a file; never changed (a trigger).

    `file` holds the rows as CSV: the id, then the columns shown, whose titles are `columns`. `digest` is the SHA-256 of that
    file; `rule` the sentence that said what counts.
    """

    key = models.CharField(max_length=60)
    title = models.CharField(max_length=160)
    rule = models.CharField(max_length=500)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    is_whole = models.BooleanField(default=False)
    since = models.DateField()
    until = models.DateField()
    count = models.PositiveIntegerField()
    among = models.PositiveIntegerField(null=True)
    columns = ArrayField(models.CharField(max_length=120))
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    frozen_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    frozen_as = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField()

    class Meta:
        ordering = ["-frozen_at", "key"]
        verbose_name = _("số liệu đã chốt")
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="snapshot_span"),
            models.CheckConstraint(
                condition=Q(among__isnull=True) | Q(count__lte=F("among")), name="snapshot_share_of_a_whole"
            ),
        ]
        indexes = [models.Index(fields=["body", "key", "-frozen_at"], name="snapshot_of_body")]

    def __str__(self) -> str:
        return f"{self.key} {self.until}"

    @property
    def thing(self) -> str:
        """Return its name in the journal."""
        return f"figures.snapshot:{self.pk}"
