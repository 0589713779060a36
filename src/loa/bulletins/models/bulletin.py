"""The bulletin, its versioned text, what is attached to it, and what is being typed."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from loa.bulletins.rules.words import (
    CapCategory,
    CapCertainty,
    CapSeverity,
    CapUrgency,
    EmergencyKind,
    Mode,
    Priority,
    Relation,
    State,
)


def vietnamese() -> list[str]:
    """Return the languages of a new bulletin."""
    return ["vi"]


class Bulletin(models.Model):
    """One message of one body: whom it concerns, how urgent it is, and where it stands.

    `version` counts every change of anything that a reader could see; `replaces` points at the bulletin that
    this one corrects, withdraws or supersedes.
    """

    code = models.CharField(max_length=12, unique=True)
    body = models.ForeignKey("units.Body", on_delete=models.PROTECT, related_name="bulletins")
    author = models.ForeignKey("units.Person", on_delete=models.PROTECT, related_name="+")
    author_post = models.ForeignKey("units.Post", on_delete=models.PROTECT, related_name="+")
    template = models.ForeignKey("bulletins.Template", on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    mode = models.CharField(max_length=8, choices=Mode.choices, default=Mode.LIVE)
    priority = models.CharField(max_length=10, choices=Priority.choices, default=Priority.NORMAL)
    source = models.CharField(max_length=300, blank=True)
    areas = models.ManyToManyField("units.Area", related_name="bulletins")
    topics = models.ManyToManyField("units.Topic", related_name="bulletins")
    accounts = models.ManyToManyField("channels.Account", related_name="bulletins")
    languages = ArrayField(models.CharField(max_length=8), default=vietnamese)
    valid_from = models.DateTimeField(null=True)
    valid_until = models.DateTimeField(null=True)
    send_at = models.DateTimeField(null=True)  # null: as soon as it is released
    embargo_until = models.DateTimeField(
        null=True
    )  # until then newsrooms hold it back, and so do our own pages
    cap_category = models.CharField(max_length=10, choices=CapCategory.choices, default=CapCategory.OTHER)
    cap_event = models.CharField(max_length=120, blank=True)
    cap_urgency = models.CharField(max_length=10, choices=CapUrgency.choices, default=CapUrgency.UNKNOWN)
    cap_severity = models.CharField(max_length=10, choices=CapSeverity.choices, default=CapSeverity.UNKNOWN)
    cap_certainty = models.CharField(
        max_length=10, choices=CapCertainty.choices, default=CapCertainty.UNKNOWN
    )
    emergency_kind = models.CharField(max_length=10, choices=EmergencyKind.choices, blank=True)
    emergency_reason = models.CharField(max_length=300, blank=True)
    open_to_wards = models.BooleanField(default=False)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replacements")
    relation = models.CharField(max_length=10, choices=Relation.choices, blank=True)
    reason = models.CharField(max_length=500, blank=True)  # why it corrects, withdraws or supersedes
    on_prepared_form = models.BooleanField(default=False)  # made by the correction form and not edited since
    folded = models.CharField(max_length=260, blank=True)  # title and code without marks, for search
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        ordering = ["-changed_at", "-id"]
        verbose_name = _("bản tin")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="bulletin_state"),
            models.CheckConstraint(condition=Q(mode__in=Mode.values), name="bulletin_mode"),
            models.CheckConstraint(condition=Q(priority__in=Priority.values), name="bulletin_priority"),
            models.CheckConstraint(
                condition=Q(relation="", replaces__isnull=True)
                | (Q(relation__in=Relation.values) & Q(replaces__isnull=False)),
                name="bulletin_replaces_something",
            ),
            models.CheckConstraint(
                condition=~Q(priority=Priority.EMERGENCY)
                | Q(state__in=[State.DRAFT, State.RETURNED, State.DISCARDED, State.MISSED])
                | (
                    Q(emergency_kind__in=EmergencyKind.values)
                    & ~Q(emergency_reason="")
                    & Q(valid_until__isnull=False)
                ),
                name="bulletin_emergency_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(priority=Priority.EMERGENCY)
                | Q(embargo_until__isnull=True)
                | Q(state__in=[State.DRAFT, State.RETURNED, State.DISCARDED, State.MISSED]),
                name="bulletin_emergency_is_never_held_back",
            ),
        ]
        indexes = [models.Index(fields=["body", "state"]), models.Index(fields=["state", "valid_until"])]

    def __str__(self) -> str:
        return self.code

    @property
    def thing(self) -> str:
        """Return the bulletin's name in the journal."""
        return f"bulletins.bulletin:{self.pk}"


class Text(models.Model):
    """One version of the core message in one language; never changed once written."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=8)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    body = models.TextField()
    hash = models.CharField(max_length=64)
    author = models.ForeignKey("units.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["bulletin", "language", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["bulletin", "language", "version"], name="text_version_once")
        ]

    def __str__(self) -> str:
        return self.title


class Autosave(models.Model):
    """What a person has typed and not yet saved, with the version it started from."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="autosaves")
    person = models.ForeignKey("units.Person", on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=8)
    base_version = models.PositiveIntegerField()
    title = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bulletin", "person", "language"], name="autosave_one_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.bulletin_id} {self.language}"
