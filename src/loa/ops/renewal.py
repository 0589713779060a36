"""What in a migration would break the program that still runs while the tables change. Pure.

Tables are renewed before the program is: for a while the old program reads and writes the new tables. So a renewal only
widens; what it takes away goes in a later one, when nothing that runs needs it, and says so in `contracts`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.migrations import Migration
from django.db.migrations import operations as ops
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import Field, ManyToManyField
from django.db.models.fields import NOT_PROVIDED

GONE = (ops.RemoveField, ops.DeleteModel, ops.RenameField, ops.RenameModel, ops.AlterModelTable)


def hindrances(state: ProjectState, migrations: Iterable[Migration]) -> Iterator[str]:
    """Yield what the old program could not bear in these migrations, applied in order to the tables of `state`.

    A table that they make themselves is none of the old program's. `contracts` on a migration says why nothing that
    still runs needs what it takes away.
    """
    made: set[tuple[str, str]] = set()
    for migration in migrations:
        for operation in migration.operations:
            model = (migration.app_label, str(getattr(operation, "model_name_lower", "")))
            if isinstance(operation, ops.CreateModel):
                made.add((migration.app_label, operation.name_lower))
            elif not getattr(migration, "contracts", ""):
                why = "" if model in made else _why(migration, operation, state)
                if why:
                    yield f"{migration.app_label}.{migration.name}: {operation.describe()}: {why}"
            operation.state_forwards(migration.app_label, state)


def _why(migration: Migration, operation: Operation, state: ProjectState) -> str:
    if isinstance(operation, GONE):
        return "the running program still uses it; take it away in a later release and say why in `contracts`"
    if isinstance(operation, ops.AddField) and not _may_be_left_out(operation.field):
        return "the running program does not fill it; give it `db_default` or `null`"
    if isinstance(operation, ops.AlterField):
        old = state.models[migration.app_label, operation.model_name_lower].fields[operation.name]
        return _narrower(old, operation.field)
    if isinstance(operation, ops.AddConstraint) and not _is_replaced(migration, operation):
        return "rows of the running program may break it; say in `contracts` why none does"
    return ""


def _may_be_left_out(field: Field) -> bool:  # type: ignore[type-arg]
    return field.null or field.db_default is not NOT_PROVIDED or isinstance(field, ManyToManyField)


def _narrower(old: Field, new: Field) -> str:  # type: ignore[type-arg]
    """Return what a changed column takes no longer."""
    if old.null and not new.null:
        return "the running program may leave it empty"
    before, after = getattr(old, "max_length", None), getattr(new, "max_length", None)
    if after is not None and (before is None or after < before) and type(old) is type(new):
        return "the running program may write longer values"
    return ""


def _is_replaced(migration: Migration, operation: ops.AddConstraint) -> bool:
    """Say whether a constraint takes the place of one of its name, as a list of words that grows does."""
    name = operation.constraint.name
    return any(isinstance(each, ops.RemoveConstraint) and each.name == name for each in migration.operations)
