"""Read the files of a command: one answer for each, whatever is wrong with it."""

from __future__ import annotations

from typing import Any

from loa.papers.reading.model import FIELDS, Reading
from loa.papers.reading.reader import read_file

Answer = dict[str, Any]


def answer_file(name: str) -> Answer:
    """Return the line of one file: the twelve fields, how sure each is, and what else was read.

    The name is repeated and plays no other part.
    """
    return {"file": name, **answer(read_file(name))}


def answer(reading: Reading) -> Answer:
    """Return a reading as what JSON holds."""
    told: Answer = {
        "fields": {name: reading.fields[name].value for name in FIELDS},
        "confidence": {name: round(reading.fields[name].sure, 2) for name in FIELDS},
        "signers": list(reading.signers),
        "legal_grounds": list(reading.legal_grounds),
        "recipients": list(reading.recipients),
        "urgency": reading.urgency,
        "secrecy": reading.secrecy,
        "draft": reading.draft,
        "form": reading.form,
        "pages": reading.pages,
        "has_text": reading.has_text,
        "error": reading.error,
    }
    return told
