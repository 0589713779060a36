"""What the room's screens read: figures of a scope, snapshots in reach, the rows of a snapshot."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import translation

from loa.figures import registry
from loa.figures.models import Snapshot
from loa.figures.registry import Definition, Value
from loa.figures.scope import Scope
from loa.files.queries import open_file
from loa.units.access import Who, bodies_in_reach
from loa.units.lists import body_name_of
from loa.units.permissions import Permission


@dataclass(frozen=True)
class Counted:
    """A figure with its number for a scope."""

    definition: Definition
    value: Value
    scope: Scope

    @property
    def url(self) -> str:
        """Return the address of its rows."""
        return f"/desk/figures/{self.definition.key}/?{self.scope.query}"


@dataclass(frozen=True)
class FrozenRows:
    """The rows of a snapshot: how many there were, and what the reader may see of them today."""

    total: int
    shown: Sequence[Sequence[str]]

    @property
    def hidden(self) -> int:
        """Return how many rows the reader may not see, or that are gone."""
        return self.total - len(self.shown)


@dataclass(frozen=True)
class Words:
    """What a figure says of itself: title, rule, titles of columns."""

    title: str
    rule: str
    columns: tuple[str, ...]

    @classmethod
    def of(cls, definition: Definition) -> Words:
        """Return a definition's words in the language in use."""
        columns = tuple(str(column.title) for column in definition.columns)
        return cls(str(definition.title), str(definition.rule), columns)


def figures_of(scope: Scope) -> list[Counted]:
    """Count every figure for a scope."""
    return [
        Counted(definition, registry.value_of(definition, scope), scope)
        for definition in registry.in_order(scope)
    ]


def snapshots_visible_to(actor: Who) -> QuerySet[Snapshot]:
    """Return the snapshots of bodies whose figures the actor may see, with `body_name`."""
    bodies = bodies_in_reach(actor, Permission.FIGURES_READ)
    return (
        Snapshot.objects.filter(body__in=bodies)
        .select_related("body", "frozen_by", "file")
        .annotate(body_name=body_name_of("body"))
    )


def scope_of(snapshot: Snapshot) -> Scope:
    """Return the scope a snapshot was counted for."""
    return Scope(snapshot.body, snapshot.since, snapshot.until, snapshot.is_whole)


def words_of(snapshot: Snapshot) -> Words:
    """Return a snapshot's own words in the reader's language, as long as its definition still says the same."""
    own = Words(snapshot.title, snapshot.rule, tuple(snapshot.columns))
    definition = registry.find(snapshot.key)
    if definition is None:
        return own
    with translation.override("vi"):
        same = Words.of(definition) == own
    return Words.of(definition) if same else own


def count_now(snapshot: Snapshot) -> Value | None:
    """Return today's number of a snapshot's figure; None when no room defines it any more."""
    definition = registry.find(snapshot.key)
    return registry.value_of(definition, scope_of(snapshot)) if definition else None


def frozen_rows(actor: Who, snapshot: Snapshot) -> FrozenRows:
    """Return a snapshot's rows as they were, those that the actor may see today."""
    text = open_file(snapshot.file).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))[1:]
    definition = registry.find(snapshot.key)
    if definition is None:
        return FrozenRows(len(rows), [])
    scoped = definition.visible(actor, definition.rows(scope_of(snapshot)).model._default_manager.all())  # noqa: SLF001
    ids = [int(row[0]) for row in rows]
    seen = set(scoped.filter(pk__in=ids).order_by().values_list("pk", flat=True))
    return FrozenRows(len(rows), [row[1:] for row in rows if int(row[0]) in seen])
