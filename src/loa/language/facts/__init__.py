"""Facts of a message: dates, times, places, amounts, telephone and document numbers."""

from loa.language.facts.finder import find_facts
from loa.language.facts.model import (
    AMOUNT,
    DATE,
    DOCUMENT_NUMBER,
    KINDS,
    LABELS,
    PHONE,
    PLACE,
    TIME,
    Fact,
)

__all__ = [
    "AMOUNT",
    "DATE",
    "DOCUMENT_NUMBER",
    "KINDS",
    "LABELS",
    "PHONE",
    "PLACE",
    "TIME",
    "Fact",
    "find_facts",
]
