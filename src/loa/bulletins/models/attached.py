"""What is attached to a bulletin."""

from __future__ import annotations

from django.db import models

from loa.bulletins.models.bulletin import Bulletin


class Picture(models.Model):
    """An image of the bulletin with what a reader and a lawyer need to know about it."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="pictures")
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    alt_text = models.CharField(max_length=300)
    source = models.CharField(max_length=200)
    licence = models.CharField(max_length=120)
    consent = models.CharField(max_length=200, blank=True)  # who in the picture agreed, or why nobody had to
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.alt_text


class Attachment(models.Model):
    """A PDF that goes with the bulletin."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="attachments")
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.title
