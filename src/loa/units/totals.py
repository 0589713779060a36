"""Totals by area, restated in the units of any day: rooms above say what they counted, reforms are followed here.

It must not guess: what a division of unknown shares left open is shown as approximate, what was counted in later units
than those asked for stays apart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Func, IntegerField, JSONField, QuerySet, Value
from django.db.models.functions import Cast, Coalesce
from django.utils.functional import Promise

from loa.units import queries, trees
from loa.units.access import Who
from loa.units.models import AreaVersion
from loa.units.rules.reforms import Rollup

Counts = Mapping[tuple[int, date], int]
Counting = Callable[[Who, date], Counts]


@dataclass(frozen=True)
class Total:
    """What a room counts by area: `count(actor, until)` gives numbers by area id and the day they were counted.

    `order` says where it stands in the choice; the first is shown where none is asked for.
    """

    key: str
    label: str | Promise
    count: Counting
    order: int = 100


_totals: dict[str, Total] = {}


def register(*totals: Total) -> None:
    """Offer totals on the screen "Tổng theo đơn vị"; call it in an app's ready()."""
    _totals.update({total.key: total for total in totals})


def choices() -> list[tuple[str, str | Promise]]:
    """Return the totals on offer."""
    return [
        (total.key, total.label) for total in sorted(_totals.values(), key=lambda one: (one.order, one.key))
    ]


def restate(actor: Who, key: str, *, counted_by: date, units_on: date) -> Rollup:
    """Return a total of what the actor may see, counted up to a day, in the units of a day; empty for an unknown key."""
    total = _totals.get(key)
    return queries.rollup(total.count(actor, counted_by), as_of=units_on) if total else Rollup()


def areas_with_total(rollup: Rollup, day: date) -> QuerySet[AreaVersion]:
    """Return the areas of the day that have a share in the total, with `total` and `approximate`."""
    return (
        trees.list_areas(day)
        .filter(area__in=rollup.totals)
        .annotate(total=looked_up(rollup.totals), approximate=looked_up(rollup.approximate))
    )


def looked_up(counts: Mapping[int, int]) -> Coalesce:
    """Return the expression that reads the number of the row's area from a table of numbers; none is nought."""
    table = Value({str(area): number for area, number in counts.items()}, output_field=JSONField())
    key = Cast("area_id", CharField())
    found = Func(table, key, function="jsonb_extract_path_text", output_field=CharField())
    return Coalesce(Cast(found, IntegerField()), Value(0))
