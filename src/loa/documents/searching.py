"""Documents as search takes them in: what of each is read, and the tokens by which `visible_to` lets a reader know of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from loa.documents.models import Document, Version
from loa.documents.queries.visible import READ, visible_to
from loa.documents.rules import moves
from loa.documents.rules.words import DocumentState
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
            at=datetime.combine(document.dated, time.min, HANOI)
            if document.dated
            else document.issued_at or document.created_at,
            source=f"body:{document.body_id}",
            areas=[code] if code else [],
            note=DocumentState(document.state).label,
        )


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
