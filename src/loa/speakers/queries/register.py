"""The register as a table: what each cluster's row says, as it is read back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.db.models import QuerySet

from loa.lib.tables import Value
from loa.lib.tables.values import clean_text
from loa.speakers.models import Cluster, Neighbour
from loa.speakers.rules import cluster_sheet as sheet
from loa.speakers.rules.neighbours import Near, write_cell
from loa.speakers.rules.words import Dialect, NeighbourKind
from loa.units.queries import area_names, area_versions, body_names, body_versions


def editable() -> QuerySet[Cluster]:
    """Return clusters with all that their rows say."""
    return Cluster.objects.select_related("body", "area").prefetch_related("neighbours")


def cells_of(clusters: Iterable[Cluster]) -> dict[int, dict[str, Value]]:
    """Return what the row of each cluster says, as it is read back; names that two share are written as codes."""
    rows = list(clusters)
    bodies, areas = body_names({row.body_id for row in rows}), area_names({row.area_id for row in rows})
    doubles = Counter(str(version) for version in area_versions())
    doubles += Counter(version.name for version in body_versions())
    return {
        row.pk: {
            "code": row.code,
            "place": clean_text(row.place),
            "body": bodies[row.body_id] if doubles[bodies.get(row.body_id, "")] == 1 else row.body.code,
            "area": areas[row.area_id] if doubles[areas.get(row.area_id, "")] == 1 else row.area.code,
            "latitude": _degrees(row.latitude),
            "longitude": _degrees(row.longitude),
            "model": clean_text(row.model) or None,
            "volume": row.volume,
            "volume_min": row.volume_min,
            "volume_max": row.volume_max,
            "dialect": str(Dialect(row.dialect).label) if row.dialect != Dialect.LOA else None,
            "device": row.settings.get("device") or None,
            "address": row.settings.get("address") or None,
            "neighbours": write_cell(near_of(near) for near in row.neighbours.all()) or None,
        }
        for row in rows
    }


def exported(clusters: QuerySet[Cluster]) -> Iterator[dict[str, Value]]:
    """Yield the rows of the table of clusters that are not closed, with their marks."""
    rows = list(
        clusters.filter(closed_at__isnull=True).select_related("body", "area").prefetch_related("neighbours")
    )
    cells = cells_of(rows)
    for row in rows:
        yield {**cells[row.pk], "mark": sheet.mark_of(cells[row.pk])}


def near_of(near: Neighbour) -> Near:
    """Return a neighbour's row as rules take it."""
    kind = NeighbourKind(near.kind)
    return Near(kind, near.name, near.quiet_from, near.quiet_until, tuple(sorted(near.weekdays)))


def _degrees(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))
