"""Which files an entry of progress takes, and who may fetch them: those who may read the entry."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from loa.files.models import StoredFile
from loa.files.rules import DOCUMENTS, IMAGES, MEGABYTE, Purpose
from loa.files.slots import register_purpose
from loa.lib.files import KINDS
from loa.tasks.queries.visible import entries_visible_to

TABLE = Purpose(
    "tasks.table",
    frozenset(KINDS[name].mime for name in ("xlsx", "csv", "txt")),
    12 * MEGABYTE,
    is_private=True,
)
EVIDENCE = Purpose("tasks.evidence", mimes=IMAGES | DOCUMENTS, is_private=True)
MOST = 10


@dataclass(frozen=True, slots=True)
class Given:
    """A file as it came from a device: its name and its bytes."""

    name: str
    data: bytes


def register() -> None:
    """Name the two uses of files; called once, when Django starts."""
    register_purpose(EVIDENCE, may_read=may_read)
    register_purpose(TABLE, may_read=lambda _request, _stored: False)


def may_read(request: HttpRequest, stored: StoredFile) -> bool:
    """Say whether a request may fetch a file of an entry."""
    actor = getattr(request, "actor", None)
    return actor is not None and entries_visible_to(actor).filter(files=stored).exists()
