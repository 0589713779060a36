"""Versions that were sent since a copy was entered into its body's register."""

from __future__ import annotations

from django.db.models import F, QuerySet

from loa.documents.models import Circulation, Document
from loa.documents.rules import circulation as rules
from loa.documents.rules.words import CirculationState


def newer_copies(document: Document) -> QuerySet[Circulation]:
    """Return the copies of which an incoming document was made and that were asked for a newer version, the newest first."""
    rows = Circulation.objects.filter(entered=document, entered_version__lt=F("version"))
    rows = rows.exclude(state__in=[CirculationState.REFUSED, *rules.CALLED_BACK])
    return rows.select_related("document__body", "document__drafted_for").order_by("-version", "pk")


def newer_of(document: Document) -> Circulation | None:
    """Return the copy of an incoming document that was asked for a newer version than stands there."""
    return newer_copies(document).first()
