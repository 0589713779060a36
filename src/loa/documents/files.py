"""Which files a document takes, and who may fetch them: whoever may know of the document."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest

from loa.documents.actions.versions import FILE
from loa.documents.queries.visible import intakes_of, visible_to
from loa.files.models import StoredFile
from loa.files.rules import DOCUMENTS, IMAGES, MEGABYTE, Purpose
from loa.files.slots import register_purpose

VERSION = Purpose(FILE, mimes=DOCUMENTS | IMAGES, most_bytes=25 * MEGABYTE, is_private=True)


def register() -> None:
    """Name the uses of files; called once, when Django starts."""
    register_purpose(VERSION, may_read=may_read)


def may_read(request: HttpRequest, stored: StoredFile) -> bool:
    """Say whether a request may fetch the file of a version, or one that its reader dropped in."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return False
    if visible_to(actor).filter(Q(versions__file=stored)).exists():
        return True
    return intakes_of(actor).filter(file=stored).exists()
