"""A body's word on a copy: acknowledged, refused, under way, done, given back. Opening one is recorded nowhere."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from loa.documents.actions.moving import reasoned
from loa.documents.circulation_errors import CopyMoved, VersionReplaced
from loa.documents.models import Acknowledgement, Circulation
from loa.documents.queries import circulation as queries
from loa.documents.queries.speaking import require_voice
from loa.documents.rules import circulation as rules
from loa.documents.rules.moves import can_move_copy
from loa.documents.rules.words import CirculationState
from loa.journal import actions as journal
from loa.lib import clock
from loa.notices.actions import notify
from loa.notices.models import Event
from loa.units.actor import Actor
from loa.units.permissions import Permission
from loa.units.queries import body_name
from loa.units.voices import people_with


@transaction.atomic
def acknowledge(*, actor: Actor, circulation: Circulation, version: int) -> Circulation:
    """Say for the body that it took note of one version; every copy of the document that it carries is settled.

    Whoever presses second changes nothing: one row stands for each copy and version.

    Raises:
        NotForTheBody: for officers of other bodies.
        VersionReplaced: when a newer version came; the old one is not acknowledged any more.
        CopyMoved: when the copy was refused or is being called back.

    """
    require_voice(actor, circulation.holder_id)
    if settled := settle(circulation, version, actor=actor):
        facts = {
            "document": circulation.document_id,
            "body": circulation.holder_id,
            "version": version,
            "copies": settled,
        }
        journal.write(actor=actor, verb="documents.acknowledged", thing=circulation.thing, facts=facts)
    circulation.refresh_from_db()
    if circulation.version > version:
        raise VersionReplaced(circulation.version)
    if circulation.acknowledged_version != version:
        raise CopyMoved
    return circulation


def settle(
    circulation: Circulation, version: int, *, actor: Actor | None = None, at: datetime | None = None
) -> int:
    """Write the body's word on a version for every copy of the document that waits there; return how many that is.

    Inside the act that checked who speaks; without an actor the word came in a message.
    """
    now = at or clock.now()
    waiting = _carried(circulation).filter(queries.waiting(), version=version)
    found = list(waiting.order_by("pk").values_list("pk", flat=True))
    Circulation.objects.filter(pk__in=found).update(
        state=CirculationState.RECEIVED, acknowledged_version=version, acknowledged_at=now, reason=""
    )
    rows = [
        Acknowledgement(
            circulation_id=pk,
            version=version,
            person=actor.person if actor else None,
            post=actor.post if actor else None,
            by_body_id=actor.body.pk if actor else circulation.holder_id,
            at=now,
        )
        for pk in found
    ]
    Acknowledgement.objects.bulk_create(rows, ignore_conflicts=True)
    return len(found)


@transaction.atomic
def refuse(*, actor: Actor, circulation: Circulation, reason: str) -> Circulation:
    """Send a copy back with a reason; the sender is told.

    Raises: NotForTheBody, NoReason, CopyMoved.
    """
    said = reasoned(reason)[:300]
    row = _move(actor, circulation, CirculationState.REFUSED, "documents.copy_refused", reason=said)
    _tell_sender(row, _("%(body)s từ chối nhận văn bản %(number)s"))
    return row


@transaction.atomic
def take_back_refusal(*, actor: Actor, circulation: Circulation) -> Circulation:
    """Let a refused copy wait again. Raises: NotForTheBody, CopyMoved."""
    require_voice(actor, circulation.holder_id)
    if circulation.state != CirculationState.REFUSED:
        raise CopyMoved
    verb = "documents.refusal_taken_back"
    return _move(actor, circulation, CirculationState.ARRIVED, verb, reason="")


@transaction.atomic
def advance(*, actor: Actor, circulation: Circulation, to: CirculationState) -> Circulation:
    """Say how far the work on an acknowledged document is. Raises: NotForTheBody, CopyMoved."""
    require_voice(actor, circulation.holder_id)
    if to not in rules.STEPS:
        raise CopyMoved
    done = {"completed_at": clock.now()} if to == CirculationState.COMPLETED else {}
    return _move(actor, circulation, to, "documents.copy_advanced", **done)


@transaction.atomic
def answer_recall(*, actor: Actor, circulation: Circulation, agrees: bool, reason: str = "") -> Circulation:
    """Give a copy back, or keep it for a reason; the sender is told.

    Raises: NotForTheBody, NoReason, CopyMoved.
    """
    if agrees:
        row = _move(actor, circulation, CirculationState.RECALLED, "documents.recall_agreed")
        _tell_sender(row, _("%(body)s đồng ý thu hồi văn bản %(number)s"))
        return row
    said = reasoned(reason)[:300]
    row = _move(actor, circulation, CirculationState.RECALL_REFUSED, "documents.recall_refused", reason=said)
    _tell_sender(row, _("%(body)s không đồng ý thu hồi văn bản %(number)s"))
    return row


# -- steps ----------------------------------------------------------------------------------------------------


def _move(
    actor: Actor, circulation: Circulation, to: CirculationState, verb: str, **changes: object
) -> Circulation:
    """Move all copies of the document that the body carries and whose table has the move; one journal row."""
    require_voice(actor, circulation.holder_id)
    moved = shift(circulation, to, **changes)
    facts: dict[str, object] = {
        "document": circulation.document_id,
        "body": circulation.holder_id,
        "to": to.value,
        "copies": moved,
    }
    if reason := changes.get("reason"):
        facts["reason"] = journal.masked(str(reason))
    journal.write(actor=actor, verb=verb, thing=circulation.thing, facts=facts)
    circulation.refresh_from_db()
    return circulation


def shift(circulation: Circulation, to: CirculationState, **changes: object) -> int:
    """Move all copies of the document at the body whose table has the move, inside the act; return how many that is.

    Raises: CopyMoved.
    """
    held = dict(_carried(circulation).order_by("pk").values_list("pk", "state"))
    moved = [pk for pk, state in held.items() if can_move_copy(CirculationState(state), to)]
    if circulation.pk not in moved:
        raise CopyMoved
    Circulation.objects.filter(pk__in=moved).update(state=to, **changes)
    return len(moved)


def _carried(circulation: Circulation) -> QuerySet[Circulation]:
    """Return the copies of the same document at the same body, locked until the transaction ends."""
    rows = Circulation.objects.select_for_update()
    return rows.filter(document=circulation.document_id, holder=circulation.holder_id)


def _tell_sender(circulation: Circulation, words: str) -> None:
    document = circulation.document
    notify(
        people=people_with([document.issuer.pk], Permission.DOCUMENTS_CIRCULATE),
        event=Event.COPY_ANSWERED,
        key=f"documents.copy:{circulation.pk}:{circulation.state}:{circulation.version}",
        title=words % {"body": body_name(circulation.holder_id), "number": document},
        path=f"/desk/circulation/of/{document.pk}/",
    )
