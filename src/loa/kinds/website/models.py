"""Public pages: one address per bulletin code for ever, every version kept."""

from __future__ import annotations

from django.db import models

from loa.channels.models import Account, Mode


class Page(models.Model):
    """The page of one bulletin in one language on one account; its address never changes and is never reused.

    `is_local` marks the page of a body that passes on another body's bulletin: it hangs below the issuer's own page.
    """

    code = models.CharField(max_length=20)
    language = models.CharField(max_length=5)
    mode = models.CharField(max_length=8, choices=Mode.choices)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="pages")
    is_local = models.BooleanField(default=False)
    published_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "language", "mode", "account"], name="page_once")
        ]
        indexes = [models.Index(fields=["mode", "-published_at"], name="page_newest")]

    def __str__(self) -> str:
        return self.code


class PageVersion(models.Model):
    """What the page said from one moment on; `key` is the delivery's, so that publishing twice publishes once.

    `corrects` is the code of the bulletin that this one corrects, withdraws or supersedes, and `relation` which.
    """

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=40)
    title = models.CharField(max_length=300)
    folded = models.CharField(max_length=300, db_index=True)
    payload = models.JSONField()
    relation = models.CharField(max_length=12, blank=True)
    corrects = models.CharField(max_length=20, blank=True, db_index=True)
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["page", "number"]
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="page_version_number"),
            models.UniqueConstraint(fields=["page", "key"], name="page_version_key"),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} v{self.number}"
