"""Versions of issued documents that were put forward and wait for a signature."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from loa.documents.models import Comment, Document, Version
from loa.documents.rules.words import CommentKind, DocumentState


def proposed() -> QuerySet[Version]:
    """Return the versions above the one in force that no signer returned and nobody put another over."""
    returned = Comment.objects.filter(
        document=OuterRef("document"), version=OuterRef("number"), kind=CommentKind.RETURNED
    )
    newer = Version.objects.filter(document=OuterRef("document"), number__gt=OuterRef("number"))
    above = Q(number__gt=F("document__version"), document__state=DocumentState.ISSUED)
    return Version.objects.filter(above).exclude(Exists(returned)).exclude(Exists(newer))


def proposed_of(document: Document) -> Version | None:
    """Return the version of a document that waits for its signature."""
    return (
        proposed()
        .filter(document=document)
        .select_related("file", "created_by")
        .prefetch_related("attachments__file")
        .first()
    )
