"""A status message of another system taken in: the body's copy follows it along the table of moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from loa.documents.actions.acknowledging import settle, shift
from loa.documents.circulation_errors import (
    StatusKnown,
    StatusNotPossible,
    StatusOfOldVersion,
    StatusOfOther,
    StatusOfUnknownBody,
)
from loa.documents.models import Circulation, Document
from loa.documents.rules import circulation as rules
from loa.documents.rules import moves
from loa.documents.rules.words import CirculationState
from loa.documents.statuses import Told
from loa.journal import actions as journal
from loa.lib import clock
from loa.units import access
from loa.units.actor import Actor
from loa.units.permissions import Permission


@dataclass(frozen=True, slots=True)
class Follows:
    """The copy that a message is about, and the moves by which it follows."""

    copy: Circulation
    steps: tuple[CirculationState, ...]


def follow(document: Document, told: Told) -> Follows:
    """Return how the copy of the body that speaks follows its message.

    Raises:
        StatusOfOther: for a message about another document.
        StatusOfUnknownBody: for a body that has no copy of it.
        StatusOfOldVersion: for one that was written before the newest version was sent.
        StatusKnown: when the copy stands there already.
        StatusNotPossible: when no move leads there.

    """
    if not told.is_about(document):
        raise StatusOfOther(number=told.number)
    carried = Q(holder__code=told.organ) | Q(body__code=told.organ)
    rows = document.circulations.filter(carried).select_related("document", "holder")
    copy = rows.order_by("state", "pk").first() if told.organ else None
    if copy is None:
        raise StatusOfUnknownBody(told.organ_name or told.organ)
    now, wanted = CirculationState(copy.state), CirculationState(told.state)
    if told.moment < copy.asked_at.replace(microsecond=0):
        raise StatusOfOldVersion(copy.version)
    if now == wanted:
        raise StatusKnown(str(wanted.label))
    steps = rules.steps_of_status(now, wanted)
    closed = now == rules.WAITING and document.state not in moves.IN_FORCE
    if not steps or closed:
        raise StatusNotPossible(str(now.label), str(wanted.label))
    return Follows(copy, steps)


@transaction.atomic
def take_status(*, actor: Actor, document: Document, told: Told) -> Circulation:
    """Let a body's copy follow the message that another system sent for it; the clerk who took it in answers for that.

    Raises: RightMissing, and see `follow`.
    """
    access.require(actor, Permission.DOCUMENTS_CIRCULATE, body=document.issuer)
    list(document.circulations.select_for_update().order_by("pk").values_list("pk", flat=True))
    found = follow(document, told)
    copy, old = found.copy, CirculationState(found.copy.state)
    at = min(max(told.moment, copy.asked_at), clock.now())
    for step in found.steps:
        if step == CirculationState.RECEIVED:
            settle(copy, copy.version, at=at)
        else:
            shift(copy, step, **_changes(step, told, at))
    copy.refresh_from_db()
    facts = {
        "document": document.pk,
        "body": copy.holder_id,
        "from": old.value,
        "to": told.state,
        "version": copy.version,
        "told_at": told.moment,
        "words": journal.masked(told.words),
    }
    journal.write(actor=actor, verb="documents.status_taken", thing=copy.thing, facts=facts)
    return copy


def _changes(step: CirculationState, told: Told, at: datetime) -> dict[str, object]:
    if step in {CirculationState.REFUSED, CirculationState.RECALL_REFUSED}:
        return {"reason": told.words or _("Bên nhận không ghi lý do.")}
    if step == CirculationState.COMPLETED:
        return {"completed_at": at}
    return {"reason": ""} if step == CirculationState.ARRIVED else {}
