"""Documents as search takes them in, and what bodies received by circulation, each with the tokens of who may know of it.

A body that was sent a document finds the version it was asked for, not the document: that stays its issuer's. Who finds
the document itself does not find what was sent of it once more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, time

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from loa.documents.models import Circulation, Document, Version
from loa.documents.queries.circulation import received
from loa.documents.queries.visible import READ, visible_to
from loa.documents.rules import moves
from loa.documents.rules.words import CirculationState, DocumentState
from loa.lib.clock import HANOI
from loa.search.slots import Paper, Searchable
from loa.units import access
from loa.units.access import Who
from loa.units.actor import Actor
from loa.units.models import Area, Body
from loa.units.queries import seats_of


def _rows() -> QuerySet[Document]:
    return Document.objects.exclude(state=DocumentState.DISCARDED)


def _papers(rows: QuerySet[Document]) -> Iterator[Paper]:
    """Yield what is searched of each document: number, subject, agency and the text of its newest version."""
    newest = Version.objects.filter(document=OuterRef("pk")).order_by("-number")
    found = list(rows.annotate(text=Subquery(newest.values("text")[:1])).prefetch_related("asked"))
    seats = seats_of({document.body_id for document in found})
    codes = dict(Area.objects.filter(pk__in=seats.values()).values_list("pk", "code"))
    for document in found:
        code = codes.get(seats.get(document.body_id, 0))
        parts = [document.kind, document.agency, document.text or ""]
        yield Paper(
            id=document.pk,
            title=document.subject,
            text="\n".join(filter(None, parts)),
            access=_tokens_of(document),
            numbers=[document.full_number] if document.full_number else [],
            at=_time_of(document),
            source=f"body:{document.body_id}",
            areas=[code] if code else [],
            note=DocumentState(document.state).label,
        )


def _time_of(document: Document) -> datetime:
    """Return the day written on it, else when it was issued or came to be."""
    if document.dated:
        return datetime.combine(document.dated, time.min, HANOI)
    return document.issued_at or document.created_at


def _tokens_of(document: Document) -> set[str]:
    """Return the tokens of a document; beside `loa.documents.queries.visible.WAYS`, one for each way of knowing it."""
    found = {f"body:{document.body_id}"}
    if document.officer_id:
        found.add(f"post:{document.officer_id}")
    if document.state not in moves.UNSEEN:
        found |= {f"body:{body.pk}" for body in document.asked.all()}
        if document.drafted_for_id:
            found.add(f"body:{document.drafted_for_id}")
    return found


def _tokens(actor: Who) -> set[str] | None:
    """Return the tokens of a reader; None for one who reads the documents of every body."""
    bodies = set(access.bodies_in_reach(actor, READ).values_list("pk", flat=True))
    if len(bodies) == Body.objects.count():
        return None
    found = {f"body:{pk}" for pk in bodies}
    return found | {f"post:{actor.post.pk}"} if isinstance(actor, Actor) else found


DOCUMENTS = Searchable(
    kind="documents.document",
    label=_("Văn bản"),
    symbol="file-text",
    rows=_rows,
    papers=_papers,
    visible_to=visible_to,
    tokens=_tokens,
    url=lambda pk: f"/desk/documents/{pk}/",
)


# -- what was received ----------------------------------------------------------------------------------------


def _not_entered(copies: QuerySet[Circulation]) -> QuerySet[Circulation]:
    """Return the copies of which their body has not made an incoming document, which it would find instead."""
    return copies.exclude(state=CirculationState.RECALLED).exclude(entered_version=F("version"))


def _versions(copies: QuerySet[Circulation]) -> QuerySet[Version]:
    """Return the versions that some of the copies are asked for."""
    return Version.objects.filter(
        Exists(_not_entered(copies).filter(document=OuterRef("document"), version=OuterRef("number")))
    )


def _sent_rows() -> QuerySet[Version]:
    return _versions(Circulation.objects.all())


def _received_by(actor: Who) -> QuerySet[Version]:
    """Return the versions that bodies in reach were asked for, of documents that the actor does not know otherwise."""
    return _versions(received(actor)).exclude(document__in=visible_to(actor).values("pk"))


def _sent_papers(rows: QuerySet[Version]) -> Iterator[Paper]:
    """Yield what is searched of each version that was sent: its text under the header of its document."""
    found = list(rows.select_related("document").prefetch_related("document__asked"))
    holders = _holders_of(found)
    for version in found:
        document = version.document
        parts = [document.kind, document.agency, version.text or ""]
        yield Paper(
            id=version.pk,
            title=document.subject,
            text="\n".join(filter(None, parts)),
            access=holders[version.document_id, version.number],
            numbers=[document.full_number] if document.full_number else [],
            at=_time_of(document),
            source=f"body:{document.drafted_for_id or document.body_id}",
            note=DocumentState(document.state).label,
            hidden=_tokens_of(document),
            place=document.pk,
        )


def _holders_of(versions: Iterable[Version]) -> dict[tuple[int, int], set[str]]:
    """Return, for document and version, the tokens of the bodies whose copies are asked for it."""
    found: dict[tuple[int, int], set[str]] = defaultdict(set)
    copies = _not_entered(Circulation.objects.filter(document__in={one.document_id for one in versions}))
    for document, number, holder in copies.values_list("document_id", "version", "holder_id"):
        found[document, number].add(f"body:{holder}")
    return found


RECEIVED = Searchable(
    kind="documents.received",
    label=_("Văn bản được gửi đến"),
    symbol="clipboard-check",
    rows=_sent_rows,
    papers=_sent_papers,
    visible_to=_received_by,
    tokens=_tokens,
    url=lambda pk: f"/desk/documents/{pk}/",
    is_for_some=True,
)
