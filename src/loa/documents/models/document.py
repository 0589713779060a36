"""A body's registers, its documents, their versions, what is said on them, and what leaders direct."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from loa.documents.rules.words import (
    Authority,
    CommentKind,
    CopyKind,
    DocumentState,
    Side,
    Urgency,
)
from loa.files.models import StoredFile
from loa.units.models import Body, DocumentForm, Person, Post


class Register(models.Model):
    """One numbered book of a body: a side, a kind of document ("" for all kinds) and a year.

    `last` is the number given last; it is raised only under a row lock, in the transaction that gives the number, so
    that numbers have no gap and none is given twice.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="registers")
    side = models.CharField(max_length=8, choices=Side.choices)
    kind = models.CharField(max_length=40, blank=True)  # the kind's name as printed: "KẾ HOẠCH"
    year = models.PositiveSmallIntegerField()
    symbol = models.CharField(max_length=40, blank=True)  # what follows the number: "KH-UBND"
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["body", "side", "kind", "year"], name="register_once"),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="register_side"),
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.side} {self.kind} {self.year}"


class Document(models.Model):
    """One document at one body: what stands in its header, where it stands, and what it answers.

    `full_number` is the number as printed, whoever gave it; `serial` is the body's own number in `register` (for an
    incoming document the "số đến"). A number once given stays, whatever becomes of the document. `unsure` names the
    header fields that nobody has confirmed yet. `drafted_for` is the body that signs what this body drafted (tham mưu).
    `link` is the secret of the one short address that may be pasted into a chat group.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="documents")
    side = models.CharField(max_length=8, choices=Side.choices)
    state = models.CharField(max_length=12, choices=DocumentState.choices)
    form = models.CharField(max_length=8, choices=DocumentForm.choices, default=DocumentForm.STATE)
    register = models.ForeignKey(Register, on_delete=models.PROTECT, null=True, related_name="documents")
    serial = models.PositiveIntegerField(null=True)
    full_number = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=40, blank=True)
    subject = models.CharField(max_length=600)
    place = models.CharField(max_length=80, blank=True)
    dated = models.DateField(null=True)
    agency = models.CharField(max_length=200, blank=True)
    parent_agency = models.CharField(max_length=200, blank=True)
    authority = models.CharField(max_length=8, choices=Authority.choices, blank=True)
    signer = models.CharField(max_length=120, blank=True)
    signer_title = models.CharField(max_length=160, blank=True)
    urgency = models.CharField(max_length=12, choices=Urgency.choices, default=Urgency.NORMAL)
    grounds = ArrayField(models.CharField(max_length=400), default=list)
    recipients = ArrayField(models.CharField(max_length=300), default=list)
    unsure = ArrayField(models.CharField(max_length=20), default=list)
    version = models.PositiveSmallIntegerField(default=1)
    drafted_for = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    carries_out = models.ManyToManyField("self", symmetrical=False, related_name="carried_out_by")
    supersedes = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="superseded_by")
    copy_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="copies")
    copy_kind = models.CharField(max_length=10, choices=CopyKind.choices, blank=True)
    due_on = models.DateField(null=True)  # by when an incoming document asks to be carried out
    officer = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+")
    asked = models.ManyToManyField(Body, related_name="+")  # bodies asked for their comments on the draft
    link = models.CharField(max_length=24, unique=True, null=True)
    reason = models.CharField(max_length=500, blank=True)  # why it was filed, returned, recalled or discarded
    folded = models.CharField(max_length=1200, blank=True)
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True)  # for an incoming document: when it was received
    is_sample = models.BooleanField(default=False)  # made up for the demo

    class Meta:
        ordering = ["-changed_at", "-id"]
        verbose_name = _("văn bản")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=DocumentState.values), name="document_state"),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="document_side"),
            models.CheckConstraint(
                condition=Q(
                    side=Side.INCOMING, state__in=["received", "directed", "answered", "filed", "returned"]
                )
                | Q(
                    side=Side.OUTGOING,
                    state__in=[
                        "draft",
                        "commenting",
                        "signing",
                        "signed",
                        "issued",
                        "superseded",
                        "recalled",
                        "discarded",
                    ],
                ),
                name="document_state_of_its_side",
            ),
            models.UniqueConstraint(fields=["register", "serial"], name="document_number_once"),
            models.CheckConstraint(
                condition=Q(register__isnull=True, serial__isnull=True)
                | Q(register__isnull=False, serial__isnull=False),
                name="document_number_of_a_register",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["issued", "superseded", "recalled"]) | Q(issued_at__isnull=False),
                name="document_issued_at_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(copy_kind="", copy_of__isnull=True)
                | (Q(copy_kind__in=CopyKind.values) & Q(copy_of__isnull=False)),
                name="document_copy_of_something",
            ),
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True) | ~Q(supersedes=F("pk")), name="document_not_over_itself"
            ),
        ]
        indexes = [
            models.Index(fields=["body", "side", "state"], name="document_register_view"),
            models.Index(fields=["side", "issued_at"], name="document_issued"),
        ]

    def __str__(self) -> str:
        return self.full_number or self.subject

    @property
    def thing(self) -> str:
        """Return its name in the journal."""
        return f"documents.document:{self.pk}"

    @property
    def issuer(self) -> Body:
        """Return the body that signs, numbers and issues it: the one it was drafted for, else its own."""
        return self.drafted_for or self.body


class Version(models.Model):
    """One state of a document's text, never changed once written: a file as it came, or a paper composed here.

    `paper` holds the composed content (the facts of `loa.papers.making.Paper`); `signatures` the reports of the file's
    digital signatures as they were checked when it came in. `attached` is how many files lie beside it: whoever signs a
    version signs those too, so none is added later.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    paper: models.JSONField[Any, Any] = models.JSONField(null=True)
    text = models.TextField(blank=True)  # for reading, comparing and search
    signatures: models.JSONField[Any, Any] = models.JSONField(default=list)
    note = models.CharField(max_length=400, blank=True)
    attached = models.PositiveSmallIntegerField(default=0, db_default=0)
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["document", "number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="version_once"),
            models.CheckConstraint(
                condition=Q(file__isnull=False) | Q(paper__isnull=False), name="version_has_content"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} · {self.number}"

    @property
    def beside(self) -> list[StoredFile]:
        """Return the files that lie beside it, in their order."""
        return [row.file for row in self.attachments.all()]


class Attachment(models.Model):
    """A further file of a version (phụ lục, tài liệu kèm theo), written with it and never changed."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="attachments")
    place = models.PositiveSmallIntegerField()  # 1, 2, …
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["version", "place"]
        constraints = [
            models.UniqueConstraint(fields=["version", "place"], name="attachment_once"),
            models.CheckConstraint(condition=Q(place__gte=1), name="attachment_has_a_place"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} · {self.place}"


class Comment(models.Model):
    """What a body says on a version of a draft: a remark, its agreement, or what must be changed."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="comments")
    version = models.PositiveSmallIntegerField()
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=CommentKind.choices)
    text = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=CommentKind.AGREED) | ~Q(text=""), name="comment_says_something"
            )
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.kind}"


class Direction(models.Model):
    """A leader's word on an incoming document (ý kiến chỉ đạo): what to do, who answers for it, until when."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="directions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    officer = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="directions")
    due_on = models.DateField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="direction_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} → {self.officer_id}"
