"""Versions: what a document said, each written once and never changed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from loa.documents import reading
from loa.documents.errors import NewerVersion, NoContent, Secret, TooManyFiles
from loa.documents.models import Attachment, Document, Version
from loa.files.actions import store_file
from loa.files.models import StoredFile
from loa.files.rules import check
from loa.files.slots import purpose_of
from loa.lib import clock
from loa.lib.errors import Invalid
from loa.lib.text import nfc, squeeze
from loa.units.actor import Actor
from loa.units.models import Body

FILE = "documents.version"
MOST_BESIDE = 20  # files beside a version; the house's own
Upload = tuple[str, bytes]  # a name and its bytes


@dataclass(frozen=True, slots=True)
class Content:
    """What a version says: a text composed here, or a file as it came with what was read off it; and the files beside it."""

    text: str = ""
    file: StoredFile | None = None
    signatures: list[dict[str, Any]] = field(default_factory=list)
    beside: Sequence[StoredFile] = ()


def let_in(
    *, actor: Actor, body: Body, name: str, data: bytes, beside: Sequence[Upload] = ()
) -> tuple[reading.Read, StoredFile, list[StoredFile]]:
    """Look into a file, and those beside it, at the safe door, read them, and only then store them.

    Raises:
        Secret: for one that is marked as secret, before anything is stored.
        TooManyFiles: see `look_into`.
        Invalid: from the safe door.

    """
    check(name, data, purpose_of(FILE))
    found = reading.read(data)
    look_into(beside)
    return found, _store(actor, body, (name, data)), [_store(actor, body, file) for file in beside]


def look_into(files: Sequence[Upload]) -> None:
    """Refuse further files that may not be kept, naming the one that is meant.

    Raises:
        Secret: for one that is marked as secret.
        TooManyFiles: for more than lie beside a version.
        Invalid: from the safe door.

    """
    if len(files) > MOST_BESIDE:
        raise TooManyFiles(MOST_BESIDE)
    for name, data in files:
        try:
            check(name, data, purpose_of(FILE))
            reading.refuse_secret(data)
        except Invalid as refusal:
            words = _("Tệp “%(name)s”: %(why)s") % {"name": name[:120], "why": refusal}
            kind = Secret if isinstance(refusal, Secret) else Invalid
            raise kind(words, **refusal.facts) from refusal


def _store(actor: Actor, body: Body, file: Upload) -> StoredFile:
    return store_file(actor=actor, name=file[0], data=file[1], purpose=FILE, body=body)


def content_of(version: Version) -> Content:
    """Return what a version says, to be written as another one."""
    return Content(version.text, version.file, list(version.signatures), version.beside)


def content_after(
    *,
    actor: Actor,
    document: Document,
    base: Version | None = None,
    text: str = "",
    name: str = "",
    data: bytes = b"",
    beside: Sequence[Upload] = (),
    keep: Collection[str] | None = None,
) -> Content:
    """Let files in as the content of the version that follows `base`, inside the act that writes it.

    Of the files beside the base those in `keep` (all, where nothing is said) lie beside the next one too. The base's own
    file stays where neither text nor file is given and the files beside it differ.

    Raises:
        Secret, TooManyFiles, Invalid: see `let_in`; nothing was stored then.

    """
    before = base.beside if base else []
    kept = [file for file in before if keep is None or str(file.pk) in keep]
    if len(kept) + len(beside) > MOST_BESIDE:
        raise TooManyFiles(MOST_BESIDE)
    if data:
        found, stored, more = let_in(actor=actor, body=document.body, name=name, data=data, beside=beside)
        return Content(found.text, stored, list(found.signatures), [*kept, *more])
    look_into(beside)
    after = [*kept, *(_store(actor, document.body, file) for file in beside)]
    if base and base.file and after != before and not clean_text(text):
        return replace(content_of(base), beside=after)
    return Content(text, beside=after)


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
    made = Version.objects.create(
        document=document,
        number=number,
        attached=len(content.beside),
        file=content.file,
        paper=None if content.file else paper_of(document, text),
        text=text,
        signatures=content.signatures,
        note=squeeze(note)[:400],
        created_by=actor.person,
        created_at=clock.now(),
    )
    rows = [Attachment(version=made, place=place, file=file) for place, file in enumerate(content.beside, 1)]
    Attachment.objects.bulk_create(rows)
    return made


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
