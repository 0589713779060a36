"""When a task is done, and how much of a programme is: computed, never ticked; the rule is printed beside the figure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext_lazy as _

from loa.tasks.rules.moves import COUNTED
from loa.tasks.rules.words import AssignmentState, Origin, TaskState
from loa.units.rules.humans import Human

TASK_RULE = _("Nhiệm vụ hoàn thành khi kết quả của mọi đơn vị được giao đã được nghiệm thu.")
SHARE_RULE = _(
    "Số nhiệm vụ hoàn thành trên số nhiệm vụ đã giao theo chương trình. Nhiệm vụ đang soạn, đã hủy không tính; "
    "nhiệm vụ phát sinh, đột xuất tính riêng."
)
GROUPS_RULE = _("Nhóm nhiệm vụ được tính khi có ít nhất một nhiệm vụ đã giao theo chương trình.")
SHARED = frozenset({TaskState.OPEN, TaskState.DONE})


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many; reads "3/4"."""

    done: int = 0
    counted: int = 0

    def __str__(self) -> str:
        return f"{self.done}/{self.counted}"

    def __add__(self, other: Share) -> Share:
        return Share(self.done + other.done, self.counted + other.counted)

    @property
    def percent(self) -> int:
        """Return the share in whole percent, rounded down so that 100 means all."""
        return 100 * self.done // self.counted if self.counted else 0


@dataclass(frozen=True, slots=True)
class Counted:
    """What a count needs to know of a task."""

    state: TaskState
    origin: Origin
    group: int | None


@dataclass(frozen=True, slots=True)
class Count:
    """The counts of a set of tasks: planned ones, those that came up, planned ones by group."""

    planned: Share
    ad_hoc: Share
    groups: dict[int, Share]

    @property
    def group_count(self) -> int:
        """Return how many groups have something to do."""
        return sum(share.counted > 0 for share in self.groups.values())


def is_done(states: Iterable[AssignmentState]) -> bool:
    """Say whether a task is done: something is assigned, and all that counts was accepted."""
    counted = [state for state in states if state in COUNTED]
    return bool(counted) and all(state == AssignmentState.ACCEPTED for state in counted)


def handed_it_in(judges: Iterable[Human], hands: Collection[Human]) -> bool:
    """Say whether who would accept handed evidence in, under whichever account: then somebody else accepts."""
    return any(judge.is_same_as(hand) for judge in judges for hand in hands)


def count(tasks: Iterable[Counted]) -> Count:
    """Count tasks by the rules above."""
    shared = [task for task in tasks if task.state in SHARED]
    planned = [task for task in shared if task.origin == Origin.PLANNED]
    in_order = sorted((task for task in planned if task.group is not None), key=lambda task: task.group or 0)
    return Count(
        planned=_share(planned),
        ad_hoc=_share(task for task in shared if task.origin != Origin.PLANNED),
        groups={group or 0: _share(rows) for group, rows in groupby(in_order, key=lambda task: task.group)},
    )


def _share(tasks: Iterable[Counted]) -> Share:
    states = [task.state for task in tasks]
    return Share(states.count(TaskState.DONE), len(states))
