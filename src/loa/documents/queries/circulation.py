"""Copies of documents at bodies: what waits at one's own body, how a document's copies stand, who is silent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import (
    BooleanField,
    Count,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce
from django.urls import reverse

from loa.documents.models import Circulation, Document, Version
from loa.documents.queries.speaking import bodies_spoken_for, superiors_of
from loa.documents.queries.visible import visible_to
from loa.documents.rules import circulation as rules
from loa.documents.rules import moves
from loa.documents.rules.comparing import Paragraph, compare
from loa.documents.rules.words import CirculationState, Side
from loa.lib import clock
from loa.units import access
from loa.units.access import Who
from loa.units.actor import Actor
from loa.units.lists import body_name_of
from loa.units.models import AreaLevel, AreaVersion, Body, BodyVersion, System
from loa.units.permissions import Permission
from loa.units.queries import body_names
from loa.units.versions import in_force, latest, under
from loa.web.lists.filters import folded

READ, CIRCULATE = Permission.DOCUMENTS_READ, Permission.DOCUMENTS_CIRCULATE


def waiting(prefix: str = "") -> Q:
    """Return the condition that a copy waits for its body's word on the newest version; none of a document out of force does."""
    return Q(**{f"{prefix}state": rules.WAITING, f"{prefix}document__state__in": moves.IN_FORCE})


def late(prefix: str = "", now: datetime | None = None) -> Q:
    """Return the condition that it waits past its deadline."""
    return waiting(prefix) & Q(**{f"{prefix}due_at__lte": now or clock.now()})


def known_late(actor: Who) -> Q:
    """Return the condition that a copy waits past its deadline and the actor is told so (charter 11).

    At once: the body itself, and who may send for the issuer, since he has to remind. All others: when its superior is
    told, a day or more after the body was told that it is late.
    """
    told = Q(shown_silent_at__lte=lead_before(clock.now()))
    own = Q(holder__in=bodies_spoken_for(actor).values("pk"))
    sender = sent_by(access.body_ids_in_reach(actor, CIRCULATE), "document__")
    return late() & (told | own | sender)


def lead_before(now: datetime) -> CombinedExpression:
    """Return, for each copy, the moment by which its body must have been shown its silence for the superior to be told now."""
    return Value(now, DateTimeField()) - F("silent_lead")


def as_told(rows: QuerySet[Circulation], actor: Who) -> QuerySet[Circulation]:
    """Return copies with `is_late` as the actor is told."""
    return rows.annotate(is_late=ExpressionWrapper(known_late(actor), output_field=BooleanField()))


# -- at the receiving body ------------------------------------------------------------------------------------


def received(actor: Who) -> QuerySet[Circulation]:
    """Return the copies that bodies in reach carry, those given back left out."""
    bodies = access.body_ids_in_reach(actor, READ)
    return Circulation.objects.filter(holder__in=bodies).exclude(state=CirculationState.RECALLED)


def received_of(actor: Who, document_id: int) -> Circulation | None:
    """Return the copy by which the actor knows of a document, the one that waits first."""
    rows = (
        received(actor).filter(document=document_id).select_related("document__body", "document__drafted_for")
    )
    return rows.order_by("state", "pk").first()


def received_versions(actor: Who) -> QuerySet[Version]:
    """Return the versions that copies in reach were asked for or have acknowledged; no other version is theirs to read."""
    asked = Q(version=OuterRef("number")) | Q(acknowledged_version=OuterRef("number"))
    copies = received(actor).filter(asked, document=OuterRef("document"))
    return Version.objects.filter(Exists(copies))


def copies_visible_to(actor: Who) -> QuerySet[Circulation]:
    """Return the copies that a body in reach carries, and those of documents that a body in reach sent."""
    bodies = access.body_ids_in_reach(actor, READ)
    rows = Circulation.objects.filter(Q(holder__in=bodies) | sent_by(bodies, "document__"))
    return as_told(_named(rows), actor)


def documents_beside(actor: Who, copy: Circulation) -> list[Document]:
    """Return what the reader of a copy may open: the document itself, and the incoming one that was made of the copy."""
    places = [pk for pk in (copy.document_id, copy.entered_id) if pk]
    return list(visible_to(actor).filter(pk__in=places).order_by("pk"))


def successor_of(actor: Who, document: Document) -> tuple[Document | None, bool]:
    """Return what replaced a document, and whether the actor may open it or carries a copy of it."""
    found = Document.objects.filter(supersedes=document, state__in=moves.NUMBERED).order_by("-pk").first()
    if found is None:
        return None, False
    return found, visible_to(actor).filter(pk=found.pk).exists() or received_of(actor, found.pk) is not None


def inbox(actor: Who) -> QuerySet[Circulation]:
    """Return the copies at the bodies that the actor speaks for, those of its own documents left out."""
    return as_told(_named(_addressed(actor)), actor)


def _addressed(actor: Who) -> QuerySet[Circulation]:
    rows = Circulation.objects.filter(holder__in=bodies_spoken_for(actor).values("pk"))
    return rows.exclude(sent_by([actor.post.body_id], "document__")) if isinstance(actor, Actor) else rows


def sent_by(bodies: Any, prefix: str = "") -> Q:
    """Return the condition that one of these bodies issued a document: its own, or one drafted for it."""
    drafted = Q(**{f"{prefix}drafted_for__in": bodies})
    return drafted | Q(**{f"{prefix}drafted_for__isnull": True, f"{prefix}body__in": bodies})


def _named(rows: QuerySet[Circulation]) -> QuerySet[Circulation]:
    return rows.select_related("document__body", "document__drafted_for").annotate(
        sender_id=Coalesce("document__drafted_for", "document__body"),
        sender_name=body_name_of("sender_id"),
        holder_name=body_name_of("holder"),
        body_name=body_name_of("body"),
        number=F("document__full_number"),
        folded=folded("document__full_number", "document__subject"),
    )


def count_waiting(actor: Who) -> dict[str, int]:
    """Return how many copies wait for the actor's body, and how many of them past their deadline."""
    return _addressed(actor).filter(waiting()).aggregate(all=Count("pk"), late=Count("pk", filter=late()))


def find_by_link(actor: Actor, token: str) -> Circulation | None:
    """Return the copy behind a short link at the body that the actor speaks for, the one that waits first.

    Nothing for a token that does not exist and for officers of bodies that are not on the list.
    """
    rows = inbox(actor).filter(document__link=token)
    return rows.order_by("state", "pk").first()


def find_of_document(actor: Actor, document_id: int) -> Circulation | None:
    """Return the copy of a document at the body that the actor speaks for, the one that waits first."""
    return _addressed(actor).filter(document=document_id).order_by("state", "pk").first()


def find_sent_by_link(actor: Actor, token: str) -> Document | None:
    """Return the document behind a short link for those who look after its sending."""
    return documents_sent(actor).filter(link=token).first()


def versions_to_read(copy: Circulation) -> list[Version]:
    """Return the version that the copy asks for, then the one acknowledged before it, where there is one."""
    numbers = (
        [copy.version] if copy.acknowledged_version is None else [copy.version, copy.acknowledged_version]
    )
    rows = Version.objects.filter(document=copy.document_id, number__in=numbers).select_related("file")
    return list(rows.prefetch_related("attachments__file").order_by("-number"))


def may_fetch(actor: Who, copy: Circulation) -> bool:
    """Say whether the actor may take the version away that a copy was asked for: one's own, or one that was given."""
    own = visible_to(actor).filter(pk=copy.document_id)
    given = received_versions(actor).filter(document=copy.document_id, number=copy.version)
    return own.exists() or given.exists()


def changes_since_acknowledged(versions: Sequence[Version]) -> list[Paragraph]:
    """Return the paragraphs in which the newest version differs from the one acknowledged before."""
    both = compare(versions[1].text, versions[0].text) if len(versions) == 2 else []
    return [paragraph for paragraph in both if paragraph.is_changed]


@dataclass(frozen=True, slots=True)
class Pace:
    """How long bodies took to acknowledge in a span: how many did, the middle time, the longest."""

    count: int
    middle: timedelta | None
    slowest: timedelta | None


def pace_of_body(body_id: int, since: datetime, until: datetime) -> Pace:
    """Return how long one body took for what it was asked in a span; to be compared with its own past first."""
    return _pace("holder_id = %s AND asked_at >= %s AND asked_at < %s", body_id, since, until)


def pace_of_document(document: Document) -> Pace:
    """Return how long the bodies took for the newest version of one document."""
    return _pace("document_id = %s", document.pk)


def _pace(condition: str, *values: Any) -> Pace:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY acknowledged_at - asked_at),"  # noqa: S608
            " max(acknowledged_at - asked_at) FROM documents_circulation"
            f" WHERE acknowledged_version = version AND {condition}",
            values,
        )
        return Pace(*cursor.fetchone())


# -- at the sending body --------------------------------------------------------------------------------------


def documents_sent(actor: Who) -> QuerySet[Document]:
    """Return the issued documents of bodies in reach, each with `sender_name`; whether sent or not yet."""
    bodies = access.body_ids_in_reach(actor, READ)
    rows = Document.objects.filter(sent_by(bodies), side=Side.OUTGOING, state__in=moves.NUMBERED)
    rows = rows.select_related("body", "drafted_for").annotate(sender_id=Coalesce("drafted_for", "body"))
    return rows.annotate(sender_name=body_name_of("sender_id"))


def access_sent(actor: Who, document_id: int, *, to: Permission | None) -> Document:
    """Return an issued document of a body in reach. Raises: UnknownThing, RightMissing."""
    return access.access(documents_sent(actor), actor, id=document_id, to=to, body_field="sender_id")


def copies_of(document: Document) -> QuerySet[Circulation]:
    """Return every copy of a document with names, for lists and exports."""
    rows = _named(document.circulations.all())
    order = latest(BodyVersion, clock.today()).filter(body=OuterRef("holder"))
    return rows.annotate(
        order=Subquery(order.values("sort_key")[:1]),
        names=folded(body_name_of("holder"), body_name_of("body")),
    )


def silent_copies(document: Document) -> QuerySet[Circulation]:
    """Return the copies whose bodies have not said their word on the newest version."""
    return copies_of(document).filter(waiting()).order_by(F("order"), "pk")


@dataclass(frozen=True, slots=True)
class Standing:
    """How many copies a document has, and how they stand."""

    total: int
    waiting: int
    late: int
    received: int
    completed: int
    refused: int
    called_back: int


COUNTS = {
    "total": Count("pk"),
    "waiting": Count("pk", filter=waiting()),
    "received": Count("pk", filter=Q(state__in=rules.RECEIVED)),
    "completed": Count("pk", filter=Q(state=CirculationState.COMPLETED)),
    "refused": Count("pk", filter=Q(state=CirculationState.REFUSED)),
    "called_back": Count("pk", filter=Q(state__in=rules.CALLED_BACK)),
}


def standing_of(document: Document, actor: Who) -> Standing:
    """Return the counts of one document's copies as an actor is told them."""
    counts = document.circulations.aggregate(**COUNTS, late=Count("pk", filter=known_late(actor)))
    return Standing(**counts)


def link_of(document: Document, base: str) -> str:
    """Return the short address of a document that was sent; empty before."""
    return base + reverse("circulation_link:open", args=[document.link]) if document.link else ""


def silent_text(document: Document, base: str) -> str:
    """Return the list of silent bodies, ready to be pasted into a chat group; empty when nobody is silent.

    Only for who may send the document: others learn of silent bodies a day after these were told.
    """
    rows = list(silent_copies(document))
    if not rows:
        return ""
    due = max((row.due_at for row in rows if row.due_at), default=None)
    names = list(dict.fromkeys(row.holder_name for row in rows))  # type: ignore[attr-defined]
    return rules.paste_list(names, version=document.version, due_at=due, address=link_of(document, base))


def count_late_sent(actor: Who) -> int:
    """Return how many copies of documents that the actor may send wait past their deadline."""
    bodies = access.body_ids_in_reach(actor, CIRCULATE)
    return Circulation.objects.filter(late(), sent_by(bodies, "document__")).count()


# -- who may be put onto a list -------------------------------------------------------------------------------


def bodies_to_send_to(sender: Body) -> QuerySet[BodyVersion]:
    """Return the bodies that stand today in the sender's tree, committees and the sender left out, by name."""
    mine = latest(BodyVersion, clock.today()).filter(body=sender).values_list("path", flat=True).first()
    root = (mine or "?").partition("/")[0]
    rows = in_force(BodyVersion, clock.today()).filter(under([root]), is_committee=False).exclude(body=sender)
    return rows.order_by("sort_key", "pk")


def bodies_by_rule(
    sender: Body, part: str, system: str = "", head: Body | None = None
) -> QuerySet[BodyVersion]:
    """Return the bodies that a rule names today, seen from the sender; of one body and those below it, where one is given."""
    mine = latest(BodyVersion, clock.today()).filter(body=sender).values_list("path", flat=True).first()
    rows = in_force(BodyVersion, clock.today()).filter(path__startswith=f"{mine}/", is_committee=False)
    if part == rules.Part.DIRECT:
        rows = rows.filter(superior=sender)
    if part == rules.Part.COMMUNES:
        rows = rows.filter(seat_area__in=_communes())
    if head is not None:
        above = in_force(BodyVersion, clock.today()).filter(body=head).values_list("path", flat=True).first()
        rows = rows.filter(under([above or "?"]))
    return rows.filter(system=system) if system in System.values else rows


def _communes() -> QuerySet[Any, Any]:
    return in_force(AreaVersion, clock.today()).filter(level=AreaLevel.COMMUNE).values("area")


# -- silence --------------------------------------------------------------------------------------------------


def silent_beside(copy: Circulation) -> list[str]:
    """Return the list that a silent body is shown before its superior is told: itself and the others under the same one."""
    above = superiors_of([copy.holder_id]).get(copy.holder_id)
    if above is None or copy.shown_silent_at is None:
        return []
    below = in_force(BodyVersion, clock.today()).filter(superior=above).values("body")
    rows = Circulation.objects.filter(
        waiting(), document=copy.document_id, holder__in=below, shown_silent_at__isnull=False
    )
    return sorted(body_names(rows.values_list("holder", flat=True)).values())


def silent_told(actor: Who) -> QuerySet[Circulation]:
    """Return the copies at bodies in reach that still wait after their superior was told."""
    rows = Circulation.objects.filter(
        waiting(), escalated_at__isnull=False, holder__in=access.body_ids_in_reach(actor, READ)
    )
    return _named(rows)
