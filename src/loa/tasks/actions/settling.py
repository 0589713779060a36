"""What follows once the parts of a task changed: it is done, or open again; done, it ends and frees what hung on it."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import override

from loa.journal.actions import Author
from loa.lib import clock
from loa.tasks.actions.handing import finish_all
from loa.tasks.actions.taking import move_task
from loa.tasks.actions.telling import tell_may_begin
from loa.tasks.models import Task
from loa.tasks.rules.done import is_done
from loa.tasks.rules.words import AssignmentState, TaskState


def settle(actor: Author, task: Task) -> int:
    """Let a locked task be done when all that counts was accepted, and open again when that no longer holds.

    Once it is done its open hand-overs end, and who carries a task that waited for it is told. Return how many ended, for
    the row of the act.
    """
    states = [AssignmentState(state) for state in task.assignments.values_list("state", flat=True)]
    done = is_done(states)
    if not done and task.state == TaskState.DONE:
        move_task(task, TaskState.OPEN, done_at=None)
    if not done or task.state != TaskState.OPEN:
        return 0
    move_task(task, TaskState.DONE, done_at=clock.now())
    with override("vi"):
        ended = finish_all(actor=actor, task=task, reason=_("Nhiệm vụ đã hoàn thành."))
    _free_what_waited(task)
    return ended


def _free_what_waited(task: Task) -> None:
    """Tell of each open task for which this was the last that it waited for."""
    waiting = task.before.filter(state=TaskState.OPEN)
    for freed in waiting.exclude(after__state__in=[TaskState.DRAFT, TaskState.OPEN]):
        tell_may_begin(freed, task)
