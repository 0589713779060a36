"""Which files an entry of progress takes, and who may fetch them: those who may read the entry."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from loa.files.models import StoredFile
from loa.files.rules import DOCUMENTS, IMAGES, Purpose
from loa.files.slots import register_purpose
from loa.tasks.queries.visible import entries_visible_to

EVIDENCE = Purpose("tasks.evidence", mimes=IMAGES | DOCUMENTS, is_private=True)
MOST = 10


@dataclass(frozen=True, slots=True)
class Given:
    """A file as it came from a device: its name and its bytes."""

    name: str
    data: bytes


def register() -> None:
    """Name the use of files; called once, when Django starts."""
    register_purpose(EVIDENCE, may_read=may_read)


def may_read(request: HttpRequest, stored: StoredFile) -> bool:
    """Say whether a request may fetch a file of an entry."""
    actor = getattr(request, "actor", None)
    return actor is not None and entries_visible_to(actor).filter(files=stored).exists()
