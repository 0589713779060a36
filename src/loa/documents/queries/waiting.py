"""What waits for whom: for a direction, to be carried out, for a signature, for issue, for comments; and what is late."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from loa.clocks.models import Clock
from loa.documents.models import Comment, Document, Version
from loa.documents.queries.proposed import proposed
from loa.documents.queries.visible import intakes_of, visible_to
from loa.documents.rules.deadlines import CARRY_OUT, DIRECT
from loa.documents.rules.words import DocumentState, Side
from loa.lib import clock
from loa.units import access
from loa.units.actor import Actor
from loa.units.permissions import Permission

THING = Concat(Value("documents.document:"), Cast(OuterRef("pk"), CharField()))


def _at_issuer(actor: Actor) -> Q:
    """Return the documents that the actor's own body signs and issues."""
    return Q(drafted_for=actor.body) | Q(drafted_for__isnull=True, body=actor.body)


def _may(actor: Actor, right: Permission) -> bool:
    return access.can(actor, right, body=actor.body)


def for_direction(actor: Actor) -> QuerySet[Document]:
    """Return what the actor's own body received and nobody directed yet, where the actor may."""
    rows = visible_to(actor).filter(body=actor.body, state=DocumentState.RECEIVED)
    return rows if _may(actor, Permission.DOCUMENTS_DIRECT) else rows.none()


def to_carry_out(actor: Actor) -> QuerySet[Document]:
    """Return what a leader gave to the actor's post and is not answered."""
    return Document.objects.filter(officer=actor.post, state=DocumentState.DIRECTED)


def to_sign(actor: Actor) -> QuerySet[Document]:
    """Return what waits for a signature of the actor's own body and was not written by the actor."""
    put_forward = Exists(proposed().filter(document=OuterRef("pk")))
    rows = visible_to(actor).filter(_at_issuer(actor), Q(state=DocumentState.SIGNING) | put_forward)
    wrote = Version.objects.filter(document=OuterRef("pk"), created_by=actor.person)
    rows = rows.exclude(created_by=actor.person).exclude(Exists(wrote))
    return rows if _may(actor, Permission.DOCUMENTS_SIGN) else rows.none()


def to_issue(actor: Actor) -> QuerySet[Document]:
    """Return what was signed for the actor's own body and waits for its number."""
    rows = visible_to(actor).filter(_at_issuer(actor), state=DocumentState.SIGNED)
    return rows if _may(actor, Permission.DOCUMENTS_ISSUE) else rows.none()


def to_comment(actor: Actor) -> QuerySet[Document]:
    """Return the drafts on whose newest version the actor's own body was asked and has said nothing."""
    said = Comment.objects.filter(document=OuterRef("pk"), version=OuterRef("version"), body=actor.body)
    rows = visible_to(actor).filter(asked=actor.body, state=DocumentState.COMMENTING)
    return rows.exclude(Exists(said)) if _may(actor, Permission.DOCUMENTS_DRAFT) else rows.none()


def to_mend(actor: Actor) -> QuerySet[Document]:
    """Return what a signer or clerk returned to the actor's own body, and nobody has saved anew."""
    returned = Comment.objects.filter(document=OuterRef("pk"), version=OuterRef("version"), kind="returned")
    rows = visible_to(actor).filter(Exists(returned), body=actor.body, state=DocumentState.DRAFT)
    return rows if _may(actor, Permission.DOCUMENTS_DRAFT) else rows.none()


def without_action(actor: access.Who) -> QuerySet[Document]:
    """Return the incoming documents in reach whose time for a direction, or for carrying it out, is over."""
    late = Clock.objects.filter(
        purpose__in=[DIRECT, CARRY_OUT], thing=THING, stopped_at__isnull=True, due_at__lte=clock.now()
    )
    return visible_to(actor).filter(Exists(late), side=Side.INCOMING)


@dataclass(frozen=True, slots=True)
class Todo:
    """How many documents wait for an actor, by kind; `confirm` counts files that are none yet."""

    direct: int
    carry_out: int
    sign: int
    issue: int
    comment: int
    mend: int
    late: int
    confirm: int


def todo(actor: Actor) -> Todo:
    """Count what waits for the actor; the same number of queries whatever is counted."""
    return Todo(
        direct=for_direction(actor).count(),
        carry_out=to_carry_out(actor).count(),
        sign=to_sign(actor).count(),
        issue=to_issue(actor).count(),
        comment=to_comment(actor).count(),
        mend=to_mend(actor).count(),
        late=without_action(actor).count(),
        confirm=intakes_of(actor).count(),
    )
