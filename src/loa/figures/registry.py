"""The definitions that rooms register, and the value of one for a scope."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from loa.figures.scope import Scope
from loa.units.access import Who, body_ids_in_reach
from loa.units.permissions import Permission
from loa.web.lists.columns import Column

Rows = QuerySet[Any]


def of_bodies(field: str, permission: Permission) -> Callable[[Who, Rows], Rows]:
    """Return what narrows rows to those whose body (in a field) a reader holds the right over, for `Definition.visible`."""
    return lambda actor, rows: rows.filter(**{f"{field}__in": body_ids_in_reach(actor, permission)})


@dataclass(frozen=True)
class Definition:
    """One figure: its rows are what is counted.

    `among` gives the rows that the counted ones stand among, for a share; `visible` narrows rows to what a reader may see,
    `shown` fetches what the columns read. `rule` says in one sentence what counts. `order` is its place in a review.
    """

    key: str  # "documents.issued"
    title: str | Promise
    unit: str | Promise
    rule: str | Promise
    rows: Callable[[Scope], Rows]
    columns: tuple[Column, ...]
    visible: Callable[[Who, Rows], Rows]
    shown: Callable[[Rows], Rows] = lambda rows: rows
    among: Callable[[Scope], Rows] | None = None
    order: int = 100


@dataclass(frozen=True, slots=True)
class Value:
    """A count, and what it stands among where the figure is a share."""

    count: int
    among: int | None = None

    @property
    def is_share(self) -> bool:
        """Say whether it is a part of a whole."""
        return self.among is not None


Family = Callable[[Scope | None, str], list[Definition]]
"""Definitions that stand in a table: those of a scope, or the one that a key names."""

_definitions: dict[str, Definition] = {}
_families: dict[str, Family] = {}


def register(*definitions: Definition) -> None:
    """Offer figures; call it in an app's ready()."""
    _definitions.update({one.key: one for one in definitions})


def register_family(prefix: str, family: Family) -> None:
    """Offer figures that persons define: their keys begin with the prefix and a dot; call it in an app's ready()."""
    _families[prefix] = family


def find(key: str) -> Definition | None:
    """Return a definition by its key."""
    if found := _definitions.get(key):
        return found
    prefix, _, own = key.rpartition(".")
    family = _families.get(prefix)
    return next(iter(family(None, own)), None) if family and own else None


def in_order(scope: Scope | None = None) -> list[Definition]:
    """Return all definitions as a review prints them, with those that persons made for a scope where one is given."""
    made = [one for family in _families.values() for one in family(scope, "")] if scope else []
    return sorted([*_definitions.values(), *made], key=lambda one: (one.order, one.key))


def value_of(definition: Definition, scope: Scope) -> Value:
    """Count a figure for a scope."""
    among = definition.among(scope).order_by().count() if definition.among else None
    return Value(definition.rows(scope).order_by().count(), among)
