"""Freezing figures: the number, its rows and the columns shown, at one moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from django.db import transaction
from django.utils import translation

from loa.figures.errors import NothingToFreeze, TooManyRows
from loa.figures.models import Snapshot
from loa.figures.registry import Definition, find
from loa.figures.scope import Scope
from loa.files.actions import store_file
from loa.journal import actions as journal
from loa.lib import clock, tables
from loa.lib.ids import digest_bytes
from loa.units.access import require
from loa.units.actor import Actor
from loa.units.permissions import Permission

PURPOSE = "figures.rows"
MOST_ROWS = 200_000
ID = tables.Column("_id", "id")
_AT_ONCE = 2000


@transaction.atomic
def freeze(*, actor: Actor, scope: Scope, keys: Iterable[str]) -> list[Snapshot]:
    """Freeze some figures of a scope as they are now; one journal row names the numbers.

    Raises: RightMissing, NothingToFreeze, TooManyRows.
    """
    require(actor, Permission.FIGURES_FREEZE, body=scope.body)
    wanted = [found for key in dict.fromkeys(keys) if (found := find(key))]
    if not wanted:
        raise NothingToFreeze
    with translation.override("vi"):  # what is kept for ever does not depend on the officer's screen
        made = [_freeze_one(actor, definition, scope) for definition in wanted]
    facts = {
        "body": scope.body.pk,
        "since": scope.since,
        "until": scope.until,
        "figures": [f"{one.key} {one.count} {one.digest}" for one in made],
    }
    journal.write(actor=actor, verb="figures.frozen", thing=made[0].thing, facts=facts)
    return made


def _freeze_one(actor: Actor, definition: Definition, scope: Scope) -> Snapshot:
    rows = list(_rows_of(definition, scope))
    among = definition.among(scope).order_by().count() if definition.among else None
    data = tables.write_csv([ID, *(column.for_file for column in definition.columns)], rows)
    stored = store_file(
        actor=actor, name=f"{definition.key}.csv", data=data, purpose=PURPOSE, body=scope.body
    )
    return Snapshot.objects.create(
        key=definition.key,
        title=str(definition.title),
        rule=str(definition.rule),
        body=scope.body,
        is_whole=scope.is_whole,
        since=scope.since,
        until=scope.until,
        count=len(rows),
        among=among,
        columns=[str(column.title) for column in definition.columns],
        file=stored,
        digest=digest_bytes(data),
        frozen_by=actor.person,
        frozen_as=actor.post,
        frozen_at=clock.now(),
    )


def _rows_of(definition: Definition, scope: Scope) -> Iterator[Mapping[str, tables.Value]]:
    rows = definition.shown(definition.rows(scope)).order_by("pk")
    for place, row in enumerate(rows.iterator(_AT_ONCE)):
        if place == MOST_ROWS:
            raise TooManyRows
        yield {ID.key: row.pk} | {column.key: column.file_value(row) for column in definition.columns}
