"""The life of a document, and of its copy at a body, as tables of moves; `README.md` prints them and tests walk them."""

from __future__ import annotations

from collections.abc import Mapping

from loa.documents.rules.words import CirculationState, DocumentState

INCOMING_FIRST = DocumentState.RECEIVED
OUTGOING_FIRST = DocumentState.DRAFT
SIGNED_FIRST = DocumentState.ISSUED  # signed and numbered on paper or elsewhere, then dropped in

MOVES: Mapping[DocumentState, frozenset[DocumentState]] = {
    DocumentState.RECEIVED: frozenset(
        {DocumentState.DIRECTED, DocumentState.FILED, DocumentState.RETURNED, DocumentState.ANSWERED}
    ),
    DocumentState.DIRECTED: frozenset({DocumentState.DIRECTED, DocumentState.ANSWERED, DocumentState.FILED}),
    DocumentState.ANSWERED: frozenset({DocumentState.DIRECTED}),
    DocumentState.FILED: frozenset({DocumentState.DIRECTED, DocumentState.ANSWERED}),
    DocumentState.RETURNED: frozenset(),
    DocumentState.DRAFT: frozenset(
        {DocumentState.COMMENTING, DocumentState.SIGNING, DocumentState.DISCARDED}
    ),
    DocumentState.COMMENTING: frozenset(
        {DocumentState.DRAFT, DocumentState.SIGNING, DocumentState.DISCARDED}
    ),
    DocumentState.SIGNING: frozenset({DocumentState.DRAFT, DocumentState.SIGNED}),
    DocumentState.SIGNED: frozenset({DocumentState.ISSUED, DocumentState.DRAFT, DocumentState.DISCARDED}),
    DocumentState.ISSUED: frozenset({DocumentState.SUPERSEDED, DocumentState.RECALLED}),
    DocumentState.SUPERSEDED: frozenset(),
    DocumentState.RECALLED: frozenset(),
    DocumentState.DISCARDED: frozenset({DocumentState.DRAFT}),
}
FINAL = frozenset({DocumentState.RETURNED, DocumentState.SUPERSEDED, DocumentState.RECALLED})

INCOMING = frozenset(
    {
        DocumentState.RECEIVED,
        DocumentState.DIRECTED,
        DocumentState.ANSWERED,
        DocumentState.FILED,
        DocumentState.RETURNED,
    }
)
IN_FORCE = frozenset({DocumentState.ISSUED})
UNSEEN = frozenset({DocumentState.DRAFT, DocumentState.DISCARDED})  # by those who are only asked or told
EDITABLE = frozenset({DocumentState.DRAFT, DocumentState.COMMENTING})
NUMBERED = frozenset({DocumentState.ISSUED, DocumentState.SUPERSEDED, DocumentState.RECALLED})

COPY_MOVES: Mapping[CirculationState, frozenset[CirculationState]] = {
    CirculationState.ARRIVED: frozenset(
        {CirculationState.RECEIVED, CirculationState.REFUSED, CirculationState.RECALL_ASKED}
    ),
    CirculationState.REFUSED: frozenset({CirculationState.ARRIVED}),
    CirculationState.RECEIVED: frozenset(
        {
            CirculationState.ARRIVED,
            CirculationState.ASSIGNED,
            CirculationState.IN_PROGRESS,
            CirculationState.COMPLETED,
            CirculationState.RECALL_ASKED,
        }
    ),
    CirculationState.ASSIGNED: frozenset(
        {
            CirculationState.ARRIVED,
            CirculationState.IN_PROGRESS,
            CirculationState.COMPLETED,
            CirculationState.RECALL_ASKED,
        }
    ),
    CirculationState.IN_PROGRESS: frozenset(
        {CirculationState.ARRIVED, CirculationState.COMPLETED, CirculationState.RECALL_ASKED}
    ),
    CirculationState.COMPLETED: frozenset({CirculationState.ARRIVED, CirculationState.RECALL_ASKED}),
    CirculationState.RECALL_ASKED: frozenset({CirculationState.RECALLED, CirculationState.RECALL_REFUSED}),
    CirculationState.RECALLED: frozenset(),
    CirculationState.RECALL_REFUSED: frozenset({CirculationState.ARRIVED, CirculationState.RECALL_ASKED}),
}
"""A new version asks again: whatever the copy's state, it is "arrived" once more."""
FIRST_COPY = CirculationState.ARRIVED
FIRSTS: Mapping[str, frozenset[DocumentState] | frozenset[CirculationState]] = {
    "MOVES": frozenset({INCOMING_FIRST, OUTGOING_FIRST, SIGNED_FIRST}),
    "COPY_MOVES": frozenset({FIRST_COPY}),
}
FINAL_COPY = frozenset({CirculationState.RECALLED})


def can_move(old: DocumentState, new: DocumentState) -> bool:
    """Say whether the table has this move."""
    return new in MOVES[old]


def can_move_copy(old: CirculationState, new: CirculationState) -> bool:
    """Say whether the table of copies has this move."""
    return new in COPY_MOVES[old]
