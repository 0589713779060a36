"""The rows of a programme's table as they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from loa.lib.tables import Value
from loa.tasks.models import Assignment, Programme, Progress, Task
from loa.tasks.rules import sheet
from loa.tasks.rules.progress import together
from loa.tasks.rules.words import AssignmentState, Part, ProgressKind
from loa.units.models import Body
from loa.units.queries import body_names


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One task with what its row says; the progress beside it is to be read only."""

    task: Task
    cells: Mapping[str, Value]
    holders: Mapping[int, Part]


class Names:
    """How bodies are written in cells: by name, by code where two bodies share one."""

    def __init__(self, bodies: Iterable[int]) -> None:
        ids = set(bodies)
        names = body_names(ids)
        taken: dict[str, int] = {}
        for name in names.values():
            taken[name] = taken.get(name, 0) + 1
        self.codes = dict(Body.objects.filter(pk__in=ids).values_list("pk", "code"))
        self.words = {pk: name if taken[name] == 1 else self.codes[pk] for pk, name in names.items()}

    def cell(self, bodies: Iterable[int]) -> str:
        """Return bodies as one cell; by code where names would not fit."""
        own = list(bodies)
        said = sheet.joined(sorted(self.words.get(pk, self.codes[pk]) for pk in own))
        return said if len(said) <= sheet.FULL_CELL else sheet.joined(sorted(self.codes[pk] for pk in own))


def tasks_of(programme: Programme) -> QuerySet[Task]:
    """Return the tasks of a programme with their parts that count, in the order of the table."""
    parts = Assignment.objects.exclude(state=AssignmentState.WITHDRAWN).order_by("pk")
    rows = Task.objects.filter(group__programme=programme).select_related("group__programme", "document")
    return rows.prefetch_related(Prefetch("assignments", parts, to_attr="parts")).order_by(
        "group__position", "code"
    )


def rows_of(tasks: Iterable[Task]) -> Iterator[SheetRow]:
    """Yield the rows of tasks fetched by `tasks_of`."""
    own = list(tasks)
    names = Names(part.holder_id for task in own for part in _parts(task))
    for task in own:
        holders = {part.holder_id: Part(part.part) for part in reversed(_parts(task))}
        yield SheetRow(task, cells_of(task, holders, names), holders)


def cells_of(task: Task, holders: Mapping[int, Part], names: Names) -> dict[str, Value]:
    """Return what a task's row says, as it is read back."""
    said: dict[str, Value] = {
        "code": task.code,
        "group": task.group.name if task.group else None,
        "title": task.title,
        "why": task.why,
        "document": task.document.full_number if task.document else None,
        "origin": task.origin,
        "lead": names.cell(pk for pk, part in holders.items() if part == Part.LEAD),
        "co_units": names.cell(pk for pk, part in holders.items() if part == Part.CO_UNIT),
        "starts_on": task.starts_on,
        "due_on": task.due_on,
        "evidence": task.evidence,
        "needs_file": task.needs_file,
        "measure": task.measure,
        "milestones": sheet.joined(task.milestones),
        "target": task.target,
    }
    return {key: sheet.as_read(key, value) for key, value in said.items()}


def exported(programme: Programme) -> Iterator[dict[str, Value]]:
    """Yield the rows of a programme's table with its progress and marks, for a file."""
    rows = list(rows_of(tasks_of(programme)))
    words = _last_words([row.task.pk for row in rows])
    for row in rows:
        yield {
            **row.cells,
            "state": str(row.task.get_state_display()),
            "percent": together([part.percent for part in _parts(row.task)]),
            "words": words.get(row.task.pk),
            "mark": sheet.mark_of(row.cells),
        }


def _parts(task: Task) -> list[Assignment]:
    found: list[Assignment] = task.parts  # type: ignore[attr-defined]  # fetched by `tasks_of`
    return found


def _last_words(tasks: Iterable[int]) -> dict[int, str]:
    """Return the newest words that a body reported on each task."""
    rows = Progress.objects.filter(
        assignment__task__in=list(tasks), kind__in=[ProgressKind.NOTE, ProgressKind.EVIDENCE]
    ).exclude(text="")
    newest = rows.order_by("assignment__task", "-at", "-pk").distinct("assignment__task")
    return dict(newest.values_list("assignment__task", "text"))
