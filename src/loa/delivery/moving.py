"""The one way a dispatch changes its state: a conditional update and a journal row, or a refusal."""

from __future__ import annotations

from django.db import transaction

from loa.delivery import rules
from loa.delivery.errors import DispatchMoved
from loa.delivery.models import Dispatch
from loa.delivery.states import DispatchState
from loa.journal import actions as journal
from loa.journal.actions import Author


@transaction.atomic
def move(
    *, actor: Author, dispatch: Dispatch, to: DispatchState, reason: str = "", **changes: object
) -> Dispatch:
    """Move a dispatch to a state that its present one allows, with one journal row.

    Raises: DispatchMoved when the table of moves or another process says no.
    """
    old = dispatch.state
    if not rules.may_move(old, to):
        raise DispatchMoved(state=old, wanted=to.value)
    rows = Dispatch.objects.filter(pk=dispatch.pk, state=old)
    if rows.update(state=to, reason=reason[:200], **changes) != 1:
        raise DispatchMoved(state=old, wanted=to.value)
    dispatch.refresh_from_db()
    journal.write(
        actor=actor,
        verb=f"delivery.dispatch_{to.value}",
        thing=f"delivery.dispatch:{dispatch.pk}",
        facts={"from": old, "reason": journal.masked(reason)},
    )
    return dispatch
