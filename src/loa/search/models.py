"""What was changed and waits to be indexed, how far each host's index is, and wordings that mean the same."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from loa.units.models import Person


class Outbox(models.Model):
    """A thing that was changed, written by a trigger in the transaction of the change (`search_follow`).

    `xid` is that transaction: rows are followed in the order of (xid, id), and only once no older transaction is open.
    `kind` and `thing` are text, so that the room points at no other.
    """

    xid = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    thing = models.CharField(max_length=40)

    class Meta:
        indexes = [models.Index(fields=["xid", "id"], name="outbox_in_order")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.thing}"


class HostState(models.TextChoices):
    """What the index of a host is doing."""

    REBUILDING = "rebuilding", _("đang lập lại chỉ mục")
    FOLLOWING = "following", _("đang theo kịp thay đổi")


class IndexState(models.Model):
    """How far the index of one host has followed the outbox.

    `mark` is the word that stands in the index itself once everything up to (`xid`, `row`) is in it; `next_*` is what the
    writing that is under way will leave. An index with another word is not the one that was written from this database.
    """

    host = models.CharField(max_length=120, unique=True)
    folder = models.CharField(max_length=60, blank=True)
    xid = models.BigIntegerField(default=0)
    row = models.BigIntegerField(default=0)
    mark = models.CharField(max_length=40, blank=True)
    next_xid = models.BigIntegerField(default=0)
    next_row = models.BigIntegerField(default=0)
    next_mark = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=12, choices=HostState.choices, default=HostState.REBUILDING)
    documents = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)  # of a rebuild
    total = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(null=True)  # the rebuild that runs, or ran last
    alive_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)  # when somebody asked for a rebuild that has not begun
    reason = models.CharField(max_length=200, blank=True)  # why it was rebuilt last

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=HostState.values), name="index_state"),
        ]

    def __str__(self) -> str:
        return self.host

    @property
    def thing(self) -> str:
        """Return its name in the journal."""
        return f"search.index:{self.pk}"


class Synonym(models.Model):
    """Wordings that mean the same in this city; a single wording is a compound, whose words count only side by side."""

    wordings = ArrayField(models.CharField(max_length=80))
    folded = models.CharField(max_length=600)
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["folded", "id"]
        verbose_name = _("nhóm từ đồng nghĩa")
        constraints = [
            models.CheckConstraint(condition=~Q(wordings=[]), name="synonym_says_something"),
            models.UniqueConstraint(fields=["folded"], name="synonym_once"),
        ]

    def __str__(self) -> str:
        return " = ".join(self.wordings)

    @property
    def thing(self) -> str:
        """Return its name in the journal."""
        return f"search.synonym:{self.pk}"

    @property
    def is_compound(self) -> bool:
        """Say whether it is one wording whose words belong together."""
        return len(self.wordings) == 1
