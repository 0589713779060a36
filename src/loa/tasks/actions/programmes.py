"""Programmes of a year and their groups: made, changed, started, closed, copied from the year before."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from loa.documents.models import Document
from loa.lib import clock
from loa.lib.ids import digest
from loa.lib.text import fold, nfc, squeeze
from loa.tasks.actions.copying import copy_groups, copy_order, copy_parts, copy_tasks
from loa.tasks.actions.taking import take_programme, write
from loa.tasks.actions.telling import tell_started
from loa.tasks.errors import BadCode, BadSpan, CodeTaken, Moved, NoTitle
from loa.tasks.models import Assignment, Programme, Task, TaskGroup
from loa.tasks.rules import codes, moves
from loa.tasks.rules.words import AssignmentState, ProgrammeState, TaskState
from loa.units import access
from loa.units.actor import Actor
from loa.units.models import Body
from loa.units.permissions import Permission


@transaction.atomic
def create_programme(
    *,
    actor: Actor,
    code: str,
    name: str,
    year: int,
    body: Body | None = None,
    document: Document | None = None,
    is_sample: bool = False,
) -> Programme:
    """Make a programme of a body (the actor's by default) for a year; a draft until it is started.

    Raises: RightMissing; NoTitle; BadCode; CodeTaken when the body's year has this code.
    """
    made = _new(
        actor, body or actor.body, code=code, name=name, year=year, document=document, is_sample=is_sample
    )
    write(actor, "programme_created", made.thing, code=made.code, year=year)
    return made


@transaction.atomic
def change_programme(
    *, actor: Actor, programme: Programme, code: str, name: str, document: Document | None = None
) -> Programme:
    """Change name, code or the document it rests on; codes of its tasks stay as they are.

    Raises: RightMissing; ProgrammeClosed; NoTitle; BadCode; CodeTaken.
    """
    taken = _take(actor, programme)
    taken.code, taken.name, taken.document = _code(code), _name(name), document
    _save(taken)
    write(actor, "programme_changed", taken.thing, code=taken.code)
    return taken


@transaction.atomic
def start(*, actor: Actor, programme: Programme) -> Programme:
    """Start a programme, or a closed one again: its drafts are given out, its bodies told once.

    Raises: RightMissing; Moved when it runs already.
    """
    taken = _move(actor, programme, ProgrammeState.RUNNING)
    now = clock.now()
    drafts = Task.objects.filter(group__programme=taken, state=TaskState.DRAFT)
    ids = list(drafts.values_list("pk", flat=True))
    drafts.update(state=TaskState.OPEN, changed_at=now)
    write(actor, "programme_started", taken.thing, tasks=len(ids), digest=digest(sorted(ids)))
    held = Assignment.objects.filter(task__in=ids).exclude(state=AssignmentState.WITHDRAWN)
    held.update(assigned_at=now, changed_at=now)  # the time to answer runs from here, not from the draft
    if ids:
        tell_started(taken, set(held.values_list("holder", flat=True)), len(ids), now.isoformat())
    return taken


@transaction.atomic
def close(*, actor: Actor, programme: Programme) -> Programme:
    """Close a programme: nothing more is planned in it; what is open may still be reported and accepted.

    Raises: RightMissing; Moved when it does not run.
    """
    taken = _move(actor, programme, ProgrammeState.CLOSED)
    left = Task.objects.filter(group__programme=taken, state=TaskState.OPEN).count()
    write(actor, "programme_closed", taken.thing, open_tasks=left)
    return taken


@transaction.atomic
def add_group(*, actor: Actor, programme: Programme, name: str, starts_on: date, ends_on: date) -> TaskGroup:
    """Add a group of tasks after the last one. Raises: RightMissing; ProgrammeClosed; NoTitle; BadSpan."""
    taken = _take(actor, programme)
    last = taken.groups.aggregate(last=Max("position"))["last"] or 0
    group = TaskGroup(programme=taken, position=last + 1, name=_name(name))
    _span(group, starts_on, ends_on)
    group.save()
    write(actor, "group_added", taken.thing, group=group.pk, position=group.position)
    return group


@transaction.atomic
def change_group(*, actor: Actor, group: TaskGroup, name: str, starts_on: date, ends_on: date) -> TaskGroup:
    """Change a group's name and span. Raises: RightMissing; ProgrammeClosed; NoTitle; BadSpan."""
    taken = _take(actor, group.programme)
    changed = TaskGroup.objects.select_for_update(no_key=True).get(pk=group.pk)
    changed.name = _name(name)
    _span(changed, starts_on, ends_on)
    changed.save()
    write(actor, "group_changed", taken.thing, group=changed.pk)
    return changed


@transaction.atomic
def copy_programme(
    *,
    actor: Actor,
    source: Programme,
    year: int,
    code: str = "",
    with_assignments: bool = False,
) -> Programme:
    """Copy a programme's groups and planned tasks to another year, days moved by whole years; a draft, no progress.

    Cancelled tasks, what came up and single occurrences are left behind. With assignments, each part goes to the body
    that carries it now, where that body stands and may be given tasks.

    Raises: RightMissing; BadCode; CodeTaken when that year has the programme already.
    """
    made = _new(
        actor,
        source.holder,
        code=code or source.code,
        name=source.name,
        year=year,
        copied_from=source,
        is_sample=source.is_sample,
    )
    years = year - source.year
    groups = copy_groups(source, made, years)
    tasks = copy_tasks(actor, source, made, groups, years)
    copy_order(tasks)
    parts = copy_parts(actor, tasks, years) if with_assignments else 0
    facts = {"source": source.pk, "groups": len(groups), "tasks": len(tasks), "parts": parts}
    write(actor, "programme_copied", made.thing, **facts)
    return made


# -- steps ------------------------------------------------------------------------------------------------


def _new(actor: Actor, owner: Body, *, code: str, name: str, **facts: Any) -> Programme:
    """Save a draft of a body's programme."""
    access.require(actor, Permission.TASKS_ASSIGN, body=owner)
    made = Programme(
        code=_code(code),
        body=owner,
        holder=owner,
        name=_name(name),
        created_by=actor.person,
        created_at=clock.now(),
        **facts,
    )
    _save(made)
    return made


def _take(actor: Actor, programme: Programme) -> Programme:
    taken = take_programme(programme)
    access.require(actor, Permission.TASKS_ASSIGN, body=taken.holder)
    return taken


def _move(actor: Actor, programme: Programme, to: ProgrammeState) -> Programme:
    taken = take_programme(programme, to_plan=False)
    access.require(actor, Permission.TASKS_ASSIGN, body=taken.holder)
    if to not in moves.PROGRAMME_MOVES[ProgrammeState(taken.state)]:
        raise Moved(state=taken.state)
    taken.state = to
    taken.save(update_fields=["state"])
    return taken


def _save(programme: Programme) -> None:
    programme.folded = fold(f"{programme.code} {programme.name} {programme.year}")[:300]
    try:
        with transaction.atomic():
            programme.save()
    except IntegrityError as error:
        same = Programme.objects.filter(body=programme.body_id, year=programme.year, code=programme.code)
        if same.exists():
            raise CodeTaken from error
        raise


def _code(code: str) -> str:
    wanted = squeeze(nfc(code))
    if not codes.CODE.fullmatch(wanted):
        raise BadCode
    return wanted


def _name(name: str) -> str:
    said = squeeze(nfc(name))[:240]
    if not said:
        raise NoTitle
    return said


def _span(group: TaskGroup, starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        raise BadSpan
    group.starts_on, group.ends_on = starts_on, ends_on
