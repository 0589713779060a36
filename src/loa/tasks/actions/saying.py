"""What a task may say: fields as they are stored, what is refused, its number; used by every act that writes tasks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, IntegerField, Value
from django.db.models.functions import Least

from loa.lib.text import fold, nfc, squeeze
from loa.tasks.actions.taking import words
from loa.tasks.errors import BadCode, BadRepeat, BadSpan, CodeTaken, NoGroup, NoMilestones, NoTitle
from loa.tasks.models import Task
from loa.tasks.rules import codes, dates
from loa.tasks.rules.progress import FULL
from loa.tasks.rules.words import AssignmentState, Measure, Origin
from loa.units.models import Body

FIELDS = frozenset(
    {
        "document",
        "due_on",
        "evidence",
        "group",
        "measure",
        "milestones",
        "needs_file",
        "origin",
        "repeats",
        "starts_on",
        "target",
        "title",
        "why",
    }
)


def check_task(task: Task) -> None:
    """Refuse what a task may not say."""
    if not task.title:
        raise NoTitle
    if task.starts_on and task.starts_on > task.due_on:
        raise BadSpan
    if task.origin == Origin.PLANNED and task.group_id is None:
        raise NoGroup
    if task.group is not None and task.group.programme.body_id != task.body_id:
        raise NoGroup
    if task.measure == Measure.MILESTONES and not task.milestones:
        raise NoMilestones
    if task.repeats and not dates.is_rule(task.repeats):
        raise BadRepeat


def folded_of(task: Task) -> str:
    """Return what a task is found by."""
    return fold(f"{task.code} {task.title}")[:400]


def next_code(task: Task) -> str:
    """Return the next number of a task's programme, or of what came up at its body in the year, locked till commit."""
    if task.group is not None:
        prefix = codes.prefix_of(task.group.programme.code, task.group.programme.year)
    else:
        Body.objects.select_for_update(no_key=True).get(pk=task.body_id)
        prefix = codes.prefix_of_origin(Origin(task.origin), task.due_on.year)
    used = Task.objects.filter(body=task.body_id, code__startswith=prefix).values_list("code", flat=True)
    return codes.code_of(prefix, codes.next_number(prefix, used))


def own_code(code: str) -> str:
    wanted = squeeze(nfc(code))
    if not codes.CODE.fullmatch(wanted):
        raise BadCode
    return wanted


def clean(says: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields as they are stored. Raises: TypeError for a name that is no field of a task."""
    if unknown := says.keys() - FIELDS:
        message = f"a task does not say {sorted(unknown)}"
        raise TypeError(message)
    limits = {"title": 300, "evidence": 300, "target": 160, "repeats": 200}
    clean: dict[str, Any] = {
        name: squeeze(nfc(says[name]))[:limit] for name, limit in limits.items() if name in says
    }
    if "why" in says:
        clean["why"] = words(says["why"])
    if "milestones" in says:
        clean["milestones"] = [name[:200] for one in says["milestones"] if (name := squeeze(nfc(one)))][:20]
    return {**says, **clean}


def insert(task: Task) -> None:
    task.folded = folded_of(task)
    try:
        with transaction.atomic():
            task.save()
    except IntegrityError as error:
        if Task.objects.filter(body=task.body_id, code=task.code).exists():
            raise CodeTaken from error
        raise


def fit_figures(task: Task) -> None:
    """Let the figures of parts that are not accepted fit the milestones as they are now."""
    rows = task.assignments.exclude(state=AssignmentState.ACCEPTED)
    if task.measure != Measure.MILESTONES:
        rows.update(milestone=0)
        return
    count = len(task.milestones)
    rows.update(milestone=Least(F("milestone"), Value(count), output_field=IntegerField()))
    rows.update(percent=F("milestone") * FULL / count)
