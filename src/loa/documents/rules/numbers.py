"""How the number of a document is written.

Source: Decree 30/2020/NĐ-CP, appendix I, part II.3 (a slash; 1 to 9 with a leading zero) and part III (copies);
Hướng dẫn 36-HD/VPTW (a hyphen).
"""

from __future__ import annotations

import re

from loa.documents.rules import kinds
from loa.documents.rules.words import CopyKind
from loa.units.models import DocumentForm

_PRINTED = re.compile(r"^\d{1,6}\s*[-/]\s*(.+)$")
COPY_ABBREVIATIONS = {CopyKind.FULL: "SY", CopyKind.ONWARD: "SL", CopyKind.EXTRACT: "TrS"}


def symbol(form: str, kind: str, office: str) -> str:
    """Return what follows the number: "KH-UBND", "KH/BTGTU"; a letter of the state form has the office alone."""
    short = (kinds.PARTY if form == DocumentForm.PARTY else kinds.STATE).get(kind, "")
    return _joined(form, short, office)


def copy_symbol(form: str, copy_kind: str, office: str) -> str:
    """Return what follows the number of a copy: "SY-UBND"."""
    return _joined(form, COPY_ABBREVIATIONS[CopyKind(copy_kind)], office)


def full_number(form: str, serial: int, symbol: str) -> str:
    """Return the number as printed: "05/KH-UBND", "15-KH/BTGTU"."""
    return f"{serial}-{symbol}" if form == DocumentForm.PARTY else f"{serial:02}/{symbol}"


def symbol_of(printed: str) -> str:
    """Return what follows the figure of a printed number; nothing where it has no figure."""
    found = _PRINTED.match(printed)
    return found[1] if found else ""


def _joined(form: str, short: str, office: str) -> str:
    mark = "/" if form == DocumentForm.PARTY else "-"
    return mark.join(part for part in (short, office) if part)
