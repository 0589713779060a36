"""The life of a bulletin as a table of moves; `README.md` prints it and a test walks it."""

from __future__ import annotations

from collections.abc import Mapping

from loa.bulletins.rules.words import Relation, State

MOVES: Mapping[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.CHECKING, State.RELEASED, State.SENT, State.DISCARDED}),
    State.CHECKING: frozenset({State.DRAFT, State.RETURNED, State.RELEASED, State.SENT}),
    State.RETURNED: frozenset({State.DRAFT, State.CHECKING, State.DISCARDED}),
    State.RELEASED: frozenset({State.SENT, State.DRAFT, State.MISSED}),
    State.MISSED: frozenset({State.CHECKING, State.DRAFT, State.DISCARDED}),
    State.SENT: frozenset({State.CORRECTED, State.WITHDRAWN, State.SUPERSEDED, State.EXPIRED}),
    State.CORRECTED: frozenset({State.CORRECTED, State.WITHDRAWN, State.SUPERSEDED, State.EXPIRED}),
    State.EXPIRED: frozenset({State.CORRECTED, State.WITHDRAWN, State.SUPERSEDED}),
    State.DISCARDED: frozenset({State.DRAFT}),
    State.WITHDRAWN: frozenset(),
    State.SUPERSEDED: frozenset(),
}
FIRST = State.DRAFT
FINAL = frozenset({State.WITHDRAWN, State.SUPERSEDED})

EDITABLE = frozenset({State.DRAFT, State.CHECKING, State.RETURNED, State.MISSED})
PUBLIC = frozenset({State.SENT, State.CORRECTED, State.WITHDRAWN, State.SUPERSEDED, State.EXPIRED})
REPLACEABLE = frozenset({State.SENT, State.CORRECTED, State.EXPIRED})
IN_WORK = frozenset({State.DRAFT, State.RETURNED, State.CHECKING, State.RELEASED, State.MISSED})

MENDING = frozenset({Relation.CORRECTION, Relation.WITHDRAWAL})
"""What mends our own words: it has no hold, and it is published even where nobody can be told."""

OUTCOME: Mapping[Relation, State] = {
    Relation.CORRECTION: State.CORRECTED,
    Relation.WITHDRAWAL: State.WITHDRAWN,
    Relation.SUPERSEDING: State.SUPERSEDED,
}


def can_move(old: State, new: State) -> bool:
    """Say whether the table has this move."""
    return new in MOVES[old]
