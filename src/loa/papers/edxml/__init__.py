"""Exchange of documents between bodies as edXML (QCVN 102:2016/BTTTT), in and out.

The schema itself was not at hand: names and their order follow open builders of the same standard, and no conformance is
claimed until a file has passed the national gateway. Nothing here talks to a gateway.
"""

from loa.papers.edxml.model import (
    Attachment,
    Business,
    BusinessKind,
    Envelope,
    Organ,
    Signer,
    Staff,
    State,
    Status,
    Trace,
)
from loa.papers.edxml.reader import BadEnvelope, Received, ReceivedStatus, read, read_status
from loa.papers.edxml.writer import Unwritable, document_id, write, write_status

__all__ = [
    "Attachment",
    "BadEnvelope",
    "Business",
    "BusinessKind",
    "Envelope",
    "Organ",
    "Received",
    "ReceivedStatus",
    "Signer",
    "Staff",
    "State",
    "Status",
    "Trace",
    "Unwritable",
    "document_id",
    "read",
    "read_status",
    "write",
    "write_status",
]
