"""Where a body's numbers come from."""

from __future__ import annotations

from loa.documents.models import Numbering
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
