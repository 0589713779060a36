"""The matrix document × body: a page of documents, a page of the bodies that carry them, their copies, totals in SQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from loa.documents.models import Circulation, Document
from loa.documents.queries.circulation import COUNTS, Standing, as_told, documents_sent, known_late, waiting
from loa.documents.rules import circulation as rules
from loa.documents.rules import moves
from loa.documents.rules.words import CirculationState
from loa.lib import clock
from loa.units.access import Who
from loa.units.models import Body, BodyVersion, System
from loa.units.versions import latest, under
from loa.web.lists.filters import folded, search

DOCUMENTS, BODIES = 20, 8  # on one page


@dataclass(frozen=True)
class Wanted:
    """What the matrix is narrowed by; empty values narrow nothing."""

    q: str = ""
    since: date | None = None
    until: date | None = None  # included
    kind: str = ""
    under: Body | None = None
    system: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """The copies of one document at one body: the first of them, and the state that stands for all."""

    copy_id: int
    state: CirculationState
    is_late: bool
    copies: int
    is_closed: bool  # its document is out of force: nothing waits any more


@dataclass(frozen=True, slots=True)
class Line:
    """One document with its totals over all bodies that fit, and its cells for the bodies of the page."""

    document: Document
    standing: Standing
    cells: Sequence[Cell | None]


@dataclass(frozen=True, slots=True)
class Head:
    """One body over a column."""

    body_id: int
    name: str
    short_name: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """One page of the matrix."""

    documents: Page[Document]
    bodies: Page[Head]
    lines: Sequence[Line]


NARROWED: Mapping[str, Callable[[Who], Q]] = {
    "waiting": lambda _actor: waiting(),
    "late": known_late,
    "received": lambda _actor: Q(state__in=rules.RECEIVED),
    "refused": lambda _actor: Q(state=CirculationState.REFUSED),
    "called_back": lambda _actor: Q(state__in=rules.CALLED_BACK),
}
"""What a count or the filter of states narrows copies to for a reader, by its word in the address."""


def documents_of(actor: Who, wanted: Wanted) -> QuerySet[Document]:
    """Return the documents in reach that were sent and fit, the newest first."""
    rows = documents_sent(actor).filter(link__isnull=False)
    if wanted.q:
        rows = search(rows.annotate(words=folded("full_number", "subject")), wanted.q, ("words",))
    if wanted.since:
        rows = rows.filter(issued_at__gte=_begin(wanted.since))
    if wanted.until:
        rows = rows.filter(issued_at__lt=_begin(wanted.until + timedelta(days=1)))
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.state in NARROWED or wanted.under or wanted.system:
        copies = Circulation.objects.filter(document=OuterRef("pk")).filter(_copies(actor, wanted))
        rows = rows.filter(Exists(copies))
    return rows.order_by("-issued_at", "-pk")


def kinds_of(actor: Who) -> list[str]:
    """Return the kinds of the documents that were sent."""
    rows = documents_sent(actor).filter(link__isnull=False).exclude(kind="").order_by("kind")
    return list(rows.values_list("kind", flat=True).distinct())


def matrix(actor: Who, wanted: Wanted, *, page: str = "", bodies: str = "") -> Matrix:
    """Return a page of documents and of the bodies that carry them; as many queries whatever their numbers."""
    documents = Paginator(documents_of(actor, wanted), DOCUMENTS).get_page(page)
    shown = list(documents.object_list)
    copies = Circulation.objects.filter(document__in=[row.pk for row in shown]).filter(_branch(wanted))
    columns = Paginator(_heads(copies), BODIES).get_page(bodies)
    heads = [head.body_id for head in columns.object_list]
    cells = _cells(as_told(copies.filter(holder__in=heads), actor))
    standing = _standings(copies, actor)
    lines = [
        Line(row, standing.get(row.pk, NOTHING), [cells.get((row.pk, head)) for head in heads])
        for row in shown
    ]
    return Matrix(documents, columns, lines)


def _heads(copies: QuerySet[Circulation]) -> list[Head]:
    """Return the bodies that carry these copies, by name: read once, since few bodies carry many copies."""
    holders = list(copies.order_by().values_list("holder", flat=True).distinct())
    rows = latest(BodyVersion, clock.today()).filter(body__in=holders).order_by("sort_key", "pk")
    return [Head(*row) for row in rows.values_list("body_id", "name", "short_name")]


NOTHING = Standing(0, 0, 0, 0, 0, 0, 0)


def narrowed(rows: QuerySet[Circulation], state: str, actor: Who) -> QuerySet[Circulation]:
    """Return the copies behind a count; all of them for a word that names none."""
    return rows.filter(NARROWED[state](actor)) if state in NARROWED else rows


def receipts(actor: Who, wanted: Wanted) -> QuerySet[Circulation]:
    """Return every copy that the narrowed matrix stands for; a state narrows the copies themselves, too."""
    found = Circulation.objects.filter(document__in=documents_of(actor, wanted).order_by().values("pk"))
    return found.filter(_copies(actor, wanted))


def _copies(actor: Who, wanted: Wanted) -> Q:
    state = NARROWED[wanted.state](actor) if wanted.state in NARROWED else Q()
    return state & _branch(wanted)


def _branch(wanted: Wanted) -> Q:
    """Return the condition that a copy's holder stands in the wanted part of the tree."""
    if wanted.under is None and not wanted.system:
        return Q()
    rows = latest(BodyVersion, clock.today())
    if wanted.under is not None:
        above = rows.filter(body=wanted.under).values_list("path", flat=True).first()
        rows = rows.filter(under([above or "?"]))
    if wanted.system in System.values:
        rows = rows.filter(system=wanted.system)
    return Q(holder__in=rows.values("body"))


def _standings(copies: QuerySet[Circulation], actor: Who) -> dict[int, Standing]:
    late = Count("pk", filter=known_late(actor))
    counted: Any = copies.order_by().values("document").annotate(**COUNTS, late=late)
    return {row.pop("document"): Standing(**row) for row in counted}


def _cells(copies: QuerySet[Any]) -> dict[tuple[int, int], Cell]:
    """Return the cells; what a body carries for several merged bodies stands in one."""
    found: dict[tuple[int, int], list[Any]] = defaultdict(list)
    fields = ("document", "holder", "pk", "state", "is_late", "document__state")
    for row in copies.values_list(*fields).order_by("pk"):
        found[row[:2]].append(row[2:])
    return {place: _cell(rows) for place, rows in found.items()}


def _cell(rows: Sequence[tuple[int, int, bool | None, str]]) -> Cell:
    state = rules.joined(CirculationState(state) for _pk, state, _late, _of in rows)
    is_closed = rows[0][3] not in moves.IN_FORCE
    return Cell(rows[0][0], state, any(late for _pk, _state, late, _of in rows), len(rows), is_closed)


def _begin(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), clock.HANOI)
