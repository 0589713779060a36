"""The secret address under which a calendar program reads a post's due days."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from loa.units.models import Post


class CalendarLink(models.Model):
    """One address of one post; only the digest of its secret is kept, so that nobody can read it back."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="calendar_links")
    token_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # stopped, or replaced by a new address

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post"], condition=Q(ended_at__isnull=True), name="calendar_link_once"
            )
        ]

    def __str__(self) -> str:
        return f"calendar of post {self.post_id}"

    @property
    def thing(self) -> str:
        """Return its name in the journal."""
        return f"tasks.calendarlink:{self.pk}"
