"""Which files a document takes, and who may fetch them: whoever may know of the document, or carries that version."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest

from loa.documents.actions.templates import TEMPLATE
from loa.documents.actions.versions import FILE
from loa.documents.queries.circulation import received_versions
from loa.documents.queries.numbering import templates_visible_to
from loa.documents.queries.visible import intakes_of, visible_to
from loa.files.models import StoredFile
from loa.files.rules import DOC, DOCUMENTS, DOCX, IMAGES, MEGABYTE, Purpose
from loa.files.slots import register_purpose

OFFICE = Purpose(TEMPLATE, mimes=frozenset({DOCX}))
VERSION = Purpose(FILE, mimes=DOCUMENTS | IMAGES | {DOC}, most_bytes=25 * MEGABYTE, is_private=True)


def register() -> None:
    """Name the uses of files; called once, when Django starts."""
    register_purpose(VERSION, may_read=may_read)
    register_purpose(OFFICE, may_read=may_read_template)


def may_read(request: HttpRequest, stored: StoredFile) -> bool:
    """Say whether a request may fetch a file of a version, or one that its reader dropped in."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return False
    if visible_to(actor).filter(Q(versions__file=stored) | Q(versions__attachments__file=stored)).exists():
        return True
    if received_versions(actor).filter(Q(file=stored) | Q(attachments__file=stored)).exists():
        return True
    return intakes_of(actor).filter(Q(file=stored) | Q(beside=stored)).exists()


def may_read_template(request: HttpRequest, stored: StoredFile) -> bool:
    """Say whether a request may fetch an office's template: whoever issues the papers of its body."""
    actor = getattr(request, "actor", None)
    return actor is not None and templates_visible_to(actor).filter(file=stored).exists()
