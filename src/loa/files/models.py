"""The table of stored files; their bytes lie on disk under the hash of what lies there."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from loa.lib.ids import new_id
from loa.units.models import Body


class StoredFile(models.Model):
    """One file as it was taken in; `sha256` and `size` are those of the bytes on disk.

    A private file is encrypted under a key of its own, kept wrapped in `wrapped_key`; erasing destroys the key,
    so that no copy of the bytes in any backup can be read again.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    size = models.PositiveBigIntegerField()
    mime = models.CharField(max_length=100)
    name = models.CharField(max_length=150, blank=True)
    purpose = models.CharField(max_length=60)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    wrapped_key = models.TextField(blank=True)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(sha256="", wrapped_key="", name=""),
                name="erased_leaves_nothing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"

    @property
    def is_image(self) -> bool:
        """Say whether browsers may show the file in a page."""
        return self.mime.startswith("image/")

    @property
    def is_private(self) -> bool:
        """Say whether the bytes are encrypted."""
        return bool(self.wrapped_key)
