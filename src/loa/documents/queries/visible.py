"""Which documents a person may know of: one condition, to which each way of coming to know one adds its part."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q, QuerySet

from loa.documents.models import Document, Intake
from loa.documents.rules import moves
from loa.units import access
from loa.units.actor import Actor
from loa.units.permissions import Permission

READ = Permission.DOCUMENTS_READ
Way = Callable[[access.Who], Q]


def _own(actor: access.Who) -> Q:
    """Return the documents of bodies in reach, and those drafted for them, once they are more than a first draft."""
    reach = access.body_ids_in_reach(actor, READ)
    asked_to_sign = Q(drafted_for__in=reach) & ~Q(state__in=moves.UNSEEN)
    return Q(body__in=reach) | asked_to_sign


def _asked(actor: access.Who) -> Q:
    """Return the drafts on which bodies in reach were asked for their comments."""
    rows = Document.asked.through.objects.filter(body__in=access.body_ids_in_reach(actor, READ))
    return Q(pk__in=rows.values("document")) & ~Q(state__in=moves.UNSEEN)


def _directed(actor: access.Who) -> Q:
    """Return what a leader gave to the actor's own post."""
    return Q(officer=actor.post) if isinstance(actor, Actor) else Q(pk__in=[])


WAYS: list[Way] = [_own, _asked, _directed]


def visible(actor: access.Who) -> Q:
    """Return the condition on a document that the actor may know of it, by whichever way."""
    condition = Q()
    for way in WAYS:
        condition |= way(actor)
    return condition


def visible_to(actor: access.Who) -> QuerySet[Document]:
    """Return the documents that a person may know of."""
    return Document.objects.filter(visible(actor))


def access_document(actor: access.Who, document_id: object, to: Permission | None = None) -> Document:
    """Return a visible document and check the right over its body.

    Raises:
        UnknownThing: for strangers.
        RightMissing: for colleagues without the right.

    """
    rows = visible_to(actor).select_related("body", "drafted_for", "register", "officer__person")
    return access.access(rows, actor, id=document_id, to=to)


def intakes_of(actor: Actor) -> QuerySet[Intake]:
    """Return the files that the actor dropped in at the body acted for and that became no document yet."""
    rows = Intake.objects.filter(created_by=actor.person, body=actor.body, document__isnull=True)
    return rows.select_related("file", "body").order_by("-created_at", "-pk")


def access_intake(actor: Actor, intake_id: object) -> Intake:
    """Return a file that the actor dropped in and has not confirmed.

    Raises:
        UnknownThing: for everybody else.

    """
    return access.access(intakes_of(actor), actor, id=intake_id, to=None)
