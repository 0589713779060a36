"""What cells of a table may name: groups by name or number, bodies by code, name or short name, marks aside."""

from __future__ import annotations

from collections.abc import Iterator

from loa.lib import clock
from loa.tasks.models import Programme, TaskGroup
from loa.tasks.queries.choices import assignable_bodies
from loa.units.actor import Actor
from loa.units.models import Body, BodyVersion
from loa.units.rules import fold_unit
from loa.units.versions import latest


def groups_by_name(programme: Programme) -> dict[str, list[TaskGroup]]:
    """Return the groups by name and by number."""
    found: dict[str, list[TaskGroup]] = {}
    for group in programme.groups.select_related("programme"):
        for name in {fold_unit(group.name), str(group.position)}:
            found.setdefault(name, []).append(group)
    return found


def bodies_by_name(actor: Actor, holders: set[int]) -> dict[str, set[int]]:
    """Return the bodies that may be given parts, and those that carry some, by code, name and short name."""
    ids = set(assignable_bodies(actor).values_list("pk", flat=True)) | holders
    found: dict[str, set[int]] = {}
    for name, body in _named(ids):
        if name:
            found.setdefault(name, set()).add(body)
    for code, pk in Body.objects.filter(pk__in=ids).values_list("code", "pk"):
        found[fold_unit(code)] = {pk}
    return found


def _named(ids: set[int]) -> Iterator[tuple[str, int]]:
    versions = latest(BodyVersion, clock.today()).filter(body__in=ids)
    for body, name, short_name in versions.values_list("body", "name", "short_name"):
        yield fold_unit(name), body
        yield fold_unit(short_name), body
