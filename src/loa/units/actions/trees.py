"""The moves that keep both dated trees sound: close a version, open the next, carry every path below along.

History is written forwards: a unit that already changes on a later day refuses.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, TypeVar

from django.db import connection

from loa.units.errors import BadPlace, LaterChange, NotInForce
from loa.units.models import Area, AreaVersion, Body, BodyVersion
from loa.units.versions import in_force, is_under

V = TypeVar("V", AreaVersion, BodyVersion)
_OWNER = {AreaVersion: "area", BodyVersion: "body"}
_PARENT = {AreaVersion: "parent", BodyVersion: "superior"}
_LOCK = {AreaVersion: 0x10A_0001, BodyVersion: 0x10A_0002}


def lock(model: type[AreaVersion | BodyVersion]) -> None:
    """Let one reform of a tree happen at a time, until its transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK[model]])


def standing(model: type[V], unit: Area | Body, on: date) -> V:
    """Return the version in force on the day.

    Raises:
        NotInForce: when the unit does not exist then.
        LaterChange: when it changes on a later day.

    """
    owner = _OWNER[model]
    version = in_force(model, on).filter(**{owner: unit}).first()
    if version is None:
        raise NotInForce(unit=str(unit), on=on.isoformat())
    if model.objects.filter(**{owner: unit}, valid_from__gt=on).exists():
        raise LaterChange(unit=str(unit), on=on.isoformat())
    return version


def revise(version: V, on: date, **changes: Any) -> V:
    """Close the version on the day and open the next with the changes; a second change on one day edits in place."""
    for name, value in changes.items():
        setattr(version, name, value)
    if version.valid_from < on:
        type(version).objects.filter(pk=version.pk).update(valid_until=on)
        version.pk = None
        version._state.adding = True  # noqa: SLF001 -- Django's way to copy a row
        version.valid_from = on
    version.save()
    return version


def close(version: V, on: date) -> None:
    """End the unit on the day; nothing may be left below it.

    Raises:
        BadPlace: when units still stand below it, or when it was founded on that very day.

    """
    if below(version, on) or version.valid_from >= on:
        raise BadPlace(unit=str(version))
    type(version).objects.filter(pk=version.pk).update(valid_until=on)


def replant(version: V, parent: V | None, on: date, **changes: Any) -> V:
    """Set the unit under another parent from the day on and rewrite the path of all below it.

    Raises:
        BadPlace: when the new parent stands below the unit itself.
        LaterChange: when something below already changes on a later day.

    """
    old_path = version.path
    if parent is not None and is_under(parent.path, old_path):
        raise BadPlace(unit=str(version))
    branch = below(version, on)
    _no_later(type(version), branch, on)
    step = old_path.rsplit("/", 1)[-1]
    path = f"{parent.path}/{step}" if parent else step
    owner = getattr(parent, _OWNER[type(version)]) if parent else None
    moved = revise(version, on, path=path, **{_PARENT[type(version)]: owner}, **changes)
    for one in branch:
        revise(one, on, path=path + one.path[len(old_path) :])
    return moved


def below(version: V, on: date) -> list[V]:
    """Return the versions in force below a unit on the day, nearest first."""
    rows = in_force(type(version), on).filter(path__startswith=f"{version.path}/")
    return sorted(rows, key=lambda row: row.path.count("/"))


def right_below(version: V, on: date) -> list[V]:
    """Return the versions in force one step below a unit on the day."""
    owner = getattr(version, f"{_OWNER[type(version)]}_id")
    return list(in_force(type(version), on).filter(**{_PARENT[type(version)]: owner}).order_by("path"))


def _no_later(model: type[V], versions: Sequence[V], on: date) -> None:
    owner = _OWNER[model]
    ids: Iterable[int] = [getattr(version, f"{owner}_id") for version in versions]
    if model.objects.filter(**{f"{owner}__in": ids}, valid_from__gt=on).exists():
        raise LaterChange(on=on.isoformat())
