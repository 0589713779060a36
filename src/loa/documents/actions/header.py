"""The header of a document as it is typed and kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from loa.documents.models import Document
from loa.lib.text import nfc, squeeze

SUBJECT, KIND, AGENCY = _("trích yếu"), _("loại văn bản"), _("cơ quan ban hành")
SIGNED_NEEDS = {"full_number": _("số, ký hiệu"), "dated": _("ngày ban hành"), "subject": SUBJECT}
LONGEST = {
    "kind": 40,
    "subject": 600,
    "place": 80,
    "agency": 200,
    "parent_agency": 200,
    "signer": 120,
    "signer_title": 160,
    "full_number": 80,
}
CHOSEN = ("form", "authority", "urgency", "dated")
LISTS = {"grounds": 400, "recipients": 300}
HEADER = frozenset({*LONGEST, *CHOSEN, *LISTS})


def clean(header: Mapping[str, Any]) -> dict[str, Any]:
    """Return header fields in the form that is stored.

    Raises:
        TypeError: for a name that is no field of a header.

    """
    unknown = header.keys() - HEADER
    if unknown:
        message = f"not in the header of a document: {', '.join(sorted(unknown))}"
        raise TypeError(message)
    kept: dict[str, Any] = {name: header[name] for name in CHOSEN if name in header}
    kept |= {name: squeeze(header[name] or "")[:most] for name, most in LONGEST.items() if name in header}
    if "kind" in kept:
        kept["kind"] = kept["kind"].upper()
    for name, most in LISTS.items():
        if name in header:
            kept[name] = _lines(header[name] or [], most)
    return kept


def changes_of(document: Document, header: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a cleaned header that differ from the document's."""
    return {name: value for name, value in clean(header).items() if getattr(document, name) != value}


def _lines(given: str | Iterable[str], most: int) -> list[str]:
    lines = nfc(given).splitlines() if isinstance(given, str) else given
    return [line for line in (squeeze(line)[:most] for line in lines) if line][:60]
