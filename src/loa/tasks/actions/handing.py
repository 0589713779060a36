"""What one body of a task passes to another, with a clock in working time."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy, override

from loa.clocks.actions import open_clock, stop_clock_of
from loa.clocks.queries import calendar_for
from loa.clocks.rules import due as due_after
from loa.journal.actions import Author
from loa.lib import clock
from loa.lib.text import nfc, squeeze
from loa.tasks.actions.taking import noted, reason_of, take_task, write
from loa.tasks.actions.telling import tell_hand_over
from loa.tasks.errors import Moved, NothingSaid, NotTakingPart
from loa.tasks.models import HandOver, Task
from loa.tasks.rules import moves
from loa.tasks.rules.words import AssignmentState, HandOverState, TaskState
from loa.units import access
from loa.units.actor import Actor
from loa.units.models import Area, Body
from loa.units.permissions import Permission
from loa.units.queries import body_name, seats_of

CLOCK = "tasks.hand_over"


@transaction.atomic
def hand_over(*, actor: Actor, task: Task, giver: Body, taker: Body, what: str, due: int) -> HandOver:
    """Pass work between two bodies of an open task, to be done in so many working days; the clock runs for the taker.

    Raises: RightMissing over the giver; NotTakingPart; NothingSaid; Moved; BadDeadline (ValueError) below one day.
    """
    taken = take_task(task, [TaskState.OPEN])
    access.require(actor, Permission.TASKS_REPORT, body=giver)
    part = taken.assignments.exclude(state=AssignmentState.WITHDRAWN).filter(holder__in=[giver, taker])
    if giver == taker or part.values("holder").distinct().count() != 2:
        raise NotTakingPart
    said = squeeze(nfc(what))[:300]
    if not said:
        raise NothingSaid
    now = clock.now()
    seat = Area.objects.filter(pk__in=seats_of([taker.pk]).values()).first()
    deadline = due_after(now, days=due, calendar=calendar_for(seat, clock.today()))
    passed = HandOver.objects.create(
        task=taken,
        giver=giver,
        taker=taker,
        what=said,
        given_at=now,
        due_at=deadline.at,
        given_by=actor.person,
    )
    open_clock(actor=actor, thing=passed.thing, purpose=CLOCK, body=taker, deadline=deadline)
    facts = {"giver": giver.pk, "taker": taker.pk, "due_at": deadline.at}
    write(actor, "handed_over", passed.thing, task=taken.pk, **facts)
    _tell(passed, taker, giver)
    return passed


@transaction.atomic
def take(*, actor: Actor, passed: HandOver) -> HandOver:
    """Say that the work passed on is taken. Raises: RightMissing over the taker; Moved."""
    taken = _lock(passed)
    access.require(actor, Permission.TASKS_REPORT, body=taken.taker)
    return _move(actor, taken, HandOverState.TAKEN, "hand_over_taken")


@transaction.atomic
def finish(*, actor: Actor, passed: HandOver) -> HandOver:
    """Say that the work passed on is done; the clock stops. Raises: RightMissing over the taker; Moved."""
    taken = _lock(passed)
    access.require(actor, Permission.TASKS_REPORT, body=taken.taker)
    _move(actor, taken, HandOverState.DONE, "hand_over_done")
    _tell(taken, taken.giver, taken.taker)
    return taken


@transaction.atomic
def refuse(*, actor: Actor, passed: HandOver, reason: str) -> HandOver:
    """Say why the work is not taken, or cannot be done. Raises: RightMissing over the taker; NoReason; Moved."""
    taken = _lock(passed)
    access.require(actor, Permission.TASKS_REPORT, body=taken.taker)
    _move(actor, taken, HandOverState.REFUSED, "hand_over_refused", reason_of(reason))
    _tell(taken, taken.giver, taken.taker)
    return taken


@transaction.atomic
def call_back(*, actor: Actor, passed: HandOver, reason: str) -> HandOver:
    """Take back what was passed on and not yet taken. Raises: RightMissing over the giver; NoReason; Moved."""
    taken = _lock(passed)
    access.require(actor, Permission.TASKS_REPORT, body=taken.giver)
    _move(actor, taken, HandOverState.CALLED_BACK, "hand_over_called_back", reason_of(reason))
    _tell(taken, taken.taker, taken.giver)
    return taken


def call_all_back(*, actor: Author, task: Task, reason: str) -> int:
    """End the open hand-overs of a task inside the act that ends the task, whose row counts them; return how many."""
    ended = list(task.hand_overs.select_for_update().filter(state__in=moves.OPEN_HAND_OVER))
    for passed in ended:
        _end(actor, passed, HandOverState.CALLED_BACK, reason)
    return len(ended)


def finish_all(*, actor: Author, task: Task, reason: str) -> int:
    """End the open hand-overs of a task inside the act that made it done, whose row counts them; return how many.

    What was taken is done with the task; what nobody took is called back.
    """
    ended = list(task.hand_overs.select_for_update().filter(state__in=moves.OPEN_HAND_OVER))
    for passed in ended:
        if passed.state == HandOverState.TAKEN:
            _end(actor, passed, HandOverState.DONE, "")
        else:
            _end(actor, passed, HandOverState.CALLED_BACK, reason)
    return len(ended)


# -- steps ------------------------------------------------------------------------------------------------


def _lock(passed: HandOver) -> HandOver:
    rows = HandOver.objects.select_for_update(of=("self",)).select_related("task", "giver", "taker")
    return rows.get(pk=passed.pk)


def _move(actor: Actor, taken: HandOver, to: HandOverState, verb: str, reason: str = "") -> HandOver:
    if to not in moves.HAND_OVER_MOVES[HandOverState(taken.state)]:
        raise Moved(state=taken.state)
    if to == HandOverState.TAKEN:
        taken.state, taken.taken_at = to, clock.now()
        taken.save(update_fields=["state", "taken_at"])
    else:
        _end(actor, taken, to, reason)
    facts = {"reason": noted(reason)} if reason else {}
    write(actor, verb, taken.thing, task=taken.task_id, **facts)
    return taken


def _end(actor: Author, taken: HandOver, to: HandOverState, reason: str) -> None:
    taken.state, taken.closed_at, taken.reason = to, clock.now(), reason
    taken.save(update_fields=["state", "closed_at", "reason"])
    stop_clock_of(actor=actor, thing=taken.thing, purpose=CLOCK, outcome=to.value)


_SAID = {
    HandOverState.GIVEN: gettext_lazy("%(body)s chuyển việc: %(what)s"),
    HandOverState.DONE: gettext_lazy("%(body)s đã làm xong việc được chuyển: %(what)s"),
    HandOverState.REFUSED: gettext_lazy("%(body)s không nhận việc được chuyển: %(what)s"),
    HandOverState.CALLED_BACK: gettext_lazy("%(body)s rút lại việc đã chuyển: %(what)s"),
}


def _tell(passed: HandOver, to: Body, by: Body) -> None:
    """Tell one side what the other did."""
    with override("vi"):
        title = str(_SAID[HandOverState(passed.state)])
    tell_hand_over(passed, to, title % {"body": body_name(by, short=True), "what": passed.what[:150]})
