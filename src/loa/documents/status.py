"""How the states of a document look: one table, so that a state looks the same everywhere."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy, pgettext_lazy

from loa.documents.models import Document
from loa.documents.rules.words import DocumentState
from loa.web.status import Status

_TONES = {
    DocumentState.RECEIVED: ("wait", "clock"),
    DocumentState.DIRECTED: ("info", "edit"),
    DocumentState.ANSWERED: ("ok", "circle-check"),
    DocumentState.FILED: ("quiet", "archive"),
    DocumentState.RETURNED: ("quiet", "arrow-back-up"),
    DocumentState.DRAFT: ("quiet", "edit"),
    DocumentState.COMMENTING: ("info", "messages"),
    DocumentState.SIGNING: ("wait", "signature"),
    DocumentState.SIGNED: ("info", "hourglass"),
    DocumentState.ISSUED: ("ok", "circle-check"),
    DocumentState.SUPERSEDED: ("quiet", "arrow-right"),
    DocumentState.RECALLED: ("bad", "ban"),
    DocumentState.DISCARDED: ("quiet", "trash"),
}
_CANCELLED = Status("quiet", gettext_lazy("Số đã hủy"), "x")
_LATE = Status("bad", pgettext_lazy("deadline", "Quá hạn"), "alarm")


def state_of(document: Document) -> Status:
    """Return how the document's state looks."""
    tone, symbol = _TONES[DocumentState(document.state)]
    return Status(tone, DocumentState(document.state).label, symbol)  # type: ignore[arg-type]


def standing_of(row: Any) -> Status:
    """Return how a row of a list stands; `is_late` says that its time is over."""
    return _LATE if row.is_late else state_of(row)


def entry_of(document: Document) -> Status:
    """Return how a number of a register stands: cancelled where its document was never issued."""
    return _CANCELLED if document.state == DocumentState.DISCARDED else state_of(document)
