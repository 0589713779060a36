"""What a body says of its part, and what the assigning body says of that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from loa.documents.reading import refuse_secret
from loa.files.actions import store_file
from loa.files.rules import check
from loa.lib import clock
from loa.tasks.actions.settling import settle
from loa.tasks.actions.taking import (
    move_assignment,
    noted,
    reason_of,
    set_assignment,
    take_assignment,
    take_task,
    words,
    write,
)
from loa.tasks.actions.telling import tell_handed_in, tell_judged
from loa.tasks.errors import (
    HandedIn,
    KeyTaken,
    Moved,
    NoEvidence,
    NoFile,
    NothingSaid,
    TooManyFiles,
    WrongMeasure,
)
from loa.tasks.files import EVIDENCE, MOST, Given
from loa.tasks.models import Assignment, Progress
from loa.tasks.queries.visible import require_voice
from loa.tasks.queries.waiting import hands, judges, newest_evidence
from loa.tasks.rules import progress
from loa.tasks.rules.done import handed_it_in
from loa.tasks.rules.moves import AT_WORK
from loa.tasks.rules.words import AssignmentState, Measure, ProgressKind, TaskState
from loa.units import access
from loa.units.actor import Actor
from loa.units.permissions import Permission
from loa.units.voices import own_bodies

OF_THE_BODY = (ProgressKind.ACKNOWLEDGED, ProgressKind.NOTE, ProgressKind.EVIDENCE)


@transaction.atomic
def acknowledge(*, actor: Actor, assignment: Assignment, client_key: UUID | None = None) -> Assignment:
    """Say for a body that it takes its part on; said twice, it stands once.

    Raises: RightMissing; NotForTheBody; Moved when the task is not open or the part was withdrawn.
    """
    taken = _take(actor, assignment)
    if taken.state not in {AssignmentState.ASSIGNED, AssignmentState.WITHDRAWN}:
        return taken
    _must_be_open(taken)
    move_assignment(taken, AssignmentState.ACKNOWLEDGED, acknowledged_at=clock.now())
    _enter(actor, taken, ProgressKind.ACKNOWLEDGED, client_key=client_key)
    write(actor, "acknowledged", taken.thing, task=taken.task_id, body=taken.holder_id)
    return taken


@transaction.atomic
def report(
    *,
    actor: Actor,
    assignment: Assignment,
    percent: int | None = None,
    milestone: int | None = None,
    text: str = "",
    files: Iterable[Given] = (),
    client_key: UUID | None = None,
) -> Progress:
    """Add an entry of progress: how far it is, in words, with files. The same `client_key` again is the same entry.

    Raises: RightMissing; NotForTheBody; Moved when the part waits for acceptance, was accepted or withdrawn; NothingSaid;
    WrongMeasure; KeyTaken; Secret for a file so marked; what `store_file` refuses.
    """
    taken = _take(actor, assignment)
    if before := _sent_before(taken, client_key):
        return before
    _must_be_open(taken)
    given, said = list(files), words(text)
    if percent is None and milestone is None and not said and not given:
        raise NothingSaid
    measure, names = Measure(taken.task.measure), list(taken.task.milestones)
    if not progress.is_sound(measure, names, percent=percent, milestone=milestone):
        raise WrongMeasure
    figures = progress.reached(measure, names, percent=percent, milestone=milestone)
    _to_work(taken, figures)
    entry = _enter(
        actor,
        taken,
        ProgressKind.NOTE,
        percent=figures[0] if figures else None,
        milestone=milestone,
        text=said,
        files=given,
        client_key=client_key,
    )
    facts = {"percent": entry.percent, "milestone": milestone, "files": len(given), "words": len(said)}
    write(actor, "reported", taken.thing, task=taken.task_id, entry=entry.pk, **facts)
    return entry


@transaction.atomic
def hand_in(
    *,
    actor: Actor,
    assignment: Assignment,
    text: str = "",
    files: Iterable[Given] = (),
    client_key: UUID | None = None,
) -> Progress:
    """Hand in the evidence that a body's part is done; it waits for the assigning body. A second `client_key` is none.

    Raises: RightMissing; NotForTheBody; Moved; NoEvidence without words and files, NoFile where the task asks for a file; KeyTaken;
    Secret for a file so marked; what `store_file` refuses.
    """
    taken = _take(actor, assignment)
    if before := _sent_before(taken, client_key):
        return before
    _must_be_open(taken)
    given, said = list(files), words(text)
    if not said and not given:
        raise NoEvidence
    if taken.task.needs_file and not given:
        raise NoFile
    now = clock.now()
    move_assignment(
        taken,
        AssignmentState.REPORTED,
        reported_at=now,
        answered_at=taken.answered_at or now,
        acknowledged_at=taken.acknowledged_at or now,
    )
    entry = _enter(actor, taken, ProgressKind.EVIDENCE, text=said, files=given, client_key=client_key)
    facts = {"entry": entry.pk, "files": len(given), "words": len(said)}
    write(actor, "handed_in", taken.thing, task=taken.task_id, **facts)
    tell_handed_in(taken, entry.pk)
    return entry


@transaction.atomic
def accept(*, actor: Actor, assignment: Assignment, seen: int, text: str = "") -> Assignment:
    """Accept the evidence that was seen (its entry); the task is done once all that counts was accepted.

    Raises: RightMissing; HandedIn for who handed it in or lent their right, under whichever account; Moved when nothing
    waits for acceptance, or something newer does.
    """
    task = take_task(assignment.task, [TaskState.OPEN])
    taken = _judged(actor, assignment)
    if handed_it_in(judges(actor), hands(taken)):
        raise HandedIn
    newest = newest_evidence(taken)
    if newest is None or newest.pk != seen:
        raise Moved(state=taken.state)
    move_assignment(
        taken,
        AssignmentState.ACCEPTED,
        accepted_at=clock.now(),
        accepted_by=actor.person,
        percent=progress.FULL,
        milestone=len(task.milestones),
    )
    entry = _enter(actor, taken, ProgressKind.ACCEPTED, text=words(text))
    ended = settle(actor, task)
    facts = {"entry": entry.pk, "task_done": task.state == TaskState.DONE, "hand_overs": ended}
    write(actor, "accepted", taken.thing, task=task.pk, body=taken.holder_id, **facts)
    tell_judged(taken, entry.pk, accepted=True)
    return taken


@transaction.atomic
def return_(*, actor: Actor, assignment: Assignment, reason: str) -> Assignment:
    """Give a body's evidence back with what is missing. Raises: RightMissing; NoReason; Moved."""
    take_task(assignment.task, [TaskState.OPEN])
    taken = _judged(actor, assignment)
    if taken.state != AssignmentState.REPORTED:
        raise Moved(state=taken.state)
    return _give_back(actor, taken, reason, "returned")


@transaction.atomic
def reopen(*, actor: Actor, assignment: Assignment, reason: str) -> Assignment:
    """Open accepted work again; a done task is open again with it. Raises: RightMissing; NoReason; Moved."""
    task = take_task(assignment.task, [TaskState.OPEN, TaskState.DONE])
    taken = _judged(actor, assignment)
    if taken.state != AssignmentState.ACCEPTED:
        raise Moved(state=taken.state)
    _give_back(actor, taken, reason, "part_reopened", accepted_at=None, accepted_by=None)
    settle(actor, task)
    return taken


# -- steps ------------------------------------------------------------------------------------------------


def _take(actor: Actor, assignment: Assignment) -> Assignment:
    """Return the part locked, for who speaks for the body that carries it. Raises: RightMissing; NotForTheBody."""
    taken = take_assignment(assignment)
    require_voice(actor, taken.holder)
    return taken


def _must_be_open(taken: Assignment) -> None:
    """Refuse while the task is not given out, after it was cancelled, or once it is done."""
    if taken.task.state != TaskState.OPEN:
        raise Moved(state=taken.task.state)


def _judged(actor: Actor, assignment: Assignment) -> Assignment:
    """Return the part locked, for those who accept at the assigning body."""
    taken = take_assignment(assignment)
    access.require(actor, Permission.TASKS_ACCEPT, body=taken.task.holder)
    return taken


def _sent_before(taken: Assignment, client_key: UUID | None) -> Progress | None:
    """Return the entry that a draft's key already made. Raises: KeyTaken when it is another part's."""
    if client_key is None:
        return None
    entry = Progress.objects.filter(client_key=client_key).first()
    if entry is not None and entry.assignment_id != taken.pk:
        raise KeyTaken
    return entry


def _to_work(taken: Assignment, figures: tuple[int, int] | None) -> None:
    now = clock.now()
    firsts: dict[str, Any] = {
        "answered_at": taken.answered_at or now,
        "acknowledged_at": taken.acknowledged_at or now,
    }
    if figures:
        firsts |= {"percent": figures[0], "milestone": figures[1]}
    if taken.state == AssignmentState.IN_PROGRESS:
        set_assignment(taken, **firsts)
    elif AssignmentState(taken.state) in AT_WORK:
        move_assignment(taken, AssignmentState.IN_PROGRESS, **firsts)
    else:
        raise Moved(state=taken.state)


def _give_back(actor: Actor, taken: Assignment, reason: str, verb: str, **set_to: Any) -> Assignment:
    """Return a part for more work; its figures fall back to what its body last reported."""
    why = reason_of(reason)
    notes = taken.entries.filter(kind=ProgressKind.NOTE, percent__isnull=False).order_by("-at", "-pk")
    percent, milestone = notes.values_list("percent", "milestone").first() or (0, 0)
    move_assignment(
        taken,
        AssignmentState.RETURNED,
        reported_at=None,
        percent=percent or 0,
        milestone=milestone or 0,
        **set_to,
    )
    entry = _enter(actor, taken, ProgressKind.RETURNED, text=why)
    write(actor, verb, taken.thing, task=taken.task_id, entry=entry.pk, reason=noted(why))
    tell_judged(taken, entry.pk, accepted=False)
    return taken


def _enter(
    actor: Actor,
    taken: Assignment,
    kind: ProgressKind,
    *,
    files: Sequence[Given] = (),
    **facts: Any,
) -> Progress:
    if len(files) > MOST:
        raise TooManyFiles
    for one in files:  # all of them, before anything is stored
        check(one.name, one.data, EVIDENCE)
        refuse_secret(one.data)
    stored = [
        store_file(actor=actor, name=one.name, data=one.data, purpose=EVIDENCE.key, body=taken.holder)
        for one in files
    ]
    try:
        with transaction.atomic():
            entry = Progress.objects.create(
                assignment=taken,
                kind=kind,
                person=actor.person,
                post=actor.post,
                at=clock.now(),
                by_superior=kind in OF_THE_BODY and taken.holder_id not in own_bodies(actor),
                **facts,
            )
    except IntegrityError as error:
        if facts.get("client_key") and Progress.objects.filter(client_key=facts["client_key"]).exists():
            raise KeyTaken from error
        raise
    entry.files.set(stored)
    return entry
