"""The lives of programmes, tasks, assignments and hand-overs as tables of moves; `README.md` prints them and tests walk them."""

from __future__ import annotations

from collections.abc import Mapping

from loa.tasks.rules.words import AssignmentState, HandOverState, ProgrammeState, TaskState

ASSIGNMENT_MOVES: Mapping[AssignmentState, frozenset[AssignmentState]] = {
    AssignmentState.ASSIGNED: frozenset(
        {
            AssignmentState.ACKNOWLEDGED,
            AssignmentState.IN_PROGRESS,
            AssignmentState.REPORTED,
            AssignmentState.WITHDRAWN,
        }
    ),
    AssignmentState.ACKNOWLEDGED: frozenset(
        {AssignmentState.IN_PROGRESS, AssignmentState.REPORTED, AssignmentState.WITHDRAWN}
    ),
    AssignmentState.IN_PROGRESS: frozenset({AssignmentState.REPORTED, AssignmentState.WITHDRAWN}),
    AssignmentState.REPORTED: frozenset(
        {AssignmentState.ACCEPTED, AssignmentState.RETURNED, AssignmentState.WITHDRAWN}
    ),
    AssignmentState.RETURNED: frozenset(
        {AssignmentState.IN_PROGRESS, AssignmentState.REPORTED, AssignmentState.WITHDRAWN}
    ),
    AssignmentState.ACCEPTED: frozenset({AssignmentState.RETURNED}),
    AssignmentState.WITHDRAWN: frozenset({AssignmentState.ASSIGNED}),
}
"""Accepted work can be opened again with a reason: what was closed too early must not stay closed."""

TASK_MOVES: Mapping[TaskState, frozenset[TaskState]] = {
    TaskState.DRAFT: frozenset({TaskState.OPEN, TaskState.CANCELLED}),
    TaskState.OPEN: frozenset({TaskState.DONE, TaskState.CANCELLED}),
    TaskState.DONE: frozenset({TaskState.OPEN}),
    TaskState.CANCELLED: frozenset({TaskState.OPEN}),
}

HAND_OVER_MOVES: Mapping[HandOverState, frozenset[HandOverState]] = {
    HandOverState.GIVEN: frozenset({HandOverState.TAKEN, HandOverState.REFUSED, HandOverState.CALLED_BACK}),
    HandOverState.TAKEN: frozenset({HandOverState.DONE, HandOverState.REFUSED}),
    HandOverState.DONE: frozenset(),
    HandOverState.REFUSED: frozenset(),
    HandOverState.CALLED_BACK: frozenset(),
}
OPEN_HAND_OVER = frozenset({HandOverState.GIVEN, HandOverState.TAKEN})
FINAL_HAND_OVER = frozenset({HandOverState.DONE, HandOverState.REFUSED, HandOverState.CALLED_BACK})

PROGRAMME_MOVES: Mapping[ProgrammeState, frozenset[ProgrammeState]] = {
    ProgrammeState.DRAFT: frozenset({ProgrammeState.RUNNING}),
    ProgrammeState.RUNNING: frozenset({ProgrammeState.CLOSED}),
    ProgrammeState.CLOSED: frozenset({ProgrammeState.RUNNING}),
}

States = (
    frozenset[AssignmentState] | frozenset[TaskState] | frozenset[HandOverState] | frozenset[ProgrammeState]
)
FIRSTS: Mapping[str, States] = {
    "PROGRAMME_MOVES": frozenset({ProgrammeState.DRAFT}),
    "ASSIGNMENT_MOVES": frozenset({AssignmentState.ASSIGNED}),
    "TASK_MOVES": frozenset({TaskState.DRAFT}),
    "HAND_OVER_MOVES": frozenset({HandOverState.GIVEN}),
}

AT_WORK = frozenset(
    {
        AssignmentState.ASSIGNED,
        AssignmentState.ACKNOWLEDGED,
        AssignmentState.IN_PROGRESS,
        AssignmentState.RETURNED,
    }
)
COUNTED = frozenset(AssignmentState) - {AssignmentState.WITHDRAWN}
