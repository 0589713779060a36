"""What the actor may do with a document now, in the order of the buttons."""

from __future__ import annotations

from loa.documents.errors import Moved
from loa.documents.models import Document
from loa.documents.queries.newer import newer_of
from loa.documents.queries.proposed import proposed_of
from loa.documents.rules import moves
from loa.documents.rules.doors import DOORS, Door
from loa.documents.rules.words import DocumentState
from loa.units import access
from loa.units.actor import Actor
from loa.units.errors import RightMissing
from loa.units.models import Body
from loa.units.permissions import Permission

CLOSING = (Permission.DOCUMENTS_RECEIVE, Permission.DOCUMENTS_DIRECT)
PASSED_ON = frozenset({Permission.DOCUMENTS_DIRECT, Permission.DOCUMENTS_ISSUE, Permission.DOCUMENTS_SIGN})


def doors_of(document: Document, actor: Actor) -> list[Door]:
    """Return the acts that fit the document's state and the actor's rights."""
    fitting = [door for door in DOORS if DocumentState(document.state) in door.states]
    held: dict[tuple[Permission, int], bool] = {}
    if document.full_number:
        fitting = [door for door in fitting if door.name != "number"]
    if document.state == DocumentState.ISSUED and proposed_of(document) is None:
        fitting = [door for door in fitting if door.name != "sign_version"]
    if document.state in moves.INCOMING and newer_of(document) is None:
        fitting = [door for door in fitting if door.name != "enter_version"]
    return [door for door in fitting if _opens(door, document, actor, held)]


def require_door(document: Document, actor: Actor, name: str) -> None:
    """Refuse an act that the actor may not do, or that does not fit the document's state.

    Raises:
        RightMissing: without the right, whatever the state.
        Moved: when it does not fit.

    """
    ways = [door for door in DOORS if door.name == name]
    here = [door for door in ways if DocumentState(document.state) in door.states]
    if not any(_opens(door, document, actor, {}) for door in here or ways):
        rights = (here or ways)[0].rights or CLOSING
        raise RightMissing(permission=rights[0].value)
    if not here:
        raise Moved(state=document.state)


def _opens(door: Door, document: Document, actor: Actor, held: dict[tuple[Permission, int], bool]) -> bool:
    if door.over == "closing" and document.officer_id == actor.post.pk:
        return True
    body = {"issuer": document.issuer, "own": actor.body}.get(door.over, document.body)
    return any(_holds(actor, right, body, held) for right in door.rights or CLOSING)


def _holds(actor: Actor, right: Permission, body: Body, held: dict[tuple[Permission, int], bool]) -> bool:
    key = (right, body.pk)
    if key not in held:
        held[key] = access.can(actor, right, body=body)
        if not held[key] and right in PASSED_ON:
            held[key] = _by_delegation(actor, right, body)
    return held[key]


def _by_delegation(actor: Actor, right: Permission, body: Body) -> bool:
    try:
        access.acting(actor, right, body=body)
    except RightMissing:
        return False
    return True
