"""What a body sets for its papers, and files that came in and wait for a person to confirm what was read off them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from loa.documents.models.document import Document
from loa.documents.rules.words import IntakeKind
from loa.files.models import StoredFile
from loa.units.models import Body, Person


class Numbering(models.Model):
    """Whether a body's own numbers for a kind of document ("" for every kind) come from here, and with which symbol.

    Without a row, and where it is off, the number is typed as printed: many offices number in a system of their own.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40, blank=True)
    is_on = models.BooleanField(default=True)
    symbol = models.CharField(max_length=40, blank=True)  # of the office: "UBND", "BTGTU"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "kind"], name="numbering_once")]

    def __str__(self) -> str:
        return f"{self.body_id} {self.kind} {self.symbol}"


class OfficeTemplate(models.Model):
    """A body's own docx for a kind of document ("" for every kind), used instead of the layout of the rule pack."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40, blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "kind"], name="office_template_once")]

    def __str__(self) -> str:
        return f"{self.body_id} {self.kind}"


class Intake(models.Model):
    """A file that was let in and read, and waits for a person to confirm its header; then it names its document.

    `reading` holds what was read off the header, with how sure each field is (`loa.documents.reading`).
    """

    kind = models.CharField(max_length=8, choices=IntakeKind.choices)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    beside = models.ManyToManyField(StoredFile, related_name="+")  # further files, in the order they came
    reading: models.JSONField[Any, Any] = models.JSONField()
    text = models.TextField(blank=True)
    signatures: models.JSONField[Any, Any] = models.JSONField(default=list)
    document = models.OneToOneField(Document, on_delete=models.PROTECT, null=True, related_name="intake")
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=IntakeKind.values), name="intake_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def thing(self) -> str:
        """Return its name in the journal."""
        return f"documents.intake:{self.pk}"
