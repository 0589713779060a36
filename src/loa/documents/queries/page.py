"""Everything one screen says about one document, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from loa.clocks import queries as clocks
from loa.clocks.slots import words_of
from loa.documents.models import Circulation, Comment, Direction, Document, Version
from loa.documents.queries.doors import doors_of
from loa.documents.queries.newer import newer_of
from loa.documents.queries.proposed import proposed_of
from loa.documents.queries.visible import visible_to
from loa.documents.rules.comparing import Paragraph, Part, compare, compare_files
from loa.documents.rules.doors import Door
from loa.documents.rules.words import Side
from loa.lib import clock
from loa.lib.errors import NotFound
from loa.units.actor import Actor
from loa.units.history import Told, history_of
from loa.units.queries import body_names

EVENTS_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Waiting:
    """One running deadline as a screen shows it."""

    words: str
    rule: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One document on the desk."""

    document: Document
    body_name: str
    issuer_name: str
    officer_name: str
    doors: Sequence[Door]
    current: Version
    proposed: Version | None
    newer: Circulation | None
    versions: Sequence[Version]
    comments: Sequence[tuple[str, Comment]]
    directions: Sequence[Direction]
    asked: Sequence[str]
    carries_out: Sequence[Document]
    carried_out_by: Sequence[Document]
    replaces: Sequence[Document]
    replaced_by: Sequence[Document]
    copied_from: Sequence[Document]
    copies: Sequence[Document]
    waiting: Sequence[Waiting]
    events: Sequence[Told]

    @property
    def first(self) -> Door | None:
        """Return what to do next."""
        return self.doors[0] if self.doors else None

    @property
    def others(self) -> Sequence[Door]:
        """Return what else may be done."""
        return self.doors[1:]

    @property
    def has_links(self) -> bool:
        """Say whether another document belongs to it."""
        links = (
            self.carries_out,
            self.carried_out_by,
            self.replaces,
            self.replaced_by,
            self.copied_from,
            self.copies,
        )
        return any(links)


def page_of(document: Document, actor: Actor) -> Page:
    """Return the page of a document as this actor sees it."""
    seen = visible_to(actor)
    comments = list(document.comments.select_related("person", "post"))
    asked = list(document.asked.values_list("pk", flat=True))
    bodies = {document.body_id, document.issuer.pk, *asked, *(row.body_id for row in comments)}
    names = body_names(bodies)
    rows = document.versions.select_related("created_by", "file").prefetch_related("attachments__file")
    versions = list(rows.order_by("-number"))
    return Page(
        document=document,
        body_name=names.get(document.body_id, ""),
        issuer_name=names.get(document.issuer.pk, ""),
        officer_name=document.officer.person.full_name if document.officer else "",
        doors=doors_of(document, actor),
        current=next(row for row in versions if row.number == document.version),
        proposed=proposed_of(document),
        newer=newer_of(document) if document.side == Side.INCOMING else None,
        versions=versions,
        comments=[(names.get(row.body_id, ""), row) for row in comments],
        directions=list(document.directions.select_related("person", "post", "officer__person")),
        asked=sorted(names.get(pk, "") for pk in asked),
        carries_out=list(seen.filter(Q(carried_out_by=document)).distinct()),
        carried_out_by=list(seen.filter(Q(carries_out=document)).distinct()),
        replaces=list(seen.filter(superseded_by=document)),
        replaced_by=list(seen.filter(supersedes=document)),
        copied_from=list(seen.filter(copies=document)),
        copies=list(seen.filter(copy_of=document)),
        waiting=waiting_on(document),
        events=history_of(document.thing, most=EVENTS_SHOWN),
    )


def waiting_on(document: Document) -> list[Waiting]:
    """Return the deadlines that run on a document, each with its rule."""
    rows = clocks.clocks_of([document.thing]).filter(stopped_at__isnull=True)
    now = clock.now()
    return [Waiting(words_of(row.purpose), row.rule_in_words, row.due_at <= now) for row in rows]


def version_of(document: Document, number: int | None = None) -> Version:
    """Return one version, the newest without a number.

    Raises:
        NotFound: when there is none.

    """
    rows: QuerySet[Version] = document.versions.select_related("file", "created_by")
    found = rows.prefetch_related("attachments__file").filter(number=number or document.version).first()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class Compared:
    """Two versions and where they differ."""

    old: Version
    new: Version
    paragraphs: Sequence[Paragraph]
    files: Sequence[Part]
    numbers: Sequence[int]

    @property
    def changed(self) -> int:
        """Return how many paragraphs differ."""
        return sum(paragraph.is_changed for paragraph in self.paragraphs)


def compare_versions(document: Document, old: str, new: str) -> Compared:
    """Return two versions beside each other: those asked for, else the newest and the one before it."""
    later = version_of(document, _number(new))
    before = version_of(document, _number(old) or max(later.number - 1, 1))
    numbers = list(document.versions.order_by("number").values_list("number", flat=True))
    return Compared(before, later, compare(before.text, later.text), compared_files(before, later), numbers)


def compared_files(old: Version, new: Version) -> list[Part]:
    """Return which files beside a version came or went."""
    before, after = ({str(file.pk): file.name for file in version.beside} for version in (old, new))
    return compare_files(before, after)


def _number(asked: str) -> int | None:
    return int(asked) if asked.isdecimal() and len(asked) < 6 else None
