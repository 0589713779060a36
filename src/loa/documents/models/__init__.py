"""Registers, documents with their versions, and the copies of documents at other bodies."""

from loa.documents.models.circulation import Acknowledgement, Circulation
from loa.documents.models.document import (
    Attachment,
    Comment,
    Direction,
    Document,
    Register,
    Version,
)
from loa.documents.models.office import Intake, Numbering, OfficeTemplate

__all__ = [
    "Acknowledgement",
    "Attachment",
    "Circulation",
    "Comment",
    "Direction",
    "Document",
    "Intake",
    "Numbering",
    "OfficeTemplate",
    "Register",
    "Version",
]
