"""Versions: what a document said, each written once and never changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from loa.documents import reading
from loa.documents.errors import NewerVersion, NoContent
from loa.documents.models import Document, Version
from loa.files.actions import store_file
from loa.files.models import StoredFile
from loa.files.rules import check
from loa.files.slots import purpose_of
from loa.lib import clock
from loa.lib.text import nfc, squeeze
from loa.units.actor import Actor
from loa.units.models import Body

FILE = "documents.version"


@dataclass(frozen=True, slots=True)
class Content:
    """What a version says: a text composed here, or a file as it came with what was read off it."""

    text: str = ""
    file: StoredFile | None = None
    signatures: list[dict[str, Any]] = field(default_factory=list)


def let_in(*, actor: Actor, body: Body, name: str, data: bytes) -> tuple[reading.Read, StoredFile]:
    """Look into a file at the safe door, read it, and only then store it.

    Raises:
        Secret: for one that is marked as secret, before anything is stored.
        Invalid: from the safe door.

    """
    check(name, data, purpose_of(FILE))
    found = reading.read(data)
    return found, store_file(actor=actor, name=name, data=data, purpose=FILE, body=body)


def upload(*, actor: Actor, document: Document, name: str, data: bytes) -> Content:
    """Let a file in as the content of a version, inside the act that writes it.

    Raises:
        Secret, Invalid: see `let_in`.

    """
    found, stored = let_in(actor=actor, body=document.body, name=name, data=data)
    return Content(found.text, stored, list(found.signatures))


def write_version(
    *, actor: Actor, document: Document, content: Content, number: int, note: str = ""
) -> Version:
    """Write a version, inside the act that causes it.

    Raises:
        NoContent: when it has neither text nor file.

    """
    text = clean_text(content.text)
    if not text and content.file is None:
        raise NoContent
    return Version.objects.create(
        document=document,
        number=number,
        file=content.file,
        paper=None if content.file else paper_of(document, text),
        text=text,
        signatures=content.signatures,
        note=squeeze(note)[:400],
        created_by=actor.person,
        created_at=clock.now(),
    )


def paper_of(document: Document, text: str) -> dict[str, Any]:
    """Return what a composed version holds: the header as it was then, and the text."""
    names = (
        "form",
        "kind",
        "subject",
        "place",
        "agency",
        "parent_agency",
        "authority",
        "signer",
        "signer_title",
    )
    held: dict[str, Any] = {name: getattr(document, name) for name in names}
    lists = {"grounds": list(document.grounds), "recipients": list(document.recipients)}
    return held | lists | {"text": text}


def check_base(document: Document, base_version: int) -> None:
    """Refuse where somebody saved another version since.

    Raises:
        NewerVersion: then.

    """
    if base_version != document.version:
        raise NewerVersion(version=document.version)


def clean_text(text: str) -> str:
    """Return a text in the form that is stored."""
    return nfc(text).replace("\r\n", "\n").replace("\0", "").strip()
