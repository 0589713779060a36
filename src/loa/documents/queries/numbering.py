"""Where a body's numbers come from."""

from __future__ import annotations

from loa.documents.models import Document, Numbering
from loa.documents.rules import numbers
from loa.units.models import Body


def numbering_of(body: Body, kind: str) -> Numbering | None:
    """Return the setting by which a body numbers a kind here; None where the number is typed as printed.

    The kind's own row counts before that for every kind; a row without a symbol takes the common one.
    """
    rows = {row.kind: row for row in Numbering.objects.filter(body=body, kind__in=["", kind])}
    found = rows.get(kind) or rows.get("")
    if found is None or not found.is_on:
        return None
    if not found.symbol and "" in rows:
        found.symbol = rows[""].symbol
    return found


def usual_symbol(document: Document, numbering: Numbering) -> str:
    """Return what usually follows the number of such a document at its issuer."""
    if document.copy_kind:
        return numbers.copy_symbol(document.form, document.copy_kind, numbering.symbol)
    return numbers.symbol(document.form, document.kind, numbering.symbol)


def numberings_of(body: Body) -> list[Numbering]:
    """Return how a body numbers, the setting for every kind first."""
    return list(Numbering.objects.filter(body=body).order_by("kind"))
