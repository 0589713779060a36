"""What may not change in a message, how each channel says it, and which marks a person set aside."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from loa.bulletins.models.bulletin import Bulletin
from loa.bulletins.rules.words import FactState, RenditionState, SetAsideKind
from loa.language.facts import LABELS


class Fact(models.Model):
    """A date, time, place, amount, phone or document number found in the core text.

    A confirmed fact is locked: every rendition and translation is checked against it. `version` is the core
    text in which it was last found.
    """

    bulletin = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="facts")
    kind = models.CharField(max_length=16)
    value = models.CharField(max_length=200)
    edge = models.CharField(max_length=4, blank=True)  # "from" or "to" inside a range
    text = models.CharField(max_length=200)
    position = models.PositiveIntegerField(
        default=0
    )  # where its first mention starts, for the order on screen
    state = models.CharField(max_length=10, choices=FactState.choices, default=FactState.FOUND)
    reason = models.CharField(
        max_length=300, blank=True
    )  # why it is no fact of the message, shown to the approver
    version = models.PositiveIntegerField()
    confirmed_by = models.ForeignKey("units.Person", on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["bulletin", "kind", "value", "edge"], name="fact_once"),
            models.CheckConstraint(
                condition=Q(state=FactState.FOUND) | Q(confirmed_by__isnull=False),
                name="fact_decided_by_a_person",
            ),
            models.CheckConstraint(condition=Q(state__in=FactState.values), name="fact_state"),
            models.CheckConstraint(
                condition=~Q(state=FactState.DISMISSED) | ~Q(reason=""), name="fact_dismissed_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def kind_label(self) -> str:
        """Say in Vietnamese what kind of fact this is."""
        return LABELS.get(self.kind, self.kind)


class Rendition(models.Model):
    """The message as one body says it on one kind of channel in one language; each attempt is a row.

    A blank `channel` serves every channel of the body. A refused attempt stays, with the places marked.
    """

    bulletin = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="renditions")
    body = models.ForeignKey("units.Body", on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=8)
    version = models.PositiveIntegerField()
    text_version = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField()
    local_lines = models.TextField(blank=True)
    problems = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=RenditionState.choices)
    author = models.ForeignKey("units.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["bulletin", "body", "channel", "language", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["bulletin", "body", "channel", "language", "version"], name="rendition_version_once"
            ),
            models.CheckConstraint(condition=Q(state__in=RenditionState.values), name="rendition_state"),
        ]

    def __str__(self) -> str:
        return f"{self.bulletin_id} {self.channel} {self.language} v{self.version}"


class SetAside(models.Model):
    """A mark that a named person judged to be no obstacle, and why; every approver sees it."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="set_asides")
    code = models.CharField(max_length=20, blank=True)  # the StopCode; blank on rows older than the column
    kind = models.CharField(max_length=16, choices=SetAsideKind.choices)
    mark = models.CharField(
        max_length=64
    )  # digest of what was marked and where, so that any change brings it back
    quote = models.CharField(max_length=200)
    reason = models.CharField(max_length=300)
    person = models.ForeignKey("units.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["bulletin", "mark"], name="set_aside_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="set_aside_says_why"),
            models.CheckConstraint(
                condition=~Q(code="private_person")
                | Q(kind__in=[SetAsideKind.PUBLIC_OFFICE, SetAsideKind.CONSENTED]),
                name="set_aside_person_in_office_or_consenting",
            ),
        ]

    def __str__(self) -> str:
        return self.quote
