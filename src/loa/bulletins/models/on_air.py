"""What of a bulletin sounds on loudspeakers, and when."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from loa.bulletins.models.bulletin import Bulletin


class OnAir(models.Model):
    """The sound of a bulletin and the moments at which it begins; no moments means as soon as it is released.

    `text_hash` is the text that the sound says: once the text is another, the sound has to be made anew.
    """

    bulletin = models.OneToOneField(
        Bulletin, on_delete=models.CASCADE, primary_key=True, related_name="on_air"
    )
    sound = models.ForeignKey("speakers.Sound", on_delete=models.PROTECT, null=True, related_name="+")
    text_hash = models.CharField(max_length=64, blank=True)
    moments = ArrayField(models.DateTimeField(), default=list)
    moments_chosen = models.BooleanField(default=False)
    special_reason = models.CharField(
        max_length=300, blank=True
    )  # why it may pass a limit (QĐ 1246/2021 of Hanoi: special cases)

    def __str__(self) -> str:
        return f"{self.bulletin_id} {self.moments}"
