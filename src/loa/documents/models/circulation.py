"""The copy of a document at another body, and that body's word on a version."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from loa.documents.models.document import Document
from loa.documents.rules.words import SILENT_LEAD, CirculationState
from loa.units.models import Body, Person, Post


class Circulation(models.Model):
    """One document at one body: which version it was asked to take note of, and where it stands there.

    `body` is whom it was sent to and never changes, so that totals hold through a reform; `holder` is the body that
    carries it now. `version` is the newest version it was asked for, `acknowledged_version` the newest it has confirmed.
    Nothing here says who opened it (charter 11).
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="circulations")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="circulations")
    holder = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="held_circulations")
    state = models.PositiveSmallIntegerField(
        choices=CirculationState.choices, default=CirculationState.ARRIVED
    )
    version = models.PositiveSmallIntegerField()
    acknowledged_version = models.PositiveSmallIntegerField(null=True)
    rule = models.CharField(max_length=200, blank=True)  # how it came onto the list; "" by hand
    sent_at = models.DateTimeField()
    asked_at = models.DateTimeField()  # when the newest version was sent
    due_at = models.DateTimeField(null=True)  # by when the newest version is to be acknowledged
    acknowledged_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    silent_lead = models.DurationField(
        default=SILENT_LEAD, db_default=SILENT_LEAD
    )  # from there until its superior is told
    shown_silent_at = models.DateTimeField(null=True)  # when the body itself was shown as silent (charter 11)
    escalated_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)  # of a refusal
    entered = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, related_name="+"
    )  # the incoming document that its body made of it
    entered_version = models.PositiveSmallIntegerField(null=True)  # the newest version that stands there

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "body"], name="circulation_once"),
            models.CheckConstraint(condition=Q(state__in=CirculationState.values), name="circulation_state"),
            models.CheckConstraint(
                condition=Q(acknowledged_version__isnull=True, acknowledged_at__isnull=True)
                | Q(acknowledged_version__lte=F("version"), acknowledged_at__isnull=False),
                name="circulation_acknowledges_what_came",
            ),
            models.CheckConstraint(
                condition=Q(escalated_at__isnull=True)
                | Q(shown_silent_at__isnull=False, escalated_at__gte=F("shown_silent_at") + F("silent_lead")),
                name="circulation_silent_told_first",
            ),
            models.CheckConstraint(
                condition=Q(silent_lead__gte=SILENT_LEAD), name="circulation_silent_told_a_day_first"
            ),
            models.CheckConstraint(
                condition=Q(entered__isnull=True, entered_version__isnull=True)
                | Q(entered__isnull=False, entered_version__lte=F("version")),
                name="circulation_entered_what_came",
            ),
            models.CheckConstraint(
                condition=~Q(state=CirculationState.REFUSED) | ~Q(reason=""), name="circulation_refused_why"
            ),
        ]
        indexes = [
            models.Index(fields=["holder", "state", "due_at"], name="circulation_at_body"),
            models.Index(fields=["document", "state", "due_at"], name="circulation_by_state"),
            models.Index(fields=["document", "holder"], name="circulation_by_holder"),
            models.Index(
                fields=["due_at"],
                condition=Q(acknowledged_version__isnull=True) | ~Q(acknowledged_version=F("version")),
                name="circulation_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} → {self.body_id}"

    @property
    def thing(self) -> str:
        """Return its name in the journal."""
        return f"documents.circulation:{self.pk}"


class Acknowledgement(models.Model):
    """A body's word that it took note of one version; one row for each, whoever pressed first."""

    circulation = models.ForeignKey(Circulation, on_delete=models.PROTECT, related_name="acknowledgements")
    version = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+")
    by_body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["circulation", "version"], name="acknowledgement_once"),
        ]

    def __str__(self) -> str:
        return f"{self.circulation_id} · {self.version}"
